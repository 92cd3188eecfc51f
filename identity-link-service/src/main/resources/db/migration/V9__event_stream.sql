-- Portals that hear of what happened, and what each has still to hear. Payloads hold opaque ids, dates and codes.
CREATE TABLE event_stream (
  stream_id uuid PRIMARY KEY,
  realm text NOT NULL,
  client_id text NOT NULL,
  event_types text[] NOT NULL,
  created_at timestamptz NOT NULL,
  CONSTRAINT event_stream_one_per_client UNIQUE (realm, client_id)
);

-- What an account is called towards one receiver: two receivers cannot join what they hear.
CREATE TABLE event_subject (
  realm text NOT NULL,
  client_id text NOT NULL,
  account_id uuid NOT NULL REFERENCES account,
  subject uuid NOT NULL UNIQUE,
  PRIMARY KEY (realm, client_id, account_id)
);

CREATE TABLE event_delivery (
  stream_id uuid NOT NULL REFERENCES event_stream ON DELETE CASCADE,
  event_id uuid NOT NULL,
  position bigint GENERATED ALWAYS AS IDENTITY,
  type text NOT NULL,
  subject uuid,
  occurred_at timestamptz NOT NULL,
  payload jsonb NOT NULL,
  acknowledged_at timestamptz,
  refused text,
  PRIMARY KEY (stream_id, event_id)
);
CREATE INDEX event_delivery_open ON event_delivery (stream_id, position) WHERE acknowledged_at IS NULL AND refused IS NULL;

CREATE INDEX event_delivery_acknowledged ON event_delivery (acknowledged_at) WHERE acknowledged_at IS NOT NULL;

-- The relay looks often: at what is pending, account by account, and at what is parked.
CREATE INDEX outbox_event_pending_of_account ON outbox_event (account_id, occurred_at, event_id) WHERE state = 'PENDING';
CREATE INDEX outbox_event_parked ON outbox_event (occurred_at) WHERE state = 'PARKED';

-- Keys that sign events: the private half sealed, the public one for everybody until long after the last signature.
CREATE TABLE event_signing_key (
  signing_key_id uuid PRIMARY KEY,
  key_id uuid NOT NULL REFERENCES citizen_key,
  private_key bytea NOT NULL,
  public_key jsonb NOT NULL,
  created_at timestamptz NOT NULL,
  retired_at timestamptz
);
CREATE UNIQUE INDEX event_signing_key_one_current ON event_signing_key ((true)) WHERE retired_at IS NULL;

GRANT SELECT, INSERT, UPDATE, DELETE ON event_stream, event_delivery TO identity_link_application;
GRANT SELECT, INSERT ON event_subject TO identity_link_application;
GRANT SELECT, INSERT, UPDATE, DELETE ON event_signing_key TO identity_link_application;
