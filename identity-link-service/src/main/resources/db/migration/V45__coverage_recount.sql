-- What each recount found. Counting many millions of accounts takes longer than a call may: its result is read here then.
CREATE TABLE coverage_recount (
  recount_id uuid PRIMARY KEY,
  counted_at timestamptz NOT NULL,
  accounts bigint NOT NULL,
  cells integer NOT NULL,
  differences integer NOT NULL
);
CREATE INDEX coverage_recount_latest ON coverage_recount (counted_at DESC);

GRANT SELECT, INSERT ON coverage_recount TO identity_link_application;
