-- Attempts counted per account, client and target number. The key is a keyed digest, so that no number stands here.
CREATE TABLE rate_limit (
  limit_name text NOT NULL,
  digest bytea NOT NULL,
  window_start timestamptz NOT NULL,
  used integer NOT NULL,
  PRIMARY KEY (limit_name, digest, window_start)
);

GRANT SELECT, INSERT, UPDATE, DELETE ON rate_limit TO identity_link_application;
