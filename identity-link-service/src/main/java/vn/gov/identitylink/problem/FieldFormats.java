package vn.gov.identitylink.problem;

import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.UUID;
import java.util.regex.Pattern;
import vn.gov.identitylink.citizen.InvalidValueException;

/** How fields that many requests have are read; each throws {@link InvalidValueException} with the error's code. */
public final class FieldFormats {

    private static final Instant LATEST = Instant.parse("2100-01-01T00:00:00Z");

    private static final Pattern DATE = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}");
    private static final Pattern UNIT_CODE = Pattern.compile("[0-9]{2}|[0-9]{3}|[0-9]{5}");

    private FieldFormats() {}

    /** A constant's name; {@code unknown-word} otherwise. */
    public static <T extends Enum<T>> T word(Class<T> words, String text) {
        return Arrays.stream(words.getEnumConstants())
                .filter(word -> word.name().equals(text))
                .findFirst()
                .orElseThrow(() -> new InvalidValueException("unknown-word"));
    }

    /** A text of 1 to {@code longest} characters that the database can keep, which has no U+0000; {@code length} otherwise. */
    public static String bounded(String text, int longest) {
        if (text.isEmpty() || text.length() > longest || text.indexOf('\0') >= 0) {
            throw new InvalidValueException("length");
        }
        return text;
    }

    /** A calendar day {@code YYYY-MM-DD} of these times; {@code date-format} or {@code date-range} otherwise. */
    public static LocalDate dateSince1975(String text) {
        LocalDate date = date(text);
        if (date.getYear() < 1975 || date.getYear() > 2100) {
            throw new InvalidValueException("date-range");
        }
        return date;
    }

    /** A whole number of ASCII digits in a range; {@code range} otherwise. */
    public static int number(String text, int least, int most) {
        if (!NUMBER.matcher(text).matches() || Integer.parseInt(text) < least || Integer.parseInt(text) > most) {
            throw new InvalidValueException("range");
        }
        return Integer.parseInt(text);
    }

    /** {@code true} or {@code false}; {@code unknown-word} otherwise. */
    public static Boolean truth(String text) {
        return switch (text) {
            case "true" -> Boolean.TRUE;
            case "false" -> Boolean.FALSE;
            default -> throw new InvalidValueException("unknown-word");
        };
    }

    /** The code of an administrative unit: two, three or five digits; {@code code-format} otherwise. */
    public static String unitCode(String text) {
        if (!UNIT_CODE.matcher(text).matches()) {
            throw new InvalidValueException("code-format");
        }
        return text;
    }

    /** A text for people: bounded, and not blank. */
    public static String prose(String text, int longest) {
        if (text.isBlank()) {
            throw new InvalidValueException("length");
        }
        return bounded(text, longest);
    }

    /** @param code of the error, which says whose identifier it should have been */
    public static UUID identifier(String text, String code) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException invalid) {
            throw new InvalidValueException(code);
        }
    }

    /** A calendar date {@code YYYY-MM-DD} that exists; {@code date-format} otherwise. */
    public static LocalDate date(String text) {
        try {
            if (!DATE.matcher(text).matches()) {
                throw new InvalidValueException("date-format");
            }
            return LocalDate.parse(text);
        } catch (DateTimeParseException invalid) {
            throw new InvalidValueException("date-format");
        }
    }

    /** ISO 8601, of this century at the latest; {@code instant-format} or {@code instant-range} otherwise. */
    public static Instant instant(String text, Instant earliest) {
        try {
            Instant at = Instant.parse(text);
            if (at.isBefore(earliest) || at.isAfter(LATEST)) {
                throw new InvalidValueException("instant-range");
            }
            return at;
        } catch (DateTimeParseException invalid) {
            throw new InvalidValueException("instant-format");
        }
    }
}
