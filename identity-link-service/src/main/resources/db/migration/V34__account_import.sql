-- A bulk import of accounts, which goes on where it was cut off: what is committed, and of which bytes it came.
CREATE TABLE account_import (
  realm text NOT NULL,
  import_id uuid NOT NULL,
  client_id text NOT NULL,
  dry_run boolean NOT NULL,
  state text NOT NULL CHECK (state IN ('RECEIVING', 'COMPLETED')),
  lines bigint NOT NULL,
  imported bigint NOT NULL,
  already_there bigint NOT NULL,
  rejected bigint NOT NULL,
  -- Keyed digest of all lines so far: the same key must come with the same lines.
  lines_digest bytea NOT NULL,
  started_at timestamptz NOT NULL,
  changed_at timestamptz NOT NULL,
  completed_at timestamptz,
  PRIMARY KEY (realm, import_id),
  CONSTRAINT account_import_adds_up CHECK (lines = imported + already_there + rejected),
  CONSTRAINT account_import_completed CHECK ((state = 'COMPLETED') = (completed_at IS NOT NULL))
);

-- The first faults of an import, by line; never a value of it.
CREATE TABLE account_import_error (
  realm text NOT NULL,
  import_id uuid NOT NULL,
  line bigint NOT NULL,
  pointer text NOT NULL,
  code text NOT NULL,
  PRIMARY KEY (realm, import_id, line, pointer, code),
  FOREIGN KEY (realm, import_id) REFERENCES account_import
);

GRANT SELECT, INSERT, UPDATE ON account_import TO identity_link_application;
GRANT SELECT, INSERT ON account_import_error TO identity_link_application;
