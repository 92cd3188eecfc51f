-- What an assisted link does is told to the old contact too, if there is one.
ALTER TABLE citizen_notice DROP CONSTRAINT citizen_notice_channel_check;
ALTER TABLE citizen_notice ADD CONSTRAINT citizen_notice_channel
  CHECK (channel IN ('PORTAL_INBOX', 'VNEID', 'SMS', 'EMAIL'));
ALTER TABLE citizen_notice DROP CONSTRAINT citizen_notice_state_check;
ALTER TABLE citizen_notice ADD CONSTRAINT citizen_notice_state CHECK (state IN ('WAITING', 'SENT', 'NO_RECIPIENT', 'UNDELIVERABLE'));
CREATE INDEX citizen_notice_link ON citizen_notice (link_id);
