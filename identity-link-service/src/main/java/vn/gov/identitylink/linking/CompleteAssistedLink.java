package vn.gov.identitylink.linking;

import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.gov.identitylink.access.Caller;
import vn.gov.identitylink.audit.Action;
import vn.gov.identitylink.audit.AuditLog;

/**
 * The officer hands over what VNeID sent back from the citizen's device. Only who began it, never for their own number,
 * and only when control of the account is proved; then a link has to satisfy every rule that another has to.
 */
@ApplicationScoped
class CompleteAssistedLink {

    sealed interface Outcome {
        record Completed(LinkOutcome outcome) implements Outcome {}

        /** The token does not say for which unit the officer acts, or which number is their own. */
        record NotAtACounter() implements Outcome {}

        record NotFound() implements Outcome {}

        record OwnNumber() implements Outcome {}

        record ControlNotProved() implements Outcome {}
    }

    private sealed interface Permit {
        record Granted(AssistedLinkRow assistance) implements Permit {}

        record Denied(Outcome outcome) implements Permit {}
    }

    private final AssistedLinks assistedLinks;
    private final CompleteLinkAttempt completeLinkAttempt;
    private final AuditLog audit;
    private final InstantSource clock;

    CompleteAssistedLink(
            AssistedLinks assistedLinks, CompleteLinkAttempt completeLinkAttempt, AuditLog audit, InstantSource clock) {
        this.assistedLinks = assistedLinks;
        this.completeLinkAttempt = completeLinkAttempt;
        this.audit = audit;
        this.clock = clock;
    }

    Outcome run(Caller.Staff staff, UUID id, CompleteLinkAttempt.SignedIn.Redirect redirect) {
        Optional<CounterOfficer> officer = CounterOfficer.of(staff);
        if (officer.isEmpty()) {
            return QuarkusTransaction.requiringNew()
                    .call(() -> refused(null, id, "actor-not-allowed", new Outcome.NotAtACounter()));
        }
        return switch (QuarkusTransaction.requiringNew().call(() -> permit(officer.get(), id))) {
            case Permit.Denied denied -> denied.outcome();
            case Permit.Granted granted ->
                new Outcome.Completed(completeLinkAttempt.runAssisted(officer.get(), granted.assistance(), redirect));
        };
    }

    /** An attempt that is over or too late is left to {@link CompleteLinkAttempt} to refuse. */
    private Permit permit(CounterOfficer officer, UUID id) {
        Optional<AssistedLinks.Assisted> found = assistedLinks.lock(id);
        if (found.isEmpty()) {
            return new Permit.Denied(new Outcome.NotFound());
        }
        AssistedLinks.Assisted assisted = found.get();
        UUID accountId = assisted.account().accountId();
        if (!officer.hasBegun(assisted.assistance())) {
            return new Permit.Denied(refused(accountId, id, "not-found", new Outcome.NotFound()));
        }
        if (officer.owns(assisted.account())) {
            return new Permit.Denied(refused(accountId, id, "officer-own-number", new Outcome.OwnNumber()));
        }
        boolean open = assisted.attempt().isOpen() && !assisted.attempt().isExpired(clock.instant());
        if (open && !assisted.assistance().isProved()) {
            return new Permit.Denied(refused(accountId, id, "control-not-proved", new Outcome.ControlNotProved()));
        }
        return new Permit.Granted(assisted.assistance());
    }

    private Outcome refused(@Nullable UUID accountId, UUID id, String reason, Outcome outcome) {
        audit.refused(Action.LINK_CREATED, reason, accountId, id);
        return outcome;
    }
}
