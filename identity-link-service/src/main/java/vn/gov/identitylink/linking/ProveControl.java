package vn.gov.identitylink.linking;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import vn.gov.identitylink.access.Caller;
import vn.gov.identitylink.account.Accounts;
import vn.gov.identitylink.audit.Action;
import vn.gov.identitylink.audit.AuditLog;

/**
 * Control of the portal account is proved for a link at a counter: by the citizen's own token, by the code that reached an
 * old contact, or by a second officer. Every refusal is on record, with the officer and the unit.
 */
@ApplicationScoped
class ProveControl {

    sealed interface Outcome {
        /** Now or before. */
        record Proved(AssistedLinks.Assisted assisted) implements Outcome {}

        record NotFound() implements Outcome {}

        /** The token does not say for which unit the officer acts, or which number is their own. */
        record NotAtACounter() implements Outcome {}

        /** The attempt was begun with another kind of proof. */
        record OtherKind() implements Outcome {}

        record Used() implements Outcome {}

        record Expired() implements Outcome {}

        record WrongCode() implements Outcome {}

        /** Who began it is no second officer. */
        record SameOfficer() implements Outcome {}

        record OwnNumber() implements Outcome {}
    }

    private final AssistedLinks assistedLinks;
    private final Accounts accounts;
    private final AuditLog audit;
    private final InstantSource clock;

    ProveControl(AssistedLinks assistedLinks, Accounts accounts, AuditLog audit, InstantSource clock) {
        this.assistedLinks = assistedLinks;
        this.accounts = accounts;
        this.audit = audit;
        this.clock = clock;
    }

    /** The citizen, with a token of the account. */
    @Transactional
    Outcome confirm(Caller.Citizen citizen, UUID id) {
        return onLocked(
                id,
                assisted -> accounts.visibleTo(
                                citizen, assisted.account().accountId().toString())
                        .isPresent(),
                assisted -> step(assisted, Control.CITIZEN_TOKEN, now -> proved(assisted, citizen.sessionId(), now)));
    }

    /** The officer who began it enters what the citizen reads out. */
    @Transactional
    Outcome check(Caller.Staff staff, UUID id, OneTimeCode code) {
        Optional<CounterOfficer> officer = CounterOfficer.of(staff);
        if (officer.isEmpty()) {
            return refused(null, id, "actor-not-allowed", new Outcome.NotAtACounter());
        }
        return onLocked(
                id,
                assisted -> officer.get().hasBegun(assisted.assistance()),
                assisted -> step(assisted, Control.ONE_TIME_CODE, now -> judge(assisted, officer.get(), code, now)));
    }

    private Outcome judge(AssistedLinks.Assisted assisted, CounterOfficer officer, OneTimeCode code, Instant now) {
        AssistedLinkRow assistance = assisted.assistance();
        if (assistance.isTooLateFor(now)) {
            return refused(assisted, "attempt-expired", new Outcome.Expired());
        }
        if (assistance.expects(code, assisted.account())) {
            return proved(assisted, officer.subject(), now);
        }
        if (assistance.countWrongGuess()) {
            assisted.attempt().makeVoid();
        }
        return refused(assisted, "one-time-code-wrong", new Outcome.WrongCode());
    }

    /** Another officer of the same unit. */
    @Transactional
    Outcome approve(Caller.Staff staff, UUID id) {
        Optional<CounterOfficer> officer = CounterOfficer.of(staff);
        if (officer.isEmpty()) {
            return refused(null, id, "actor-not-allowed", new Outcome.NotAtACounter());
        }
        return onLocked(id, assisted -> officer.get().isColleagueFor(assisted.assistance()), assisted -> {
            if (officer.get().hasBegun(assisted.assistance())) {
                return refused(assisted, "second-officer-required", new Outcome.SameOfficer());
            }
            if (officer.get().owns(assisted.account())) {
                return refused(assisted, "officer-own-number", new Outcome.OwnNumber());
            }
            return step(
                    assisted,
                    Control.SECOND_OFFICER,
                    now -> proved(assisted, officer.get().subject(), now));
        });
    }

    /** Who may not see it learns nothing, and is on record where there was something. */
    private Outcome onLocked(
            UUID id,
            Function<AssistedLinks.Assisted, Boolean> isTheirs,
            Function<AssistedLinks.Assisted, Outcome> step) {
        return assistedLinks
                .lock(id)
                .map(assisted -> isTheirs.apply(assisted)
                        ? step.apply(assisted)
                        : refused(assisted, "not-found", new Outcome.NotFound()))
                .orElseGet(Outcome.NotFound::new);
    }

    private Outcome step(AssistedLinks.Assisted assisted, Control kind, Function<Instant, Outcome> prove) {
        Instant now = clock.instant();
        if (assisted.assistance().control != kind) {
            return refused(assisted, "attempt-invalid", new Outcome.OtherKind());
        }
        if (!assisted.attempt().isOpen()) {
            return refused(assisted, "attempt-used", new Outcome.Used());
        }
        if (assisted.attempt().isExpired(now)) {
            return refused(assisted, "attempt-expired", new Outcome.Expired());
        }
        return assisted.assistance().isProved() ? new Outcome.Proved(assisted) : prove.apply(now);
    }

    private Outcome proved(AssistedLinks.Assisted assisted, String by, Instant now) {
        assisted.assistance().prove(by, now);
        audit.done(Action.LINK_CONTROL_PROVED, assisted.account().accountId(), assisted.attempt().attemptId, List.of());
        return new Outcome.Proved(assisted);
    }

    private Outcome refused(AssistedLinks.Assisted assisted, String reason, Outcome outcome) {
        return refused(assisted.account().accountId(), assisted.attempt().attemptId, reason, outcome);
    }

    private Outcome refused(@Nullable UUID accountId, UUID id, String reason, Outcome outcome) {
        audit.refused(Action.LINK_CONTROL_PROVED, reason, accountId, id);
        return outcome;
    }
}
