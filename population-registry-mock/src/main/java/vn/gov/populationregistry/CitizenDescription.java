package vn.gov.populationregistry;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;
import vn.gov.populationregistry.Citizen.Address;
import vn.gov.populationregistry.Citizen.LifeState;
import vn.gov.populationregistry.Citizen.Sex;
import vn.gov.populationregistry.Problem.FieldError;

/** A citizen as testers put them in. Every component is untrusted. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(description = "A synthetic citizen. Whoever asks with one of the numbers gets this record, or the scenario.")
record CitizenDescription(
        @Schema(description = "A synthetic one.", pattern = FieldRules.NUMBER, required = true) @Nullable
        String number,

        @Schema(description = "A synthetic one.", pattern = FieldRules.OLD_NUMBER) @Nullable
        String oldNumber,

        @Schema(description = "Cancelled when the present one was established.", maxItems = MOST_FORMER_NUMBERS)
        @Nullable
        List<@Nullable String> formerNumbers,

        @Schema(minLength = 1, maxLength = 100, required = true) @Nullable
        String fullName,

        @Schema(description = "`YYYY`, `YYYY-MM` or `YYYY-MM-DD`.", pattern = FieldRules.BIRTH_DATE, required = true)
        @Nullable
        String birthDate,

        @Schema(required = true) @Nullable Sex sex,
        @Schema(required = true) @Nullable Address placeOfBirth,
        @Schema(required = true) @Nullable Address nativePlace,
        @Schema(required = true) @Nullable Address permanentResidence,
        @Schema(required = true) @Nullable LifeState lifeState,

        @Schema(description = "What happens to everybody who asks about this number, as in the header `Mock-Scenario`.")
        @Nullable
        String mockScenario) {

    private static final int MOST_FORMER_NUMBERS = 10;
    private static final int LONGEST_TEXT = 500;

    static CitizenDescription of(Citizen citizen) {
        return new CitizenDescription(
                citizen.number(),
                citizen.oldNumber(),
                List.copyOf(citizen.formerNumbers()),
                citizen.fullName(),
                citizen.birthDate(),
                citizen.sex(),
                citizen.placeOfBirth(),
                citizen.nativePlace(),
                citizen.permanentResidence(),
                citizen.lifeState(),
                Objects.toString(citizen.mockScenario(), null));
    }

    /** Everything that is wrong with the fields, never their values; empty if nothing is. */
    List<FieldError> errors(Citizens citizens) {
        var errors = new ArrayList<FieldError>();
        checkNumber(errors, "/number", number, FieldRules.NUMBER, citizens);
        if (oldNumber != null) {
            checkNumber(errors, "/oldNumber", oldNumber, FieldRules.OLD_NUMBER, citizens);
        }
        var former = formerNumbers == null ? List.<@Nullable String>of() : formerNumbers;
        if (former.size() > MOST_FORMER_NUMBERS) {
            errors.add(new FieldError("/formerNumbers", "too-many"));
        }
        for (int i = 0; i < former.size(); i++) {
            checkNumber(errors, "/formerNumbers/" + i, former.get(i), FieldRules.NUMBER, citizens);
        }
        FieldRules.requireName(errors, "/fullName", fullName);
        FieldRules.requireBirthDate(errors, "/birthDate", birthDate);
        requireGiven(errors, "/sex", sex);
        checkAddress(errors, "/placeOfBirth", placeOfBirth);
        checkAddress(errors, "/nativePlace", nativePlace);
        checkAddress(errors, "/permanentResidence", permanentResidence);
        requireGiven(errors, "/lifeState", lifeState);
        if (mockScenario != null && Scenario.parse(mockScenario) == null) {
            errors.add(new FieldError("/mockScenario", "invalid"));
        }
        return errors;
    }

    /** To be asked only if there are no errors. */
    Citizen citizen() {
        return new Citizen(
                requireNonNull(number),
                oldNumber,
                formerNumbers == null
                        ? List.of()
                        : formerNumbers.stream().map(Objects::requireNonNull).toList(),
                requireNonNull(fullName),
                requireNonNull(birthDate),
                requireNonNull(sex),
                requireNonNull(placeOfBirth),
                requireNonNull(nativePlace),
                requireNonNull(permanentResidence),
                requireNonNull(lifeState),
                mockScenario == null ? null : Scenario.of(mockScenario),
                1);
    }

    private static void checkNumber(
            List<FieldError> errors, String pointer, @Nullable String number, String pattern, Citizens citizens) {
        int before = errors.size();
        FieldRules.require(errors, pointer, number, pattern);
        if (errors.size() == before && !citizens.isSynthetic(requireNonNull(number))) {
            errors.add(new FieldError(pointer, "not-synthetic"));
        }
    }

    private static void checkAddress(List<FieldError> errors, String pointer, @Nullable Address address) {
        requireGiven(errors, pointer, address);
        if (address != null) {
            requireText(errors, pointer + "/province", address.province());
            requireText(errors, pointer + "/commune", address.commune());
            requireText(errors, pointer + "/detail", address.detail());
            if (address.district() != null) {
                requireText(errors, pointer + "/district", address.district());
            }
        }
    }

    /** JSON may leave out what the record declares as present. */
    private static void requireText(List<FieldError> errors, String pointer, @Nullable String text) {
        requireGiven(errors, pointer, text);
        if (text != null && (text.isBlank() || text.length() > LONGEST_TEXT || FieldRules.isUnprintable(text))) {
            errors.add(new FieldError(pointer, "invalid"));
        }
    }

    private static void requireGiven(List<FieldError> errors, String pointer, @Nullable Object value) {
        if (value == null) {
            errors.add(new FieldError(pointer, "required"));
        }
    }

    /** Whoever enters a real person by mistake must not find them in our log. */
    @Override
    public String toString() {
        return "CitizenDescription[…]";
    }
}
