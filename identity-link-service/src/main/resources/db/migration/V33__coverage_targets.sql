-- What the population database says of a commune on a day, and never says otherwise afterwards.
CREATE TABLE coverage_statistic (
  commune_code text NOT NULL,
  commune_valid_from date NOT NULL,
  day date NOT NULL,
  eligible bigint NOT NULL CHECK (eligible >= 0),
  vneid_level_1 bigint NOT NULL CHECK (vneid_level_1 >= 0),
  vneid_level_2 bigint NOT NULL CHECK (vneid_level_2 >= 0),
  fetched_at timestamptz NOT NULL,
  PRIMARY KEY (commune_code, commune_valid_from, day),
  FOREIGN KEY (commune_code, commune_valid_from) REFERENCES administrative_unit,
  CONSTRAINT coverage_statistic_level_once CHECK (vneid_level_1 + vneid_level_2 <= eligible)
);
CREATE INDEX coverage_statistic_day ON coverage_statistic (day);

-- Which share of a unit's citizens is to be reached by which day. Withdrawn, never changed: a report of an earlier day
-- still knows it.
CREATE TABLE coverage_target (
  target_id uuid PRIMARY KEY,
  unit_code text NOT NULL,
  unit_valid_from date NOT NULL,
  measure text NOT NULL CHECK (measure IN ('VNEID_LEVEL_2', 'LINKED')),
  day date NOT NULL,
  share numeric(5, 4) NOT NULL CHECK (share > 0 AND share <= 1),
  announced_on date NOT NULL,
  withdrawn_on date,
  FOREIGN KEY (unit_code, unit_valid_from) REFERENCES administrative_unit,
  CONSTRAINT coverage_target_withdrawn_later CHECK (withdrawn_on >= announced_on)
);
CREATE UNIQUE INDEX coverage_target_once ON coverage_target (unit_code, unit_valid_from, measure, day) WHERE withdrawn_on IS NULL;

-- The letter of 29 January 2024: all citizens of Bình Định before 1 July 2024.
INSERT INTO coverage_target VALUES
  ('33000000-0000-4000-8000-000000000001', '52', '1975-04-30', 'VNEID_LEVEL_2', '2024-06-30', 1, '2024-01-29', NULL);

GRANT SELECT, INSERT ON coverage_statistic, coverage_target TO identity_link_application;
GRANT UPDATE (withdrawn_on) ON coverage_target TO identity_link_application;
