package vn.gov.identitylink.directory;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import vn.gov.identitylink.access.Caller;
import vn.gov.identitylink.account.Account;
import vn.gov.identitylink.account.Accounts;
import vn.gov.identitylink.audit.Action;
import vn.gov.identitylink.audit.AuditLog;
import vn.gov.identitylink.linking.Links;

/** Shows an account to its citizen or to the home portal, and records which fields were shown. */
@ApplicationScoped
class ReadIdentityPage {

    /**
     * @param entityTag of the account, for If-Match
     */
    record Shown(IdentityPage page, String entityTag) {}

    private final Accounts accounts;
    private final Links links;
    private final AuditLog audit;

    ReadIdentityPage(Accounts accounts, Links links, AuditLog audit) {
        this.accounts = accounts;
        this.links = links;
        this.audit = audit;
    }

    @Transactional
    Optional<Shown> run(Caller caller, String reference) {
        return accounts.visibleTo(caller, reference).map(account -> show(caller, account));
    }

    private Shown show(Caller caller, Account account) {
        boolean throughVneid = account.isOwnedThroughVneidBy(caller);
        IdentityPage page = IdentityPage.of(account, links.current(account).orElse(null), throughVneid);
        List<String> fields = Stream.concat(page.identity().keySet().stream(), page.contact().keySet().stream())
                .toList();
        audit.done(Action.ACCOUNT_READ, account.accountId(), null, fields);
        return new Shown(page, account.entityTag());
    }
}
