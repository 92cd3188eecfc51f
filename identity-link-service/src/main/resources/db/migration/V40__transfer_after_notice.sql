-- The papers of an assisted link wait until its citizen had time to say "this was not me". Absent: nothing waits.
ALTER TABLE document_transfer ADD COLUMN held_until timestamptz;

-- As before; and while the link is held, the time in which it can be disputed stands still. A link that ends has its
-- transfer ended at once.
CREATE OR REPLACE FUNCTION wake_document_transfer() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  stood_still interval := CASE
    WHEN OLD.state = 'SUSPENDED' AND NEW.state = 'ACTIVE' THEN now() - OLD.suspended_at
    -- A stronger hold took a weaker one over.
    WHEN OLD.state = 'SUSPENDED' AND NEW.state = 'SUSPENDED' THEN greatest(NEW.suspended_at - OLD.suspended_at, interval '0')
    ELSE interval '0' END;
BEGIN
  UPDATE document_transfer SET work = true, version = version + 1, held_until = held_until + stood_still,
    worked_at = CASE WHEN NEW.state = 'ENDED' THEN least(worked_at, NEW.ended_at)
      ELSE greatest(worked_at, held_until + stood_still) END
    WHERE link_id = NEW.link_id;
  RETURN NULL;
END
$$;

DROP TRIGGER link_wakes_document_transfer ON link;
CREATE TRIGGER link_wakes_document_transfer AFTER UPDATE OF state, suspended_at ON link
  FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state OR OLD.suspended_at IS DISTINCT FROM NEW.suspended_at)
  EXECUTE FUNCTION wake_document_transfer();
