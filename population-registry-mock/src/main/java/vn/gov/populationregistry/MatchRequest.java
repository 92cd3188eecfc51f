package vn.gov.populationregistry;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
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
                pattern = FieldRules.NUMBER)
        @Nullable
        String number,

        @Schema(
                description = "The number of the old identity card (CMND), by who knows no other. Synthetic ones only.",
                pattern = FieldRules.OLD_NUMBER)
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
                pattern = FieldRules.BIRTH_DATE,
                required = true)
        @Nullable
        String birthDate) {

    // Anchored for the contract's readers; the code matches whole texts only.
    private static final String REQUEST_ID = "^[A-Za-z0-9._-]{1,40}$";
    private static final String PROCEDURE_CODE = "^[A-Za-z0-9._-]{1,20}$";
    private static final String INTEGRATION_CODE = "^037$";
    private static final String AGENCY_CODE = "^[A-Za-z0-9._-]{1,35}$";
    private static final String OFFICER_CODE = "^[A-Za-z0-9._-]{1,20}$";

    /** Everything that is wrong with the fields, never their values; empty if nothing is. */
    List<FieldError> errors() {
        var errors = new ArrayList<FieldError>();
        FieldRules.require(errors, "/requestId", requestId, REQUEST_ID);
        FieldRules.require(errors, "/procedureCode", procedureCode, PROCEDURE_CODE);
        FieldRules.require(errors, "/integrationCode", integrationCode, INTEGRATION_CODE);
        FieldRules.require(errors, "/agencyCode", agencyCode, AGENCY_CODE);
        FieldRules.require(errors, "/officerCode", officerCode, OFFICER_CODE);
        if (number == null && oldNumber == null) {
            errors.add(new FieldError("/number", "required"));
        } else if (number != null && oldNumber != null) {
            errors.add(new FieldError("/oldNumber", "only-without-number"));
        } else if (number != null) {
            FieldRules.require(errors, "/number", number, FieldRules.NUMBER);
        } else {
            FieldRules.require(errors, "/oldNumber", oldNumber, FieldRules.OLD_NUMBER);
        }
        FieldRules.requireName(errors, "/fullName", fullName);
        FieldRules.requireBirthDate(errors, "/birthDate", birthDate);
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
}
