-- One data key per citizen, wrapped by a key-encryption key. Deleting the wrapped key is erasure.
CREATE TABLE citizen_key (
  key_id uuid PRIMARY KEY,
  key_encryption_key_id text NOT NULL,
  wrapped_key bytea,
  created_at timestamptz NOT NULL
);

GRANT USAGE ON SCHEMA public TO identity_link_application, identity_link_sealer;
GRANT SELECT, INSERT, UPDATE ON citizen_key TO identity_link_application;
