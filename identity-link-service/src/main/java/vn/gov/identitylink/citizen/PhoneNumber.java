package vn.gov.identitylink.citizen;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A Vietnamese phone number in national form, such as {@code 0900000001}. Prints itself as its last three digits. */
public final class PhoneNumber {

    private static final Pattern FORMAT = Pattern.compile("0[0-9]{9,10}");

    private final String digits;

    private PhoneNumber(String digits) {
        this.digits = digits;
    }

    /**
     * Accepts the national form and {@code +84…}, which mean the same number.
     *
     * @throws InvalidValueException {@code phone-number-format}
     */
    public static PhoneNumber parse(String text) {
        String national = text.startsWith("+84") ? "0" + text.substring(3) : text;
        if (!FORMAT.matcher(national).matches()) {
            throw new InvalidValueException("phone-number-format");
        }
        return new PhoneNumber(national);
    }

    /** All digits: for the index and for a VNeID-origin token only. */
    public String unmasked() {
        return digits;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof PhoneNumber number && digits.equals(number.digits);
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
