package vn.gov.identitylink.access;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

import com.nimbusds.jose.JWSAlgorithm;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import vn.gov.identitylink.testing.Fault;
import vn.gov.identitylink.testing.IdentityLinkTestResource;
import vn.gov.identitylink.testing.TestWorld;
import vn.gov.identitylink.testing.Tokens;

/** Which tokens are somebody's. Names of RFC 8725 and security.md where they have one. */
@QuarkusTest
@QuarkusTestResource(IdentityLinkTestResource.class)
class TokensTest {

    @Test
    void eachKindOfCallerIsTold() {
        accepted(Tokens.citizen("TECH-000001"), "Citizen[");
        accepted(Tokens.citizen("TECH-000001").throughVneid(), "throughVneid=true");
        accepted(Tokens.citizen("TECH-000001").with("loginIdp", "VNPOST"), "throughVneid=false");
        accepted(Tokens.citizen("TECH-000001").with("LoaiTaiKhoan", 2), "Citizen[");
        accepted(Tokens.citizen("TECH-000001").with("aud", "identity-link-service"), "Citizen[");
        accepted(Tokens.citizen("TECH-000001").with("aud", List.of("account", "identity-link-service")), "Citizen[");
        accepted(Tokens.homePortal(), "home=true");
        accepted(Tokens.otherPortal(), "home=false");
        accepted(Tokens.otherPortal().without("processing_purposes"), "purposes=[]");
        accepted(Tokens.officer(), "operator=false");
        accepted(Tokens.officer().with("unit", "Phường Lê Lợi"), "Phường Lê Lợi");
        accepted(Tokens.operator(), "operator=true");
    }

    private static void accepted(Tokens token, String told) {
        given().auth()
                .oauth2(token.toString())
                .get("/probe/caller")
                .then()
                .statusCode(200)
                .body(containsString(told));
    }

    @Test
    void withoutATokenNobodyIsKnown() {
        given().get("/probe/caller")
                .then()
                .statusCode(401)
                .header("WWW-Authenticate", "Bearer")
                .contentType("application/problem+json")
                .body("code", equalTo("unauthenticated"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Basic aG9tZS1wb3J0YWw6c2VjcmV0",
                "Digest username=x",
                "Bearer",
                "Bearer ",
                "bearer",
                "Token x",
                "Negotiate x"
            })
    void anotherSchemeIsNoToken(String authorization) {
        given().header("Authorization", authorization)
                .get("/probe/caller")
                .then()
                .statusCode(401)
                .contentType("application/problem+json");
    }

    @Test
    void aTokenAnywhereElseIsNoToken() {
        String token = Tokens.citizen("TECH-000001").toString();
        given().queryParam("access_token", token).get("/probe/caller").then().statusCode(401);
        given().cookie("q_session", token).get("/probe/caller").then().statusCode(401);
        given().formParam("access_token", token).post("/probe/body").then().statusCode(415);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wrongTokens")
    void aWrongTokenIsRefused(String name, Supplier<Object> token) {
        given().auth()
                .oauth2(token.get().toString())
                .get("/probe/caller")
                .then()
                .statusCode(401)
                .header("WWW-Authenticate", "Bearer error=\"invalid_token\"")
                .contentType("application/problem+json")
                .body("code", equalTo("invalid-token"))
                .body(not(containsString("TECH-000001")));
    }

    @ParameterizedTest
    @ValueSource(strings = {".", "..", "...", "....", ".x.", "..x", "x..x", "x.y", "x.y.z"})
    void whatIsNoTokenAtAllIsRefusedAndIsNoFault(String token) {
        given().header("Authorization", "Bearer " + token)
                .get("/probe/caller")
                .then()
                .statusCode(401)
                .body("code", equalTo("invalid-token"));
    }

    @Test
    void twoTokensAreNoToken() {
        given().header("Authorization", "Bearer " + citizen(), "Bearer " + Tokens.homePortal())
                .get("/probe/caller")
                .then()
                .statusCode(401)
                .body("code", equalTo("invalid-token"));
    }

    static Stream<Arguments> wrongTokens() {
        Instant now = Instant.now();
        return Stream.of(
                // RFC 8725 section 3.1 and 3.2: algorithms
                wrong("unsigned", () -> citizen().unsigned()),
                wrong("MAC with the public key", () -> citizen().macedWithPublicKey()),
                wrong("RS384", () -> citizen().algorithm(JWSAlgorithm.RS384)),
                wrong("RS512", () -> citizen().algorithm(JWSAlgorithm.RS512)),
                wrong("PS256", () -> citizen().algorithm(JWSAlgorithm.PS256)),
                wrong("forged under the known key id", () -> citizen().forged()),
                wrong("forged without a key id", () -> citizen().forged().withoutKeyId()),
                wrong("no key id", () -> citizen().withoutKeyId()),
                wrong("unknown key", () -> citizen().signedWithUnknownKey()),
                wrong("cut signature", () -> cutSignature(citizen().toString())),
                wrong("no signature", () -> withoutSignature(citizen().toString())),
                wrong("changed payload", () -> changedPayload(citizen().toString())),
                wrong("not a token", () -> "abc.def.ghi"),
                wrong("opaque", () -> "6f5f6d044dbb4c3a8ba81d6d3b6b3f00"),
                wrong("five parts", () -> "a.b.c.d.e"),
                wrong("very long", () -> "a".repeat(7_000) + ".b.c"),
                // section 3.8 and 3.9: issuer, subject, audience
                wrong("another issuer", () -> citizen().with("iss", "https://portal.example/realms/portal")),
                wrong("issuer with a slash more", () -> citizen().with("iss", issuer() + "/")),
                wrong("the VNeID realm as issuer", () -> citizen().with("iss", issuer().replace("portal", "vneid"))),
                wrong("no issuer", () -> citizen().without("iss")),
                wrong("no subject", () -> citizen().without("sub")),
                wrong("empty subject", () -> citizen().with("sub", "")),
                wrong("another audience", () -> citizen().with("aud", "population-registry")),
                wrong("audience almost ours", () -> citizen().with("aud", "identity-link-service-registry")),
                wrong("no audience", () -> citizen().without("aud")),
                wrong("empty audience", () -> citizen().with("aud", List.of())),
                // section 3.11 and 3.12: kinds of tokens
                wrong("ID token", () -> citizen().with("typ", "ID")),
                wrong("refresh token", () -> citizen().with("typ", "Refresh")),
                wrong(
                        "logout token",
                        () -> citizen()
                                .with("typ", "Logout")
                                .with(
                                        "events",
                                        Map.of("http://schemas.openid.net/event/backchannel-logout", Map.of()))),
                wrong("no kind", () -> citizen().without("typ")),
                wrong("kind of another token in the header", () -> citizen().headerType("logout+jwt")),
                wrong(
                        "ID token with our audience",
                        () -> citizen().with("typ", "ID").with("nonce", "n")),
                // times
                wrong(
                        "expired",
                        () -> citizen().with("exp", now.minusSeconds(60).getEpochSecond())),
                wrong("no expiry", () -> citizen().without("exp")),
                wrong("expiry as text", () -> citizen().with("exp", "tomorrow")),
                wrong(
                        "lives for a day",
                        () -> citizen().with("exp", now.plusSeconds(86_400).getEpochSecond())),
                wrong("lives for ever", () -> citizen().with("exp", 253_402_300_799L)),
                wrong(
                        "issued in the future",
                        () -> citizen()
                                .with("iat", now.plusSeconds(120).getEpochSecond())
                                .with("exp", now.plusSeconds(240).getEpochSecond())),
                wrong(
                        "not yet valid",
                        () -> citizen().with("nbf", now.plusSeconds(120).getEpochSecond())),
                wrong("no time of issue", () -> citizen().without("iat")),
                wrong("time of issue as text", () -> citizen().with("iat", "now")),
                wrong("issued before time", () -> citizen().with("iat", -1)),
                // clients
                wrong("no client", () -> citizen().without("azp")),
                wrong("unknown client", () -> citizen().with("azp", "another-app")),
                wrong("client as a list", () -> citizen().with("azp", List.of("portal-web"))),
                wrong("citizen through a machine client", () -> citizen().with("azp", "home-portal")),
                wrong("citizen through the staff desk", () -> citizen().with("azp", "staff-desk")),
                wrong(
                        "machine through the citizens' client",
                        () -> Tokens.homePortal().with("azp", "portal-web")),
                wrong(
                        "home portal through another's client",
                        () -> Tokens.homePortal().with("azp", "province-portal")),
                wrong(
                        "other portal through the home portal's",
                        () -> Tokens.otherPortal().with("azp", "home-portal")),
                wrong(
                        "identity manager's client",
                        () -> Tokens.homePortal().with("azp", "home-portal-identity-manager")),
                wrong(
                        "officer through the citizens' client",
                        () -> Tokens.officer().with("azp", "portal-web")),
                wrong(
                        "service account as a citizen",
                        () -> citizen().with("preferred_username", "service-account-portal-web")),
                wrong(
                        "service account as an officer",
                        () -> Tokens.officer().with("preferred_username", "service-account-staff-desk")),
                // roles
                wrong("no roles", () -> citizen().without("realm_access")),
                wrong("no actor", () -> citizen().roles("default-roles-portal")),
                wrong("two actors", () -> citizen().roles("citizen", "operator")),
                wrong("both portals", () -> Tokens.homePortal().roles("home-portal", "other-portal")),
                wrong("actor in another case", () -> citizen().roles("CITIZEN")),
                wrong(
                        "roles of a client only",
                        () -> citizen()
                                .without("realm_access")
                                .with(
                                        "resource_access",
                                        Map.of("identity-link-service", Map.of("roles", List.of("citizen"))))),
                // claims of ours
                wrong("no account realm", () -> citizen().without("account_realm")),
                wrong("empty account realm", () -> citizen().with("account_realm", "")),
                wrong("account realm as a list", () -> citizen().with("account_realm", List.of(Tokens.REALM))),
                wrong("no session", () -> citizen().without("sid")),
                wrong("no TechID", () -> citizen().without("TechID")),
                wrong("empty TechID", () -> citizen().with("TechID", "")),
                wrong("TechID as a number", () -> citizen().with("TechID", 1)),
                wrong("two TechIDs", () -> citizen().with("TechID", List.of("TECH-000001", "TECH-000002"))),
                wrong("TechID with NUL", () -> citizen().with("TechID", "TECH\u0000")),
                wrong("TechID with a line break", () -> citizen().with("TechID", "TECH-000001\n")),
                wrong("TechID too long", () -> citizen().with("TechID", "T".repeat(101))),
                wrong("TechID null", () -> citizen().with("TechID", null)),
                wrong("no auth_time", () -> citizen().without("auth_time")),
                wrong("auth_time in the future", () -> citizen().authenticatedAt(now.plusSeconds(120))),
                wrong("auth_time as text", () -> citizen().with("auth_time", "now")),
                wrong("auth_time 0", () -> citizen().with("auth_time", 0)),
                wrong("officer without auth_time", () -> Tokens.officer().without("auth_time")),
                wrong("no kind of account", () -> citizen().without("LoaiTaiKhoan")),
                wrong("unknown kind of account", () -> citizen().with("LoaiTaiKhoan", "3")),
                wrong("loginIdp as a list", () -> citizen().with("loginIdp", List.of("BCA"))),
                wrong("TechID in a machine's token", () -> Tokens.homePortal().with("TechID", "TECH-000001")),
                wrong("TechID in an officer's token", () -> Tokens.officer().with("TechID", "TECH-000001")),
                wrong("purposes as text", () -> Tokens.homePortal().with("processing_purposes", "1.004873")),
                wrong("purposes as numbers", () -> Tokens.homePortal().with("processing_purposes", List.of(1))),
                wrong("an officer's number that is none", () -> Tokens.officer().with("SoDinhDanh", "00307970000x")),
                wrong("an officer's number as a number", () -> Tokens.officer().with("SoDinhDanh", 103_079_700_001L)),
                wrong("unit with a control character", () -> Tokens.officer().with("unit", "a\u0000b")));
    }

    @ParameterizedTest
    @EnumSource(names = {"DOWN", "RESET", "GARBAGE"})
    void whileTheIdentityProviderIsAwayItsKnownKeyIsStillGood(Fault fault) {
        accepted(citizen(), "Citizen[");
        TestWorld.get().portal().fail(fault);
        try {
            accepted(citizen(), "Citizen[");
            for (Tokens unknown :
                    new Tokens[] {citizen().signedWithUnknownKey(), citizen().forged()}) {
                given().auth()
                        .oauth2(unknown.toString())
                        .get("/probe/caller")
                        .then()
                        .statusCode(401)
                        .body("code", equalTo("invalid-token"));
            }
        } finally {
            TestWorld.get().portal().heal();
        }
    }

    private static Tokens citizen() {
        return Tokens.citizen("TECH-000001");
    }

    private static String issuer() {
        return TestWorld.get().portal().issuer();
    }

    private static Arguments wrong(String name, Supplier<Object> token) {
        return Arguments.of(name, token);
    }

    private static String cutSignature(String token) {
        return token.substring(0, token.length() - 10);
    }

    private static String withoutSignature(String token) {
        return token.substring(0, token.lastIndexOf('.') + 1);
    }

    private static String changedPayload(String token) {
        String[] parts = token.split("\\.", -1);
        String payload = new String(Base64.getUrlDecoder().decode(parts[1]), java.nio.charset.StandardCharsets.UTF_8);
        byte[] changed =
                payload.replace("TECH-000001", "TECH-000002").getBytes(java.nio.charset.StandardCharsets.UTF_8);
        return parts[0] + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(changed) + "." + parts[2];
    }

    @Test
    void theWrongActorIsForbidden() {
        for (Tokens token : new Tokens[] {citizen(), Tokens.otherPortal(), Tokens.officer(), Tokens.operator()}) {
            given().auth()
                    .oauth2(token.toString())
                    .get("/probe/caller/home-portal")
                    .then()
                    .statusCode(403)
                    .contentType("application/problem+json")
                    .body("code", equalTo("actor-not-allowed"));
        }
    }

    @Test
    void aBadTokenIsNotToldWhetherItsActorWouldDo() {
        given().auth()
                .oauth2(citizen().forged().toString())
                .get("/probe/caller/home-portal")
                .then()
                .statusCode(401)
                .body("code", equalTo("invalid-token"));
    }

    @Test
    void machinesAndStaffSayWhyTheyReadPersonalData() {
        purpose(Tokens.citizen("TECH-000001"), null).statusCode(200).body(equalTo("null"));
        purpose(Tokens.citizen("TECH-000001"), "9.999999").statusCode(200).body(equalTo("null"));
        for (Tokens token : new Tokens[] {Tokens.homePortal(), Tokens.otherPortal(), Tokens.officer()}) {
            purpose(token, null).statusCode(400).body("code", equalTo("processing-purpose-missing"));
            purpose(token, " ").statusCode(400).body("code", equalTo("processing-purpose-missing"));
            purpose(token, "9.999999").statusCode(403).body("code", equalTo("processing-purpose-not-allowed"));
            purpose(token, "1.004873").statusCode(200).body(equalTo("1.004873"));
        }
        purpose(Tokens.otherPortal(), "2.000889")
                .statusCode(403)
                .body("code", equalTo("processing-purpose-not-allowed"));
        purpose(Tokens.otherPortal().without("processing_purposes"), "1.004873")
                .statusCode(403)
                .body("code", equalTo("processing-purpose-not-allowed"));
    }

    private static io.restassured.response.ValidatableResponse purpose(
            Tokens token, @org.jspecify.annotations.Nullable String purpose) {
        var request = given().auth().oauth2(token.toString());
        if (purpose != null) {
            request.header("Processing-Purpose", purpose);
        }
        return request.get("/probe/caller/personal-data").then();
    }
}
