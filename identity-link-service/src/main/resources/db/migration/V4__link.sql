-- An account bound to a VNeID identity, and the attempts that lead there (letter, steps 6 and 7).
CREATE TABLE link_attempt (
  attempt_id uuid PRIMARY KEY,
  account_id uuid NOT NULL REFERENCES account,
  method text NOT NULL CHECK (method IN ('REDIRECT')),
  state text NOT NULL CHECK (state IN ('PENDING', 'EXCHANGING', 'COMPLETED', 'FAILED', 'VOIDED')),
  failure text,
  issuer text NOT NULL,
  client_id text NOT NULL,
  redirect_uri text NOT NULL,
  proof bytea,
  code_digest bytea,
  exchanging_since timestamptz,
  link_id uuid,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  version bigint NOT NULL,
  CONSTRAINT link_attempt_exchanging CHECK (state <> 'EXCHANGING' OR (code_digest IS NOT NULL AND exchanging_since IS NOT NULL)),
  CONSTRAINT link_attempt_completed CHECK ((state = 'COMPLETED') = (link_id IS NOT NULL)),
  CONSTRAINT link_attempt_failed CHECK ((state = 'FAILED') = (failure IS NOT NULL)),
  -- Nonce, state and PKCE verifier are worth nothing once the attempt is over, and are gone then.
  CONSTRAINT link_attempt_open_proof CHECK ((state IN ('PENDING', 'EXCHANGING')) = (proof IS NOT NULL))
);
CREATE INDEX link_attempt_account ON link_attempt (account_id);

CREATE TABLE link (
  link_id uuid PRIMARY KEY,
  realm text NOT NULL,
  account_id uuid NOT NULL REFERENCES account,
  attempt_id uuid NOT NULL REFERENCES link_attempt,
  issuer text NOT NULL,
  subject text NOT NULL,
  identity_level integer NOT NULL CHECK (identity_level = 2),
  citizen_number bytea NOT NULL,
  state text NOT NULL CHECK (state IN ('ACTIVE', 'SUSPENDED', 'ENDED')),
  legal_basis text NOT NULL,
  linked_at timestamptz NOT NULL,
  ended_at timestamptz,
  version bigint NOT NULL,
  CONSTRAINT link_ended CHECK ((state = 'ENDED') = (ended_at IS NOT NULL))
);
ALTER TABLE link_attempt ADD CONSTRAINT link_attempt_link FOREIGN KEY (link_id) REFERENCES link;

-- In a realm, one VNeID identity belongs to at most one account, one account to at most one identity …
CREATE UNIQUE INDEX link_one_identity_per_account ON link (account_id) WHERE state <> 'ENDED';
CREATE UNIQUE INDEX link_one_account_per_identity ON link (realm, issuer, subject) WHERE state <> 'ENDED';

-- … and a number is proved by at most one account. A row per active index key, so that no rotation lets a duplicate past.
CREATE TABLE proved_number (
  realm text NOT NULL,
  index_key_id text NOT NULL,
  digest bytea NOT NULL,
  link_id uuid NOT NULL REFERENCES link,
  released_at timestamptz,
  PRIMARY KEY (link_id, index_key_id)
);
CREATE UNIQUE INDEX proved_number_once ON proved_number (realm, index_key_id, digest) WHERE released_at IS NULL;

GRANT SELECT, INSERT, UPDATE ON link_attempt, link, proved_number TO identity_link_application;
