package vn.gov.identitylink.linking;

import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.hibernate.exception.ConstraintViolationException;
import org.jspecify.annotations.Nullable;
import vn.gov.identitylink.access.Caller;
import vn.gov.identitylink.account.Account;
import vn.gov.identitylink.account.Accounts;
import vn.gov.identitylink.account.Assurance;
import vn.gov.identitylink.account.ProofsVoided;
import vn.gov.identitylink.audit.Action;
import vn.gov.identitylink.audit.AuditLog;
import vn.gov.identitylink.cases.CaseKind;
import vn.gov.identitylink.cases.Cases;
import vn.gov.identitylink.citizen.CitizenNumber;
import vn.gov.identitylink.outbox.EventType;
import vn.gov.identitylink.outbox.Outbox;
import vn.gov.identitylink.problem.ProblemCode;
import vn.gov.identitylink.registry.PopulationRegistry;
import vn.gov.identitylink.registry.RegistryAnswer;
import vn.gov.identitylink.registry.RegistryQuestion;
import vn.gov.identitylink.registry.RegistryRecord;
import vn.gov.identitylink.vneid.Vneid;
import vn.gov.identitylink.vneid.VneidIdentity;

/**
 * The citizen is back from VNeID (letter, step 7): claims the attempt, asks the registry, exchanges the code, and links
 * when every rule holds.
 *
 * <p>The claim is a short transaction, nothing remote happens inside one, and link, proved number, audit record and event
 * are one. The registry is asked before the code is spent, so that its failure costs the citizen no second sign-in. A
 * completion that was killed leaves the attempt claimed until its lease ends; then the same code is tried again, and
 * where the provider has spent it the answer is a refusal.
 */
@ApplicationScoped
class CompleteLinkAttempt {

    /** What the portal hands over. */
    sealed interface SignedIn {

        /** What is tried once: the same again is the same completion. */
        String secret();

        /** What the citizen read on the first screen, where another device signed in. */
        @Nullable
        String confirmationCode();

        /** What it received on its redirect URI. */
        record Redirect(
                String code,
                String state,
                String issuer,
                @Nullable String confirmationCode) implements SignedIn {

            @Override
            public String secret() {
                return confirmationCode == null ? code : code + " " + confirmationCode;
            }

            @Override
            public String toString() {
                return "Redirect[•••]";
            }
        }

        /** The ID token of the sign-in that it ran itself. */
        record Portal(String idToken) implements SignedIn {

            @Override
            public String secret() {
                return idToken;
            }

            @Override
            public @Nullable String confirmationCode() {
                return null;
            }

            @Override
            public String toString() {
                return "Portal[•••]";
            }
        }
    }

    /**
     * Who hands it over.
     *
     * @param session the portal session that gains no right by the link
     * @param officer whether it is the officer who began the attempt, not its citizen
     */
    private record Completer(String clientId, String session, boolean officer) {}

    private sealed interface Claim {
        /** @param proof what the sign-in must be bound to */
        record Claimed(Account account, AttemptProof proof, LinkAttemptRow attempt, String session) implements Claim {}

        record Settled(LinkOutcome outcome) implements Claim {}
    }

    /** So many sign-ins as somebody else within a day are no mistake any more. */
    private static final int FOREIGN_IDENTITIES = 3;

    private static final Duration ONE_DAY = Duration.ofDays(1);

    private final Accounts accounts;
    private final LinkAttempts attempts;
    private final Links links;
    private final Cases cases;
    private final PopulationRegistry registry;
    private final Vneid vneid;
    private final AuditLog audit;
    private final Outbox outbox;
    private final Event<ProofsVoided> proofsVoided;
    private final Event<LinkMade> linkMade;
    private final LinkingConfig config;
    private final InstantSource clock;

    CompleteLinkAttempt(
            Accounts accounts,
            LinkAttempts attempts,
            Links links,
            Cases cases,
            PopulationRegistry registry,
            Vneid vneid,
            AuditLog audit,
            Outbox outbox,
            Event<ProofsVoided> proofsVoided,
            Event<LinkMade> linkMade,
            LinkingConfig config,
            InstantSource clock) {
        this.accounts = accounts;
        this.attempts = attempts;
        this.links = links;
        this.cases = cases;
        this.registry = registry;
        this.vneid = vneid;
        this.audit = audit;
        this.outbox = outbox;
        this.proofsVoided = proofsVoided;
        this.linkMade = linkMade;
        this.config = config;
        this.clock = clock;
    }

    LinkOutcome run(Caller.Citizen citizen, String reference, UUID attemptId, SignedIn signedIn) {
        return run(
                () -> accounts.lockVisibleTo(citizen, reference),
                new Completer(citizen.clientId(), citizen.sessionId(), false),
                attemptId,
                signedIn);
    }

    /** The same for the officer who began the attempt; that they may was decided before ({@link CompleteAssistedLink}). */
    LinkOutcome runAssisted(CounterOfficer officer, AssistedLinkRow assistance, SignedIn.Redirect redirect) {
        return run(
                () -> Optional.of(accounts.lock(assistance.accountId)),
                new Completer(officer.clientId(), assistance.session(), true),
                assistance.attemptId,
                redirect);
    }

    private LinkOutcome run(Supplier<Optional<Account>> lock, Completer completer, UUID attemptId, SignedIn signedIn) {
        return switch (transaction(() -> claim(lock.get(), completer, attemptId, signedIn))) {
            case Claim.Settled settled -> settled.outcome();
            case Claim.Claimed claimed -> complete(claimed, attemptId, signedIn);
        };
    }

    private Claim claim(Optional<Account> account, Completer completer, UUID attemptId, SignedIn signedIn) {
        Optional<LinkAttemptRow> found = account.flatMap(owner -> attempts.ofAccount(owner, attemptId));
        if (account.isEmpty() || found.isEmpty()) {
            return new Claim.Settled(new LinkOutcome.NotFound());
        }
        LinkAttemptRow attempt = found.get();
        Instant now = clock.instant();
        if (!attempt.isOpen()) {
            return new Claim.Settled(ended(account.get(), attempt, signedIn.secret()));
        }
        if (attempt.isExpired(now)) {
            return new Claim.Settled(new LinkOutcome.Expired());
        }
        AttemptProof proof = attempt.proof(account.get().key());
        boolean assisted = attempt.method == LinkMethod.ASSISTED;
        if (assisted != completer.officer() || !isOf(attempt, proof, completer, signedIn)) {
            audit.refused(Action.LINK_CREATED, "attempt-invalid", attempt.accountId, attemptId);
            return new Claim.Settled(new LinkOutcome.NotThisAttempt());
        }
        boolean digitsExpected = attempt.method == LinkMethod.SECOND_DEVICE;
        if (digitsExpected != (signedIn.confirmationCode() != null)) {
            return new Claim.Settled(
                    digitsExpected
                            ? new LinkOutcome.ConfirmationCodeMissing()
                            : new LinkOutcome.ConfirmationCodeNotExpected());
        }
        if (attempt.isExchangeAlive(now, config.exchangeLease())) {
            return new Claim.Settled(
                    attempt.isFor(signedIn.secret()) ? new LinkOutcome.InProgress() : new LinkOutcome.Used());
        }
        if (!proof.hasConfirmationCode(signedIn.confirmationCode())) {
            attempt.fail(ProblemCode.CONFIRMATION_CODE_WRONG);
            audit.refused(Action.LINK_CREATED, "confirmation-code-wrong", attempt.accountId, attemptId);
            return new Claim.Settled(new LinkOutcome.Refused(LinkOutcome.Reason.CONFIRMATION_CODE_WRONG));
        }
        attempt.claim(signedIn.secret(), now);
        return new Claim.Claimed(account.get(), proof, attempt, completer.session());
    }

    /** Whether what is handed over fits how the attempt was begun; a nonce is given to one portal and counts from no other. */
    private static boolean isOf(LinkAttemptRow attempt, AttemptProof proof, Completer completer, SignedIn signedIn) {
        return switch (signedIn) {
            case SignedIn.Redirect redirect ->
                attempt.method != LinkMethod.PORTAL_SIGN_IN
                        && proof.hasState(redirect.state())
                        && attempt.issuer.equals(redirect.issuer());
            case SignedIn.Portal portal ->
                attempt.method == LinkMethod.PORTAL_SIGN_IN && attempt.clientId.equals(completer.clientId());
        };
    }

    /** The same completion again is the same link; everything else finds a used attempt. */
    private LinkOutcome ended(Account account, LinkAttemptRow attempt, String code) {
        if (attempt.state == LinkAttemptRow.State.COMPLETED && attempt.isFor(code)) {
            return links.history(account).stream()
                    .filter(link -> link.linkId().equals(attempt.linkId))
                    .<LinkOutcome>map(link -> new LinkOutcome.Linked(link, false))
                    .findFirst()
                    .orElseThrow();
        }
        return new LinkOutcome.Used();
    }

    private LinkOutcome complete(Claim.Claimed claimed, UUID attemptId, SignedIn signedIn) {
        String code = signedIn.secret();
        RegistryRecord matched = claimed.account().verified();
        if (matched == null) {
            return refuse(claimed.account(), attemptId, code, LinkOutcome.Reason.NUMBER_NOT_MATCHED);
        }
        RegistryAnswer answer =
                registry.match(new RegistryQuestion(matched.number(), null, matched.fullName(), matched.birthDate()));
        if (answer instanceof RegistryAnswer.Failed failure) {
            return release(claimed.account(), attemptId, code, new LinkOutcome.RegistryFailed(failure));
        }
        return switch (identityOf(claimed, signedIn)) {
            case Vneid.Ending.Unavailable unavailable ->
                release(claimed.account(), attemptId, code, new LinkOutcome.ProviderUnavailable());
            case Vneid.Ending.Rejected rejected ->
                refuse(claimed.account(), attemptId, code, LinkOutcome.Reason.ASSERTION_REJECTED);
            case Vneid.Ending.SignedIn shown -> decide(claimed, attemptId, code, shown.identity(), answer);
        };
    }

    private Vneid.Ending identityOf(Claim.Claimed claimed, SignedIn signedIn) {
        LinkAttemptRow attempt = claimed.attempt();
        return switch (signedIn) {
            case SignedIn.Redirect redirect ->
                vneid.end(
                        claimed.proof().signInRequest(URI.create(Objects.requireNonNull(attempt.redirectUri))),
                        redirect.code());
            case SignedIn.Portal portal ->
                Optional.ofNullable(config.vneidClients().get(attempt.clientId))
                        .map(client -> vneid.judge(
                                portal.idToken(), client, claimed.proof().nonce()))
                        .orElseGet(Vneid.Ending.Rejected::new);
        };
    }

    private LinkOutcome decide(
            Claim.Claimed claimed, UUID attemptId, String code, VneidIdentity identity, RegistryAnswer answer) {
        Account account = claimed.account();
        Optional<LinkOutcome.Reason> refusal =
                LinkRules.firstBroken(numberOf(account, claimed.attempt(), answer), identity, answer);
        if (refusal.isPresent()) {
            return refuse(account, attemptId, code, refusal.get());
        }
        RegistryRecord asked = ((RegistryAnswer.Match) answer).found();
        try {
            LinkOutcome outcome = transaction(() -> link(claimed, attemptId, code, identity, asked));
            return outcome instanceof LinkOutcome.Refused refused
                    ? refuse(account, attemptId, code, refused.reason())
                    : outcome;
        } catch (ConstraintViolationException decidedByTheDatabase) {
            return refuse(account, attemptId, code, reasonOf(decidedByTheDatabase));
        }
    }

    /** A replacement follows the person to the number that was established in place of the linked one. */
    private static @Nullable CitizenNumber numberOf(Account account, LinkAttemptRow attempt, RegistryAnswer answer) {
        return attempt.replaces != null
                        && answer instanceof RegistryAnswer.Match match
                        && match.found().isNow(account.number())
                ? match.found().number()
                : account.number();
    }

    /** Everything that a link is, in one transaction. Decides again on what the lock shows. */
    private LinkOutcome link(
            Claim.Claimed claimed, UUID attemptId, String code, VneidIdentity identity, RegistryRecord asked) {
        links.lockIdentity(identity.issuer(), identity.subject());
        Account account = accounts.lock(claimed.account().accountId());
        LinkAttemptRow attempt = attempts.ofAccount(account, attemptId).orElseThrow();
        if (attempt.state != LinkAttemptRow.State.EXCHANGING || !attempt.isFor(code)) {
            return ended(account, attempt, code);
        }
        Optional<LinkRow> current = links.currentRow(account);
        if (current.isPresent() && current.get().binds(identity)) {
            attempt.complete(current.get().linkId);
            return new LinkOutcome.Linked(current.get().toLink(account.key()), false);
        }
        if (!Objects.equals(current.map(row -> row.linkId).orElse(null), attempt.replaces)) {
            return new LinkOutcome.Refused(LinkOutcome.Reason.ACCOUNT_ALREADY_LINKED);
        }
        if (links.isGoneSince(identity.issuer(), identity.subject(), identity.authenticatedAt())) {
            return new LinkOutcome.Refused(LinkOutcome.Reason.ASSERTION_REJECTED);
        }
        if (account.assurance() == Assurance.DECLARED
                || !(asked.number().equals(account.number())
                        || (current.isPresent() && asked.isNow(account.number())))) {
            return new LinkOutcome.Refused(LinkOutcome.Reason.NUMBER_NOT_MATCHED);
        }
        Instant now = clock.instant();
        LinkRow row = new LinkRow(account, attemptId, identity, config.legalBasis(), now);
        Map<String, String> told = new LinkedHashMap<>();
        if (current.isPresent()) {
            LinkRow old = current.get();
            Optional<ReplacementBasis> basis = basisOf(old, attempt, account, asked);
            if (basis.isEmpty()) {
                return new LinkOutcome.Refused(LinkOutcome.Reason.REPLACEMENT_NOT_PROVED);
            }
            old.end(now);
            links.release(old, now);
            links.flush();
            row.replace(old, basis.get());
            told.put("replacedLinkId", old.linkId.toString());
        }
        Link link = links.create(account, row);
        attempt.complete(link.linkId());
        accounts.prove(account, asked, claimed.session(), now);
        proofsVoided.fire(new ProofsVoided(account.accountId()));
        linkMade.fire(new LinkMade(link, attempt.method == LinkMethod.ASSISTED));
        told.put("linkId", link.linkId().toString());
        told.put("revokeSessionsBefore", now.toString());
        boolean replaced = link.replaces() != null;
        audit.done(
                replaced ? Action.LINK_REPLACED : Action.LINK_CREATED,
                account.accountId(),
                link.linkId(),
                List.of("number"));
        outbox.append(replaced ? EventType.LINK_REPLACED : EventType.LINKED, account.accountId(), told);
        return new LinkOutcome.Linked(link, true);
    }

    /**
     * What vouches for the change besides the new sign-in. Where an operator or a dispute holds the old link, its identity
     * is what is in doubt, and vouches for nothing.
     */
    private Optional<ReplacementBasis> basisOf(
            LinkRow old, LinkAttemptRow attempt, Account account, RegistryRecord asked) {
        Instant held = old.suspendedAt();
        if (held != null && cases.isConfirmedByTwo(old.linkId, held)) {
            return Optional.of(ReplacementBasis.TWO_OPERATORS);
        }
        if (old.holder() == LinkHolder.OPERATOR || old.holder() == LinkHolder.DISPUTE) {
            return Optional.empty();
        }
        if (asked.isNow(account.number())) {
            return Optional.of(ReplacementBasis.FORMER_NUMBER);
        }
        return attempt.oldIdentityWasShown() ? Optional.of(ReplacementBasis.OLD_IDENTITY) : Optional.empty();
    }

    private static LinkOutcome.Reason reasonOf(ConstraintViolationException violation) {
        @Nullable String constraint = violation.getConstraintName();
        return switch (Objects.requireNonNullElse(constraint, "")) {
            case "link_one_identity_per_account" -> LinkOutcome.Reason.ACCOUNT_ALREADY_LINKED;
            case "link_one_account_per_identity", "proved_number_once" -> LinkOutcome.Reason.VNEID_ALREADY_LINKED;
            default -> throw violation;
        };
    }

    private LinkOutcome refuse(Account account, UUID attemptId, String code, LinkOutcome.Reason reason) {
        return transaction(() -> {
            accounts.lock(account.accountId());
            LinkAttemptRow attempt = attempts.ofAccount(account, attemptId).orElseThrow();
            if (attempt.state == LinkAttemptRow.State.EXCHANGING && attempt.isFor(code)) {
                attempt.fail(reason.code());
            }
            audit.refused(Action.LINK_CREATED, reason.code().code(), account.accountId(), attemptId);
            anomalyOf(account, reason).ifPresent(kind -> cases.open(kind, account, account.accountId()));
            return new LinkOutcome.Refused(reason);
        });
    }

    /** What an honest citizen hardly meets, an operator looks at. */
    private Optional<CaseKind> anomalyOf(Account account, LinkOutcome.Reason reason) {
        return switch (reason) {
            case VNEID_ALREADY_LINKED -> Optional.of(CaseKind.NUMBER_PROVED_ELSEWHERE);
            case NUMBERS_DIFFER ->
                attempts.failedSince(account, reason.code(), clock.instant().minus(ONE_DAY)) >= FOREIGN_IDENTITIES
                        ? Optional.of(CaseKind.FOREIGN_IDENTITIES)
                        : Optional.empty();
            case CONFIRMATION_CODE_WRONG,
                    ASSERTION_REJECTED,
                    LEVEL_INSUFFICIENT,
                    NUMBER_NOT_MATCHED,
                    REGISTRY_DIFFERS,
                    NOT_ELIGIBLE,
                    ACCOUNT_ALREADY_LINKED,
                    REPLACEMENT_NOT_PROVED -> Optional.empty();
        };
    }

    private LinkOutcome release(Account account, UUID attemptId, String code, LinkOutcome outcome) {
        return transaction(() -> {
            accounts.lock(account.accountId());
            LinkAttemptRow attempt = attempts.ofAccount(account, attemptId).orElseThrow();
            if (attempt.state == LinkAttemptRow.State.EXCHANGING && attempt.isFor(code)) {
                attempt.release();
            }
            return outcome;
        });
    }

    private static <T> T transaction(Callable<T> work) {
        return QuarkusTransaction.requiringNew().call(work);
    }
}
