package vn.gov.identitylink.linking;

import static java.util.Map.entry;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import vn.gov.identitylink.testing.IdentityLinkTestResource;
import vn.gov.identitylink.testing.LetterSteps;
import vn.gov.identitylink.testing.People;
import vn.gov.identitylink.testing.SyntheticCitizen;
import vn.gov.identitylink.testing.TestWorld;
import vn.gov.identitylink.testing.Tokens;
import vn.gov.identitylink.testing.VneidPerson;

/** How far each of the forty synthetic citizens comes on the letter's way, with the account that they have. */
@QuarkusTest
@QuarkusTestResource(IdentityLinkTestResource.class)
class ScenariosTest {

    /** Who does not end up linked, and where the way ends. */
    private static final Map<String, String> ENDS = Map.ofEntries(
            entry("level-one", "completion 422 vneid-level-insufficient"),
            entry("second-account", "matched, no VNeID"),
            entry("registry-down", "verification 503 registry-unavailable"),
            entry("no-vneid", "matched, no VNeID"),
            entry("name-differs", "verification 422 identity-not-matched"),
            entry("deceased", "verification 422 identity-not-matched"),
            entry("organisation", "verification 409 citizen-not-eligible"),
            entry("birth-date-differs", "verification 422 identity-not-matched"),
            entry("not-in-registry", "verification 422 identity-not-matched"),
            entry("number-implausible", "registration 400 validation-failed"),
            entry("number-reestablished", "registration 400 validation-failed"),
            entry("missing", "verification 422 identity-not-matched"),
            entry("under-correction", "verification 422 identity-not-matched"),
            entry("thirteen-years-old", "matched, no VNeID"),
            entry("nothing-declared", "verification 409 number-not-matched"),
            entry("sex-differs", "registration 400 validation-failed"),
            entry("no-number", "registration 400 validation-failed"));

    static Stream<String> citizens() {
        return SyntheticCitizen.named().stream()
                .filter(citizen -> citizen.portalAccount() != null)
                .map(SyntheticCitizen::key);
    }

    @ParameterizedTest
    @MethodSource("citizens")
    void everySyntheticCitizenComesAsFarAsTheirScenarioSays(String key) {
        assertEquals(ENDS.getOrDefault(key, "linked"), end(SyntheticCitizen.of(key)));
    }

    @Test
    void everyScenarioIsAboutSomebody() {
        ENDS.keySet().forEach(SyntheticCitizen::of);
    }

    private static String end(SyntheticCitizen citizen) {
        SyntheticCitizen.PortalAccount account = Objects.requireNonNull(citizen.portalAccount());
        // A technical id of its own: other tests register these people too.
        String techId = "SCENARIO-" + account.externalId();
        Map<String, @Nullable Object> request =
                new LinkedHashMap<>(Map.of("externalId", techId, "kind", account.kind()));
        Map<String, @Nullable Object> declared = People.declaration(citizen);
        if (!declared.isEmpty()) {
            request.put("declaredIdentity", declared);
        }
        Response registered = LetterSteps.register(Tokens.homePortal().toString(), request);
        if (registered.statusCode() != 201) {
            return "registration " + refusal(registered);
        }
        String token = Tokens.citizen(techId).toString();
        Response verified = LetterSteps.verify(token, "me");
        if (verified.statusCode() != 201) {
            return "verification " + refusal(verified);
        }
        LetterSteps.confirm(token, "me", verified.path("verificationId"), verified.header("ETag"))
                .then()
                .statusCode(200);
        if (citizen.vneid() == null) {
            return "matched, no VNeID";
        }
        Response started = LetterSteps.startAttempt(token, "me");
        started.then().statusCode(201);
        var redirect =
                TestWorld.get().vneid().signIn(URI.create(started.path("authorizationUrl")), VneidPerson.of(citizen));
        Response completed = LetterSteps.complete(
                token,
                "me",
                started.path("attemptId"),
                Map.of("code", redirect.code(), "state", redirect.state(), "iss", redirect.iss()));
        return completed.statusCode() == 201 ? "linked" : "completion " + refusal(completed);
    }

    private static String refusal(Response response) {
        return response.statusCode() + " " + response.path("code");
    }
}
