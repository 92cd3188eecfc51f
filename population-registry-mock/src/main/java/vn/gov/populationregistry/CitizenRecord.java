package vn.gov.populationregistry;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;
import vn.gov.populationregistry.Citizen.Address;
import vn.gov.populationregistry.Citizen.LifeState;
import vn.gov.populationregistry.Citizen.Sex;

/** What a caller is told about a citizen who was matched. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "CitizenRecord", description = "What the registry holds about the citizen, in its own spelling.")
record CitizenRecord(
        @Schema(
                description = "The number that is valid now, whichever was asked for.",
                pattern = "^[0-9]{12}$",
                required = true)
        @Nullable
        String number,

        @Schema(description = "The number of the old identity card, if there was one.", pattern = "^[0-9]{9}$")
        @Nullable
        String oldNumber,

        @Schema(description = "Numbers that were cancelled when another was established.", required = true)
        List<String> formerNumbers,

        @Schema(description = "Not always in Unicode's composed form.", required = true)
        String fullName,

        @Schema(
                description = "As precisely as it is known: `YYYY`, `YYYY-MM` or `YYYY-MM-DD`.",
                pattern = "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$",
                required = true)
        String birthDate,

        @Schema(required = true) Sex sex,

        @Schema(description = "Code; sensitive personal data.", required = true)
        String ethnicity,

        @Schema(description = "Code; sensitive personal data.", required = true)
        String religion,

        @Schema(description = "Where the birth was registered.", required = true)
        Address placeOfBirth,

        @Schema(required = true) Address nativePlace,

        @Schema(required = true) Address permanentResidence,

        @Schema(
                description = "`UNDER_CORRECTION`: not to be relied on for the time being. `ABROAD`: the residence"
                        + " is the last one in the country.",
                required = true)
        LifeState lifeState,

        @Schema(description = "Another one when anything in the record has changed.", required = true)
        String recordVersion) {

    // The real registry sends both. Nobody here has an ethnicity or a religion of their own.
    static final String KINH = "01";
    static final String NO_RELIGION = "00";

    static CitizenRecord of(Citizen citizen) {
        return new CitizenRecord(
                citizen.number(),
                citizen.oldNumber(),
                citizen.formerNumbers(),
                citizen.fullName(),
                citizen.birthDate(),
                citizen.sex(),
                KINH,
                NO_RELIGION,
                citizen.placeOfBirth(),
                citizen.nativePlace(),
                citizen.permanentResidence(),
                citizen.lifeState(),
                Integer.toString(citizen.version()));
    }
}
