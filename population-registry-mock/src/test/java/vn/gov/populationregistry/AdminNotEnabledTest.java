package vn.gov.populationregistry;

import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** As delivered, nobody changes what the registry answers. */
@QuarkusTest
@QuarkusTestResource(TestIssuer.class)
@TestProfile(AdminNotEnabledTest.AsDelivered.class)
class AdminNotEnabledTest {

    public static class AsDelivered implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("population-registry.admin.enabled", "false");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /v1/admin/citizens",
        "GET, /v1/admin/citizens/nguyen-van-thu",
        "DELETE, /v1/admin/citizens",
        "GET, /v1/admin/faults",
        "PUT, /v1/admin/faults",
        "GET, /v1/admin/calls",
        "GET, /v1//admin/calls",
        "GET, /v1/admin;x/calls",
        "GET, /v1/%61dmin/calls"
    })
    void the_admin_api_is_not_there_whatever_the_token(String method, String path) {
        Registry.caller(Scopes.ADMIN)
                .urlEncodingEnabled(false)
                .contentType("application/json")
                .body("{}")
                .request(method, path)
                .then()
                .statusCode(404)
                .body("code", equalTo("not-found"));
    }
}
