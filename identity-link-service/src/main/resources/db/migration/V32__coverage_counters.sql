-- Each event of the outbox is counted once, beside and apart from being told to portals.
ALTER TABLE outbox_event ADD COLUMN counted boolean NOT NULL DEFAULT false;
CREATE INDEX outbox_event_uncounted ON outbox_event (occurred_at, event_id) WHERE NOT counted;

-- Accounts that came in bulk are counted apart from those that citizens opened.
ALTER TABLE account ADD COLUMN origin text NOT NULL DEFAULT 'REGISTERED' CHECK (origin IN ('REGISTERED', 'IMPORTED'));

-- What an account adds to the counters. A commune that nobody knows is the empty code.
CREATE TABLE coverage_standing (
  account_id uuid PRIMARY KEY REFERENCES account,
  realm text NOT NULL,
  commune_code text NOT NULL,
  commune_valid_from date NOT NULL,
  imported boolean NOT NULL,
  matched boolean NOT NULL,
  linked boolean NOT NULL,
  skipped boolean NOT NULL,
  duplicate boolean NOT NULL DEFAULT false,
  number_digest bytea,
  former_digest bytea,
  registered_at timestamptz NOT NULL,
  CONSTRAINT coverage_standing_no_skip_after_link CHECK (NOT (linked AND skipped))
);
CREATE INDEX coverage_standing_number ON coverage_standing (realm, number_digest, registered_at, account_id)
  WHERE number_digest IS NOT NULL;
CREATE INDEX coverage_standing_not_linked ON coverage_standing (realm, commune_code, commune_valid_from, account_id) WHERE NOT linked;

-- By how much each figure of a commune changed on a day in Vietnam.
CREATE TABLE coverage_count (
  realm text NOT NULL,
  commune_code text NOT NULL,
  commune_valid_from date NOT NULL,
  imported boolean NOT NULL,
  day date NOT NULL,
  accounts bigint NOT NULL,
  matched bigint NOT NULL,
  linked bigint NOT NULL,
  skipped bigint NOT NULL,
  duplicates bigint NOT NULL,
  PRIMARY KEY (realm, commune_code, commune_valid_from, imported, day)
);
CREATE INDEX coverage_count_day ON coverage_count (realm, day);

GRANT SELECT, INSERT, UPDATE ON coverage_standing, coverage_count TO identity_link_application;
