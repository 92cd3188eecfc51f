package vn.gov.identitylink.duplicates;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import vn.gov.identitylink.access.Caller;
import vn.gov.identitylink.account.Account;
import vn.gov.identitylink.account.Accounts;
import vn.gov.identitylink.audit.Action;
import vn.gov.identitylink.audit.AuditLog;
import vn.gov.identitylink.linking.LinkEnded;
import vn.gov.identitylink.linking.Links;
import vn.gov.identitylink.outbox.EventType;
import vn.gov.identitylink.outbox.Outbox;

/** A closed account can be signed in to again: it was closed by mistake, or in favour of one that is not linked any more. */
@ApplicationScoped
class ReopenAccount {

    private final Accounts accounts;
    private final Links links;
    private final AuditLog audit;
    private final Outbox outbox;

    ReopenAccount(Accounts accounts, Links links, AuditLog audit, Outbox outbox) {
        this.accounts = accounts;
        this.links = links;
        this.audit = audit;
        this.outbox = outbox;
    }

    /** @return whether there is such an account in the operator's realm; it is open, now or before */
    @Transactional
    boolean run(Caller.Staff operator, UUID accountId) {
        Optional<Account> found =
                accounts.byId(accountId).filter(account -> account.realm().equals(operator.realm()));
        found.flatMap(accounts::favouredOver)
                .flatMap(accounts::byId)
                .flatMap(links::current)
                .ifPresent(link -> reopen(accountId, link.linkId()));
        return found.isPresent();
    }

    /** What was closed in favour of an account that is not linked any more would be closed for good. */
    void reopenAll(@Observes LinkEnded ended) {
        accounts.supersededBy(ended.link().accountId())
                .forEach(accountId -> reopen(accountId, ended.link().linkId()));
    }

    /** @param linkId of the account in whose favour it was closed; its owner is told through that */
    private void reopen(UUID accountId, UUID linkId) {
        Account account = accounts.lock(accountId);
        if (account.supersededAt() != null) {
            accounts.reopen(account);
            audit.done(Action.ACCOUNT_REOPENED, accountId, linkId, List.of());
            outbox.append(EventType.ACCOUNT_REOPENED, accountId, Map.of("linkId", linkId.toString()));
        }
    }
}
