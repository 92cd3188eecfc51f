package vn.gov.populationregistry;

import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import vn.gov.populationregistry.Problem.FieldError;

/** What the fields of requests must look like, in whatever request they stand. */
final class FieldRules {

    // Anchored for the contract's readers; the code matches whole texts only.
    static final String NUMBER = "^[0-9]{12}$";
    static final String OLD_NUMBER = "^[0-9]{9}$";
    static final String BIRTH_DATE = "^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$";

    private static final int LONGEST_NAME = 100;
    private static final Pattern LETTER = Pattern.compile("\\p{L}");
    // Controls and lone surrogates; joiners and the like are left to the comparison.
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cc}\\p{Cs}]");

    private FieldRules() {}

    static void require(List<FieldError> errors, String pointer, @Nullable String value, String pattern) {
        if (value == null) {
            errors.add(new FieldError(pointer, "required"));
        } else if (!Pattern.matches(pattern, value)) {
            errors.add(new FieldError(pointer, "invalid"));
        }
    }

    static void requireName(List<FieldError> errors, String pointer, @Nullable String name) {
        if (name == null) {
            errors.add(new FieldError(pointer, "required"));
        } else if (name.codePointCount(0, name.length()) > LONGEST_NAME
                || !LETTER.matcher(name).find()
                || isUnprintable(name)) {
            errors.add(new FieldError(pointer, "invalid"));
        }
    }

    static void requireBirthDate(List<FieldError> errors, String pointer, @Nullable String birthDate) {
        require(errors, pointer, birthDate, BIRTH_DATE);
        if (birthDate != null && Pattern.matches(BIRTH_DATE, birthDate) && !isInCalendar(birthDate)) {
            errors.add(new FieldError(pointer, "invalid"));
        }
    }

    static boolean isUnprintable(String text) {
        return UNPRINTABLE.matcher(text).find();
    }

    private static boolean isInCalendar(String date) {
        if (date.length() < "YYYY-MM-DD".length()) {
            return true;
        }
        try {
            LocalDate.parse(date);
            return true;
        } catch (DateTimeParseException noSuchDay) {
            return false;
        }
    }
}
