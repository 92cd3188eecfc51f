package vn.gov.identitylink.audit;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.util.List;
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
     * Records what the current caller read, within a second and outside any transaction: for calls that are too many for
     * a row each. What a killed process had not written is lost ({@code docs/privacy.md} names these calls).
     */
    public void doneInBatch(Action action, @Nullable UUID accountId, List<String> fields) {
        batches.add(row(action, DONE, accountId, null, fields));
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
