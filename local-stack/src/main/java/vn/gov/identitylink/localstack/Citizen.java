package vn.gov.identitylink.localstack;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A synthetic person of {@code openapi/examples/citizens.json}, as far as this module needs one.
 *
 * @param key stable name that the walk-through and the tests use
 * @param number twelve digits; null for a person without a number
 * @param permanentResidence by the population database; null for a person of whom it knows none
 * @param portalAccount null for a person who never registered at the portal
 * @param vneid null for a person without VNeID
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record Citizen(
        String key,
        @Nullable String number,
        @Nullable Residence permanentResidence,
        @Nullable PortalAccount portalAccount,
        @Nullable Vneid vneid) {

    /** Codes of the units; those with a district are of the time of the letter, the others of today. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Residence(@Nullable String district, @Nullable String commune) {}

    /** The account at the portal; {@code externalId} is the technical id (TechID). */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record PortalAccount(
            String username,
            String externalId,
            String kind,
            @Nullable String phone,
            @Nullable String email,
            Declared declared) {}

    /** What the citizen typed in at the portal. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Declared(
            @Nullable String number,
            @Nullable String oldNumber,
            @Nullable String fullName,
            @Nullable String birthDate,
            @Nullable String sex) {}

    /** The electronic identity; {@code level} is 1 or 2. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Vneid(int level) {}

    static List<Citizen> readAll(Path projectRoot) throws IOException {
        return new ObjectMapper()
                .readValue(
                        projectRoot.resolve("openapi/examples/citizens.json").toFile(),
                        new TypeReference<List<Citizen>>() {});
    }

    PortalAccount portal() {
        if (portalAccount == null) {
            throw new IllegalStateException(key + " has no portal account");
        }
        return portalAccount;
    }

    String vneidNumber() {
        if (vneid == null || number == null) {
            throw new IllegalStateException(key + " has no VNeID");
        }
        return number;
    }
}
