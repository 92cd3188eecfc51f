-- Who read or changed what, when and why. The application appends and reads; nobody but the owner can alter a row.
CREATE TABLE audit_record (
  record_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  occurred_at timestamptz NOT NULL,
  correlation_id uuid NOT NULL,
  actor_kind text NOT NULL,
  actor_id text NOT NULL,
  actor_unit text,
  client_id text NOT NULL,
  realm text NOT NULL,
  action text NOT NULL,
  outcome text NOT NULL,
  purpose text,
  account_id uuid,
  subject_id uuid,
  fields text[] NOT NULL
);
CREATE INDEX audit_record_account ON audit_record (account_id, record_id);

GRANT SELECT, INSERT ON audit_record TO identity_link_application;
GRANT SELECT ON audit_record TO identity_link_sealer;

-- What others will hear. Payloads hold opaque ids, dates and codes; never a number, a name or a VNeID claim.
CREATE TABLE outbox_event (
  event_id uuid PRIMARY KEY,
  type text NOT NULL,
  account_id uuid,
  occurred_at timestamptz NOT NULL,
  payload jsonb NOT NULL,
  state text NOT NULL CHECK (state IN ('PENDING', 'SENT', 'PARKED'))
);
CREATE INDEX outbox_event_pending ON outbox_event (occurred_at) WHERE state = 'PENDING';

GRANT SELECT, INSERT, UPDATE ON outbox_event TO identity_link_application;
