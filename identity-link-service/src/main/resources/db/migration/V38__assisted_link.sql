-- A link that an officer helps with at a counter: the citizen signs in to VNeID on their own device, and control of the
-- portal account is proved besides.
ALTER TABLE link_attempt DROP CONSTRAINT link_attempt_method;
ALTER TABLE link_attempt ADD CONSTRAINT link_attempt_method
  CHECK (method IN ('REDIRECT', 'PORTAL_SIGN_IN', 'SECOND_DEVICE', 'ASSISTED'));
ALTER TABLE link_attempt DROP CONSTRAINT link_attempt_redirect;
ALTER TABLE link_attempt ADD CONSTRAINT link_attempt_redirect CHECK ((method = 'PORTAL_SIGN_IN') = (redirect_uri IS NULL));

CREATE TABLE assisted_link (
  attempt_id uuid PRIMARY KEY REFERENCES link_attempt,
  account_id uuid NOT NULL REFERENCES account,
  realm text NOT NULL,
  -- Who began it, and for which unit: the only one who completes it.
  officer text NOT NULL,
  unit text NOT NULL,
  control text NOT NULL CHECK (control IN ('CITIZEN_TOKEN', 'ONE_TIME_CODE', 'SECOND_OFFICER')),
  -- Six digits are guessed in no time: a digest under the citizen's key, gone as soon as the code is of no use.
  code_digest bytea,
  code_expires_at timestamptz,
  wrong_guesses integer NOT NULL CHECK (wrong_guesses BETWEEN 0 AND 3),
  proved_at timestamptz,
  -- The portal session of the citizen who confirmed; else the officer who entered the code or approved.
  proved_by text,
  CONSTRAINT assisted_link_code CHECK ((control = 'ONE_TIME_CODE') = (code_expires_at IS NOT NULL)),
  CONSTRAINT assisted_link_open_code CHECK (
    (code_digest IS NOT NULL) = (control = 'ONE_TIME_CODE' AND proved_at IS NULL AND wrong_guesses < 3)),
  CONSTRAINT assisted_link_proved CHECK ((proved_at IS NULL) = (proved_by IS NULL)),
  CONSTRAINT assisted_link_second_officer CHECK (control <> 'SECOND_OFFICER' OR proved_by <> officer)
);

GRANT SELECT, INSERT, UPDATE ON assisted_link TO identity_link_application;
