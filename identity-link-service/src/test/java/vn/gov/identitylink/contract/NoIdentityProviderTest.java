package vn.gov.identitylink.contract;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import vn.gov.identitylink.contract.Contract.Operation;
import vn.gov.identitylink.testing.IdentityLinkTestResource;

/** The identity provider was not there when the service started, and still is not. */
@QuarkusTest
@TestProfile(NoIdentityProviderTest.ProviderIsNotThere.class)
@QuarkusTestResource(IdentityLinkTestResource.class)
class NoIdentityProviderTest {

    /** Nothing listens on this port. */
    public static class ProviderIsNotThere implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "quarkus.oidc.auth-server-url", "http://localhost:1/realms/portal",
                    "quarkus.oidc.connection-delay", "1S");
        }
    }

    @ParameterizedTest
    @MethodSource("vn.gov.identitylink.contract.EveryOperationTest#protectedOperations")
    void nobodyCanBeKnownUntilItComes(Operation operation) {
        EveryOperationTest.call(operation, EveryOperationTest.allowed(operation))
                .then()
                .statusCode(503)
                .body("code", equalTo("identity-provider-unavailable"));
    }

    @Test
    void whoNeedsNotBeKnownIsServed() {
        given().get("/v1/problems/not-found").then().statusCode(200);
        given().get("/v1/accounts/me").then().statusCode(401).body("code", equalTo("unauthenticated"));
    }
}
