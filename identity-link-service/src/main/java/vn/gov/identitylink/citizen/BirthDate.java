package vn.gov.identitylink.citizen;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A date of birth with the precision in which it is known: {@code YYYY}, {@code YYYY-MM} or {@code YYYY-MM-DD}. A year
 * alone is a real birth date in the population database and is never padded to 1 January.
 *
 * <p>Prints itself hidden.
 */
public final class BirthDate {

    private static final Pattern FORMAT = Pattern.compile("[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?");
    private static final int FIRST_YEAR = 1880;
    private static final int LAST_YEAR = 2399;

    private final String text;

    private BirthDate(String text) {
        this.text = text;
    }

    /**
     * @throws InvalidValueException {@code birth-date-format} unless it has one of the three forms, {@code
     *     birth-date-impossible} when the calendar has no such day, or no living person was born then
     */
    public static BirthDate parse(String text) {
        if (!FORMAT.matcher(text).matches()) {
            throw new InvalidValueException("birth-date-format");
        }
        BirthDate date = new BirthDate(text);
        if (date.year() < FIRST_YEAR || date.year() > LAST_YEAR) {
            throw new InvalidValueException("birth-date-impossible");
        }
        try {
            date.earliest();
        } catch (DateTimeException impossible) {
            throw new InvalidValueException("birth-date-impossible");
        }
        return date;
    }

    /** The year of birth. */
    public int year() {
        return Integer.parseInt(text.substring(0, 4));
    }

    /** Whether day and month are known. */
    public boolean isWholeDate() {
        return text.length() == "YYYY-MM-DD".length();
    }

    /** The first calendar day that this date can mean. */
    public LocalDate earliest() {
        return switch (text.length()) {
            case 4 -> LocalDate.of(year(), 1, 1);
            case 7 -> YearMonth.parse(text).atDay(1);
            default -> LocalDate.parse(text);
        };
    }

    /** Whether both can be the same day: they are compared in the coarser of the two precisions. */
    public boolean agreesWith(BirthDate other) {
        int common = Math.min(text.length(), other.text.length());
        return text.substring(0, common).equals(other.text.substring(0, common));
    }

    /** The date as written: for the registry and for the citizen. */
    public String unmasked() {
        return text;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof BirthDate date && text.equals(date.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return Mask.HIDDEN;
    }
}
