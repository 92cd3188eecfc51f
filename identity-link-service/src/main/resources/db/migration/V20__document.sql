-- The two personal stores of a citizen: the one that came with the portal account, whose id is the account's, and one for
-- each VNeID identity that the account was linked with.
CREATE TABLE document_store (
  store_id uuid PRIMARY KEY,
  account_id uuid NOT NULL REFERENCES account,
  kind text NOT NULL CHECK (kind IN ('PORTAL', 'VNEID')),
  issuer text,
  subject text,
  created_at timestamptz NOT NULL,
  CONSTRAINT document_store_of_identity CHECK ((kind = 'VNEID') = (issuer IS NOT NULL AND subject IS NOT NULL)),
  CONSTRAINT document_store_of_account CHECK (kind = 'VNEID' OR store_id = account_id),
  CONSTRAINT document_store_once UNIQUE NULLS NOT DISTINCT (account_id, kind, issuer, subject)
);

-- The bytes of documents, addressed by citizen and SHA-256: the address is a digest under a key of the citizen's own, so
-- that equal bytes of two citizens have nothing in common here.
CREATE TABLE document_content (
  content_id uuid PRIMARY KEY,
  account_id uuid NOT NULL REFERENCES account,
  state text NOT NULL CHECK (state IN ('UPLOADING', 'COMMITTED')),
  address bytea,
  digest bytea,
  byte_size bigint,
  begun_at timestamptz NOT NULL,
  touched_at timestamptz NOT NULL,
  CONSTRAINT document_content_committed CHECK (
    (state = 'COMMITTED') = (address IS NOT NULL AND digest IS NOT NULL AND byte_size IS NOT NULL))
);
CREATE UNIQUE INDEX document_content_once ON document_content (account_id, address) WHERE state = 'COMMITTED';
CREATE INDEX document_content_uploading ON document_content (touched_at) WHERE state = 'UPLOADING';

CREATE TABLE document_chunk (
  content_id uuid NOT NULL REFERENCES document_content ON DELETE CASCADE,
  position integer NOT NULL,
  sealed bytea NOT NULL,
  PRIMARY KEY (content_id, position)
);
-- Ciphertext does not get shorter by trying.
ALTER TABLE document_chunk ALTER COLUMN sealed SET STORAGE EXTERNAL;

CREATE TABLE document (
  document_id uuid PRIMARY KEY,
  account_id uuid NOT NULL REFERENCES account,
  store_id uuid NOT NULL REFERENCES document_store,
  store_kind text NOT NULL CHECK (store_kind IN ('PORTAL', 'VNEID')),
  state text NOT NULL CHECK (state IN ('AWAITING_CONTENT', 'STORED', 'MERGED')),
  kind text NOT NULL,
  source text NOT NULL,
  signature text NOT NULL,
  media_type text NOT NULL,
  issued_on date,
  valid_from date,
  valid_until date,
  procedure_code text,
  from_national_store boolean NOT NULL,
  details bytea NOT NULL,
  content_id uuid REFERENCES document_content,
  byte_size bigint,
  origin_store_id uuid NOT NULL REFERENCES document_store,
  moved_by_link uuid REFERENCES link,
  moved_at timestamptz,
  merged_into uuid REFERENCES document,
  reuse integer NOT NULL DEFAULT 0 CHECK (reuse IN (0, 1, 2)),
  replaced_result_code text,
  added_at timestamptz NOT NULL,
  stored_at timestamptz,
  version bigint NOT NULL,
  CONSTRAINT document_content_when CHECK (
    (state = 'AWAITING_CONTENT') = (content_id IS NULL AND byte_size IS NULL AND stored_at IS NULL)),
  CONSTRAINT document_moved CHECK ((moved_by_link IS NULL) = (moved_at IS NULL)),
  CONSTRAINT document_merged CHECK ((state = 'MERGED') = (merged_into IS NOT NULL)),
  CONSTRAINT document_replaces CHECK ((reuse = 2) = (replaced_result_code IS NOT NULL))
);
CREATE INDEX document_of_store ON document (store_id, added_at DESC, document_id) WHERE state <> 'MERGED';
CREATE INDEX document_awaiting ON document (added_at) WHERE state = 'AWAITING_CONTENT';
CREATE INDEX document_of_content ON document (content_id);
-- Whatever a transfer does and whoever is killed when: the new store holds the same bytes once.
CREATE UNIQUE INDEX document_once_in_vneid_store ON document (store_id, content_id)
  WHERE store_kind = 'VNEID' AND state = 'STORED';

GRANT SELECT, INSERT ON document_store TO identity_link_application;
GRANT SELECT, INSERT, UPDATE, DELETE ON document_content TO identity_link_application;
GRANT SELECT, INSERT, DELETE ON document_chunk TO identity_link_application;
-- Only what never got its content is ever deleted.
GRANT SELECT, INSERT, UPDATE, DELETE ON document TO identity_link_application;
