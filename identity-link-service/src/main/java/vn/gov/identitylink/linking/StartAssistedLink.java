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
import vn.gov.identitylink.account.Contact;
import vn.gov.identitylink.audit.Action;
import vn.gov.identitylink.audit.AuditLog;
import vn.gov.identitylink.citizen.EmailAddress;
import vn.gov.identitylink.citizen.PhoneNumber;
import vn.gov.identitylink.idempotency.LastTransaction;
import vn.gov.identitylink.limit.Limit;
import vn.gov.identitylink.limit.RateLimits;
import vn.gov.identitylink.vneid.Vneid;

/**
 * An officer begins to help a citizen who is present: an attempt like any other, which this officer completes, and a proof
 * that the citizen controls the portal account.
 */
@ApplicationScoped
class StartAssistedLink {

    sealed interface Outcome {
        /** @param sentTo where the one-time code went, masked; absent where none was sent */
        record Started(
                AssistedLinks.Assisted assisted,
                URI authorizationUrl,
                @Nullable String sentTo) implements Outcome {}

        /** The token does not say for which unit the officer acts, or which number is their own. */
        record NotAtACounter() implements Outcome {}

        record AccountNotFound() implements Outcome {}

        /** Nobody makes their own link by office. */
        record OwnNumber() implements Outcome {}

        record RedirectUriNotRegistered() implements Outcome {}

        record Obstructed(AttemptObstacle obstacle) implements Outcome {}

        /** No phone and no e-mail has stood for thirty days: a code would prove nothing. */
        record NoOldContact() implements Outcome {}

        record TooMany(Duration retryAfter) implements Outcome {}

        record ProviderUnavailable() implements Outcome {}

        /** The code could not be sent; nothing was begun. */
        record ChannelUnavailable() implements Outcome {}
    }

    /** @param field as the audit record names it */
    private record Sent(OneTimeCode code, String field, String to) {}

    private final Accounts accounts;
    private final LinkAttempts attempts;
    private final AssistedLinks assistedLinks;
    private final Vneid vneid;
    private final CodeDelivery delivery;
    private final RateLimits limits;
    private final AuditLog audit;
    private final LastTransaction lastTransaction;
    private final LinkingConfig config;
    private final InstantSource clock;

    StartAssistedLink(
            Accounts accounts,
            LinkAttempts attempts,
            AssistedLinks assistedLinks,
            Vneid vneid,
            CodeDelivery delivery,
            RateLimits limits,
            AuditLog audit,
            LastTransaction lastTransaction,
            LinkingConfig config,
            InstantSource clock) {
        this.accounts = accounts;
        this.attempts = attempts;
        this.assistedLinks = assistedLinks;
        this.vneid = vneid;
        this.delivery = delivery;
        this.limits = limits;
        this.audit = audit;
        this.lastTransaction = lastTransaction;
        this.config = config;
        this.clock = clock;
    }

    Outcome run(Caller.Staff staff, UUID accountId, Control control, URI redirectUri) {
        Optional<CounterOfficer> counter = CounterOfficer.of(staff);
        if (counter.isEmpty()) {
            return refused(null, "actor-not-allowed", new Outcome.NotAtACounter());
        }
        CounterOfficer officer = counter.get();
        Optional<Account> found = QuarkusTransaction.requiringNew()
                .call(() -> accounts.byId(accountId)
                        .filter(account -> account.realm().equals(officer.realm())));
        if (found.isEmpty()) {
            return refused(null, "not-found", new Outcome.AccountNotFound());
        }
        Account account = found.get();
        Optional<Outcome> obstacle = obstacle(officer, account, redirectUri);
        if (obstacle.isPresent()) {
            return obstacle.get();
        }
        Contact contact = account.contactHistory().unchangedAt(clock.instant());
        if (control == Control.ONE_TIME_CODE && contact.phone() == null && contact.email() == null) {
            return refused(account, "contact-too-recent", new Outcome.NoOldContact());
        }
        Optional<Duration> wait = limits.take(Limit.LINK_ATTEMPTS_PER_ACCOUNT, accountId.toString());
        if (wait.isPresent()) {
            return refused(account, "rate-limited", new Outcome.TooMany(wait.get()));
        }
        AttemptProof proof = AttemptProof.create(LinkMethod.ASSISTED);
        return switch (vneid.begin(proof.signInRequest(redirectUri))) {
            case Vneid.Beginning.Unavailable unavailable ->
                refused(account, "identity-provider-unavailable", new Outcome.ProviderUnavailable());
            case Vneid.Beginning.Begun begun -> {
                Optional<Sent> sent = control == Control.ONE_TIME_CODE ? send(contact) : Optional.empty();
                yield control == Control.ONE_TIME_CODE && sent.isEmpty()
                        ? refused(account, "notice-channel-unavailable", new Outcome.ChannelUnavailable())
                        : begun(
                                officer,
                                account,
                                control,
                                sent.orElse(null),
                                proof,
                                redirectUri,
                                begun.authorizationUrl());
            }
        };
    }

    /** The officer's own number comes first: they learn nothing else about an account that carries it. */
    private Optional<Outcome> obstacle(CounterOfficer officer, Account account, URI redirectUri) {
        if (officer.owns(account)) {
            return Optional.of(refused(account, "officer-own-number", new Outcome.OwnNumber()));
        }
        if (!config.redirectUris().getOrDefault(officer.clientId(), List.of()).contains(redirectUri.toString())) {
            return Optional.of(refused(account, "validation-failed", new Outcome.RedirectUriNotRegistered()));
        }
        return AttemptObstacle.of(account)
                .map(found -> refused(account, found.reason(), new Outcome.Obstructed(found)));
    }

    private Optional<Sent> send(Contact contact) {
        OneTimeCode code = OneTimeCode.create();
        PhoneNumber phone = contact.phone();
        EmailAddress email = contact.email();
        if (phone != null) {
            return delivery.toPhone(phone, code.digits())
                    ? Optional.of(new Sent(code, "phone", phone.toString()))
                    : Optional.empty();
        }
        return email != null && delivery.toEmail(email, code.digits())
                ? Optional.of(new Sent(code, "email", email.toString()))
                : Optional.empty();
    }

    private Outcome begun(
            CounterOfficer officer,
            Account account,
            Control control,
            @Nullable Sent sent,
            AttemptProof proof,
            URI redirectUri,
            URI authorizationUrl) {
        Instant now = clock.instant();
        LinkAttemptRow attempt = new LinkAttemptRow(
                UUID.randomUUID(),
                account,
                proof,
                vneid.issuer(),
                officer.clientId(),
                LinkMethod.ASSISTED,
                redirectUri,
                now,
                config.attemptValidity());
        AssistedLinkRow assistance = new AssistedLinkRow(attempt, officer, control);
        if (sent != null) {
            assistance.expect(sent.code(), account, now.plus(OneTimeCode.VALIDITY));
        }
        return lastTransaction.call(() -> {
            Optional<AttemptObstacle> obstacle = AttemptObstacle.since(account, accounts.lock(account.accountId()));
            if (obstacle.isPresent()) {
                audit.refused(Action.LINK_ATTEMPT_STARTED, obstacle.get().reason(), account.accountId(), null);
                return new Outcome.Obstructed(obstacle.get());
            }
            attempts.persist(attempt);
            assistedLinks.persist(assistance);
            audit.done(
                    Action.LINK_ATTEMPT_STARTED,
                    attempt.accountId,
                    attempt.attemptId,
                    sent == null ? List.of() : List.of(sent.field()));
            return new Outcome.Started(
                    new AssistedLinks.Assisted(account, attempt, assistance),
                    authorizationUrl,
                    sent == null ? null : sent.to());
        });
    }

    private Outcome refused(@Nullable Account account, String reason, Outcome outcome) {
        QuarkusTransaction.requiringNew()
                .run(() -> audit.refused(
                        Action.LINK_ATTEMPT_STARTED, reason, account == null ? null : account.accountId(), null));
        return outcome;
    }
}
