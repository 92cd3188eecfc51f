package vn.gov.identitylink.verification;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import vn.gov.identitylink.access.Caller;
import vn.gov.identitylink.account.Account;
import vn.gov.identitylink.account.Accounts;
import vn.gov.identitylink.audit.Action;
import vn.gov.identitylink.audit.AuditLog;
import vn.gov.identitylink.outbox.EventType;
import vn.gov.identitylink.outbox.Outbox;
import vn.gov.identitylink.problem.IfMatch;

/**
 * [Cập nhật] (letter, step 4): the citizen takes over what the registry matched, and the account's number becomes {@code
 * MATCHED}. The same confirmation again is the same answer.
 */
@ApplicationScoped
class ConfirmVerification {

    sealed interface Outcome {
        record Confirmed(VerificationRow verification) implements Outcome {}

        record NotFound() implements Outcome {}

        /** The citizen confirms another preview than this one. */
        record AnotherPreview() implements Outcome {}

        /** Too late, or void by a later verification, declaration or link. */
        record Expired() implements Outcome {}
    }

    private final Accounts accounts;
    private final Verifications verifications;
    private final AuditLog audit;
    private final Outbox outbox;
    private final InstantSource clock;

    ConfirmVerification(
            Accounts accounts, Verifications verifications, AuditLog audit, Outbox outbox, InstantSource clock) {
        this.accounts = accounts;
        this.verifications = verifications;
        this.audit = audit;
        this.outbox = outbox;
        this.clock = clock;
    }

    @Transactional
    Outcome run(Caller.Citizen citizen, String reference, UUID verificationId, IfMatch ifMatch) {
        Optional<Account> account = accounts.lockVisibleTo(citizen, reference);
        Optional<VerificationRow> verification = account.flatMap(owner -> verifications
                .find("verificationId = ?1 and accountId = ?2", verificationId, owner.accountId())
                .firstResultOptional());
        if (account.isEmpty() || verification.isEmpty()) {
            return new Outcome.NotFound();
        }
        if (!ifMatch.matches(entityTag(verification.get()))) {
            return new Outcome.AnotherPreview();
        }
        return confirm(account.get(), verification.get());
    }

    private Outcome confirm(Account account, VerificationRow verification) {
        Instant now = clock.instant();
        return switch (verification.state) {
            case CONFIRMED -> new Outcome.Confirmed(verification);
            case VOIDED -> new Outcome.Expired();
            case AWAITING_CONFIRMATION -> {
                if (!now.isBefore(verification.expiresAt)) {
                    audit.refused(
                            Action.VERIFICATION_CONFIRMED,
                            "verification-expired",
                            account.accountId(),
                            verification.verificationId);
                    yield new Outcome.Expired();
                }
                accounts.match(account, verification.matched(account.key()), now);
                verification.confirm(now);
                audit.done(
                        Action.VERIFICATION_CONFIRMED,
                        account.accountId(),
                        verification.verificationId,
                        List.of("number", "fullName", "birthDate"));
                outbox.append(EventType.NUMBER_MATCHED, account.accountId(), Map.of());
                yield new Outcome.Confirmed(verification);
            }
        };
    }

    /** A preview never changes, so its tag is its identity. */
    static String entityTag(VerificationRow verification) {
        return "\"" + verification.verificationId + "\"";
    }
}
