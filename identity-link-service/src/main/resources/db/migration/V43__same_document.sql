-- The same bytes may be two papers: a citizen's own upload, and the certificate that an authority signed. Only where what
-- was vouched for is the same too, the new store holds them once.
DROP INDEX document_once_in_vneid_store;
CREATE UNIQUE INDEX document_once_in_vneid_store
  ON document (store_id, content_id, kind, source, signature, issued_on, valid_from, valid_until) NULLS NOT DISTINCT
  WHERE store_kind = 'VNEID' AND state = 'STORED';
