package vn.gov.identitylink.coverage;

import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.not;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import vn.gov.identitylink.testing.IdentityLinkTestResource;
import vn.gov.identitylink.testing.LetterSteps;
import vn.gov.identitylink.testing.Tokens;

/** The people of {@code openapi/examples/citizens.json}, whom the local stack registers, in the report of today. */
@QuarkusTest
@QuarkusTestResource(IdentityLinkTestResource.class)
class SyntheticPeopleTest {

    /** Of their own, so that nobody else's accounts are counted. */
    private static final String REALM = "synthetic-people-test";

    @Inject
    CountEvents countEvents;

    @Test
    void theyAreEnoughForTheProvinceToTellThemAndForAWorklistAtQuyNhon() throws IOException {
        JsonNode people = new ObjectMapper()
                .readTree(Path.of(System.getProperty("project.root"), "openapi/examples/citizens.json")
                        .toFile());
        for (JsonNode person : people) {
            JsonNode residence = person.path("permanentResidence");
            if (person.hasNonNull("portalAccount") && residence.hasNonNull("commune")) {
                String commune = residence.path("commune").asText();
                LetterSteps.register(
                                Tokens.homePortal().inRealm(REALM).toString(),
                                Map.of(
                                        "externalId",
                                        person.path("portalAccount")
                                                .path("externalId")
                                                .asText(),
                                        "locality",
                                        residence.hasNonNull("district")
                                                ? Map.of("communeCode", commune, "asOf", "2024-01-29")
                                                : Map.of("communeCode", commune)))
                        .then()
                        .statusCode(201);
            }
        }
        countEvents.run();
        LetterSteps.as(Tokens.officer().inRealm(REALM).toString())
                .accept("application/json")
                .get("/v1/coverage?unit=52")
                .then()
                .statusCode(200)
                .body("units[0].figures.accounts", greaterThanOrEqualTo(30));
        LetterSteps.as(Tokens.officer().inRealm(REALM).with("unit", "21583").toString())
                .header("Processing-Purpose", "1.004873")
                .get("/v1/coverage-worklist")
                .then()
                .statusCode(200)
                .body("items", not(empty()));
    }
}
