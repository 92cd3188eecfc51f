package vn.gov.identitylink.duplicates;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import vn.gov.identitylink.access.Caller;
import vn.gov.identitylink.account.Account;
import vn.gov.identitylink.account.Accounts;
import vn.gov.identitylink.audit.Action;
import vn.gov.identitylink.audit.AuditLog;
import vn.gov.identitylink.linking.FreshSignIn;
import vn.gov.identitylink.linking.LinkState;
import vn.gov.identitylink.linking.Links;

/** The owner of a linked account, signed in through VNeID, is about to sign in to another account of theirs. */
@ApplicationScoped
class BeginJoin {

    /** Long enough to sign in with a password and a one-time code. */
    static final Duration VALIDITY = Duration.ofMinutes(10);

    sealed interface Outcome {
        record Begun(String code, Instant expiresAt) implements Outcome {}

        record NotFound() implements Outcome {}

        record StepUpRequired() implements Outcome {}

        record LinkHeld() implements Outcome {}
    }

    private final Accounts accounts;
    private final Links links;
    private final JoinCodes codes;
    private final FreshSignIn freshSignIn;
    private final AuditLog audit;
    private final InstantSource clock;

    BeginJoin(
            Accounts accounts,
            Links links,
            JoinCodes codes,
            FreshSignIn freshSignIn,
            AuditLog audit,
            InstantSource clock) {
        this.accounts = accounts;
        this.links = links;
        this.codes = codes;
        this.freshSignIn = freshSignIn;
        this.audit = audit;
        this.clock = clock;
    }

    @Transactional
    Outcome run(Caller.Citizen citizen, String reference) {
        Optional<Account> found = accounts.lockVisibleTo(citizen, reference);
        if (found.isEmpty()) {
            return new Outcome.NotFound();
        }
        Account account = found.get();
        if (!account.isOwnedThroughVneidBy(citizen) || !freshSignIn.isOf(citizen)) {
            audit.refused(Action.ACCOUNT_JOIN_BEGUN, "step-up-required", account.accountId(), null);
            return new Outcome.StepUpRequired();
        }
        if (links.current(account)
                .filter(link -> link.state() == LinkState.ACTIVE)
                .isEmpty()) {
            audit.refused(Action.ACCOUNT_JOIN_BEGUN, "link-suspended", account.accountId(), null);
            return new Outcome.LinkHeld();
        }
        Instant expiresAt = clock.instant().plus(VALIDITY);
        String code = codes.issue(account.accountId(), expiresAt);
        audit.done(Action.ACCOUNT_JOIN_BEGUN, account.accountId(), null, List.of());
        return new Outcome.Begun(code, expiresAt);
    }
}
