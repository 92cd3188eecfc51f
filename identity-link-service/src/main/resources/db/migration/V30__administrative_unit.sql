-- Administrative units by code and validity: codes of the General Statistics Office are reused over time. A name that
-- nobody knows the first day of begins on 30 April 1975, before which there are no codes.
CREATE TABLE administrative_unit (
  code text NOT NULL CHECK (code ~ '^([0-9]{2}|[0-9]{3}|[0-9]{5})$'),
  valid_from date NOT NULL CHECK (valid_from >= '1975-04-30'),
  valid_until date,
  level text NOT NULL CHECK (level IN ('PROVINCE', 'DISTRICT', 'COMMUNE')),
  parent_code text,
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
  PRIMARY KEY (code, valid_from),
  CONSTRAINT administrative_unit_lasts CHECK (valid_until >= valid_from),
  CONSTRAINT administrative_unit_has_parent CHECK ((level = 'PROVINCE') = (parent_code IS NULL)),
  -- Until 30 June 2025 communes lay in districts; since then there are none (Law 72/2025/QH15).
  CONSTRAINT administrative_unit_no_district_since CHECK (level <> 'DISTRICT' OR valid_until <= '2025-06-30'),
  -- A code means one unit on a day. With a digit in front, since 01 and 00001 are two codes.
  CONSTRAINT administrative_unit_one_per_day EXCLUDE USING gist
    (int4range(('1' || code)::integer, ('1' || code)::integer, '[]') WITH &&, daterange(valid_from, valid_until, '[]') WITH &&)
);

-- What became of a unit on the day after its last, and which share of its people lives there since.
CREATE TABLE administrative_unit_successor (
  code text NOT NULL,
  valid_from date NOT NULL,
  successor_code text NOT NULL,
  successor_valid_from date NOT NULL,
  share numeric(6, 5) NOT NULL CHECK (share > 0 AND share <= 1),
  PRIMARY KEY (code, valid_from, successor_code),
  FOREIGN KEY (code, valid_from) REFERENCES administrative_unit,
  FOREIGN KEY (successor_code, successor_valid_from) REFERENCES administrative_unit,
  CONSTRAINT administrative_unit_successor_is_later CHECK (successor_valid_from > valid_from)
);
CREATE INDEX administrative_unit_successor_back ON administrative_unit_successor (successor_code, successor_valid_from);

-- Each load by an operator, the first being this migration: replicas keep the units until the last one differs.
CREATE TABLE administrative_unit_load (
  load_number bigint PRIMARY KEY,
  load_id uuid NOT NULL UNIQUE,
  loaded_at timestamptz NOT NULL,
  added integer NOT NULL,
  ended integer NOT NULL
);

-- What a unit was is history: only its last day can be filled in.
GRANT SELECT, INSERT ON administrative_unit, administrative_unit_successor, administrative_unit_load TO identity_link_application;
GRANT UPDATE (valid_until) ON administrative_unit TO identity_link_application;
