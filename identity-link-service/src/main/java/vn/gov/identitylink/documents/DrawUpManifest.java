package vn.gov.identitylink.documents;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import java.time.Instant;

/** The first part of a transfer: lists what stands in the old store, a page at a time. */
@ApplicationScoped
class DrawUpManifest {

    private static final int PAGE = 5_000;

    private static final String MANIFEST = """
            WITH page AS (
              SELECT document_id, kind, byte_size FROM document
              WHERE store_id = ?2 AND state = 'STORED' AND (CAST(?3 AS uuid) IS NULL OR document_id > ?3)
              ORDER BY document_id LIMIT ?4
            ), listed AS (
              INSERT INTO document_transfer_item (link_id, document_id, state, late, kind, byte_size)
              SELECT ?1, document_id, 'PENDING', false, kind, byte_size FROM page ON CONFLICT DO NOTHING
            )
            SELECT count(*), max(document_id::text) FROM page
            """;

    private static final String MANIFEST_ENDS = """
            UPDATE document_transfer SET state = 'MOVING', manifest_at = ?2, manifest_after = NULL,
              manifest_count = listed.documents, manifest_bytes = listed.bytes, manifest_kinds = listed.kinds
            FROM (SELECT coalesce(sum(documents), 0) AS documents, coalesce(sum(bytes), 0) AS bytes,
                coalesce(jsonb_object_agg(kind, documents), '{}') AS kinds
              FROM (SELECT kind, count(*) AS documents, sum(byte_size) AS bytes FROM document_transfer_item
                WHERE link_id = ?1 AND NOT late GROUP BY kind) AS by_kind) AS listed
            WHERE link_id = ?1
            """;

    private final EntityManager entities;
    private final TransferProgress progress;

    DrawUpManifest(EntityManager entities, TransferProgress progress) {
        this.entities = entities;
        this.progress = progress;
    }

    /** A page of the manifest. What came after the link has listed itself. */
    void list(TakenTransfer transfer, Instant now) {
        Object[] page = (Object[]) entities.createNativeQuery(MANIFEST)
                .setParameter(1, transfer.linkId())
                .setParameter(2, transfer.from())
                .setParameter(3, transfer.after())
                .setParameter(4, PAGE)
                .getSingleResult();
        if (((Number) page[0]).intValue() == PAGE) {
            entities.createNativeQuery(
                            "UPDATE document_transfer SET manifest_after = CAST(?2 AS uuid)" + " WHERE link_id = ?1")
                    .setParameter(1, transfer.linkId())
                    .setParameter(2, page[1])
                    .executeUpdate();
        } else {
            entities.createNativeQuery(MANIFEST_ENDS)
                    .setParameter(1, transfer.linkId())
                    .setParameter(2, now)
                    .executeUpdate();
        }
        progress.update(transfer, now, true);
    }
}
