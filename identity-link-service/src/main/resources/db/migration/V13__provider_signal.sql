-- What VNeID told about its identities, each event once. Kept: it is why a link was held.
CREATE TABLE provider_signal (
  issuer text NOT NULL,
  token_id text NOT NULL,
  subject text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('ACCOUNT_DISABLED', 'ACCOUNT_PURGED', 'IDENTIFIER_CHANGED', 'OTHER')),
  received_at timestamptz NOT NULL,
  state text NOT NULL CHECK (state IN ('WAITING', 'DONE')),
  tries integer NOT NULL,
  next_try_at timestamptz NOT NULL,
  PRIMARY KEY (issuer, token_id)
);
CREATE INDEX provider_signal_identity ON provider_signal (issuer, subject);
CREATE INDEX provider_signal_waiting ON provider_signal (next_try_at) WHERE state = 'WAITING';

GRANT SELECT, INSERT, UPDATE ON provider_signal TO identity_link_application;
