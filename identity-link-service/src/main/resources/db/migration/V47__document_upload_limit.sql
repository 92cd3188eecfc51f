-- How much a citizen has uploaded is asked before each further paper.
CREATE INDEX document_uploaded ON document (account_id, state) INCLUDE (byte_size)
  WHERE source = 'CITIZEN_UPLOAD' AND state <> 'MERGED' AND copy_of IS NULL;
