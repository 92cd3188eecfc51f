-- The move that a link starts: the papers of the portal account's store go to the store of the VNeID identity.
CREATE TABLE document_transfer (
  link_id uuid PRIMARY KEY REFERENCES link,
  account_id uuid NOT NULL REFERENCES account,
  from_store_id uuid NOT NULL REFERENCES document_store,
  to_store_id uuid NOT NULL REFERENCES document_store,
  state text NOT NULL CHECK (state IN ('PREPARING', 'MOVING', 'COMPLETED', 'RETURNING', 'RETURNED')),
  work boolean NOT NULL,
  manifest_after uuid,
  manifest_count bigint,
  manifest_bytes bigint,
  manifest_kinds jsonb,
  receipt text,
  version bigint NOT NULL,
  started_at timestamptz NOT NULL,
  manifest_at timestamptz,
  completed_at timestamptz,
  returned_at timestamptz,
  worked_at timestamptz NOT NULL,
  CONSTRAINT document_transfer_manifest CHECK (
    (manifest_at IS NULL) = (manifest_count IS NULL OR manifest_bytes IS NULL OR manifest_kinds IS NULL)),
  CONSTRAINT document_transfer_completed CHECK ((completed_at IS NULL) = (receipt IS NULL)),
  CONSTRAINT document_transfer_returned CHECK ((state = 'RETURNED') = (returned_at IS NOT NULL))
);
CREATE INDEX document_transfer_work ON document_transfer (worked_at) WHERE work;
CREATE INDEX document_transfer_account ON document_transfer (account_id);

-- Once for each document and link, whoever is killed when.
CREATE TABLE document_transfer_item (
  link_id uuid NOT NULL REFERENCES document_transfer,
  document_id uuid NOT NULL REFERENCES document,
  state text NOT NULL CHECK (state IN ('PENDING', 'MOVED', 'DUPLICATE', 'PARKED', 'CANCELLED', 'RETURNED', 'KEPT')),
  reason text,
  late boolean NOT NULL,
  kind text NOT NULL,
  byte_size bigint NOT NULL,
  settled_at timestamptz,
  PRIMARY KEY (link_id, document_id),
  CONSTRAINT document_transfer_item_settled CHECK ((state = 'PENDING') = (settled_at IS NULL)),
  CONSTRAINT document_transfer_item_reason CHECK ((state IN ('PARKED', 'KEPT')) = (reason IS NOT NULL))
);
CREATE INDEX document_transfer_item_pending ON document_transfer_item (link_id, document_id) WHERE state = 'PENDING';
CREATE INDEX document_for_manifest ON document (store_id, document_id) WHERE state = 'STORED';

-- However a link comes to end, and whoever ends it: its transfer has something to do. What moves holds the link's row, so
-- that whoever ends the link waits for the batch that is moving, and no other begins.
CREATE FUNCTION wake_document_transfer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE document_transfer SET work = true, version = version + 1 WHERE link_id = NEW.link_id;
  RETURN NULL;
END
$$;
CREATE TRIGGER link_wakes_document_transfer AFTER UPDATE OF state ON link
  FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state) EXECUTE FUNCTION wake_document_transfer();

-- A key that signed what lasts stays published for as long.
ALTER TABLE event_signing_key ADD COLUMN lasting boolean NOT NULL DEFAULT false;

GRANT SELECT, INSERT, UPDATE ON document_transfer, document_transfer_item TO identity_link_application;

-- Links from before this version move what their accounts have collected, too.
INSERT INTO document_store (store_id, account_id, kind, created_at)
  SELECT account_id, account_id, 'PORTAL', now() FROM link WHERE state <> 'ENDED' ON CONFLICT DO NOTHING;
INSERT INTO document_store (store_id, account_id, kind, issuer, subject, created_at)
  SELECT gen_random_uuid(), account_id, 'VNEID', issuer, subject, now() FROM link WHERE state <> 'ENDED'
  ON CONFLICT DO NOTHING;
INSERT INTO document_transfer (link_id, account_id, from_store_id, to_store_id, state, work, version, started_at, worked_at)
  SELECT link_id, account_id, account_id, store_id, 'PREPARING', true, 0, now(), now()
  FROM link JOIN document_store USING (account_id, issuer, subject) WHERE state <> 'ENDED';
