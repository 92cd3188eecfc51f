package vn.gov.identitylink.citizen;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The personal identification number (<i>số định danh cá nhân</i>), the twelve digits printed on the citizen ID card
 * (CCCD): three of the province or country where the birth was registered, one of century and sex, two of the year of
 * birth, six random (Decree 137/2015/NĐ-CP art. 13; Circular 07/2016/TT-BCA art. 7). There is no check digit: a number
 * is plausible or implausible, never proven by its structure.
 *
 * <p>Prints itself as its last three digits.
 */
public final class CitizenNumber {

    private static final Pattern FORMAT = Pattern.compile("[0-9]{12}");
    private static final int FIRST_CENTURY = 1900;

    private final String digits;

    private CitizenNumber(String digits) {
        this.digits = digits;
    }

    /** @throws InvalidValueException {@code citizen-number-format} unless the whole text is twelve ASCII digits */
    public static CitizenNumber parse(String text) {
        if (!FORMAT.matcher(text).matches()) {
            throw new InvalidValueException("citizen-number-format");
        }
        return new CitizenNumber(text);
    }

    /** The first three digits: where the birth was registered, fixed for ever. */
    public String birthRegistrationCode() {
        return digits.substring(0, 3);
    }

    /** The year of birth that the number encodes. */
    public int birthYear() {
        int century = FIRST_CENTURY + 100 * (centuryAndSex() / 2);
        return century + (digits.charAt(4) - '0') * 10 + (digits.charAt(5) - '0');
    }

    /** The sex at registration that the number encodes. */
    public Sex sex() {
        return centuryAndSex() % 2 == 0 ? Sex.MALE : Sex.FEMALE;
    }

    private int centuryAndSex() {
        return digits.charAt(3) - '0';
    }

    /** All twelve digits: for the registry, for the index and for a VNeID-origin token only. */
    public String unmasked() {
        return digits;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CitizenNumber number && digits.equals(number.digits);
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
