package vn.gov.identitylink.duplicates;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.gov.identitylink.access.Caller;
import vn.gov.identitylink.account.Account;
import vn.gov.identitylink.account.Accounts;
import vn.gov.identitylink.account.ProofsVoided;
import vn.gov.identitylink.audit.Action;
import vn.gov.identitylink.audit.AuditLog;
import vn.gov.identitylink.cases.CaseKind;
import vn.gov.identitylink.cases.Cases;
import vn.gov.identitylink.linking.FreshSignIn;
import vn.gov.identitylink.linking.Link;
import vn.gov.identitylink.linking.LinkState;
import vn.gov.identitylink.linking.Links;
import vn.gov.identitylink.outbox.EventType;
import vn.gov.identitylink.outbox.Outbox;

/**
 * Who owns the linked account signed in to another one with that one's own sign-in, and brought the code of the linked one:
 * both are theirs. The other is closed for signing in; its papers stay where they are until an operator has looked.
 */
@ApplicationScoped
class SupersedeAccount {

    sealed interface Outcome {
        record Superseded(Instant since) implements Outcome {}

        record NotFound() implements Outcome {}

        /** Not this account's own sign-in, or not a fresh one. */
        record SignInAgain() implements Outcome {}

        /** Not a code, too old, used, or of a link that does not work any more. */
        record CodeInvalid() implements Outcome {}

        /** A linked account is not closed. */
        record Linked() implements Outcome {}

        record NumbersDiffer() implements Outcome {}
    }

    private final Accounts accounts;
    private final Links links;
    private final JoinCodes codes;
    private final FreshSignIn freshSignIn;
    private final Cases cases;
    private final AuditLog audit;
    private final Outbox outbox;
    private final Event<ProofsVoided> proofsVoided;
    private final InstantSource clock;

    SupersedeAccount(
            Accounts accounts,
            Links links,
            JoinCodes codes,
            FreshSignIn freshSignIn,
            Cases cases,
            AuditLog audit,
            Outbox outbox,
            Event<ProofsVoided> proofsVoided,
            InstantSource clock) {
        this.accounts = accounts;
        this.links = links;
        this.codes = codes;
        this.freshSignIn = freshSignIn;
        this.cases = cases;
        this.audit = audit;
        this.outbox = outbox;
        this.proofsVoided = proofsVoided;
        this.clock = clock;
    }

    @Transactional
    Outcome run(Caller.Citizen citizen, String reference, String code) {
        Instant now = clock.instant();
        // The linked account is locked first, here as where its link ends.
        Optional<Account> linked = codes.accountOf(code, now).map(accounts::lock);
        Optional<Account> found = accounts.lockVisibleTo(citizen, reference);
        if (found.isEmpty()) {
            return new Outcome.NotFound();
        }
        Account account = found.get();
        @Nullable Instant before = account.supersededAt();
        if (before != null) {
            return new Outcome.Superseded(before);
        }
        if (citizen.throughVneid() || !freshSignIn.isOf(citizen)) {
            return refused(account, "account-sign-in-required", new Outcome.SignInAgain());
        }
        if (links.current(account).isPresent()) {
            return refused(account, "account-already-linked", new Outcome.Linked());
        }
        Optional<Link> link = linked.filter(other -> other.realm().equals(account.realm()))
                .flatMap(links::current)
                .filter(current -> current.state() == LinkState.ACTIVE);
        if (linked.isEmpty() || link.isEmpty()) {
            return refused(account, "join-code-invalid", new Outcome.CodeInvalid());
        }
        if (!Objects.equals(account.number(), linked.get().number())) {
            return refused(account, "account-numbers-differ", new Outcome.NumbersDiffer());
        }
        if (!codes.use(code)) {
            return refused(account, "join-code-invalid", new Outcome.CodeInvalid());
        }
        supersede(account, linked.get(), link.get(), now);
        return new Outcome.Superseded(now);
    }

    private void supersede(Account account, Account linked, Link link, Instant now) {
        UUID other = account.accountId();
        accounts.supersede(account, linked.accountId(), now);
        proofsVoided.fire(new ProofsVoided(other));
        cases.open(CaseKind.ACCOUNT_SUPERSEDED, linked, other);
        audit.done(Action.ACCOUNT_SUPERSEDED, other, linked.accountId(), List.of());
        audit.done(Action.ACCOUNT_SUPERSEDED, linked.accountId(), other, List.of());
        outbox.append(
                EventType.ACCOUNT_SUPERSEDED,
                other,
                Map.of("linkId", link.linkId().toString(), "revokeSessionsBefore", now.toString()));
    }

    private Outcome refused(Account account, String reason, Outcome outcome) {
        audit.refused(Action.ACCOUNT_SUPERSEDED, reason, account.accountId(), null);
        return outcome;
    }
}
