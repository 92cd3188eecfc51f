-- The accounts of a realm. Identifying data is sealed under the citizen's key, bound to table, column and row.
CREATE TABLE account (
  account_id uuid PRIMARY KEY,
  realm text NOT NULL,
  external_id text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('CITIZEN', 'ORGANISATION')),
  key_id uuid NOT NULL REFERENCES citizen_key,
  assurance text NOT NULL CHECK (assurance IN ('DECLARED', 'MATCHED', 'PROVED')),
  declared_identity bytea,
  declared_at timestamptz,
  registry_identity bytea,
  verified_at timestamptz,
  proved_at timestamptz,
  proved_in_session text,
  contact bytea,
  commune_code text,
  commune_code_as_of date,
  registered_at timestamptz NOT NULL,
  version bigint NOT NULL,
  CONSTRAINT account_external_id_unique UNIQUE (realm, external_id),
  CONSTRAINT account_verified_identity CHECK ((assurance = 'DECLARED') = (registry_identity IS NULL)),
  CONSTRAINT account_proved_when CHECK ((assurance = 'PROVED') = (proved_at IS NOT NULL AND proved_in_session IS NOT NULL)),
  CONSTRAINT account_commune_dated CHECK ((commune_code IS NULL) = (commune_code_as_of IS NULL))
);

-- Look-ups go through keyed digests, never through the values. A row per active index key, so that keys can rotate.
CREATE TABLE account_index (
  kind text NOT NULL CHECK (kind IN ('CITIZEN_NUMBER', 'OLD_IDENTITY_NUMBER', 'PHONE_NUMBER', 'EMAIL_ADDRESS')),
  index_key_id text NOT NULL,
  digest bytea NOT NULL,
  account_id uuid NOT NULL REFERENCES account,
  PRIMARY KEY (kind, index_key_id, digest, account_id)
);
CREATE INDEX account_index_account ON account_index (account_id);

GRANT SELECT, INSERT, UPDATE ON account TO identity_link_application;
GRANT SELECT, INSERT, DELETE ON account_index TO identity_link_application;
