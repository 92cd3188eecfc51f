package vn.gov.identitylink.documents;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.gov.identitylink.audit.Action;
import vn.gov.identitylink.audit.AuditLog;
import vn.gov.identitylink.documents.DocumentTransfers.ItemState;

/** Writes down how far a transfer has come, in the transaction of the batch that brought it there. */
@ApplicationScoped
class TransferProgress {

    /** Who does all this, in the audit log. */
    static final String ACTOR = "document-transfer";

    /** Between the first and the last of them: else all items would be read for each batch. */
    private static final String SETTLE = """
            UPDATE document_transfer_item AS item SET state = told.state, reason = told.reason, found_as = told.found_as,
              settled_at = ?2
            FROM unnest(CAST(?3 AS uuid[]), CAST(?4 AS text[]), CAST(?5 AS text[]), CAST(?6 AS uuid[]))
              AS told (document_id, state, reason, found_as)
            WHERE link_id = ?1 AND item.document_id BETWEEN ?7 AND ?8 AND item.document_id = told.document_id
            """;

    private final EntityManager entities;
    private final AuditLog audit;

    TransferProgress(EntityManager entities, AuditLog audit) {
        this.entities = entities;
        this.audit = audit;
    }

    /**
     * What became of these documents: each is one item settled, and one audit record.
     *
     * @param verdicts in the order of the documents' ids
     */
    void settle(TakenTransfer transfer, Map<UUID, Verdict> verdicts, Instant now) {
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
                .setParameter(
                        6, told.stream().map(one -> one.getValue().foundAs()).toArray(UUID[]::new))
                .setParameter(7, told.getFirst().getKey())
                .setParameter(8, told.getLast().getKey())
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

    /** @param more whether the transfer has more to do */
    void update(TakenTransfer transfer, Instant now, boolean more) {
        write(transfer, now, more, null);
    }

    /** A batch is done, and the next one begins behind it. */
    void goOn(TakenTransfer transfer, Instant now, Map<UUID, Verdict> settled) {
        write(transfer, now, true, List.copyOf(settled.keySet()).getLast());
    }

    private void write(TakenTransfer transfer, Instant now, boolean more, @Nullable UUID after) {
        entities.createNativeQuery("UPDATE document_transfer SET work = ?2, worked_at = ?3, version = version + 1,"
                        + " manifest_after = coalesce(CAST(?4 AS uuid), manifest_after) WHERE link_id = ?1")
                .setParameter(1, transfer.linkId())
                .setParameter(2, more)
                .setParameter(3, now)
                .setParameter(4, after)
                .executeUpdate();
    }
}
