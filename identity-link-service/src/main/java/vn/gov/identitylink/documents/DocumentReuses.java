package vn.gov.identitylink.documents;

import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import vn.gov.identitylink.access.Caller;
import vn.gov.identitylink.account.Account;
import vn.gov.identitylink.audit.Action;
import vn.gov.identitylink.audit.AuditLog;
import vn.gov.identitylink.protection.Cell;
import vn.gov.identitylink.protection.UnreadableValueException;
import vn.gov.identitylink.time.Clocks;

/**
 * Reuse of a paper in a named dossier of a named procedure: granted by the citizen's act, or on a consent that a portal
 * recorded; taken by that one portal, for that one procedure, for a short time. What was taken is seen by the citizen, and
 * counts as {@code DuocTaiSuDung} of the paper.
 */
@ApplicationScoped
class DocumentReuses {

    /**
     * What is granted.
     *
     * @param recipient the portal, by client id
     * @param replacedResultCode {@code MaKetQuaThayThe}: the result in whose place the paper stands; absent where it
     *     replaces none
     * @param consent absent where the citizen acts
     */
    record Wanted(
            String recipient,
            String procedureCode,
            String dossierCode,
            @Nullable String replacedResultCode,
            @Nullable Consent consent) {

        int status() {
            return replacedResultCode == null ? 1 : 2;
        }
    }

    /** @param there whether the paper is still in the store in which it was granted */
    record Reuse(
            UUID reuseId,
            UUID documentId,
            String recipient,
            String procedureCode,
            String dossierCode,
            int status,
            @Nullable String replacedResultCode,
            @Nullable String noticeVersion,
            @Nullable String noticeSha256,
            Instant grantedAt,
            Instant expiresAt,
            @Nullable Instant takenAt,
            boolean there) {}

    sealed interface Granting {
        record Granted(Reuse reuse) implements Granting {}

        record NotFound() implements Granting {}

        record StepUpRequired() implements Granting {}

        /** Expired, not valid yet, without its bytes, or of a kind that is not a portal's to grant for this procedure. */
        record NotReusable() implements Granting {}
    }

    sealed interface Taking {
        record Taken(Document document, DocumentStore store) implements Taking {}

        record NotFound() implements Taking {}

        record Expired() implements Taking {}

        /** The store has damaged it: nothing was taken. */
        record Damaged() implements Taking {}

        /** It was granted for another procedure than the caller says. */
        record OtherPurpose() implements Taking {}
    }

    private static final String COLUMNS = "reuse_id, document_id, recipient, procedure_code, dossier, status,"
            + " replaced_result_code, notice_version, notice_sha256, granted_at, expires_at, taken_at";

    private final EntityManager entities;
    private final DocumentStores stores;
    private final Documents documents;
    private final DocumentContents contents;
    private final AuditLog audit;
    private final DocumentsConfig config;
    private final InstantSource clock;

    DocumentReuses(
            EntityManager entities,
            DocumentStores stores,
            Documents documents,
            DocumentContents contents,
            AuditLog audit,
            DocumentsConfig config,
            InstantSource clock) {
        this.entities = entities;
        this.stores = stores;
        this.documents = documents;
        this.contents = contents;
        this.audit = audit;
        this.config = config;
        this.clock = clock;
    }

    @Transactional
    Granting grant(Caller caller, UUID storeId, UUID documentId, Wanted wanted) {
        return switch (caller) {
            case Caller.Citizen citizen ->
                switch (stores.open(citizen, storeId)) {
                    case DocumentStores.Opening.None none -> new Granting.NotFound();
                    case DocumentStores.Opening.StepUp stepUp -> new Granting.StepUpRequired();
                    case DocumentStores.Opening.Opened(DocumentStore store) ->
                        grant(store, documentId, wanted, any -> true);
                };
            case Caller.Portal portal ->
                stores.named(portal.realm(), storeId)
                        .map(store -> grant(
                                store,
                                documentId,
                                wanted,
                                kind -> CheckAvailability.mayLearn(config, wanted.procedureCode(), kind)))
                        .orElseGet(Granting.NotFound::new);
            case Caller.Staff staff -> new Granting.NotFound();
        };
    }

    /** @param allowed of which kinds: the citizen's act is for any, a consent that a portal recorded for few */
    private Granting grant(DocumentStore store, UUID documentId, Wanted wanted, Predicate<DocumentKind> allowed) {
        Optional<DocumentRow> row = documents.inStore(store, documentId);
        if (row.isEmpty()) {
            return new Granting.NotFound();
        }
        Instant now = clock.instant();
        Account account = store.account();
        Document document = row.get().toDocument(account.key());
        if (!allowed.test(document.kind()) || !document.isReusableOn(LocalDate.ofInstant(now, Clocks.VIETNAM))) {
            return new Granting.NotReusable();
        }
        UUID reuseId = UUID.randomUUID();
        Reuse reuse = new Reuse(
                reuseId,
                documentId,
                wanted.recipient(),
                wanted.procedureCode(),
                wanted.dossierCode(),
                wanted.status(),
                wanted.replacedResultCode(),
                Consent.versionOf(wanted.consent()),
                Consent.digestOf(wanted.consent()),
                now,
                now.plus(config.reuseValidity()),
                null,
                true);
        entities.createNativeQuery("INSERT INTO document_reuse (" + COLUMNS + ", account_id, store_id, realm,"
                        + " consented_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, NULL, ?12, ?13, ?14,"
                        + " CAST(?15 AS timestamptz))")
                .setParameter(1, reuseId)
                .setParameter(2, documentId)
                .setParameter(3, reuse.recipient())
                .setParameter(4, reuse.procedureCode())
                .setParameter(5, account.key().seal(cell(reuseId), reuse.dossierCode()))
                .setParameter(6, reuse.status())
                .setParameter(7, reuse.replacedResultCode())
                .setParameter(8, reuse.noticeVersion())
                .setParameter(9, reuse.noticeSha256())
                .setParameter(10, reuse.grantedAt())
                .setParameter(11, reuse.expiresAt())
                .setParameter(12, account.accountId())
                .setParameter(13, store.storeId())
                .setParameter(14, account.realm())
                .setParameter(15, Consent.timeOf(wanted.consent()))
                .executeUpdate();
        audit.done(Action.DOCUMENT_REUSE_GRANTED, account.accountId(), documentId, List.of("content"));
        return new Granting.Granted(reuse);
    }

    /**
     * All reuses of a document that its citizen sees, of the one for which it stands, of those that stand for the same and
     * of duplicates that were merged into it: the newest first, at most {@code limit}.
     */
    @Transactional
    ReadDocuments.Reading<List<Reuse>> of(Caller.Citizen citizen, UUID storeId, UUID documentId, int limit) {
        return switch (stores.open(citizen, storeId)) {
            case DocumentStores.Opening.None none -> new ReadDocuments.Reading.NotFound<>();
            case DocumentStores.Opening.StepUp stepUp -> new ReadDocuments.Reading.StepUpRequired<>();
            case DocumentStores.Opening.Opened(DocumentStore store) -> {
                if (documents.inStore(store, documentId).isEmpty()) {
                    yield new ReadDocuments.Reading.NotFound<>();
                }
                List<?> rows = entities.createNativeQuery("SELECT " + COLUMNS
                                + ", EXISTS (SELECT FROM document AS given WHERE given.document_id = used.document_id"
                                + " AND given.store_id = used.store_id AND given.state = 'STORED')"
                                + " FROM document_reuse AS used WHERE document_id IN (SELECT family.document_id FROM document AS mine,"
                                + " document AS family WHERE mine.document_id = ?1"
                                + " AND (family.document_id = coalesce(mine.copy_of, mine.document_id)"
                                + " OR family.copy_of = coalesce(mine.copy_of, mine.document_id)"
                                + " OR family.merged_into = mine.document_id))"
                                + " ORDER BY granted_at DESC LIMIT ?2")
                        .setParameter(1, documentId)
                        .setParameter(2, limit)
                        .getResultList();
                audit.done(Action.DOCUMENTS_READ, store.account().accountId(), documentId, List.of("reuses"));
                yield new ReadDocuments.Reading.Found<>(
                        rows.stream()
                                .map(row -> reuse((Object[]) row, store.account()))
                                .toList(),
                        store);
            }
        };
    }

    /** The recipient takes the paper; again, as often as it likes, until the grant ends. */
    Taking take(Caller.Portal portal, @Nullable String purpose, UUID reuseId) {
        return QuarkusTransaction.requiringNew().call(() -> taking(portal, purpose, reuseId));
    }

    private Taking taking(Caller.Portal portal, @Nullable String purpose, UUID reuseId) {
        List<?> rows = entities.createNativeQuery("SELECT account_id, store_id, document_id, procedure_code, expires_at"
                        + " FROM document_reuse WHERE reuse_id = ?1 AND realm = ?2 AND recipient = ?3 FOR UPDATE")
                .setParameter(1, reuseId)
                .setParameter(2, portal.realm())
                .setParameter(3, portal.clientId())
                .getResultList();
        if (rows.isEmpty()) {
            return new Taking.NotFound();
        }
        Object[] row = (Object[]) rows.getFirst();
        UUID accountId = (UUID) row[0];
        UUID documentId = (UUID) row[2];
        if (!row[3].equals(purpose)) {
            audit.refused(Action.DOCUMENT_REUSE_TAKEN, "processing-purpose-not-allowed", accountId, documentId);
            return new Taking.OtherPurpose();
        }
        Instant now = clock.instant();
        if (!now.isBefore((Instant) row[4])) {
            audit.refused(Action.DOCUMENT_REUSE_TAKEN, "reuse-expired", accountId, documentId);
            return new Taking.Expired();
        }
        // A paper that has left the store since, because its link began or ended, is not handed out on an older grant.
        Optional<DocumentStore> store = stores.named(portal.realm(), (UUID) row[1]);
        Optional<Document> document = store.flatMap(open -> documents
                .inStore(open, documentId)
                .map(found -> found.toDocument(open.account().key())));
        if (store.isEmpty() || document.isEmpty()) {
            audit.refused(Action.DOCUMENT_REUSE_TAKEN, "reuse-expired", accountId, documentId);
            return new Taking.Expired();
        }
        StoredContent content = document.get().content();
        if (content == null || !contents.isWhole(store.get().account(), content, 0)) {
            audit.refused(Action.DOCUMENT_REUSE_TAKEN, "document-damaged", accountId, documentId);
            return new Taking.Damaged();
        }
        markTaken(reuseId, documentId, now);
        audit.done(Action.DOCUMENT_REUSE_TAKEN, accountId, documentId, List.of("content"));
        return new Taking.Taken(document.get(), store.get());
    }

    private void markTaken(UUID reuseId, UUID documentId, Instant now) {
        int first = entities.createNativeQuery(
                        "UPDATE document_reuse SET taken_at = ?2 WHERE reuse_id = ?1 AND taken_at IS NULL")
                .setParameter(1, reuseId)
                .setParameter(2, now)
                .executeUpdate();
        if (first == 1) {
            entities.createNativeQuery("UPDATE document SET reuse = greatest(document.reuse, used.status),"
                            + " replaced_result_code = coalesce(used.replaced_result_code, document.replaced_result_code),"
                            + " version = version + 1 FROM document_reuse AS used"
                            + " WHERE used.reuse_id = ?1 AND document.document_id = ?2")
                    .setParameter(1, reuseId)
                    .setParameter(2, documentId)
                    .executeUpdate();
        }
    }

    private static Reuse reuse(Object[] row, Account account) {
        UUID reuseId = (UUID) row[0];
        return new Reuse(
                reuseId,
                (UUID) row[1],
                (String) row[2],
                (String) row[3],
                dossierOf(account, reuseId, (byte[]) row[4]),
                ((Number) row[5]).intValue(),
                (String) row[6],
                (String) row[7],
                (String) row[8],
                (Instant) row[9],
                (Instant) row[10],
                (Instant) row[11],
                (Boolean) row[12]);
    }

    /** Empty where it is damaged: one grant takes no list of grants away. */
    private static String dossierOf(Account account, UUID reuseId, byte[] sealed) {
        try {
            return account.key().open(cell(reuseId), sealed);
        } catch (UnreadableValueException damaged) {
            return "";
        }
    }

    private static Cell cell(UUID reuseId) {
        return new Cell("document_reuse", "dossier", reuseId);
    }
}
