package vn.gov.identitylink.notices;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import vn.gov.identitylink.account.Accounts;
import vn.gov.identitylink.account.Contact;
import vn.gov.identitylink.citizen.EmailAddress;
import vn.gov.identitylink.citizen.PhoneNumber;
import vn.gov.identitylink.protection.UnreadableValueException;

/** Where an account could be reached for thirty days before a moment. Works in the caller's transaction. */
@ApplicationScoped
class OldContacts {

    private final Accounts accounts;

    OldContacts(Accounts accounts) {
        this.accounts = accounts;
    }

    Optional<String> phone(UUID accountId, Instant at) {
        return old(accountId, at, Contact::phone).map(PhoneNumber::unmasked);
    }

    Optional<String> email(UUID accountId, Instant at) {
        return old(accountId, at, Contact::email).map(EmailAddress::unmasked);
    }

    /** An account whose key was erased has none, and holds up nobody else's notice. */
    private <T> Optional<T> old(UUID accountId, Instant at, Function<Contact, @Nullable T> part) {
        try {
            return accounts.byId(accountId)
                    .flatMap(account -> Optional.ofNullable(
                            part.apply(account.contactHistory().oldAt(at))));
        } catch (UnreadableValueException erased) {
            return Optional.empty();
        }
    }
}
