-- Streams that are pushed (RFC 8935): where to, and how the last tries went. One replica at a time pushes a stream.
ALTER TABLE event_stream ADD COLUMN push_endpoint text;
ALTER TABLE event_stream ADD COLUMN push_failures integer NOT NULL DEFAULT 0;
ALTER TABLE event_stream ADD COLUMN push_failure text;
ALTER TABLE event_stream ADD COLUMN push_next_at timestamptz NOT NULL DEFAULT now();
ALTER TABLE event_stream ADD COLUMN push_lease uuid;
