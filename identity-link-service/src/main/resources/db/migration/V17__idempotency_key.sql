-- Calls that create something and are sent again: keyed digests of caller and key, and of the request; the answer sealed.
CREATE TABLE idempotency_key (
  key_digest bytea PRIMARY KEY,
  request_digest bytea NOT NULL,
  claim uuid NOT NULL UNIQUE,
  created_at timestamptz NOT NULL,
  key_id uuid REFERENCES citizen_key,
  answer bytea,
  CONSTRAINT idempotency_key_answer CHECK ((answer IS NULL) = (key_id IS NULL))
);
CREATE INDEX idempotency_key_created ON idempotency_key (created_at);

GRANT SELECT, INSERT, UPDATE, DELETE ON idempotency_key TO identity_link_application;
