package vn.gov.identitylink.signin;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import vn.gov.identitylink.access.Caller;
import vn.gov.identitylink.audit.Action;
import vn.gov.identitylink.audit.AuditLog;
import vn.gov.identitylink.outbox.EventType;
import vn.gov.identitylink.outbox.Outbox;
import vn.gov.identitylink.problem.IfMatch;
import vn.gov.identitylink.signin.SignInPolicyRow.State;
import vn.gov.identitylink.time.Clocks;

/** The life of a policy: one operator drafts it, a second one agrees, it is published, and it may be withdrawn. */
@ApplicationScoped
class ChangePolicy {

    sealed interface Outcome {

        record Done(SignInPolicyRow policy) implements Outcome {}

        record NotFound() implements Outcome {}

        /** It changed since the caller read it. */
        record ChangedMeanwhile() implements Outcome {}

        /** Published or withdrawn: decisions rest on it. */
        record Immutable() implements Outcome {}

        /** The step before has not been taken, or this one has. */
        record WrongStep() implements Outcome {}

        /** Who drafted it cannot review it. */
        record SecondOperatorRequired() implements Outcome {}

        /** It would begin before today, or replaces what was never published. */
        record Invalid(String pointer, String code) implements Outcome {}
    }

    private final SignInPolicies policies;
    private final AuditLog audit;
    private final Outbox outbox;
    private final InstantSource clock;

    ChangePolicy(SignInPolicies policies, AuditLog audit, Outbox outbox, InstantSource clock) {
        this.policies = policies;
        this.audit = audit;
        this.outbox = outbox;
        this.clock = clock;
    }

    @Transactional
    Outcome draft(Caller.Staff operator, SignInPolicy content) {
        Optional<Outcome> invalid = invalid(content);
        if (invalid.isPresent()) {
            return invalid.get();
        }
        SignInPolicyRow row = new SignInPolicyRow(
                content.name(),
                policies.nextVersion(content.name()),
                policies.written(content),
                operator.subject(),
                clock.instant());
        policies.persistAndFlush(row);
        audit.done(Action.SIGN_IN_POLICY_DRAFTED, null, row.policyId, List.of());
        return new Outcome.Done(row);
    }

    /** A changed draft has to be reviewed again. */
    @Transactional
    Outcome change(Caller.Staff operator, UUID policyId, IfMatch ifMatch, SignInPolicy content) {
        return onLocked(policyId, ifMatch, row -> {
            if (row.state == State.PUBLISHED || row.state == State.WITHDRAWN) {
                return refused(Action.SIGN_IN_POLICY_CHANGED, "policy-immutable", row, new Outcome.Immutable());
            }
            if (!content.name().equals(row.name)) {
                return new Outcome.Invalid("/name", "stays-the-same");
            }
            Optional<Outcome> invalid = invalid(content);
            if (invalid.isPresent()) {
                return invalid.get();
            }
            row.content = policies.written(content);
            row.state = State.DRAFT;
            row.draftedBy = operator.subject();
            row.draftedAt = clock.instant();
            row.reviewedBy = null;
            row.reviewedAt = null;
            return done(Action.SIGN_IN_POLICY_CHANGED, row);
        });
    }

    @Transactional
    Outcome review(Caller.Staff operator, UUID policyId, IfMatch ifMatch) {
        return onLocked(policyId, ifMatch, row -> {
            if (row.state != State.DRAFT) {
                return refused(Action.SIGN_IN_POLICY_REVIEWED, "policy-state-conflict", row, new Outcome.WrongStep());
            }
            if (row.draftedBy.equals(operator.subject())) {
                return refused(
                        Action.SIGN_IN_POLICY_REVIEWED,
                        "second-operator-required",
                        row,
                        new Outcome.SecondOperatorRequired());
            }
            row.state = State.REVIEWED;
            row.reviewedBy = operator.subject();
            row.reviewedAt = clock.instant();
            return done(Action.SIGN_IN_POLICY_REVIEWED, row);
        });
    }

    @Transactional
    Outcome publish(Caller.Staff operator, UUID policyId, IfMatch ifMatch) {
        return onLocked(policyId, ifMatch, row -> {
            if (row.state != State.REVIEWED) {
                return refused(Action.SIGN_IN_POLICY_PUBLISHED, "policy-state-conflict", row, new Outcome.WrongStep());
            }
            Optional<Outcome> invalid = invalid(policies.contentOf(row));
            if (invalid.isPresent()) {
                return invalid.get();
            }
            row.state = State.PUBLISHED;
            row.publishedBy = operator.subject();
            row.publishedAt = clock.instant();
            policies.changed();
            outbox.append(EventType.SIGN_IN_POLICY_PUBLISHED, null, Map.of("policyId", row.policyId.toString()));
            return done(Action.SIGN_IN_POLICY_PUBLISHED, row);
        });
    }

    @Transactional
    Outcome withdraw(Caller.Staff operator, UUID policyId, String reason) {
        return onLocked(policyId, IfMatch.parse("*"), row -> {
            if (row.state != State.PUBLISHED) {
                return refused(Action.SIGN_IN_POLICY_WITHDRAWN, "policy-state-conflict", row, new Outcome.WrongStep());
            }
            row.state = State.WITHDRAWN;
            row.withdrawnBy = operator.subject();
            row.withdrawnAt = clock.instant();
            row.withdrawalReason = reason;
            policies.changed();
            outbox.append(EventType.SIGN_IN_POLICY_WITHDRAWN, null, Map.of("policyId", row.policyId.toString()));
            return done(Action.SIGN_IN_POLICY_WITHDRAWN, row);
        });
    }

    private Outcome onLocked(UUID policyId, IfMatch ifMatch, Function<SignInPolicyRow, Outcome> step) {
        Optional<SignInPolicyRow> found = policies.findByIdOptional(policyId, LockModeType.PESSIMISTIC_WRITE);
        if (found.isEmpty()) {
            return new Outcome.NotFound();
        }
        return ifMatch.matches(found.get().entityTag()) ? step.apply(found.get()) : new Outcome.ChangedMeanwhile();
    }

    /** Nobody's past sign-ins are judged anew, and nothing is loosened that nobody knows. */
    private Optional<Outcome> invalid(SignInPolicy content) {
        Instant today = clock.instant()
                .atZone(Clocks.VIETNAM)
                .toLocalDate()
                .atStartOfDay(Clocks.VIETNAM)
                .toInstant();
        if (content.begins().isBefore(today)) {
            return Optional.of(new Outcome.Invalid("/effectiveFrom", "in-the-past"));
        }
        for (int i = 0; i < content.replaces().size(); i++) {
            boolean published = policies.findByIdOptional(content.replaces().get(i))
                    .filter(replaced -> replaced.state == State.PUBLISHED)
                    .isPresent();
            if (!published) {
                return Optional.of(new Outcome.Invalid("/replaces/" + i, "not-published"));
            }
        }
        return Optional.empty();
    }

    private Outcome done(Action action, SignInPolicyRow row) {
        policies.flush();
        audit.done(action, null, row.policyId, List.of());
        return new Outcome.Done(row);
    }

    private Outcome refused(Action action, String reason, SignInPolicyRow row, Outcome outcome) {
        audit.refused(action, reason, null, row.policyId);
        return outcome;
    }
}
