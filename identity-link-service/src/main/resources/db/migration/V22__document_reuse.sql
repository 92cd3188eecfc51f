-- A document handed to one portal for one dossier of one procedure, for a short time. The dossier's code is sealed.
CREATE TABLE document_reuse (
  reuse_id uuid PRIMARY KEY,
  document_id uuid NOT NULL REFERENCES document,
  account_id uuid NOT NULL REFERENCES account,
  store_id uuid NOT NULL REFERENCES document_store,
  realm text NOT NULL,
  recipient text NOT NULL,
  procedure_code text NOT NULL,
  dossier bytea NOT NULL,
  status integer NOT NULL CHECK (status IN (1, 2)),
  replaced_result_code text,
  notice_version text,
  notice_sha256 text,
  consented_at timestamptz,
  granted_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  taken_at timestamptz,
  CONSTRAINT document_reuse_replaces CHECK ((status = 2) = (replaced_result_code IS NOT NULL)),
  -- Without a consent it was the citizen's own act.
  CONSTRAINT document_reuse_consent CHECK (
    (notice_version IS NULL) = (notice_sha256 IS NULL) AND (notice_version IS NULL) = (consented_at IS NULL))
);
CREATE INDEX document_reuse_document ON document_reuse (document_id, granted_at DESC);

-- Questions whether a citizen has a paper: one for each dossier and kind, whose answer stays what it was.
CREATE TABLE availability_question (
  account_id uuid NOT NULL REFERENCES account,
  dossier bytea NOT NULL,
  kind text NOT NULL,
  available boolean NOT NULL,
  client_id text NOT NULL,
  procedure_code text NOT NULL,
  notice_version text,
  notice_sha256 text,
  consented_at timestamptz,
  asked_at timestamptz NOT NULL,
  PRIMARY KEY (account_id, client_id, procedure_code, dossier, kind)
);

GRANT SELECT, INSERT, UPDATE ON document_reuse TO identity_link_application;
GRANT SELECT, INSERT ON availability_question TO identity_link_application;
