-- A sign-in on another device than the one that began: the same redirect, and digits among the sealed proof.
ALTER TABLE link_attempt DROP CONSTRAINT link_attempt_method;
ALTER TABLE link_attempt ADD CONSTRAINT link_attempt_method CHECK (method IN ('REDIRECT', 'SECOND_DEVICE', 'PORTAL_SIGN_IN'));
ALTER TABLE link_attempt DROP CONSTRAINT link_attempt_redirect;
ALTER TABLE link_attempt ADD CONSTRAINT link_attempt_redirect CHECK ((method <> 'PORTAL_SIGN_IN') = (redirect_uri IS NOT NULL));
