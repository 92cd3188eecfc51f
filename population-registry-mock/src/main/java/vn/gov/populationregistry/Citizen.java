package vn.gov.populationregistry;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;
import vn.gov.populationregistry.Citizens.Question;

/** One synthetic person of {@code openapi/examples/citizens.json}, as far as the registry knows people. */
@JsonIgnoreProperties(ignoreUnknown = true)
record Citizen(
        @Nullable String number,
        @Nullable String oldNumber,
        List<String> formerNumbers,
        String fullName,
        String birthDate,
        Sex sex,
        Address placeOfBirth,
        Address nativePlace,
        Address permanentResidence,
        LifeState lifeState,
        Availability registry) {

    enum Sex {
        MALE,
        FEMALE,
        UNKNOWN
    }

    enum LifeState {
        ALIVE,
        DECEASED,
        MISSING,
        ABROAD,
        UNDER_CORRECTION
    }

    /** What a caller who asks about this person's number finds. */
    enum Availability {
        RECORD,
        UNAVAILABLE,
        NONE
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "Address")
    record Address(
            @Schema(description = "Code of the General Statistics Office, as at the record's date.", required = true)
            String province,

            @Schema(description = "Code; absent since districts ended on 30 June 2025.") @Nullable
            String district,

            @Schema(description = "Code.", required = true) String commune,

            @Schema(description = "The address as the registry prints it.", required = true)
            String detail) {}

    /** A former number still leads to the person to whom it was given. */
    boolean isFoundBy(String anyNumber) {
        return anyNumber.equals(number) || anyNumber.equals(oldNumber) || formerNumbers.contains(anyNumber);
    }

    boolean agreesWith(Question question) {
        var asked = question.birthDate();
        return Names.areEqual(fullName, question.fullName()) && (asked == null || datesAgree(birthDate, asked));
    }

    /** A year or a month is a real birth date: two dates agree if they do as far as the coarser one goes. */
    private static boolean datesAgree(String one, String other) {
        return one.startsWith(other) || other.startsWith(one);
    }
}
