package vn.gov.populationregistry;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;
import vn.gov.populationregistry.Citizens.Question;

/**
 * One synthetic person, as far as the registry knows people.
 *
 * @param mockScenario what happens to everybody who asks about this person's number
 * @param version counts the changes of the record, from 1
 */
record Citizen(
        String number,
        @Nullable String oldNumber,
        List<String> formerNumbers,
        String fullName,
        String birthDate,
        Sex sex,
        Address placeOfBirth,
        Address nativePlace,
        Address permanentResidence,
        LifeState lifeState,
        @Nullable Scenario mockScenario,
        int version) {

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

    /** The record as it was when the birth was registered. */
    Citizen atBirth() {
        return new Citizen(
                number,
                oldNumber,
                formerNumbers,
                fullName,
                birthDate,
                sex,
                placeOfBirth,
                nativePlace,
                placeOfBirth,
                LifeState.ALIVE,
                mockScenario,
                0);
    }

    /** Another version, unless nothing of it differs. */
    Citizen changedTo(Citizen other) {
        return equals(other.withVersion(version)) ? this : other.withVersion(version + 1);
    }

    private Citizen withVersion(int other) {
        return new Citizen(
                number,
                oldNumber,
                formerNumbers,
                fullName,
                birthDate,
                sex,
                placeOfBirth,
                nativePlace,
                permanentResidence,
                lifeState,
                mockScenario,
                other);
    }

    /** Whoever enters a real person by mistake must not find them in our log. */
    @Override
    public String toString() {
        return "Citizen[…]";
    }
}
