package vn.gov.identitylink.documents;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import vn.gov.identitylink.account.Accounts;
import vn.gov.identitylink.audit.Action;
import vn.gov.identitylink.audit.AuditLog;
import vn.gov.identitylink.documents.DocumentTransfers.ItemState;
import vn.gov.identitylink.protection.CitizenKey;
import vn.gov.identitylink.protection.UnreadableValueException;

/**
 * The way back: of a transfer whose link has ended. No citizen loses a paper by it: of what stays with the identity that was
 * linked, they get the same paper anew.
 */
@ApplicationScoped
class GiveBackDocuments {

    private static final int CANCELLED_AT_ONCE = 5_000;

    /** A copy has the mark of the paper for which it stands; a dossier used it only if one took it. */
    private static final String USES =
            "CASE WHEN document.copy_of IS NULL THEN document.reuse ELSE (SELECT count(*) FROM"
                    + " document_reuse AS used WHERE used.document_id = document.document_id AND used.taken_at IS NOT NULL) END";

    private static final String COPY = """
            INSERT INTO document (document_id, account_id, store_id, store_kind, state, kind, source, signature, media_type,
              issued_on, valid_from, valid_until, procedure_code, from_national_store, details, content_id, byte_size,
              origin_store_id, reuse, replaced_result_code, copy_of, added_at, stored_at, version)
            SELECT told.copy, account_id, ?1, 'PORTAL', 'STORED', kind, source, signature, media_type, issued_on, valid_from,
              valid_until, procedure_code, from_national_store, decode(told.details, 'base64'), content_id, byte_size,
              origin_store_id, reuse, replaced_result_code, coalesce(copy_of, document_id), ?2, ?2, 0
            FROM unnest(CAST(?3 AS uuid[]), CAST(?4 AS uuid[]), CAST(?5 AS text[])) AS told (document_id, copy, details)
            JOIN document USING (document_id)
            """;

    private final EntityManager entities;
    private final Accounts accounts;
    private final DocumentTransfers transfers;
    private final TransferProgress progress;
    private final AuditLog audit;
    private final DocumentsConfig config;

    GiveBackDocuments(
            EntityManager entities,
            Accounts accounts,
            DocumentTransfers transfers,
            TransferProgress progress,
            AuditLog audit,
            DocumentsConfig config) {
        this.entities = entities;
        this.accounts = accounts;
        this.audit = audit;
        this.transfers = transfers;
        this.progress = progress;
        this.config = config;
    }

    /**
     * The link has ended. What waited does not move; what it moved lately goes back, unless a dossier has used it: then it
     * is a part of that dossier's record, which the law keeps, and the citizen gets a copy of it.
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
        List<?> rows = transfer.next(
                after -> entities.createNativeQuery("SELECT document_id, item.state, " + USES + ", document.moved_at,"
                                + " document.details FROM document_transfer_item AS item JOIN document USING (document_id)"
                                + " WHERE link_id = ?1 AND item.state IN ('MOVED', 'DUPLICATE')"
                                + " AND document_id > ?3 ORDER BY document_id LIMIT ?2 FOR UPDATE OF document")
                        .setParameter(1, transfer.linkId())
                        .setParameter(2, size)
                        .setParameter(3, after)
                        .getResultList());
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
        copyKept(transfer, rows, verdicts, now);
        // The account may have been linked again meanwhile: then they follow that link.
        transfers.follow(
                transfer.accountId(),
                Stream.concat(Stream.of(returned), Stream.of(Verdict.foundAs(verdicts, ItemState.KEPT)))
                        .toArray(UUID[]::new));
        entities.createNativeQuery("UPDATE document_transfer SET state = 'RETURNING' WHERE link_id = ?1")
                .setParameter(1, transfer.linkId())
                .executeUpdate();
        progress.settle(transfer, verdicts, now);
        progress.goOn(transfer, now, verdicts);
    }

    /** The citizen's own again, of the same bytes; the one that stays keeps its dossier. */
    private void copyKept(TakenTransfer transfer, List<?> rows, Map<UUID, Verdict> verdicts, Instant now) {
        UUID[] kept = Verdict.only(verdicts, ItemState.KEPT);
        if (kept.length == 0) {
            return;
        }
        CitizenKey key = accounts.byId(transfer.accountId()).orElseThrow().key();
        Map<UUID, byte[]> details = new HashMap<>();
        rows.stream().map(Object[].class::cast).forEach(row -> details.put((UUID) row[0], (byte[]) row[4]));
        List<String> sealed = new ArrayList<>();
        Map<UUID, String> copied = new LinkedHashMap<>();
        for (UUID documentId : kept) {
            UUID copy = UUID.randomUUID();
            sealed.add(Base64.getEncoder()
                    .encodeToString(
                            sealedAnew(key, documentId, Objects.requireNonNull(details.get(documentId)), copy)));
            verdicts.computeIfPresent(
                    documentId, (none, verdict) -> new Verdict(ItemState.KEPT, verdict.reason(), copy));
            copied.put(copy, AuditLog.DONE);
        }
        entities.createNativeQuery(COPY)
                .setParameter(1, transfer.from())
                .setParameter(2, now)
                .setParameter(3, kept)
                .setParameter(4, copied.keySet().toArray(UUID[]::new))
                .setParameter(5, sealed.toArray(String[]::new))
                .executeUpdate();
        audit.doneByService(TransferProgress.ACTOR, Action.DOCUMENT_RETURNED, transfer.accountId(), copied);
    }

    /** Details are sealed for their document; damaged ones stay damaged, and the bytes are not lost for it. */
    private static byte[] sealedAnew(CitizenKey key, UUID documentId, byte[] details, UUID copy) {
        try {
            return key.seal(DocumentRow.cell(copy), key.open(DocumentRow.cell(documentId), details));
        } catch (UnreadableValueException damaged) {
            return details;
        }
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
