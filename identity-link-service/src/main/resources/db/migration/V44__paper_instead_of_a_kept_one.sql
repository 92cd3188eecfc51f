-- What a link moved and its end does not give back stays in the store of that identity, which its citizen may never see
-- again: the link may have been somebody else's. So the citizen gets the same paper anew, which names the one it stands for.
ALTER TABLE document ADD COLUMN copy_of uuid REFERENCES document;

-- Under which paper its citizen finds this one: the equal one of a duplicate, the new one of a kept one.
ALTER TABLE document_transfer_item
  ADD COLUMN found_as uuid,
  ADD CONSTRAINT document_transfer_item_found_as CHECK (found_as IS NULL OR state IN ('DUPLICATE', 'KEPT'));

-- A document that never got its content is deleted: whoever looks whether another stands for it finds that at once.
CREATE INDEX document_copy_of ON document (copy_of) WHERE copy_of IS NOT NULL;

UPDATE document_transfer_item AS item SET found_as = document.merged_into
  FROM document WHERE document.document_id = item.document_id AND item.state = 'DUPLICATE';

-- What was kept before this version is given to its citizen too: those transfers go the way back once more.
UPDATE document_transfer SET state = 'RETURNING', returned_at = NULL, work = true, version = version + 1
  WHERE state = 'RETURNED' AND link_id IN (SELECT link_id FROM document_transfer_item WHERE state = 'KEPT' AND found_as IS NULL);
UPDATE document_transfer_item AS item SET state = 'MOVED', reason = NULL
  FROM document_transfer AS transfer
  WHERE transfer.link_id = item.link_id AND transfer.state = 'RETURNING' AND item.state = 'KEPT' AND item.found_as IS NULL;
