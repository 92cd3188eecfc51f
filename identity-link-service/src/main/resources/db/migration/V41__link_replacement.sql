-- The identity at VNeID changed, the person did not: one link takes the place of another of the same account.
ALTER TABLE link ADD COLUMN replaces uuid REFERENCES link;
-- What vouched for it besides the new sign-in.
ALTER TABLE link ADD COLUMN replacement_basis text
  CHECK (replacement_basis IN ('OLD_IDENTITY', 'FORMER_NUMBER', 'TWO_OPERATORS'));
ALTER TABLE link ADD CONSTRAINT link_replacement CHECK ((replaces IS NULL) = (replacement_basis IS NULL));
CREATE UNIQUE INDEX link_replaced_once ON link (replaces);

ALTER TABLE link_attempt ADD COLUMN replaces uuid REFERENCES link;
-- Whether the citizen began it freshly signed in with the identity that is replaced.
ALTER TABLE link_attempt ADD COLUMN old_identity_shown boolean NOT NULL DEFAULT false;
ALTER TABLE link_attempt ADD CONSTRAINT link_attempt_replacement CHECK (replaces IS NOT NULL OR NOT old_identity_shown);

-- A transfer that had not finished when another link took its link's place: the next one lists what is left.
ALTER TABLE document_transfer DROP CONSTRAINT document_transfer_state_check;
ALTER TABLE document_transfer ADD CONSTRAINT document_transfer_state
  CHECK (state IN ('PREPARING', 'MOVING', 'COMPLETED', 'RETURNING', 'RETURNED', 'REPLACED'));
-- … and the store of the old identity is that of the new one.
GRANT UPDATE (issuer, subject) ON document_store TO identity_link_application;

-- Whose identity a notice tells: of a link that was replaced also that of the old one.
ALTER TABLE citizen_notice ADD COLUMN told_link_id uuid REFERENCES link;
UPDATE citizen_notice SET told_link_id = link_id;
ALTER TABLE citizen_notice ALTER COLUMN told_link_id SET NOT NULL;
ALTER TABLE citizen_notice DROP CONSTRAINT citizen_notice_once;
ALTER TABLE citizen_notice ADD CONSTRAINT citizen_notice_once UNIQUE (event_id, channel, told_link_id);
