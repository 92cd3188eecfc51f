package vn.gov.populationregistry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.keys.HmacKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may ask: only a token for this audience, of the bearer type, with the scope. */
@QuarkusTest
@QuarkusTestResource(TestIssuer.class)
class TokensTest {

    @Test
    void aTokenOfTheRealmForThisAudienceWithTheScopeMayAsk() {
        asking(TestIssuer.token()).then().statusCode(200);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wrongTokens")
    void aWrongTokenIsRefused(String what, String token) {
        asking(token)
                .then()
                .statusCode(401)
                .body("code", equalTo("invalid-token"))
                .header("WWW-Authenticate", equalTo("Bearer realm=\"population-registry\", error=\"invalid_token\""));
    }

    static Stream<Arguments> wrongTokens() {
        var stranger = TestIssuer.newKey("published");
        return Stream.of(
                Arguments.of("not a token", "x"),
                Arguments.of("three dots", "a.b.c"),
                Arguments.of("no audience", TestIssuer.token(claims -> claims.unsetClaim("aud"))),
                Arguments.of(
                        "the service's audience",
                        TestIssuer.token(claims -> claims.setAudience("identity-link-service"))),
                Arguments.of(
                        "another realm",
                        TestIssuer.token(claims -> claims.setIssuer(TestIssuer.URL.replace("vneid", "portal")))),
                Arguments.of("no issuer", TestIssuer.token(claims -> claims.unsetClaim("iss"))),
                Arguments.of("no subject", TestIssuer.token(claims -> claims.unsetClaim("sub"))),
                Arguments.of(
                        "expired", TestIssuer.token(claims -> claims.setExpirationTime(TestIssuer.inSeconds(-60)))),
                Arguments.of("no expiry", TestIssuer.token(claims -> claims.unsetClaim("exp"))),
                Arguments.of(
                        "lives for a year",
                        TestIssuer.token(claims -> claims.setExpirationTime(TestIssuer.inSeconds(31_536_000)))),
                Arguments.of("issued tomorrow", TestIssuer.token(claims -> {
                    claims.setIssuedAt(TestIssuer.inSeconds(86_400));
                    claims.setExpirationTime(TestIssuer.inSeconds(86_700));
                })),
                Arguments.of("no time of issue", TestIssuer.token(claims -> claims.unsetClaim("iat"))),
                Arguments.of(
                        "not valid yet", TestIssuer.token(claims -> claims.setNotBefore(TestIssuer.inSeconds(600)))),
                Arguments.of("an ID token", TestIssuer.token(claims -> claims.setStringClaim("typ", "ID"))),
                Arguments.of("a refresh token", TestIssuer.token(claims -> claims.setStringClaim("typ", "Refresh"))),
                Arguments.of("a logout token", TestIssuer.token(claims -> claims.setStringClaim("typ", "Logout"))),
                Arguments.of("no type", TestIssuer.token(claims -> claims.unsetClaim("typ"))),
                Arguments.of("of no client", TestIssuer.token(claims -> claims.unsetClaim("azp"))),
                Arguments.of(
                        "signed by a stranger with the key id of the realm",
                        TestIssuer.token(claims -> {}, signature -> signature.setKey(stranger.getPrivateKey()))),
                Arguments.of(
                        "signed with the public key as a secret (RFC 8725 2.1)",
                        TestIssuer.token(claims -> {}, signature -> {
                            signature.setAlgorithmHeaderValue("HS256");
                            signature.setKey(
                                    new HmacKey(TestIssuer.KEY.getPublicKey().getEncoded()));
                        })),
                Arguments.of("not signed (alg none)", TestIssuer.token(claims -> {}, signature -> {
                    signature.setAlgorithmConstraints(AlgorithmConstraints.NO_CONSTRAINTS);
                    signature.setAlgorithmHeaderValue("none");
                    signature.setKey(null);
                })),
                Arguments.of("changed after signing", tampered(TestIssuer.token())));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "profile", "population-registry", "population-registry:read", "population-registry:matches"})
    void aTokenWithoutTheScopeIsRefused(String scope) {
        asking(TestIssuer.token(claims -> claims.setStringClaim("scope", scope)))
                .then()
                .statusCode(403)
                .body("code", equalTo("insufficient-scope"))
                .header(
                        "WWW-Authenticate",
                        equalTo("Bearer realm=\"population-registry\", error=\"insufficient_scope\","
                                + " scope=\"population-registry:match\""));
    }

    @Test
    void aRoleOfThatNameIsNoScope() {
        asking(TestIssuer.token(claims -> {
                    claims.unsetClaim("scope");
                    claims.setClaim("realm_access", Map.of("roles", List.of("population-registry:match")));
                }))
                .then()
                .statusCode(403);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Basic eDp4", "Bearer", "Digest x", "bearer"})
    void withoutABearerTokenNobodyMayAsk(String authorization) {
        Registry.anybody()
                .header("Authorization", authorization)
                .contentType("application/json")
                .body(Registry.question())
                .post(Registry.MATCHES)
                .then()
                .statusCode(401)
                .body("code", equalTo("unauthenticated"))
                .header("WWW-Authenticate", equalTo("Bearer realm=\"population-registry\""));
    }

    @ParameterizedTest
    @ValueSource(strings = {".", "..", "....", ".x.", "x..x"})
    void whatIsNoTokenAtAllIsRefusedAndIsNoFault(String token) {
        Registry.anybody()
                .header("Authorization", "Bearer " + token)
                .contentType("application/json")
                .body(Registry.question())
                .post(Registry.MATCHES)
                .then()
                .statusCode(401)
                .body("code", equalTo("invalid-token"));
    }

    @Test
    void anEndpointThatNobodyAnnotatedIsOneThatNobodyMayCall() {
        Registry.caller().get("/v1/forgotten").then().statusCode(403);
    }

    @Path("/v1/forgotten")
    public static class Forgotten {

        @GET
        @Operation(hidden = true)
        public String unannotated() {
            return "open";
        }
    }

    private static Response asking(String token) {
        return Registry.anybody()
                .auth()
                .preemptive()
                .oauth2(token)
                .contentType("application/json")
                .body(Registry.question())
                .post(Registry.MATCHES);
    }

    private static String tampered(String token) {
        var parts = token.split("\\.", 3);
        var payload = new String(Base64.getUrlDecoder().decode(parts[1]), UTF_8);
        var other = payload.replace("profile ", "profile2 ");
        return parts[0] + "."
                + Base64.getUrlEncoder().withoutPadding().encodeToString(other.getBytes(UTF_8))
                + "." + parts[2];
    }
}
