-- Several accounts with one number: the others are closed for signing in, each after its own sign-in, and never merged.
ALTER TABLE account ADD COLUMN superseded_by uuid REFERENCES account;
ALTER TABLE account ADD COLUMN superseded_at timestamptz;
ALTER TABLE account ADD CONSTRAINT account_superseded
  CHECK ((superseded_by IS NULL) = (superseded_at IS NULL) AND superseded_by <> account_id);
CREATE INDEX account_superseded_by ON account (superseded_by) WHERE superseded_by IS NOT NULL;

-- What the linked account's session hands to the session of the other one. One at a time, and gone once used.
CREATE TABLE join_code (
  account_id uuid PRIMARY KEY REFERENCES account,
  digest bytea NOT NULL UNIQUE,
  expires_at timestamptz NOT NULL
);
GRANT SELECT, INSERT, UPDATE, DELETE ON join_code TO identity_link_application;
