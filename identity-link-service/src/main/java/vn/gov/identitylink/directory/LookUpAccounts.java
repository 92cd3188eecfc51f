package vn.gov.identitylink.directory;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.gov.identitylink.access.Caller;
import vn.gov.identitylink.account.Account;
import vn.gov.identitylink.account.Accounts;
import vn.gov.identitylink.audit.Action;
import vn.gov.identitylink.audit.AuditLog;
import vn.gov.identitylink.citizen.CitizenNumber;
import vn.gov.identitylink.citizen.EmailAddress;
import vn.gov.identitylink.citizen.OldIdentityNumber;
import vn.gov.identitylink.citizen.PhoneNumber;
import vn.gov.identitylink.events.EventSubjects;
import vn.gov.identitylink.linking.Links;

/**
 * A portal asks which accounts of its realm carry a value. Nothing found is an empty list; a directory answers no more
 * than assurance, link state and the next step.
 */
@ApplicationScoped
class LookUpAccounts {

    /** Several accounts can carry one number, phone or e-mail; nobody honest has more than a handful. */
    static final int MOST = 20;

    /** By what to look; exactly one. */
    sealed interface Key {
        /** As the audit record names it. */
        String field();

        record ExternalId(String value) implements Key {
            @Override
            public String field() {
                return "externalId";
            }
        }

        record CurrentNumber(CitizenNumber value) implements Key {
            @Override
            public String field() {
                return "number";
            }
        }

        record OldNumber(OldIdentityNumber value) implements Key {
            @Override
            public String field() {
                return "oldNumber";
            }
        }

        record Phone(PhoneNumber value) implements Key {
            @Override
            public String field() {
                return "phone";
            }
        }

        record Email(EmailAddress value) implements Key {
            @Override
            public String field() {
                return "email";
            }
        }

        record Vneid(String issuer, String subject) implements Key {
            @Override
            public String field() {
                return "vneid";
            }
        }
    }

    /**
     * One account that was found, with how far it has come.
     *
     * @param eventSubject what the account is called in this portal's events
     */
    record Found(Account account, Linking linking, @Nullable UUID eventSubject) {}

    private final Accounts accounts;
    private final Links links;
    private final EventSubjects subjects;
    private final AuditLog audit;

    LookUpAccounts(Accounts accounts, Links links, EventSubjects subjects, AuditLog audit) {
        this.accounts = accounts;
        this.links = links;
        this.subjects = subjects;
        this.audit = audit;
    }

    @Transactional
    List<Found> run(Caller.Portal portal, Key key) {
        List<Account> found = find(portal.realm(), key);
        if (found.isEmpty()) {
            audit.done(Action.ACCOUNT_LOOKED_UP, null, null, List.of(key.field()));
        }
        for (Account account : found) {
            audit.done(Action.ACCOUNT_LOOKED_UP, account.accountId(), null, List.of(key.field()));
        }
        Map<UUID, UUID> named =
                subjects.of(portal, found.stream().map(Account::accountId).toList());
        return found.stream()
                .map(account -> new Found(
                        account,
                        Linking.of(account, links.current(account).orElse(null)),
                        named.get(account.accountId())))
                .toList();
    }

    private List<Account> find(String realm, Key key) {
        return switch (key) {
            case Key.ExternalId id -> list(accounts.byExternalId(realm, id.value()));
            case Key.CurrentNumber number -> accounts.byNumber(realm, number.value(), MOST);
            case Key.OldNumber number -> accounts.byOldNumber(realm, number.value(), MOST);
            case Key.Phone phone -> accounts.byPhone(realm, phone.value(), MOST);
            case Key.Email email -> accounts.byEmail(realm, email.value(), MOST);
            case Key.Vneid vneid ->
                list(links.accountLinkedWith(realm, vneid.issuer(), vneid.subject())
                        .flatMap(accounts::byId));
        };
    }

    private static List<Account> list(Optional<Account> account) {
        return account.stream().toList();
    }
}
