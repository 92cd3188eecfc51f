package vn.gov.identitylink.cases;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import vn.gov.identitylink.access.Caller;
import vn.gov.identitylink.audit.Action;
import vn.gov.identitylink.audit.AuditLog;
import vn.gov.identitylink.outbox.Outbox;
import vn.gov.identitylink.problem.IfMatch;

/** What an operator does about a case: takes it, writes a note, resolves it. Each step is on record. */
@ApplicationScoped
class WorkOnCase {

    sealed interface Outcome {

        record Done(CaseRow changed) implements Outcome {}

        record NotFound() implements Outcome {}

        /** It changed since the caller read it. */
        record ChangedMeanwhile() implements Outcome {}

        record AlreadyResolved() implements Outcome {}
    }

    private final Cases cases;
    private final Outbox outbox;
    private final AuditLog audit;
    private final InstantSource clock;

    WorkOnCase(Cases cases, Outbox outbox, AuditLog audit, InstantSource clock) {
        this.cases = cases;
        this.outbox = outbox;
        this.audit = audit;
        this.clock = clock;
    }

    /** The caller takes it, from whoever had it. */
    @Transactional
    Outcome take(Caller.Staff operator, UUID caseId, IfMatch ifMatch) {
        return onOpen(operator, caseId, ifMatch, Action.CASE_ASSIGNED, row -> {
            row.assignTo(operator.subject());
            return List.of();
        });
    }

    @Transactional
    Outcome note(Caller.Staff operator, UUID caseId, String text) {
        return onOpen(operator, caseId, null, Action.CASE_NOTED, row -> {
            cases.note(caseId, operator.subject(), text);
            return List.of();
        });
    }

    /** Ends it. A parked event that is repaired waits to be told again. */
    @Transactional
    Outcome resolve(Caller.Staff operator, UUID caseId, IfMatch ifMatch, Resolution how, String text) {
        return onOpen(operator, caseId, ifMatch, Action.CASE_RESOLVED, row -> {
            cases.note(caseId, operator.subject(), text);
            row.resolve(how, operator.subject(), clock.instant());
            if (row.kind == CaseKind.EVENT_PARKED && how == Resolution.REPAIRED) {
                outbox.tellAgain(row.subjectId);
            }
            return List.of(how.name());
        });
    }

    private Outcome onOpen(
            Caller.Staff operator,
            UUID caseId,
            @Nullable IfMatch ifMatch,
            Action action,
            Function<CaseRow, List<String>> step) {
        Optional<CaseRow> found = cases.lockVisibleTo(operator, caseId);
        if (found.isEmpty()) {
            return new Outcome.NotFound();
        }
        CaseRow row = found.get();
        if (row.state == CaseRow.State.RESOLVED) {
            audit.refused(action, "case-resolved", row.accountId, caseId);
            return new Outcome.AlreadyResolved();
        }
        if (ifMatch != null && !ifMatch.matches(row.entityTag())) {
            return new Outcome.ChangedMeanwhile();
        }
        audit.done(action, row.accountId, caseId, step.apply(row));
        cases.flush();
        return new Outcome.Done(row);
    }
}
