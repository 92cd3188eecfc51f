package vn.gov.identitylink.registry;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import org.jspecify.annotations.Nullable;
import vn.gov.identitylink.citizen.CitizenNumber;
import vn.gov.identitylink.citizen.OldIdentityNumber;

/** The body of {@code POST /v1/citizen-matches}. The registry refuses a request id that it has seen. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonPropertyOrder({"requestId", "procedureCode", "integrationCode", "agencyCode", "officerCode"})
record MatchRequest(
        String requestId,
        String procedureCode,
        String integrationCode,
        String agencyCode,
        String officerCode,
        @Nullable String number,
        @Nullable String oldNumber,
        String fullName,
        String birthDate) {

    private static final String LOOK_UP_CITIZEN = "037";

    static MatchRequest of(RegistryQuestion question, String requestId, RegistryConfig config) {
        CitizenNumber number = question.number();
        OldIdentityNumber oldNumber = question.oldNumber();
        return new MatchRequest(
                requestId,
                config.procedureCode(),
                LOOK_UP_CITIZEN,
                config.agencyCode(),
                config.officerCode(),
                number == null ? null : number.unmasked(),
                oldNumber == null ? null : oldNumber.unmasked(),
                question.fullName().unmasked(),
                question.birthDate().unmasked());
    }

    @Override
    public String toString() {
        return "MatchRequest[•••]";
    }
}
