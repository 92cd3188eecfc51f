package vn.gov.identitylink.documents;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import vn.gov.identitylink.documents.DocumentTransfers.ItemState;

/** The way back: of a transfer whose link has ended. */
@ApplicationScoped
class GiveBackDocuments {

    private static final int CANCELLED_AT_ONCE = 5_000;

    private final EntityManager entities;
    private final DocumentTransfers transfers;
    private final TransferProgress progress;
    private final DocumentsConfig config;

    GiveBackDocuments(
            EntityManager entities, DocumentTransfers transfers, TransferProgress progress, DocumentsConfig config) {
        this.entities = entities;
        this.transfers = transfers;
        this.progress = progress;
        this.config = config;
    }

    /**
     * The link has ended. What waited does not move; what it moved lately goes back, unless a dossier has used it: then it
     * is a part of that dossier's record, which the law keeps.
     */
    void giveBack(TakenTransfer transfer, Instant linkEndedAt, Instant now, int size) {
        int cancelled = entities.createNativeQuery(
                        "UPDATE document_transfer_item SET state = 'CANCELLED', settled_at = ?2"
                                + " WHERE link_id = ?1 AND document_id IN (SELECT document_id FROM document_transfer_item"
                                + " WHERE link_id = ?1 AND state = 'PENDING' LIMIT ?3)")
                .setParameter(1, transfer.linkId())
                .setParameter(2, now)
                .setParameter(3, CANCELLED_AT_ONCE)
                .executeUpdate();
        if (cancelled == CANCELLED_AT_ONCE) {
            progress.update(transfer, now, true);
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
            progress.update(transfer, now, false);
            transfers.giveBackWhatWasReplaced(transfer.linkId());
            return;
        }
        Instant earliest = linkEndedAt.minus(config.reversalWindow());
        Map<UUID, Verdict> verdicts = new LinkedHashMap<>();
        rows.stream().map(Object[].class::cast).forEach(row -> verdicts.put((UUID) row[0], verdict(row, earliest)));
        UUID[] returned = Verdict.only(verdicts, ItemState.RETURNED);
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
        progress.settle(transfer, verdicts, now);
        progress.update(transfer, now, true);
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
}
