package vn.gov.identitylink.documents;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.gov.identitylink.account.Accounts;
import vn.gov.identitylink.audit.Action;
import vn.gov.identitylink.audit.AuditLog;
import vn.gov.identitylink.documents.DocumentTransfers.ItemState;
import vn.gov.identitylink.events.Receipts;
import vn.gov.identitylink.outbox.EventType;
import vn.gov.identitylink.outbox.Outbox;
import vn.gov.identitylink.protection.CitizenKey;
import vn.gov.identitylink.protection.UnreadableValueException;

/**
 * The second part of a transfer: what was listed moves to the new store, is recognised there, or is parked; then a receipt
 * says so. Bytes are not touched: a document changes its store, its content stays where it is.
 */
@ApplicationScoped
class MoveNextDocuments {

    private static final String RECEIPT = "document-transfer-receipt+jwt";

    /** What makes two papers of one store the same. */
    private static final String SAMENESS = "(document.content_id, " + Documents.vouched("document") + ")::text";

    private static final String NEXT = """
            SELECT document.document_id, document.store_id, document.state, document.details, document.content_id,
              content.state AS content_state, content.address, content.digest, content.byte_size,
              chunks.number, chunks.bytes, %s
            FROM (SELECT document_id FROM document_transfer_item WHERE link_id = ?1 AND state = 'PENDING'
              AND document_id > ?3 ORDER BY document_id LIMIT ?2) AS item
            JOIN document USING (document_id)
            LEFT JOIN document_content AS content USING (content_id)
            LEFT JOIN LATERAL (SELECT count(*) AS number, sum(octet_length(sealed)) AS bytes FROM document_chunk
              WHERE content_id = document.content_id) AS chunks ON true
            ORDER BY document.document_id FOR UPDATE OF document
            """.formatted(SAMENESS);

    /** By their bytes: statistics know little of a store that is being filled, and all of it would be read for each batch. */
    private static final String THERE = """
            SELECT sameness, document_id
            FROM (SELECT %s AS sameness, document_id, store_id FROM document
              WHERE state = 'STORED' AND content_id = ANY (?2) OFFSET 0) AS document
            WHERE store_id = ?1
            """.formatted(SAMENESS);

    private final EntityManager entities;
    private final Accounts accounts;
    private final Receipts receipts;
    private final AuditLog audit;
    private final Outbox outbox;
    private final TransferProgress progress;

    MoveNextDocuments(
            EntityManager entities,
            Accounts accounts,
            Receipts receipts,
            AuditLog audit,
            Outbox outbox,
            TransferProgress progress) {
        this.entities = entities;
        this.accounts = accounts;
        this.receipts = receipts;
        this.audit = audit;
        this.outbox = outbox;
        this.progress = progress;
    }

    /**
     * @param size how many documents at most
     * @param park whether they are to be parked, since the database has refused to move them
     */
    void move(TakenTransfer transfer, Instant now, int size, boolean park) {
        List<?> rows = transfer.next(after -> entities.createNativeQuery(NEXT)
                .setParameter(1, transfer.linkId())
                .setParameter(2, size)
                .setParameter(3, after)
                .getResultList());
        if (rows.isEmpty()) {
            complete(transfer, now);
            return;
        }
        CitizenKey key = accounts.byId(transfer.accountId()).orElseThrow().key();
        Map<String, UUID> there = papersIn(transfer.to(), rows);
        Map<UUID, Verdict> verdicts = new LinkedHashMap<>();
        for (Object row : rows) {
            Object[] document = (Object[]) row;
            verdicts.put(
                    (UUID) document[0],
                    park ? new Verdict(ItemState.PARKED, "refused", null) : judge(transfer, key, document, there));
        }
        moveAll(transfer, Verdict.only(verdicts, ItemState.MOVED), now);
        mergeAll(verdicts);
        progress.settle(transfer, verdicts, now);
        progress.goOn(transfer, now, verdicts);
    }

    /** Which papers with these bytes the new store holds already, by what makes them the same. */
    private Map<String, UUID> papersIn(UUID store, List<?> rows) {
        List<?> found = entities.createNativeQuery(THERE)
                .setParameter(1, store)
                .setParameter(
                        2,
                        rows.stream()
                                .map(row -> (UUID) ((Object[]) row)[4])
                                .filter(Objects::nonNull)
                                .toArray(UUID[]::new))
                .getResultList();
        Map<String, UUID> there = new HashMap<>();
        found.stream().map(Object[].class::cast).forEach(row -> there.put((String) row[0], (UUID) row[1]));
        return there;
    }

    /** Moves what is whole; recognises the same paper; parks what is not as it was stored. */
    private static Verdict judge(TakenTransfer transfer, CitizenKey key, Object[] row, Map<String, UUID> there) {
        String flaw = flawOf(transfer, key, row);
        if (flaw != null) {
            return new Verdict(ItemState.PARKED, flaw, null);
        }
        UUID equal = there.putIfAbsent((String) row[11], (UUID) row[0]);
        return equal == null ? new Verdict(ItemState.MOVED, null, null) : new Verdict(ItemState.DUPLICATE, null, equal);
    }

    private static @Nullable String flawOf(TakenTransfer transfer, CitizenKey key, Object[] row) {
        if (!transfer.from().equals(row[1]) || !"STORED".equals(row[2])) {
            return "not-in-the-store";
        }
        if (!"COMMITTED".equals(row[5])) {
            return "content-missing";
        }
        if (!StoredContent.areAll(((Number) row[8]).longValue(), (Number) row[9], (Number) row[10])) {
            return "content-incomplete";
        }
        try {
            DocumentDetails.read(key.open(DocumentRow.cell((UUID) row[0]), (byte[]) row[3]));
            String sha256 = key.open(PostgresDocumentContents.digestCell((UUID) row[4]), (byte[]) row[7]);
            byte[] address = key.fingerprint(HexFormat.of().parseHex(sha256));
            return MessageDigest.isEqual(address, (byte[]) row[6]) ? null : "digest-altered";
        } catch (UnreadableValueException altered) {
            return "unreadable";
        }
    }

    private void moveAll(TakenTransfer transfer, UUID[] documents, Instant now) {
        if (documents.length > 0) {
            entities.createNativeQuery("UPDATE document SET store_id = ?2, store_kind = 'VNEID', moved_by_link = ?3,"
                            + " moved_at = ?4, version = version + 1 WHERE document_id = ANY (?1)")
                    .setParameter(1, documents)
                    .setParameter(2, transfer.to())
                    .setParameter(3, transfer.linkId())
                    .setParameter(4, now)
                    .executeUpdate();
        }
    }

    private void mergeAll(Map<UUID, Verdict> verdicts) {
        UUID[] duplicates = Verdict.only(verdicts, ItemState.DUPLICATE);
        if (duplicates.length > 0) {
            entities.createNativeQuery("UPDATE document SET state = 'MERGED', merged_into = told.equal,"
                            + " version = version + 1"
                            + " FROM unnest(CAST(?1 AS uuid[]), CAST(?2 AS uuid[])) AS told (document, equal)"
                            + " WHERE document_id = told.document")
                    .setParameter(1, duplicates)
                    .setParameter(
                            2,
                            verdicts.values().stream()
                                    .map(Verdict::foundAs)
                                    .filter(Objects::nonNull)
                                    .toArray(UUID[]::new))
                    .executeUpdate();
        }
    }

    /** Nothing is left. The first time the receipt says what became of the manifest; later papers need none. */
    private void complete(TakenTransfer transfer, Instant now) {
        if (transfer.state() == DocumentTransfers.State.MOVING) {
            entities.createNativeQuery("UPDATE document_transfer SET state = 'COMPLETED', completed_at = ?2,"
                            + " receipt = ?3 WHERE link_id = ?1")
                    .setParameter(1, transfer.linkId())
                    .setParameter(2, now)
                    .setParameter(3, receipts.sign(RECEIPT, transfer.linkId().toString(), claims(transfer)))
                    .executeUpdate();
            audit.doneByService(
                    TransferProgress.ACTOR,
                    Action.DOCUMENT_TRANSFER_COMPLETED,
                    transfer.accountId(),
                    Map.of(transfer.linkId(), AuditLog.DONE));
            outbox.append(
                    EventType.DOCUMENTS_MOVED,
                    transfer.accountId(),
                    Map.of("linkId", transfer.linkId().toString()));
        }
        progress.update(transfer, now, false);
    }

    /** What the receipt states: how much was to move, what became of it, and a digest over every document's fate. */
    private Map<String, Object> claims(TakenTransfer transfer) {
        Object[] facts = (Object[]) entities.createNativeQuery("""
                        SELECT manifest_count, manifest_bytes, moved, duplicates, parked, fates FROM document_transfer,
                          (SELECT count(*) FILTER (WHERE state = 'MOVED') AS moved,
                            count(*) FILTER (WHERE state = 'DUPLICATE') AS duplicates,
                            count(*) FILTER (WHERE state = 'PARKED') AS parked,
                            encode(sha256(convert_to(coalesce(string_agg(document_id || ' ' || state || ' ' || byte_size,
                              E'\\n' ORDER BY document_id), ''), 'UTF8')), 'hex') AS fates
                          FROM document_transfer_item WHERE link_id = ?1 AND NOT late) AS items
                        WHERE link_id = ?1""")
                .setParameter(1, transfer.linkId())
                .getSingleResult();
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("accountId", transfer.accountId().toString());
        claims.put("linkId", transfer.linkId().toString());
        claims.put("fromStoreId", transfer.from().toString());
        claims.put("toStoreId", transfer.to().toString());
        claims.put("documents", facts[0]);
        claims.put("bytes", facts[1]);
        claims.put("moved", facts[2]);
        claims.put("duplicates", facts[3]);
        claims.put("parked", facts[4]);
        claims.put("fatesSha256", facts[5]);
        return claims;
    }
}
