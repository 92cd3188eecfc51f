-- What citizens are told through the portal's inbox and through VNeID. Texts are made when they are sent.
CREATE TABLE citizen_notice (
  notice_id uuid PRIMARY KEY,
  event_id uuid NOT NULL,
  channel text NOT NULL CHECK (channel IN ('PORTAL_INBOX', 'VNEID')),
  type text NOT NULL,
  account_id uuid NOT NULL REFERENCES account,
  link_id uuid NOT NULL REFERENCES link,
  occurred_at timestamptz NOT NULL,
  state text NOT NULL CHECK (state IN ('WAITING', 'SENT')),
  tries integer NOT NULL,
  next_try_at timestamptz NOT NULL,
  sent_at timestamptz,
  -- Its "this was not me" was used.
  disputed_at timestamptz,
  CONSTRAINT citizen_notice_once UNIQUE (event_id, channel),
  CONSTRAINT citizen_notice_sent CHECK ((state = 'SENT') = (sent_at IS NOT NULL))
);
CREATE INDEX citizen_notice_waiting ON citizen_notice (next_try_at) WHERE state = 'WAITING';
CREATE INDEX citizen_notice_order ON citizen_notice (account_id, channel, occurred_at) WHERE state = 'WAITING';

GRANT SELECT, INSERT, UPDATE ON citizen_notice TO identity_link_application;
