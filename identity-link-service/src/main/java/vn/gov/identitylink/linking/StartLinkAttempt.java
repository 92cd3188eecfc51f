package vn.gov.identitylink.linking;

import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.gov.identitylink.access.Caller;
import vn.gov.identitylink.account.Account;
import vn.gov.identitylink.account.Accounts;
import vn.gov.identitylink.audit.Action;
import vn.gov.identitylink.audit.AuditLog;
import vn.gov.identitylink.idempotency.LastTransaction;
import vn.gov.identitylink.limit.Limit;
import vn.gov.identitylink.limit.RateLimits;
import vn.gov.identitylink.vneid.Vneid;

/** [Đăng nhập bằng VNeID] (letter, step 6): opens an attempt and says where to sign in. */
@ApplicationScoped
class StartLinkAttempt {

    /**
     * @param redirectUri absent where the portal signs the citizen in itself
     * @param replaces the link whose place the new one is to take
     */
    record Wanted(
            LinkMethod method,
            @Nullable URI redirectUri,
            @Nullable UUID replaces) {}

    sealed interface Outcome {
        /**
         * @param authorizationUrl where to send the browser; absent where the portal signs the citizen in itself
         * @param nonce for the portal's own sign-in; absent otherwise
         * @param secondDevice for a sign-in on another device; absent otherwise
         */
        record Started(
                LinkAttemptRow attempt,
                @Nullable URI authorizationUrl,
                @Nullable String nonce,
                @Nullable SecondDevice secondDevice)
                implements Outcome {}

        record AccountNotFound() implements Outcome {}

        /** VNeID sends nobody back to a page that is not registered for this portal. */
        record RedirectUriNotRegistered() implements Outcome {}

        /** The portal has no client of its own at VNeID. */
        record NoVneidClient() implements Outcome {}

        /** Only the link that the account has now can be replaced. */
        record NothingToReplace() implements Outcome {}

        record Obstructed(AttemptObstacle obstacle) implements Outcome {}

        record TooMany(Duration retryAfter) implements Outcome {}

        record ProviderUnavailable() implements Outcome {}
    }

    private final Accounts accounts;
    private final LinkAttempts attempts;
    private final Links links;
    private final Vneid vneid;
    private final RateLimits limits;
    private final AuditLog audit;
    private final LastTransaction lastTransaction;
    private final FreshSignIn freshSignIn;
    private final LinkingConfig config;
    private final InstantSource clock;

    StartLinkAttempt(
            Accounts accounts,
            LinkAttempts attempts,
            Links links,
            Vneid vneid,
            RateLimits limits,
            AuditLog audit,
            LastTransaction lastTransaction,
            FreshSignIn freshSignIn,
            LinkingConfig config,
            InstantSource clock) {
        this.accounts = accounts;
        this.attempts = attempts;
        this.links = links;
        this.vneid = vneid;
        this.limits = limits;
        this.audit = audit;
        this.lastTransaction = lastTransaction;
        this.freshSignIn = freshSignIn;
        this.config = config;
        this.clock = clock;
    }

    Outcome run(Caller.Citizen citizen, String reference, Wanted wanted) {
        Optional<Account> found = QuarkusTransaction.requiringNew().call(() -> accounts.visibleTo(citizen, reference));
        if (found.isEmpty()) {
            return new Outcome.AccountNotFound();
        }
        Account account = found.get();
        @Nullable URI redirectUri = wanted.redirectUri();
        Optional<Outcome> unregistered = unregistered(citizen, redirectUri);
        if (unregistered.isPresent()) {
            return unregistered.get();
        }
        @Nullable UUID replaces = wanted.replaces();
        if (replaces != null && !isCurrent(account, replaces)) {
            return new Outcome.NothingToReplace();
        }
        Optional<AttemptObstacle> obstacle = AttemptObstacle.of(account);
        if (obstacle.isPresent()) {
            return refused(account, obstacle.get().reason(), new Outcome.Obstructed(obstacle.get()));
        }
        Optional<Duration> wait =
                limits.take(Limit.LINK_ATTEMPTS_PER_ACCOUNT, account.accountId().toString());
        if (wait.isPresent()) {
            return refused(account, "rate-limited", new Outcome.TooMany(wait.get()));
        }
        Instant now = clock.instant();
        AttemptProof proof = AttemptProof.create(wanted.method());
        LinkAttemptRow attempt = new LinkAttemptRow(
                UUID.randomUUID(),
                account,
                proof,
                vneid.issuer(),
                citizen.clientId(),
                wanted.method(),
                redirectUri,
                now,
                wanted.method() == LinkMethod.SECOND_DEVICE ? config.secondDeviceValidity() : config.attemptValidity());
        if (replaces != null) {
            attempt.replace(replaces, account.isOwnedThroughVneidBy(citizen) && freshSignIn.isOf(citizen));
        }
        if (redirectUri == null) {
            return begun(account, attempt, List.of(), new Outcome.Started(attempt, null, proof.nonce(), null));
        }
        return switch (vneid.begin(proof.signInRequest(redirectUri))) {
            case Vneid.Beginning.Unavailable unavailable -> new Outcome.ProviderUnavailable();
            case Vneid.Beginning.Begun begun -> {
                @Nullable SecondDevice secondDevice = secondDevice(attempt, proof, begun, account);
                yield begun(
                        account,
                        attempt,
                        secondDevice == null ? List.of() : List.of("number", "phone"),
                        new Outcome.Started(attempt, begun.authorizationUrl(), null, secondDevice));
            }
        };
    }

    private boolean isCurrent(Account account, UUID linkId) {
        return QuarkusTransaction.requiringNew()
                .call(() -> links.current(account)
                        .filter(link -> link.linkId().equals(linkId))
                        .isPresent());
    }

    private static @Nullable SecondDevice secondDevice(
            LinkAttemptRow attempt, AttemptProof proof, Vneid.Beginning.Begun begun, Account account) {
        @Nullable String digits = proof.confirmationCode();
        if (digits == null) {
            return null;
        }
        @Nullable Duration openFor = begun.openFor();
        Instant openUntil = openFor == null || attempt.createdAt.plus(openFor).isAfter(attempt.expiresAt)
                ? attempt.expiresAt
                : attempt.createdAt.plus(openFor);
        return SecondDevice.of(begun.authorizationUrl(), openUntil, digits, proof.state(), account);
    }

    private Optional<Outcome> unregistered(Caller.Citizen citizen, @Nullable URI redirectUri) {
        String client = citizen.clientId();
        if (redirectUri == null) {
            return config.vneidClients().containsKey(client)
                    ? Optional.empty()
                    : Optional.of(new Outcome.NoVneidClient());
        }
        return config.redirectUris().getOrDefault(client, List.of()).contains(redirectUri.toString())
                ? Optional.empty()
                : Optional.of(new Outcome.RedirectUriNotRegistered());
    }

    /** @param shown fields of the account that the answer shows, masked */
    private Outcome begun(Account account, LinkAttemptRow attempt, List<String> shown, Outcome outcome) {
        return lastTransaction.call(() -> {
            Optional<AttemptObstacle> obstacle = AttemptObstacle.since(account, accounts.lock(account.accountId()));
            if (obstacle.isPresent()) {
                audit.refused(Action.LINK_ATTEMPT_STARTED, obstacle.get().reason(), account.accountId(), null);
                return new Outcome.Obstructed(obstacle.get());
            }
            attempts.persist(attempt);
            audit.done(Action.LINK_ATTEMPT_STARTED, attempt.accountId, attempt.attemptId, shown);
            return outcome;
        });
    }

    private Outcome refused(Account account, String reason, Outcome outcome) {
        QuarkusTransaction.requiringNew()
                .run(() -> audit.refused(Action.LINK_ATTEMPT_STARTED, reason, account.accountId(), null));
        return outcome;
    }
}
