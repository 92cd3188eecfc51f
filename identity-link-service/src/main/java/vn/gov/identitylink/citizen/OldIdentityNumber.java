package vn.gov.identitylink.citizen;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The nine-digit number of the old identity card (<i>chứng minh nhân dân</i>, CMND), valid until 31 December 2024 and
 * since then a historical key. Prints itself as its last three digits.
 */
public final class OldIdentityNumber {

    private static final Pattern FORMAT = Pattern.compile("[0-9]{9}");

    private final String digits;

    private OldIdentityNumber(String digits) {
        this.digits = digits;
    }

    /** @throws InvalidValueException {@code old-identity-number-format} unless the whole text is nine ASCII digits */
    public static OldIdentityNumber parse(String text) {
        if (!FORMAT.matcher(text).matches()) {
            throw new InvalidValueException("old-identity-number-format");
        }
        return new OldIdentityNumber(text);
    }

    /** All nine digits: for the registry, for the index and for a VNeID-origin token only. */
    public String unmasked() {
        return digits;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof OldIdentityNumber number && digits.equals(number.digits);
    }

    @Override
    public int hashCode() {
        return digits.hashCode();
    }

    @Override
    public String toString() {
        return Mask.lastThree(digits);
    }
}
