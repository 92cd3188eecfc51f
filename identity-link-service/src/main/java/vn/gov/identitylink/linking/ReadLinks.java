package vn.gov.identitylink.linking;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import vn.gov.identitylink.access.Caller;
import vn.gov.identitylink.account.Account;
import vn.gov.identitylink.account.Accounts;
import vn.gov.identitylink.audit.Action;
import vn.gov.identitylink.audit.AuditLog;

/** Shows links to their citizen and to the home portal, and records that it did. */
@ApplicationScoped
class ReadLinks {

    private final Accounts accounts;
    private final Links links;
    private final AuditLog audit;

    ReadLinks(Accounts accounts, Links links, AuditLog audit) {
        this.accounts = accounts;
        this.links = links;
        this.audit = audit;
    }

    @Transactional
    Optional<List<LinkView>> ofAccount(Caller caller, String reference) {
        return accounts.visibleTo(caller, reference).map(account -> {
            audit.done(Action.LINKS_READ, account.accountId(), null, List.of("number"));
            return links.history(account).stream()
                    .map(link -> view(caller, account, link))
                    .toList();
        });
    }

    @Transactional
    Optional<LinkView> byId(Caller caller, UUID linkId) {
        return links.findByIdOptional(linkId)
                .flatMap(row -> accounts.visibleTo(caller, row.accountId.toString())
                        .map(account -> {
                            audit.done(Action.LINKS_READ, account.accountId(), linkId, List.of("number"));
                            return view(caller, account, row.toLink(account.key()));
                        }));
    }

    private static LinkView view(Caller caller, Account account, Link link) {
        return LinkView.of(link, account.isOwnedThroughVneidBy(caller));
    }
}
