package vn.gov.identitylink.audit;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.gov.identitylink.access.Actor;
import vn.gov.identitylink.access.Caller;
import vn.gov.identitylink.access.CurrentCaller;
import vn.gov.identitylink.http.RequestId;

/**
 * The append-only record of who read or changed what, and why (Decree 13/2023/NĐ-CP art. 38(2)). Written in the
 * transaction of the change; the database lets nobody alter a row. Holds opaque ids and field names, never a value.
 */
@ApplicationScoped
public class AuditLog implements PanacheRepositoryBase<AuditRecordRow, Long> {

    /** The outcome of what went through. */
    public static final String DONE = "done";

    private final CurrentCaller current;
    private final RequestId requestId;
    private final InstantSource clock;
    private final AuditBatches batches;

    AuditLog(CurrentCaller current, RequestId requestId, InstantSource clock, AuditBatches batches) {
        this.current = current;
        this.requestId = requestId;
        this.clock = clock;
        this.batches = batches;
    }

    /** Records what the current caller did. */
    public void done(Action action, @Nullable UUID accountId, @Nullable UUID subjectId, List<String> fields) {
        append(action, DONE, accountId, subjectId, fields);
    }

    /**
     * Records what the current caller tried and was refused.
     *
     * @param reason the problem code of the answer
     */
    public void refused(Action action, String reason, @Nullable UUID accountId, @Nullable UUID subjectId) {
        append(action, reason, accountId, subjectId, List.of());
    }

    /**
     * Records what the service itself did, in the caller's transaction: a record for each subject, in one statement.
     *
     * @param actor which part of the service
     * @param outcomes by subject
     */
    public void doneByService(String actor, Action action, UUID accountId, Map<UUID, String> outcomes) {
        if (outcomes.isEmpty()) {
            return;
        }
        List<Map.Entry<UUID, String>> told = List.copyOf(outcomes.entrySet());
        getEntityManager()
                .createNativeQuery("INSERT INTO audit_record (occurred_at, correlation_id, actor_kind, actor_id,"
                        + " client_id, realm, action, outcome, account_id, subject_id, fields)"
                        + " SELECT ?1, ?2, 'service', ?3, ?3, account.realm, ?4, told.outcome, account_id, told.subject,"
                        + " '{}' FROM account, unnest(CAST(?5 AS uuid[]), CAST(?6 AS text[])) AS told (subject, outcome)"
                        + " WHERE account_id = ?7")
                .setParameter(1, clock.instant())
                .setParameter(2, UUID.randomUUID())
                .setParameter(3, actor)
                .setParameter(4, action.name())
                .setParameter(5, told.stream().map(Map.Entry::getKey).toArray(UUID[]::new))
                .setParameter(6, told.stream().map(Map.Entry::getValue).toArray(String[]::new))
                .setParameter(7, accountId)
                .executeUpdate();
    }

    /**
     * Records what the current caller read, within a second and outside any transaction: for calls that are too many for
     * a row each. What a killed process had not written is lost ({@code docs/privacy.md} names these calls).
     */
    public void doneInBatch(Action action, @Nullable UUID accountId, List<String> fields) {
        batches.add(row(action, DONE, accountId, null, fields));
    }

    /**
     * What is on record about an account, the newest first, in the caller's transaction.
     *
     * @param before the entry after which to go on; 0 to begin with the newest
     */
    public List<AuditEntry> newestOf(UUID accountId, long before, int most) {
        return find("accountId = ?1 and (?2 = 0L or recordId < ?2) order by recordId desc", accountId, before)
                .page(0, most)
                .<AuditRecordRow>stream()
                .map(AuditRecordRow::toEntry)
                .toList();
    }

    /** One entry, if it is about this account. */
    public Optional<AuditEntry> entry(UUID accountId, long entryId) {
        return find("accountId = ?1 and recordId = ?2", accountId, entryId)
                .<AuditRecordRow>firstResultOptional()
                .map(AuditRecordRow::toEntry);
    }

    /** Records what the current caller did to many accounts, in the transaction that did it. */
    public void doneToAll(Action action, List<UUID> accountIds, UUID subjectId) {
        batches.insert(accountIds.stream()
                .map(accountId -> row(action, DONE, accountId, subjectId, List.of()))
                .toList());
    }

    /** Writes what {@link #doneInBatch} has collected now. */
    public void writeBatch() {
        batches.write();
    }

    /**
     * Records what was done without a caller who is known by a token: by VNeID's signal, or by the holder of a notice.
     */
    public void doneBy(
            SystemActor actor, String realm, Action action, @Nullable UUID accountId, @Nullable UUID subjectId) {
        AuditRecordRow row = new AuditRecordRow();
        row.occurredAt = clock.instant();
        row.correlationId = requestId.value();
        row.actorKind = actor.word();
        row.actorId = actor.word();
        row.clientId = actor.word();
        row.realm = realm;
        row.action = action;
        row.outcome = DONE;
        row.accountId = accountId;
        row.subjectId = subjectId;
        row.fields = List.of();
        persist(row);
    }

    private void append(
            Action action, String outcome, @Nullable UUID accountId, @Nullable UUID subjectId, List<String> fields) {
        persist(row(action, outcome, accountId, subjectId, fields));
    }

    private AuditRecordRow row(
            Action action, String outcome, @Nullable UUID accountId, @Nullable UUID subjectId, List<String> fields) {
        Caller caller = current.caller();
        AuditRecordRow row = new AuditRecordRow();
        row.occurredAt = clock.instant();
        row.correlationId = requestId.value();
        row.clientId = caller.clientId();
        row.realm = caller.realm();
        switch (caller) {
            case Caller.Citizen citizen -> {
                row.actorKind = Actor.CITIZEN;
                row.actorId = citizen.externalId();
            }
            case Caller.Portal portal -> {
                row.actorKind = portal.home() ? Actor.HOME_PORTAL : Actor.OTHER_PORTAL;
                row.actorId = portal.clientId();
            }
            case Caller.Staff staff -> {
                row.actorKind = staff.operator() ? Actor.OPERATOR : Actor.OFFICER;
                row.actorId = staff.subject();
                row.actorUnit = staff.unit();
            }
        }
        row.action = action;
        row.outcome = outcome;
        row.purpose = current.purpose();
        row.accountId = accountId;
        row.subjectId = subjectId;
        row.fields = fields;
        return row;
    }
}
