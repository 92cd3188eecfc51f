package vn.gov.identitylink.account;

import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hibernate.exception.ConstraintViolationException;
import vn.gov.identitylink.access.Caller;
import vn.gov.identitylink.audit.Action;
import vn.gov.identitylink.audit.AuditLog;
import vn.gov.identitylink.idempotency.LastTransaction;
import vn.gov.identitylink.outbox.EventType;
import vn.gov.identitylink.outbox.Outbox;

/**
 * The home portal registers an account of its realm, once: the same technical id again is the account that is there,
 * unchanged.
 */
@ApplicationScoped
class RegisterAccount {

    /** Which of the two it was; both are success. */
    sealed interface Outcome {
        Account account();

        record Registered(Account account) implements Outcome {}

        record AlreadyThere(Account account) implements Outcome {}
    }

    private final Accounts accounts;
    private final AuditLog audit;
    private final Outbox outbox;
    private final LastTransaction lastTransaction;
    private final InstantSource clock;

    RegisterAccount(
            Accounts accounts, AuditLog audit, Outbox outbox, LastTransaction lastTransaction, InstantSource clock) {
        this.accounts = accounts;
        this.audit = audit;
        this.outbox = outbox;
        this.lastTransaction = lastTransaction;
        this.clock = clock;
    }

    Outcome run(Caller.Portal homePortal, NewAccount wanted) {
        return existing(homePortal, wanted).orElseGet(() -> {
            try {
                return lastTransaction.call(() -> register(homePortal, wanted));
            } catch (ConstraintViolationException registeredMeanwhile) {
                return existing(homePortal, wanted).orElseThrow(() -> registeredMeanwhile);
            }
        });
    }

    private Optional<Outcome> existing(Caller.Portal homePortal, NewAccount wanted) {
        return QuarkusTransaction.requiringNew()
                .call(() -> accounts.byExternalId(homePortal.realm(), wanted.externalId()))
                .map(Outcome.AlreadyThere::new);
    }

    private Outcome register(Caller.Portal homePortal, NewAccount wanted) {
        Account account = accounts.register(wanted, homePortal.realm(), clock.instant());
        audit.done(Action.ACCOUNT_REGISTERED, account.accountId(), null, List.of());
        outbox.append(
                EventType.ACCOUNT_REGISTERED,
                account.accountId(),
                Map.of("kind", account.kind().name()));
        return new Outcome.Registered(account);
    }
}
