package vn.gov.identitylink.account;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How long a contact has stood, and what stood before. Whoever takes an account over changes its contact first, so what
 * proves anything, or warns anybody, goes to what stood thirty days.
 *
 * @param phoneSince since when the phone is what it is, also where it is none
 * @param former what stood thirty days before it was changed
 */
public record ContactHistory(Contact current, Instant phoneSince, Instant emailSince, Contact former) {

    private static final Duration OLD = Duration.ofDays(30);

    /** What of the contact has not changed for thirty days. */
    public Contact unchangedAt(Instant at) {
        return new Contact(
                isOld(phoneSince, at) ? current.phone() : null, isOld(emailSince, at) ? current.email() : null);
    }

    /** The same, and where it has changed, what stood before. */
    public Contact oldAt(Instant at) {
        return new Contact(
                isOld(phoneSince, at) ? current.phone() : former.phone(),
                isOld(emailSince, at) ? current.email() : former.email());
    }

    /** What was not old when it was changed again does not push out what was. */
    ContactHistory changedTo(Contact contact, Instant at) {
        Contact old = oldAt(at);
        return new ContactHistory(
                contact,
                isSame(contact, Contact::phone) ? phoneSince : at,
                isSame(contact, Contact::email) ? emailSince : at,
                new Contact(
                        isSame(contact, Contact::phone) ? former.phone() : orCurrent(old, Contact::phone),
                        isSame(contact, Contact::email) ? former.email() : orCurrent(old, Contact::email)));
    }

    /** Where nothing has stood so long yet, the first that stood is the best that there is to warn. */
    private <T> @Nullable T orCurrent(Contact old, Function<Contact, @Nullable T> part) {
        @Nullable T kept = part.apply(old);
        return kept == null ? part.apply(current) : kept;
    }

    private <T> boolean isSame(Contact contact, Function<Contact, @Nullable T> part) {
        return Objects.equals(part.apply(current), part.apply(contact));
    }

    private static boolean isOld(Instant since, Instant at) {
        return !since.plus(OLD).isAfter(at);
    }
}
