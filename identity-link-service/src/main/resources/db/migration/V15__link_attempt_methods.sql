-- A portal that signs the citizen in to VNeID itself is given a nonce, and sends nobody anywhere.
ALTER TABLE link_attempt DROP CONSTRAINT link_attempt_method_check;
ALTER TABLE link_attempt ADD CONSTRAINT link_attempt_method CHECK (method IN ('REDIRECT', 'PORTAL_SIGN_IN'));
ALTER TABLE link_attempt ALTER COLUMN redirect_uri DROP NOT NULL;
ALTER TABLE link_attempt ADD CONSTRAINT link_attempt_redirect CHECK ((method = 'REDIRECT') = (redirect_uri IS NOT NULL));
