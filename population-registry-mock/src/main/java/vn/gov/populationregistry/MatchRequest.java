package vn.gov.populationregistry;

import static java.util.Objects.requireNonNull;

import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;
import vn.gov.populationregistry.Citizens.Question;
import vn.gov.populationregistry.Problem.FieldError;

/** The question: do this number, name and birth date belong to one citizen? Every component is untrusted. */
@Schema(description = "Exactly one of `number` and `oldNumber` is given.")
record MatchRequest(
        @Schema(
                description = "Made by the caller, new for every try: a repeated one is refused.",
                pattern = REQUEST_ID,
                required = true)
        @Nullable
        String requestId,

        @Schema(
                description = "The administrative procedure on whose behalf the caller asks.",
                pattern = PROCEDURE_CODE,
                required = true)
        @Nullable
        String procedureCode,

        @Schema(
                description = "The integration service: `037` looks one citizen up.",
                pattern = INTEGRATION_CODE,
                required = true)
        @Nullable
        String integrationCode,

        @Schema(description = "The asking agency.", pattern = AGENCY_CODE, required = true) @Nullable
        String agencyCode,

        @Schema(description = "The asking officer or system.", pattern = OFFICER_CODE, required = true) @Nullable
        String officerCode,

        @Schema(
                description =
                        "The personal identification number, present or former. Only synthetic ones are answered.",
                pattern = NUMBER)
        @Nullable
        String number,

        @Schema(
                description = "The number of the old identity card (CMND), by who knows no other. Synthetic ones only.",
                pattern = OLD_NUMBER)
        @Nullable
        String oldNumber,

        @Schema(
                description = "In any usual spelling: marks, case, spaces, Unicode form, the look-alikes of Đ and of"
                        + " the apostrophe, and i or y after a consonant make no difference.",
                minLength = 1,
                maxLength = 100,
                required = true)
        @Nullable
        String fullName,

        @Schema(
                description = "As precisely as it is known: `YYYY`, `YYYY-MM` or `YYYY-MM-DD`. Compared at the coarser"
                        + " precision of the two.",
                pattern = BIRTH_DATE,
                required = true)
        @Nullable
        String birthDate) {

    // Anchored for the contract's readers; the code matches whole texts only.
    private static final String REQUEST_ID = "^[A-Za-z0-9._-]{1,40}$";
    private static final String PROCEDURE_CODE = "^[A-Za-z0-9._-]{1,20}$";
    private static final String INTEGRATION_CODE = "^037$";
    private static final String AGENCY_CODE = "^[A-Za-z0-9._-]{1,35}$";
    private static final String OFFICER_CODE = "^[A-Za-z0-9._-]{1,20}$";
    private static final String NUMBER = "^[0-9]{12}$";
    private static final String OLD_NUMBER = "^[0-9]{9}$";
    private static final String BIRTH_DATE = "^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$";

    private static final int LONGEST_NAME = 100;
    private static final Pattern LETTER = Pattern.compile("\\p{L}");
    // Controls and lone surrogates; joiners and the like are left to the comparison.
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cc}\\p{Cs}]");

    /** Everything that is wrong with the fields, never their values; empty if nothing is. */
    List<FieldError> errors() {
        var errors = new ArrayList<FieldError>();
        require(errors, "/requestId", requestId, REQUEST_ID);
        require(errors, "/procedureCode", procedureCode, PROCEDURE_CODE);
        require(errors, "/integrationCode", integrationCode, INTEGRATION_CODE);
        require(errors, "/agencyCode", agencyCode, AGENCY_CODE);
        require(errors, "/officerCode", officerCode, OFFICER_CODE);
        if (number == null && oldNumber == null) {
            errors.add(new FieldError("/number", "required"));
        } else if (number != null && oldNumber != null) {
            errors.add(new FieldError("/oldNumber", "only-without-number"));
        } else if (number != null) {
            require(errors, "/number", number, NUMBER);
        } else {
            require(errors, "/oldNumber", oldNumber, OLD_NUMBER);
        }
        if (fullName == null) {
            errors.add(new FieldError("/fullName", "required"));
        } else if (!isName(fullName)) {
            errors.add(new FieldError("/fullName", "invalid"));
        }
        require(errors, "/birthDate", birthDate, BIRTH_DATE);
        if (birthDate != null && Pattern.matches(BIRTH_DATE, birthDate) && !isInCalendar(birthDate)) {
            errors.add(new FieldError("/birthDate", "invalid"));
        }
        return errors;
    }

    /** To be asked only if there are no errors. */
    LookUp lookUpBy(String caller) {
        return new LookUp(
                LookUp.Service.CITIZEN_MATCH,
                caller,
                requireNonNull(requestId),
                requireNonNull(procedureCode),
                requireNonNull(agencyCode),
                new Question(
                        requireNonNull(number != null ? number : oldNumber),
                        requireNonNull(fullName),
                        requireNonNull(birthDate)));
    }

    /** Whoever sends a real person's number by mistake must not find it in our log. */
    @Override
    public String toString() {
        return "MatchRequest[…]";
    }

    private static void require(List<FieldError> errors, String pointer, @Nullable String value, String pattern) {
        if (value == null) {
            errors.add(new FieldError(pointer, "required"));
        } else if (!Pattern.matches(pattern, value)) {
            errors.add(new FieldError(pointer, "invalid"));
        }
    }

    private static boolean isName(String text) {
        return text.codePointCount(0, text.length()) <= LONGEST_NAME
                && LETTER.matcher(text).find()
                && !UNPRINTABLE.matcher(text).find();
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
