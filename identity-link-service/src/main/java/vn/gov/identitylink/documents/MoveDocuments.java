package vn.gov.identitylink.documents;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.persistence.EntityManager;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.exception.ConstraintViolationException;
import org.hibernate.exception.DataException;
import org.jspecify.annotations.Nullable;
import vn.gov.identitylink.account.Accounts;
import vn.gov.identitylink.audit.Action;
import vn.gov.identitylink.audit.AuditLog;
import vn.gov.identitylink.cases.CaseKind;
import vn.gov.identitylink.cases.Cases;
import vn.gov.identitylink.documents.DocumentTransfers.ItemState;
import vn.gov.identitylink.events.Receipts;
import vn.gov.identitylink.outbox.EventType;
import vn.gov.identitylink.outbox.Outbox;
import vn.gov.identitylink.protection.CitizenKey;
import vn.gov.identitylink.protection.UnreadableValueException;
import vn.gov.identitylink.time.RepeatedWork;

/**
 * Carries transfers on, a batch at a time, each batch one transaction: documents, items, audit records and progress change
 * together, so that a process or a database that is killed anywhere leaves a batch done or not begun. Nothing is remembered
 * between batches but in the database. All replicas do; each takes the transfer that waited longest and that no other has.
 *
 * <p>A batch holds the transfer's row, and shares the link's: whoever ends the link waits for it, and afterwards no batch
 * begins. Bytes are not touched: a document changes its store, its content stays where it is.
 *
 * <p>The transfer of an assisted link is held: nobody takes it before its time has passed, and that of the last notice of
 * the link too. While the link is suspended the time stands still.
 */
@ApplicationScoped
class MoveDocuments {

    private static final String ACTOR = "document-transfer";
    private static final String RECEIPT = "document-transfer-receipt+jwt";

    private static final int MANIFEST_PAGE = 5_000;
    private static final int BATCH = 500;

    /** How long a transfer waits whose account does not open. */
    private static final Duration POSTPONED = Duration.ofMinutes(10);

    /** What sealing adds to a chunk: nonce and tag of AES-GCM. */
    private static final int SEAL = 12 + 16;

    private static final String TAKE = """
            SELECT transfer.link_id, transfer.account_id, transfer.from_store_id, transfer.to_store_id, transfer.state,
              transfer.manifest_after, link.state AS link_state, link.ended_at
            FROM document_transfer AS transfer JOIN link USING (link_id)
            WHERE transfer.work AND link.state <> 'SUSPENDED' AND transfer.worked_at <= CAST(?1 AS timestamptz)
              AND (CAST(?2 AS uuid) IS NULL OR transfer.link_id = ?2)
              AND (transfer.held_until IS NULL OR transfer.state <> 'PREPARING' OR link.state = 'ENDED'
                OR (transfer.held_until <= CAST(?1 AS timestamptz) AND (SELECT
                    coalesce(bool_and(notice.state <> 'WAITING') AND max(notice.sent_at) <= CAST(?3 AS timestamptz), false)
                  FROM citizen_notice AS notice WHERE notice.link_id = transfer.link_id AND notice.type = ?4)))
            ORDER BY transfer.worked_at LIMIT 1
            FOR UPDATE OF transfer SKIP LOCKED FOR SHARE OF link SKIP LOCKED
            """;

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

    private static final String NEXT = """
            SELECT document.document_id, document.store_id, document.state, document.details, document.content_id,
              content.state AS content_state, content.address, content.digest, content.byte_size,
              chunks.number, chunks.bytes
            FROM (SELECT document_id FROM document_transfer_item WHERE link_id = ?1 AND state = 'PENDING'
              ORDER BY document_id LIMIT ?2) AS item
            JOIN document USING (document_id)
            LEFT JOIN document_content AS content USING (content_id)
            LEFT JOIN LATERAL (SELECT count(*) AS number, sum(octet_length(sealed)) AS bytes FROM document_chunk
              WHERE content_id = document.content_id) AS chunks ON true
            ORDER BY document.document_id FOR UPDATE OF document
            """;

    private static final String SETTLE = """
            UPDATE document_transfer_item AS item SET state = told.state, reason = told.reason, settled_at = ?2
            FROM unnest(CAST(?3 AS uuid[]), CAST(?4 AS text[]), CAST(?5 AS text[])) AS told (document_id, state, reason)
            WHERE link_id = ?1 AND item.document_id = told.document_id
            """;

    /** What of a transfer a batch needs. */
    private record Taken(
            UUID linkId,
            UUID accountId,
            UUID from,
            UUID to,
            DocumentTransfers.State state,
            @Nullable UUID manifestAfter,
            @Nullable Instant linkEndedAt) {}

    /** @param into the equal document, of a duplicate */
    private record Verdict(
            ItemState state,
            @Nullable String reason,
            @Nullable UUID into) {}

    private final EntityManager entities;
    private final Accounts accounts;
    private final Receipts receipts;
    private final AuditLog audit;
    private final Outbox outbox;
    private final Cases cases;
    private final DocumentTransfers transfers;
    private final DocumentsConfig config;
    private final InstantSource clock;
    private final RepeatedWork work = new RepeatedWork("document-transfer");

    MoveDocuments(
            EntityManager entities,
            Accounts accounts,
            Receipts receipts,
            AuditLog audit,
            Outbox outbox,
            Cases cases,
            DocumentTransfers transfers,
            DocumentsConfig config,
            InstantSource clock) {
        this.entities = entities;
        this.accounts = accounts;
        this.receipts = receipts;
        this.audit = audit;
        this.outbox = outbox;
        this.cases = cases;
        this.transfers = transfers;
        this.config = config;
        this.clock = clock;
    }

    void start(@Observes StartupEvent starting) {
        work.every(config.transferInterval(), this::move);
    }

    void stop(@Observes ShutdownEvent stopping) {
        work.stop();
    }

    /** Until nothing is left that this replica may take. */
    void move() {
        while (step()) {
            // The transfer that waited longest comes next: a large one holds up no small one.
        }
    }

    /** Which transfer a batch is of, also when it fails and is undone. */
    private static final class Batch {

        private @Nullable UUID linkId;
    }

    /**
     * One batch; whether there was one. What the database refuses of many is tried one by one, of the same transfer; one
     * whose account does not open waits, and is a case for an operator, so that it stops nobody else's.
     */
    boolean step() {
        Batch first = new Batch();
        try {
            return batch(first, BATCH, false);
        } catch (ConstraintViolationException | DataException refused) {
            return oneByOne(first);
        } catch (UnreadableValueException closed) {
            return postpone(first);
        }
    }

    private boolean oneByOne(Batch failed) {
        try {
            return batch(failed, 1, false);
        } catch (ConstraintViolationException | DataException refused) {
            return batch(failed, 1, true);
        }
    }

    private boolean postpone(Batch failed) {
        UUID linkId = Objects.requireNonNull(failed.linkId);
        QuarkusTransaction.requiringNew().run(() -> {
            entities.createNativeQuery("UPDATE document_transfer SET worked_at = ?2 WHERE link_id = ?1")
                    .setParameter(1, linkId)
                    .setParameter(2, clock.instant().plus(POSTPONED))
                    .executeUpdate();
            cases.open(CaseKind.DOCUMENTS_NOT_MOVING, linkId);
        });
        return true;
    }

    private boolean batch(Batch batch, int size, boolean park) {
        return QuarkusTransaction.requiringNew().call(() -> {
            Optional<Taken> taken = take(batch.linkId);
            taken.ifPresent(transfer -> {
                batch.linkId = transfer.linkId();
                work(transfer, size, park);
            });
            // Another replica has the one that was refused here: there may be others.
            return taken.isPresent() || batch.linkId != null;
        });
    }

    private void work(Taken transfer, int size, boolean park) {
        Instant now = clock.instant();
        if (transfer.linkEndedAt() != null) {
            giveBack(transfer, transfer.linkEndedAt(), now, size);
        } else if (transfer.state() == DocumentTransfers.State.PREPARING) {
            list(transfer, now);
        } else {
            moveNext(transfer, now, size, park);
        }
    }

    /** @param linkId whose transfer; absent for the one that has waited longest */
    private Optional<Taken> take(@Nullable UUID linkId) {
        Instant now = clock.instant();
        List<?> rows = entities.createNativeQuery(TAKE)
                .setParameter(1, now)
                .setParameter(2, linkId)
                .setParameter(3, now.minus(config.assistedLinkWait()))
                .setParameter(4, EventType.LINKED.word())
                .getResultList();
        return rows.stream()
                .map(Object[].class::cast)
                .findFirst()
                .map(row -> new Taken(
                        (UUID) row[0],
                        (UUID) row[1],
                        (UUID) row[2],
                        (UUID) row[3],
                        DocumentTransfers.State.valueOf((String) row[4]),
                        (UUID) row[5],
                        row[6].equals("ENDED") ? (Instant) row[7] : null));
    }

    /** A page of the manifest. What came after the link has listed itself. */
    private void list(Taken transfer, Instant now) {
        Object[] page = (Object[]) entities.createNativeQuery(MANIFEST)
                .setParameter(1, transfer.linkId())
                .setParameter(2, transfer.from())
                .setParameter(3, transfer.manifestAfter())
                .setParameter(4, MANIFEST_PAGE)
                .getSingleResult();
        if (((Number) page[0]).intValue() == MANIFEST_PAGE) {
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
        progress(transfer, now, true);
    }

    private void moveNext(Taken transfer, Instant now, int size, boolean park) {
        List<?> rows = entities.createNativeQuery(NEXT)
                .setParameter(1, transfer.linkId())
                .setParameter(2, size)
                .getResultList();
        if (rows.isEmpty()) {
            complete(transfer, now);
            return;
        }
        CitizenKey key = accounts.byId(transfer.accountId()).orElseThrow().key();
        Map<UUID, UUID> there = contentsIn(transfer.to(), rows);
        Map<UUID, Verdict> verdicts = new LinkedHashMap<>();
        for (Object row : rows) {
            Object[] document = (Object[]) row;
            verdicts.put(
                    (UUID) document[0],
                    park ? new Verdict(ItemState.PARKED, "refused", null) : judge(transfer, key, document, there));
        }
        moveAll(transfer, only(verdicts, ItemState.MOVED), now);
        mergeAll(verdicts);
        settle(transfer, verdicts, now);
        progress(transfer, now, true);
    }

    /** Which contents the new store holds already, and under which document. */
    private Map<UUID, UUID> contentsIn(UUID store, List<?> rows) {
        List<?> found = entities.createNativeQuery("SELECT content_id, document_id FROM document WHERE store_id = ?1"
                        + " AND state = 'STORED' AND content_id = ANY (?2)")
                .setParameter(1, store)
                .setParameter(
                        2,
                        rows.stream()
                                .map(row -> (UUID) ((Object[]) row)[4])
                                .filter(Objects::nonNull)
                                .toArray(UUID[]::new))
                .getResultList();
        Map<UUID, UUID> there = new HashMap<>();
        found.stream().map(Object[].class::cast).forEach(row -> there.put((UUID) row[0], (UUID) row[1]));
        return there;
    }

    /** Moves what is whole; recognises equal bytes; parks what is not as it was stored. */
    private static Verdict judge(Taken transfer, CitizenKey key, Object[] row, Map<UUID, UUID> there) {
        String flaw = flawOf(transfer, key, row);
        if (flaw != null) {
            return new Verdict(ItemState.PARKED, flaw, null);
        }
        UUID equal = there.putIfAbsent((UUID) row[4], (UUID) row[0]);
        return equal == null ? new Verdict(ItemState.MOVED, null, null) : new Verdict(ItemState.DUPLICATE, null, equal);
    }

    private static @Nullable String flawOf(Taken transfer, CitizenKey key, Object[] row) {
        if (!transfer.from().equals(row[1]) || !"STORED".equals(row[2])) {
            return "not-in-the-store";
        }
        if (!"COMMITTED".equals(row[5])) {
            return "content-missing";
        }
        long size = ((Number) row[8]).longValue();
        long chunks = (size + StoredContent.CHUNK - 1) / StoredContent.CHUNK;
        if (((Number) row[9]).longValue() != chunks
                || row[10] == null
                || ((Number) row[10]).longValue() != size + chunks * SEAL) {
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

    private void moveAll(Taken transfer, UUID[] documents, Instant now) {
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
        UUID[] duplicates = only(verdicts, ItemState.DUPLICATE);
        if (duplicates.length > 0) {
            entities.createNativeQuery("UPDATE document SET state = 'MERGED', merged_into = told.equal,"
                            + " version = version + 1"
                            + " FROM unnest(CAST(?1 AS uuid[]), CAST(?2 AS uuid[])) AS told (document, equal)"
                            + " WHERE document_id = told.document")
                    .setParameter(1, duplicates)
                    .setParameter(
                            2,
                            verdicts.values().stream()
                                    .map(Verdict::into)
                                    .filter(Objects::nonNull)
                                    .toArray(UUID[]::new))
                    .executeUpdate();
        }
    }

    private static UUID[] only(Map<UUID, Verdict> verdicts, ItemState state) {
        return verdicts.entrySet().stream()
                .filter(verdict -> verdict.getValue().state() == state)
                .map(Map.Entry::getKey)
                .toArray(UUID[]::new);
    }

    private void settle(Taken transfer, Map<UUID, Verdict> verdicts, Instant now) {
        List<Map.Entry<UUID, Verdict>> told = List.copyOf(verdicts.entrySet());
        entities.createNativeQuery(SETTLE)
                .setParameter(1, transfer.linkId())
                .setParameter(2, now)
                .setParameter(3, told.stream().map(Map.Entry::getKey).toArray(UUID[]::new))
                .setParameter(
                        4,
                        told.stream().map(one -> one.getValue().state().name()).toArray(String[]::new))
                .setParameter(
                        5, told.stream().map(one -> one.getValue().reason()).toArray(String[]::new))
                .executeUpdate();
        Map<Action, Map<UUID, String>> records = new LinkedHashMap<>();
        told.forEach(one -> {
            Action action = actionOf(one.getValue().state());
            if (action != null) {
                String reason = one.getValue().reason();
                records.computeIfAbsent(action, none -> new LinkedHashMap<>())
                        .put(one.getKey(), reason == null ? AuditLog.DONE : reason);
            }
        });
        records.forEach((action, outcomes) -> audit.doneByService(ACTOR, action, transfer.accountId(), outcomes));
    }

    private static @Nullable Action actionOf(ItemState state) {
        return switch (state) {
            case MOVED -> Action.DOCUMENT_MOVED;
            case DUPLICATE -> Action.DOCUMENT_MERGED;
            case PARKED -> Action.DOCUMENT_PARKED;
            case RETURNED -> Action.DOCUMENT_RETURNED;
            case KEPT -> Action.DOCUMENT_KEPT;
            case PENDING, CANCELLED -> null;
        };
    }

    /** Nothing is left. The first time the receipt says what became of the manifest; later papers need none. */
    private void complete(Taken transfer, Instant now) {
        if (transfer.state() == DocumentTransfers.State.MOVING) {
            entities.createNativeQuery("UPDATE document_transfer SET state = 'COMPLETED', completed_at = ?2,"
                            + " receipt = ?3 WHERE link_id = ?1")
                    .setParameter(1, transfer.linkId())
                    .setParameter(2, now)
                    .setParameter(3, receipts.sign(RECEIPT, transfer.linkId().toString(), claims(transfer)))
                    .executeUpdate();
            audit.doneByService(
                    ACTOR,
                    Action.DOCUMENT_TRANSFER_COMPLETED,
                    transfer.accountId(),
                    Map.of(transfer.linkId(), AuditLog.DONE));
            outbox.append(
                    EventType.DOCUMENTS_MOVED,
                    transfer.accountId(),
                    Map.of("linkId", transfer.linkId().toString()));
        }
        progress(transfer, now, false);
    }

    /** What the receipt states: how much was to move, what became of it, and a digest over every document's fate. */
    private Map<String, Object> claims(Taken transfer) {
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

    /**
     * The link has ended. What waited does not move; what it moved lately goes back, unless a dossier has used it: then it
     * is a part of that dossier's record, which the law keeps.
     */
    private void giveBack(Taken transfer, Instant linkEndedAt, Instant now, int size) {
        int cancelled = entities.createNativeQuery(
                        "UPDATE document_transfer_item SET state = 'CANCELLED', settled_at = ?2"
                                + " WHERE link_id = ?1 AND document_id IN (SELECT document_id FROM document_transfer_item"
                                + " WHERE link_id = ?1 AND state = 'PENDING' LIMIT ?3)")
                .setParameter(1, transfer.linkId())
                .setParameter(2, now)
                .setParameter(3, MANIFEST_PAGE)
                .executeUpdate();
        if (cancelled == MANIFEST_PAGE) {
            progress(transfer, now, true);
            return;
        }
        List<?> rows = entities.createNativeQuery("SELECT document_id, item.state, document.reuse, document.moved_at,"
                        + " document.moved_by_link FROM document_transfer_item AS item JOIN document USING (document_id)"
                        + " WHERE link_id = ?1 AND item.state IN ('MOVED', 'DUPLICATE')"
                        + " ORDER BY document_id LIMIT ?2 FOR UPDATE OF document")
                .setParameter(1, transfer.linkId())
                .setParameter(2, size)
                .getResultList();
        if (rows.isEmpty()) {
            entities.createNativeQuery(
                            "UPDATE document_transfer SET state = 'RETURNED', returned_at = ?2" + " WHERE link_id = ?1")
                    .setParameter(1, transfer.linkId())
                    .setParameter(2, now)
                    .executeUpdate();
            progress(transfer, now, false);
            return;
        }
        Instant earliest = linkEndedAt.minus(config.reversalWindow());
        Map<UUID, Verdict> verdicts = new LinkedHashMap<>();
        rows.stream().map(Object[].class::cast).forEach(row -> verdicts.put((UUID) row[0], verdict(row, earliest)));
        UUID[] returned = only(verdicts, ItemState.RETURNED);
        // As the transaction that makes a link does: either it lists them, or they follow it.
        entities.createNativeQuery("SELECT account_id FROM account WHERE account_id = ?1 FOR UPDATE")
                .setParameter(1, transfer.accountId())
                .getSingleResult();
        entities.createNativeQuery("UPDATE document SET store_id = ?2, store_kind = 'PORTAL', state = 'STORED',"
                        + " moved_by_link = NULL, moved_at = NULL, merged_into = NULL, version = version + 1"
                        + " WHERE document_id = ANY (?1)")
                .setParameter(1, returned)
                .setParameter(2, transfer.from())
                .executeUpdate();
        // The account may have been linked again meanwhile: then they follow that link.
        transfers.follow(transfer.accountId(), returned);
        entities.createNativeQuery("UPDATE document_transfer SET state = 'RETURNING' WHERE link_id = ?1")
                .setParameter(1, transfer.linkId())
                .executeUpdate();
        settle(transfer, verdicts, now);
        progress(transfer, now, true);
    }

    private static Verdict verdict(Object[] row, Instant earliest) {
        boolean moved = row[1].equals("MOVED");
        if (moved && ((Number) row[2]).intValue() > 0) {
            return new Verdict(ItemState.KEPT, "used-in-a-dossier", null);
        }
        if (moved && row[3] != null && ((Instant) row[3]).isBefore(earliest)) {
            return new Verdict(ItemState.KEPT, "moved-too-long-ago", null);
        }
        return new Verdict(ItemState.RETURNED, null, null);
    }

    private void progress(Taken transfer, Instant now, boolean more) {
        entities.createNativeQuery(
                        "UPDATE document_transfer SET work = ?2, worked_at = ?3, version = version + 1 WHERE link_id = ?1")
                .setParameter(1, transfer.linkId())
                .setParameter(2, more)
                .setParameter(3, now)
                .executeUpdate();
    }
}
