-- What a link moved and its end does not give back stays in the store of that identity, which its citizen may never see
-- again: the link may have been somebody else's. So the citizen gets the same paper anew, which names the one it stands for.
ALTER TABLE document ADD COLUMN copy_of uuid REFERENCES document;

-- Under which paper its citizen finds this one: the equal one of a duplicate, the new one of a kept one.
ALTER TABLE document_transfer_item
  ADD COLUMN found_as uuid,
  ADD CONSTRAINT document_transfer_item_found_as CHECK (found_as IS NULL OR state IN ('DUPLICATE', 'KEPT'));
