package vn.gov.identitylink.duplicates;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import vn.gov.identitylink.access.Caller;
import vn.gov.identitylink.account.Account;
import vn.gov.identitylink.account.Accounts;
import vn.gov.identitylink.audit.Action;
import vn.gov.identitylink.audit.AuditLog;
import vn.gov.identitylink.outbox.EventType;
import vn.gov.identitylink.outbox.Outbox;

/** An operator found that an account was closed by mistake: it can be signed in to again. */
@ApplicationScoped
class ReopenAccount {

    private final Accounts accounts;
    private final AuditLog audit;
    private final Outbox outbox;

    ReopenAccount(Accounts accounts, AuditLog audit, Outbox outbox) {
        this.accounts = accounts;
        this.audit = audit;
        this.outbox = outbox;
    }

    /** @return whether there is such an account in the operator's realm; it is open, now or before */
    @Transactional
    boolean run(Caller.Staff operator, UUID accountId) {
        return accounts.byId(accountId)
                .filter(account -> account.realm().equals(operator.realm()))
                .map(account -> reopen(accounts.lock(accountId)))
                .isPresent();
    }

    private Account reopen(Account account) {
        if (account.supersededAt() != null) {
            accounts.reopen(account);
            audit.done(Action.ACCOUNT_REOPENED, account.accountId(), null, List.of());
            outbox.append(EventType.ACCOUNT_REOPENED, account.accountId(), Map.of());
        }
        return account;
    }
}
