-- Whoever deletes a paper that never got its content asks which others were merged into it, and which transfers list it:
-- without these, by reading both tables from end to end, for each such paper.
CREATE INDEX document_merged_into ON document (merged_into) WHERE merged_into IS NOT NULL;
CREATE INDEX document_transfer_item_document ON document_transfer_item (document_id);
