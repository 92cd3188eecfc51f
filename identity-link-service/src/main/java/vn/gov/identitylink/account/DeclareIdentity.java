package vn.gov.identitylink.account;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.transaction.Transactional;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import vn.gov.identitylink.access.Caller;
import vn.gov.identitylink.audit.Action;
import vn.gov.identitylink.audit.AuditLog;
import vn.gov.identitylink.citizen.DeclaredIdentity;
import vn.gov.identitylink.outbox.EventType;
import vn.gov.identitylink.outbox.Outbox;
import vn.gov.identitylink.problem.IfMatch;

/**
 * The citizen, or the home portal for them, says who the account belongs to ([Sửa] on the letter's screen 4). Ticks drop
 * and open proofs are void; a proved identity stays as it is.
 */
@ApplicationScoped
class DeclareIdentity {

    sealed interface Outcome {
        record Declared(Account account) implements Outcome {}

        record NotFound() implements Outcome {}

        /** The account changed since the caller read it. */
        record Changed() implements Outcome {}

        /** A VNeID sign-in has proved the identity: it is not for editing. */
        record Proved() implements Outcome {}
    }

    private final Accounts accounts;
    private final AuditLog audit;
    private final Outbox outbox;
    private final Event<ProofsVoided> proofsVoided;
    private final InstantSource clock;

    DeclareIdentity(
            Accounts accounts, AuditLog audit, Outbox outbox, Event<ProofsVoided> proofsVoided, InstantSource clock) {
        this.accounts = accounts;
        this.audit = audit;
        this.outbox = outbox;
        this.proofsVoided = proofsVoided;
        this.clock = clock;
    }

    @Transactional
    Outcome run(Caller caller, String reference, IfMatch ifMatch, DeclaredIdentity declared) {
        Optional<Account> found = accounts.lockVisibleTo(caller, reference);
        if (found.isEmpty()) {
            return new Outcome.NotFound();
        }
        Account account = found.get();
        if (account.assurance() == Assurance.PROVED) {
            audit.refused(Action.IDENTITY_DECLARED, "identity-proved", account.accountId(), null);
            return new Outcome.Proved();
        }
        if (!ifMatch.matches(account.entityTag())) {
            return new Outcome.Changed();
        }
        Account changed = accounts.declare(account, declared, clock.instant());
        proofsVoided.fire(new ProofsVoided(account.accountId()));
        audit.done(
                Action.IDENTITY_DECLARED,
                account.accountId(),
                null,
                List.of("number", "oldNumber", "fullName", "birthDate", "sex"));
        outbox.append(EventType.IDENTITY_DECLARED, account.accountId(), Map.of());
        return new Outcome.Declared(changed);
    }
}
