package vn.gov.identitylink.account;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import vn.gov.identitylink.access.Caller;
import vn.gov.identitylink.audit.Action;
import vn.gov.identitylink.audit.AuditLog;
import vn.gov.identitylink.outbox.EventType;
import vn.gov.identitylink.outbox.Outbox;
import vn.gov.identitylink.problem.IfMatch;

/**
 * The citizen changes phone or e-mail. Once the account is linked only a VNeID-origin session may: whoever held the
 * account before the link must not redirect its notices.
 */
@ApplicationScoped
class ChangeContact {

    sealed interface Outcome {
        record Changed(Account account) implements Outcome {}

        record NotFound() implements Outcome {}

        /** The account changed since the caller read it. */
        record ChangedMeanwhile() implements Outcome {}

        /** Sign in through VNeID first. */
        record StepUpRequired() implements Outcome {}
    }

    private final Accounts accounts;
    private final AuditLog audit;
    private final Outbox outbox;
    private final InstantSource clock;

    ChangeContact(Accounts accounts, AuditLog audit, Outbox outbox, InstantSource clock) {
        this.accounts = accounts;
        this.audit = audit;
        this.outbox = outbox;
        this.clock = clock;
    }

    @Transactional
    Outcome run(Caller.Citizen citizen, String reference, IfMatch ifMatch, Contact contact) {
        Optional<Account> found = accounts.lockVisibleTo(citizen, reference);
        if (found.isEmpty()) {
            return new Outcome.NotFound();
        }
        Account account = found.get();
        if (account.assurance() == Assurance.PROVED && !account.isOwnedThroughVneidBy(citizen)) {
            audit.refused(Action.CONTACT_CHANGED, "step-up-required", account.accountId(), null);
            return new Outcome.StepUpRequired();
        }
        if (!ifMatch.matches(account.entityTag())) {
            return new Outcome.ChangedMeanwhile();
        }
        Account changed = accounts.reachBy(account, contact, clock.instant());
        audit.done(Action.CONTACT_CHANGED, account.accountId(), null, List.of("phone", "email"));
        outbox.append(EventType.CONTACT_CHANGED, account.accountId(), Map.of());
        return new Outcome.Changed(changed);
    }
}
