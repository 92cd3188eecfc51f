package vn.gov.identitylink.documents;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.gov.identitylink.access.Caller;
import vn.gov.identitylink.account.Account;
import vn.gov.identitylink.account.Accounts;
import vn.gov.identitylink.audit.Action;
import vn.gov.identitylink.audit.AuditLog;
import vn.gov.identitylink.time.Clocks;

/**
 * "Give information once": whether the citizen has a valid paper that a dossier needs. One "no" stands for none, expired,
 * not required by this procedure, sensitive and nobody; the first answer for a dossier and kind stays the answer.
 */
@ApplicationScoped
class CheckAvailability {

    sealed interface Outcome {
        /** @param available in the order asked */
        record Answered(Map<DocumentKind, Availability> available) implements Outcome {}

        record StepUpRequired() implements Outcome {}
    }

    /**
     * @param paper the newest that is valid now; absent with every "no", and when the one of an earlier answer is gone, or
     *     the procedure does not require it any more
     */
    record Availability(boolean available, @Nullable Paper paper) {
        private static final Availability NO = new Availability(false, null);
    }

    record Paper(UUID storeId, UUID documentId) {}

    record Question(
            String reference,
            String procedureCode,
            String dossierCode,
            Set<DocumentKind> kinds,
            @Nullable Consent consent) {}

    private final EntityManager entities;
    private final Accounts accounts;
    private final DocumentStores stores;
    private final AuditLog audit;
    private final DocumentsConfig config;
    private final InstantSource clock;

    CheckAvailability(
            EntityManager entities,
            Accounts accounts,
            DocumentStores stores,
            AuditLog audit,
            DocumentsConfig config,
            InstantSource clock) {
        this.entities = entities;
        this.accounts = accounts;
        this.stores = stores;
        this.audit = audit;
        this.config = config;
        this.clock = clock;
    }

    @Transactional
    Outcome run(Caller caller, Question question) {
        Optional<Account> found = named(caller, question.reference());
        Map<DocumentKind, Availability> available = new LinkedHashMap<>();
        question.kinds().forEach(kind -> available.put(kind, Availability.NO));
        if (found.isEmpty()) {
            return new Outcome.Answered(available);
        }
        Account account = found.get();
        if (caller instanceof Caller.Citizen && account.provedAt() != null && !account.isOwnedThroughVneidBy(caller)) {
            return new Outcome.StepUpRequired();
        }
        List<DocumentStore> open = stores.all(account);
        available.replaceAll((kind, none) -> answer(caller, account, open, question, kind));
        audit.done(
                Action.DOCUMENT_AVAILABILITY_CHECKED,
                account.accountId(),
                null,
                question.kinds().stream().map(Enum::name).toList());
        return new Outcome.Answered(available);
    }

    private Optional<Account> named(Caller caller, String reference) {
        return switch (caller) {
            case Caller.Citizen citizen -> accounts.visibleTo(citizen, reference);
            case Caller.Portal portal ->
                accounts.byId(UUID.fromString(reference))
                        .filter(account -> account.realm().equals(portal.realm()));
            case Caller.Staff staff -> Optional.empty();
        };
    }

    private Availability answer(
            Caller caller, Account account, List<DocumentStore> open, Question question, DocumentKind kind) {
        byte[] dossier = account.key().fingerprint(question.dossierCode().getBytes(StandardCharsets.UTF_8));
        Instant now = clock.instant();
        boolean allowed = mayLearn(config, question.procedureCode(), kind);
        @Nullable Paper paper = newest(open, kind, LocalDate.ofInstant(now, Clocks.VIETNAM));
        entities.createNativeQuery("INSERT INTO availability_question (account_id, dossier, kind, available, client_id,"
                        + " procedure_code, notice_version, notice_sha256, consented_at, asked_at)"
                        + " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, CAST(?9 AS timestamptz), ?10)"
                        + " ON CONFLICT DO NOTHING")
                .setParameter(1, account.accountId())
                .setParameter(2, dossier)
                .setParameter(3, kind.name())
                .setParameter(4, paper != null && allowed)
                .setParameter(5, caller.clientId())
                .setParameter(6, question.procedureCode())
                .setParameter(7, Consent.versionOf(question.consent()))
                .setParameter(8, Consent.digestOf(question.consent()))
                .setParameter(9, Consent.timeOf(question.consent()))
                .setParameter(10, now)
                .executeUpdate();
        boolean available = (Boolean) entities.createNativeQuery(
                        "SELECT available FROM availability_question"
                                + " WHERE account_id = ?1 AND dossier = ?2 AND kind = ?3 AND client_id = ?4 AND procedure_code = ?5")
                .setParameter(1, account.accountId())
                .setParameter(2, dossier)
                .setParameter(3, kind.name())
                .setParameter(4, caller.clientId())
                .setParameter(5, question.procedureCode())
                .getSingleResult();
        return available ? new Availability(true, allowed ? paper : null) : Availability.NO;
    }

    /** Whether a portal may learn of a paper for a procedure: of kinds that it requires, never of sensitive ones. */
    static boolean mayLearn(DocumentsConfig config, String procedureCode, DocumentKind kind) {
        return !kind.isSensitive()
                && config.procedures().getOrDefault(procedureCode, Set.of()).contains(kind);
    }

    /** Looked up whether or not the answer may be given: the same work for every "no". */
    private @Nullable Paper newest(List<DocumentStore> open, DocumentKind kind, LocalDate today) {
        List<?> found = entities.createNativeQuery("SELECT store_id, document_id FROM document"
                        + " WHERE store_id = ANY (?1) AND state = 'STORED' AND kind = ?2"
                        + " AND (valid_from IS NULL OR valid_from <= ?3) AND (valid_until IS NULL OR valid_until >= ?3)"
                        + " ORDER BY added_at DESC, document_id LIMIT 1")
                .setParameter(1, open.stream().map(DocumentStore::storeId).toArray(UUID[]::new))
                .setParameter(2, kind.name())
                .setParameter(3, today)
                .getResultList();
        return found.stream()
                .map(Object[].class::cast)
                .map(row -> new Paper((UUID) row[0], (UUID) row[1]))
                .findFirst()
                .orElse(null);
    }
}
