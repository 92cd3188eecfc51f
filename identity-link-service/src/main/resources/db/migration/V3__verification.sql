-- A match by the population database that waits for the citizen's confirmation (letter, steps 3 and 4).
CREATE TABLE verification (
  verification_id uuid PRIMARY KEY,
  account_id uuid NOT NULL REFERENCES account,
  state text NOT NULL CHECK (state IN ('AWAITING_CONFIRMATION', 'CONFIRMED', 'VOIDED')),
  registry_identity bytea,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  confirmed_at timestamptz,
  version bigint NOT NULL,
  -- What the registry said is kept here only until it is confirmed or void.
  CONSTRAINT verification_keeps_nothing CHECK ((state = 'AWAITING_CONFIRMATION') = (registry_identity IS NOT NULL))
);
CREATE INDEX verification_account ON verification (account_id);

GRANT SELECT, INSERT, UPDATE ON verification TO identity_link_application;
