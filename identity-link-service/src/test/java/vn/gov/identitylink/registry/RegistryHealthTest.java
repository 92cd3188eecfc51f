package vn.gov.identitylink.registry;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import org.junit.jupiter.api.Test;
import vn.gov.identitylink.testing.IdentityLinkTestResource;

@QuarkusTest
@QuarkusTestResource(IdentityLinkTestResource.class)
class RegistryHealthTest {

    @Inject
    PopulationRegistry registry;

    @TestHTTPResource(value = "/", management = true)
    @SuppressWarnings("NullAway.Init")
    URI management;

    @Test
    void theRegistrysHealthIsReportedApartFromReadiness() {
        given().get(management.resolve("health/group/registry"))
                .then()
                .statusCode(200)
                .body("checks.name", hasItem("population-registry"))
                .body("checks[0].data.circuit", equalTo("CLOSED"));
        given().get(management.resolve("health/ready"))
                .then()
                .statusCode(200)
                .body("checks.name", not(hasItem("population-registry")));
    }

    @Test
    void theRegistrysAnswersAreMeasuredByOutcome() {
        assertInstanceOf(RegistryAnswer.Match.class, registry.match(RegistryUnderTest.QUESTION));

        given().get(management.resolve("metrics"))
                .then()
                .statusCode(200)
                .body(containsString("registry_answers_total{outcome=\"match\"}"))
                .body(containsString("registry_questions_seconds_count{outcome=\"match\"}"));
    }
}
