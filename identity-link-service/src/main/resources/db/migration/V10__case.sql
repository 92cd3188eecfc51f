-- What a person has to look at: opened by disputes, by what the provider tells and by what nobody can process.
CREATE TABLE operator_case (
  case_id uuid PRIMARY KEY,
  position bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  -- Absent for what belongs to no realm: every operator sees it.
  realm text,
  kind text NOT NULL CHECK (kind IN ('LINK_DISPUTED', 'LINK_SUSPENDED_BY_OPERATOR', 'IDENTITY_DISABLED', 'IDENTITY_PURGED',
    'NUMBER_CHANGED', 'EVENT_PARKED', 'DOCUMENTS_NOT_MOVING', 'ACCESS_REPORTED',
    'ACCOUNT_SUPERSEDED', 'NUMBER_PROVED_ELSEWHERE', 'FOREIGN_IDENTITIES')),
  -- What it is about: a link, an event, an audit record by its number.
  subject_id uuid NOT NULL,
  account_id uuid REFERENCES account,
  state text NOT NULL CHECK (state IN ('OPEN', 'ASSIGNED', 'RESOLVED')),
  opened_at timestamptz NOT NULL,
  assigned_to text,
  resolution text CHECK (resolution IN ('CONFIRMED', 'UNFOUNDED', 'REPAIRED')),
  resolved_by text,
  resolved_at timestamptz,
  row_version bigint NOT NULL,
  CONSTRAINT operator_case_assigned CHECK (state <> 'ASSIGNED' OR assigned_to IS NOT NULL),
  CONSTRAINT operator_case_resolved CHECK ((state = 'RESOLVED') = (resolution IS NOT NULL)
    AND (state = 'RESOLVED') = (resolved_at IS NOT NULL) AND (state = 'RESOLVED') = (resolved_by IS NOT NULL))
);
-- The same trouble again joins the case that is open.
CREATE UNIQUE INDEX operator_case_once ON operator_case (kind, subject_id) WHERE state <> 'RESOLVED';
CREATE INDEX operator_case_account ON operator_case (account_id);

-- What operators wrote, sealed: it may name people.
CREATE TABLE case_note (
  note_id uuid PRIMARY KEY,
  case_id uuid NOT NULL REFERENCES operator_case,
  author text NOT NULL,
  written_at timestamptz NOT NULL,
  key_id uuid NOT NULL REFERENCES citizen_key,
  note bytea NOT NULL
);
CREATE INDEX case_note_case ON case_note (case_id, written_at);

GRANT SELECT, INSERT, UPDATE ON operator_case TO identity_link_application;
GRANT SELECT, INSERT ON case_note TO identity_link_application;
