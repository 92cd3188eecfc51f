package vn.gov.identitylink.verification;

import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import vn.gov.identitylink.access.Caller;
import vn.gov.identitylink.account.Account;
import vn.gov.identitylink.account.AccountKind;
import vn.gov.identitylink.account.Accounts;
import vn.gov.identitylink.account.Assurance;
import vn.gov.identitylink.account.ProofsVoided;
import vn.gov.identitylink.audit.Action;
import vn.gov.identitylink.audit.AuditLog;
import vn.gov.identitylink.citizen.DeclaredIdentity;
import vn.gov.identitylink.citizen.Likeness;
import vn.gov.identitylink.idempotency.LastTransaction;
import vn.gov.identitylink.limit.Limit;
import vn.gov.identitylink.limit.RateLimits;
import vn.gov.identitylink.registry.PopulationRegistry;
import vn.gov.identitylink.registry.RegistryAnswer;
import vn.gov.identitylink.registry.RegistryQuestion;
import vn.gov.identitylink.registry.RegistryRecord;

/**
 * [Cập nhật từ CSDL Quốc gia về Dân cư] (letter, step 3): asks the registry whether the declared number, name and birth
 * date belong together. A match waits for the citizen's confirmation; every other answer changes nothing.
 */
@ApplicationScoped
class VerifyIdentity {

    sealed interface Outcome {
        /**
         * @param fields how the fields declared besides the key compare
         */
        record Matched(VerificationRow verification, Map<String, Likeness> fields) implements Outcome {}

        record AccountNotFound() implements Outcome {}

        /** An organisation's account has no citizen to verify. */
        record NotACitizen() implements Outcome {}

        /** There is nothing to ask about yet. */
        record NothingDeclared() implements Outcome {}

        /** A VNeID sign-in has proved more than a match could. */
        record Proved() implements Outcome {}

        /** Another identity was declared while the registry was asked. */
        record DeclaredAnew() implements Outcome {}

        record TooMany(Duration retryAfter) implements Outcome {}

        /** One answer for unknown number, other name, other date, deceased, missing and under correction. */
        record NotMatched() implements Outcome {}

        record RegistryFailed(RegistryAnswer.Failed failure) implements Outcome {}
    }

    private final Accounts accounts;
    private final Verifications verifications;
    private final PopulationRegistry registry;
    private final RateLimits limits;
    private final AuditLog audit;
    private final LastTransaction lastTransaction;
    private final VerificationConfig config;
    private final InstantSource clock;

    VerifyIdentity(
            Accounts accounts,
            Verifications verifications,
            PopulationRegistry registry,
            RateLimits limits,
            AuditLog audit,
            LastTransaction lastTransaction,
            VerificationConfig config,
            InstantSource clock) {
        this.accounts = accounts;
        this.verifications = verifications;
        this.registry = registry;
        this.limits = limits;
        this.audit = audit;
        this.lastTransaction = lastTransaction;
        this.config = config;
        this.clock = clock;
    }

    Outcome run(Caller.Citizen citizen, String reference) {
        Optional<Account> found = QuarkusTransaction.requiringNew().call(() -> accounts.visibleTo(citizen, reference));
        if (found.isEmpty()) {
            return new Outcome.AccountNotFound();
        }
        Account account = found.get();
        DeclaredIdentity declared = account.declared();
        if (account.kind() != AccountKind.CITIZEN) {
            return refused(account, "citizen-not-eligible", new Outcome.NotACitizen());
        }
        if (account.assurance() == Assurance.PROVED) {
            return refused(account, "identity-proved", new Outcome.Proved());
        }
        if (declared == null) {
            return refused(account, "number-not-matched", new Outcome.NothingDeclared());
        }
        RegistryQuestion question = RegistryQuestion.about(declared);
        Optional<Duration> wait = take(citizen, account, question);
        if (wait.isPresent()) {
            return refused(account, "rate-limited", new Outcome.TooMany(wait.get()));
        }
        return switch (registry.match(question)) {
            case RegistryAnswer.Match match
            when match.found().lifeState().canLink() -> {
                limits.giveBack(Limit.MISMATCHES_PER_NUMBER, target(question));
                yield lastTransaction.call(() -> keep(account, declared, match.found()));
            }
            case RegistryAnswer.Match notForLinking -> notMatched(account);
            case RegistryAnswer.NoMatch none -> notMatched(account);
            case RegistryAnswer.Failed failure -> {
                limits.giveBack(Limit.MISMATCHES_PER_NUMBER, target(question));
                yield refused(account, "registry-failed", new Outcome.RegistryFailed(failure));
            }
        };
    }

    /**
     * Every attempt counts against the target number until it turns out to match: a race cannot exceed the limit. The
     * client's limit is shared by all its citizens, so it comes last: who is over their own does not spend it.
     */
    private Optional<Duration> take(Caller.Citizen citizen, Account account, RegistryQuestion question) {
        return limits.take(Limit.VERIFICATIONS_PER_ACCOUNT, account.accountId().toString())
                .or(() -> limits.take(Limit.MISMATCHES_PER_NUMBER, target(question)))
                .or(() -> limits.take(Limit.VERIFICATIONS_PER_CLIENT, citizen.clientId()));
    }

    private static String target(RegistryQuestion question) {
        if (question.number() != null) {
            return question.number().unmasked();
        }
        return Objects.requireNonNull(question.oldNumber()).unmasked();
    }

    private Outcome keep(Account asked, DeclaredIdentity declared, RegistryRecord matched) {
        Account account = accounts.lock(asked.accountId());
        if (account.assurance() == Assurance.PROVED) {
            return new Outcome.Proved();
        }
        if (!declared.equals(account.declared())) {
            return new Outcome.DeclaredAnew();
        }
        Instant now = clock.instant();
        verifications.voidOpenOnes(new ProofsVoided(account.accountId()));
        VerificationRow verification = new VerificationRow(account, matched, now, config.validity());
        verifications.persist(verification);
        audit.done(
                Action.IDENTITY_VERIFIED,
                account.accountId(),
                verification.verificationId,
                List.of("number", "fullName", "birthDate"));
        return new Outcome.Matched(verification, FieldResult.compare(declared, matched));
    }

    private Outcome notMatched(Account account) {
        return refused(account, "identity-not-matched", new Outcome.NotMatched());
    }

    private Outcome refused(Account account, String reason, Outcome outcome) {
        QuarkusTransaction.requiringNew()
                .run(() -> audit.refused(Action.IDENTITY_VERIFIED, reason, account.accountId(), null));
        return outcome;
    }
}
