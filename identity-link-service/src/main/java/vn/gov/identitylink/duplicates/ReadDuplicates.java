package vn.gov.identitylink.duplicates;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import vn.gov.identitylink.access.Caller;
import vn.gov.identitylink.account.Account;
import vn.gov.identitylink.account.AccountKind;
import vn.gov.identitylink.account.Accounts;
import vn.gov.identitylink.audit.Action;
import vn.gov.identitylink.audit.AuditLog;

/**
 * Shows a citizen who signed in through VNeID which other accounts of the realm carry their number: anybody can type it in,
 * so that nothing is told that the owner of such an account would not want told.
 */
@ApplicationScoped
class ReadDuplicates {

    /** More accounts of one person than anybody has. */
    private static final int MOST = 100;

    sealed interface Outcome {
        record Found(List<Account> others) implements Outcome {}

        record NotFound() implements Outcome {}

        record StepUpRequired() implements Outcome {}
    }

    private final Accounts accounts;
    private final AuditLog audit;

    ReadDuplicates(Accounts accounts, AuditLog audit) {
        this.accounts = accounts;
        this.audit = audit;
    }

    @Transactional
    Outcome run(Caller.Citizen citizen, String reference) {
        Optional<Account> found = accounts.visibleTo(citizen, reference);
        if (found.isEmpty()) {
            return new Outcome.NotFound();
        }
        Account account = found.get();
        if (!account.isOwnedThroughVneidBy(citizen)) {
            audit.refused(Action.ACCOUNT_DUPLICATES_READ, "step-up-required", account.accountId(), null);
            return new Outcome.StepUpRequired();
        }
        audit.done(Action.ACCOUNT_DUPLICATES_READ, account.accountId(), null, List.of());
        return new Outcome.Found(
                accounts.byNumber(account.realm(), Objects.requireNonNull(account.number()), MOST).stream()
                        .filter(other -> other.kind() == AccountKind.CITIZEN)
                        .filter(other -> !other.accountId().equals(account.accountId()))
                        .toList());
    }
}
