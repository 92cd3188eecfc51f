package vn.gov.identitylink.citizen;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** An e-mail address, kept in lower case so that two spellings find the same account. Prints its domain only. */
public final class EmailAddress {

    private static final int LONGEST = 254;
    private static final Pattern FORMAT = Pattern.compile(
            "[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+");

    private final String address;

    private EmailAddress(String address) {
        this.address = address;
    }

    /** @throws InvalidValueException {@code email-address-format} */
    public static EmailAddress parse(String text) {
        String address = text.toLowerCase(Locale.ROOT);
        if (address.length() > LONGEST || !FORMAT.matcher(address).matches()) {
            throw new InvalidValueException("email-address-format");
        }
        return new EmailAddress(address);
    }

    /** The whole address: for the index and for a VNeID-origin token only. */
    public String unmasked() {
        return address;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof EmailAddress email && address.equals(email.address);
    }

    @Override
    public int hashCode() {
        return address.hashCode();
    }

    @Override
    public String toString() {
        return Mask.HIDDEN + address.substring(address.indexOf('@'));
    }
}
