package vn.gov.identitylink.linking;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vn.gov.identitylink.testing.IdentityLinkTestResource;
import vn.gov.identitylink.testing.Letter;
import vn.gov.identitylink.testing.LetterSteps;
import vn.gov.identitylink.testing.People;
import vn.gov.identitylink.testing.Refusal;
import vn.gov.identitylink.testing.SyntheticCitizen;
import vn.gov.identitylink.testing.TestWorld;
import vn.gov.identitylink.testing.Tokens;
import vn.gov.identitylink.testing.VneidPerson;
import vn.gov.identitylink.testing.VneidRealm;

/** The portal signs the citizen in to VNeID itself, and hands over the ID token. */
@QuarkusTest
@QuarkusTestResource(IdentityLinkTestResource.class)
class PortalSignInTest {

    private static final String REJECTED = "identity-assertion-rejected";

    private final VneidRealm vneid = TestWorld.get().vneid();

    private SyntheticCitizen citizen;
    private VneidPerson person;
    private Letter letter;

    @BeforeEach
    void match() {
        citizen = People.aCitizen();
        person = VneidPerson.of(citizen);
        letter = Letter.matched(citizen);
    }

    @AfterEach
    void heal() {
        vneid.heal();
    }

    @Test
    void theIdTokenOfThePortalsOwnSignInLinksOnce() {
        Response started = start(letter.token());
        started.then()
                .statusCode(201)
                .body("method", equalTo("PORTAL_SIGN_IN"))
                .body("nonce", notNullValue())
                .body("authorizationUrl", nullValue());
        String idToken = vneid.idToken(VneidRealm.PORTAL_CLIENT_ID, started.path("nonce"), person);

        Response linked = complete(letter.token(), started, idToken);
        linked.then().statusCode(201).body("state", equalTo("ACTIVE"));
        complete(letter.token(), started, idToken)
                .then()
                .statusCode(200)
                .body("linkId", equalTo(linked.<String>path("linkId")));
        LetterSteps.readAttempt(letter.token(), letter.accountId(), started.path("attemptId"))
                .then()
                .body("state", equalTo("COMPLETED"))
                .body("nonce", nullValue());
    }

    @Test
    void whatIsNotTheAnswerToThisRequestOfThisPortalIsRejected() {
        Map<String, UnaryOperator<Sign>> wrong = new LinkedHashMap<>();
        wrong.put("for this service's own client", sign -> sign.client("identity-link-service"));
        wrong.put("for another portal's client", sign -> sign.client("another-portal-at-vneid"));
        wrong.put("asked for by another client", sign -> sign.claim("azp", "identity-link-service"));
        wrong.put(
                "for several clients",
                sign -> sign.claim("aud", List.of(VneidRealm.PORTAL_CLIENT_ID, "identity-link-service"))
                        .claim("azp", null));
        wrong.put("with another nonce", sign -> sign.nonce("another"));
        wrong.put("without a nonce", sign -> sign.claim("nonce", null));
        wrong.put("of another issuer", sign -> sign.claim("iss", "https://elsewhere.example"));
        wrong.put(
                "six minutes old",
                sign -> sign.claim("auth_time", Instant.now().minusSeconds(360).getEpochSecond()));
        wrong.put("without the time of the sign-in", sign -> sign.claim("auth_time", null));
        wrong.put(
                "expired",
                sign -> sign.claim("exp", Instant.now().minusSeconds(120).getEpochSecond()));
        wrong.forEach((what, change) -> {
            Response started = start(letter.token());
            Sign sign = change.apply(new Sign(VneidRealm.PORTAL_CLIENT_ID, started.path("nonce"), new HashMap<>()));
            Refusal.of(() -> complete(letter.token(), started, sign.token()))
                    .changing("link_attempt")
                    .is(400, REJECTED, "LINK_CREATED " + REJECTED);
        });
    }

    private final class Sign {

        private final String client;
        private final @Nullable String nonce;
        private final Map<String, @Nullable Object> claims;

        Sign(String client, @Nullable String nonce, Map<String, @Nullable Object> claims) {
            this.client = client;
            this.nonce = nonce;
            this.claims = claims;
        }

        Sign client(String other) {
            return new Sign(other, nonce, claims);
        }

        Sign nonce(String other) {
            return new Sign(client, other, claims);
        }

        Sign claim(String claim, @Nullable Object value) {
            claims.put(claim, value);
            return this;
        }

        String token() {
            VneidPerson changed = person;
            for (Map.Entry<String, @Nullable Object> claim : claims.entrySet()) {
                changed = changed.claiming(claim.getKey(), claim.getValue());
            }
            return vneid.idToken(client, nonce, changed);
        }
    }

    @Test
    void aForgedTokenOrNoneAtAllIsRejected() {
        Response started = start(letter.token());
        vneid.forgeIdTokens();
        String forged = vneid.idToken(VneidRealm.PORTAL_CLIENT_ID, started.path("nonce"), person);
        Refusal.of(() -> complete(letter.token(), started, forged))
                .changing("link_attempt")
                .is(400, REJECTED, "LINK_CREATED " + REJECTED);
        vneid.heal();
        for (String text : List.of("not.a.token", "x", "eyJhbGciOiJub25lIn0.e30.")) {
            Response another = start(letter.token());
            Refusal.of(() -> complete(letter.token(), another, text))
                    .changing("link_attempt")
                    .is(400, REJECTED, "LINK_CREATED " + REJECTED);
        }
    }

    @Test
    void aNonceCountsOnceAndForItsAttemptOnly() {
        Response first = start(letter.token());
        Response second = start(letter.token());
        String forFirst = vneid.idToken(VneidRealm.PORTAL_CLIENT_ID, first.path("nonce"), person);
        Refusal.of(() -> complete(letter.token(), second, forFirst))
                .changing("link_attempt")
                .is(400, REJECTED, "LINK_CREATED " + REJECTED);
        complete(letter.token(), first, forFirst).then().statusCode(201);
        String otherToken =
                vneid.idToken(VneidRealm.PORTAL_CLIENT_ID, first.path("nonce"), person.claiming("jti", "other"));
        Refusal.of(() -> complete(letter.token(), first, otherToken)).is(409, "attempt-used");
    }

    @Test
    void theLevelCountsAsReturned() {
        Response started = start(letter.token());
        String idToken = vneid.idToken(VneidRealm.PORTAL_CLIENT_ID, started.path("nonce"), person.atLevel(1));
        Refusal.of(() -> complete(letter.token(), started, idToken))
                .changing("link_attempt")
                .is(422, "vneid-level-insufficient", "LINK_CREATED vneid-level-insufficient");
    }

    @Test
    void anotherSubjectWithANumberThatIsProvedElsewhereIsNeverASecondLink() {
        Response started = start(letter.token());
        complete(letter.token(), started, vneid.idToken(VneidRealm.PORTAL_CLIENT_ID, started.path("nonce"), person))
                .then()
                .statusCode(201);
        Letter second = Letter.registered(citizen, letter.techId() + "-2").match();
        Response again = start(second.token(), second.accountId());
        String idToken = vneid.idToken(
                VneidRealm.PORTAL_CLIENT_ID,
                again.path("nonce"),
                person.withSubject("another-subject-" + letter.techId()));
        Refusal.of(() -> complete(second.token(), second.accountId(), again, idToken))
                .changing("link_attempt", "operator_case")
                .is(409, "vneid-already-linked", "LINK_CREATED vneid-already-linked");
    }

    @Test
    void anAttemptIsCompletedAsItWasBegunAndByThePortalThatBeganIt() {
        Response byPortal = start(letter.token());
        Letter.Attempt byRedirect = letter.startAttempt();
        String idToken = vneid.idToken(VneidRealm.PORTAL_CLIENT_ID, byPortal.path("nonce"), person);
        Refusal.of(() -> letter.complete(new Letter.Attempt(byPortal.path("attemptId"), ""), byRedirect.signIn(person)))
                .is(400, "attempt-invalid", "LINK_CREATED attempt-invalid");
        Refusal.of(() -> completeAt(letter.token(), letter.accountId(), byRedirect.id(), Map.of("idToken", idToken)))
                .is(400, "attempt-invalid", "LINK_CREATED attempt-invalid");
        String elsewhere =
                Tokens.citizen(letter.techId()).with("azp", "swagger-ui").toString();
        Refusal.of(() -> complete(elsewhere, byPortal, idToken))
                .is(400, "attempt-invalid", "LINK_CREATED attempt-invalid");
        complete(letter.token(), byPortal, idToken).then().statusCode(201);
    }

    @Test
    void aPortalWithoutAClientAtVneidCannotSignCitizensInItself() {
        String elsewhere =
                Tokens.citizen(letter.techId()).with("azp", "swagger-ui").toString();
        Refusal.of(() -> start(elsewhere)).is(400, "validation-failed");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"method\":\"PORTAL_SIGN_IN\",\"redirectUri\":\"http://localhost:8100/link/callback\"}",
                "{\"method\":\"REDIRECT\"}",
                "{\"method\":\"DEVICE_CODE\"}"
            })
    void anAttemptThatCannotBeReadIsRefused(String body) {
        Refusal.of(() -> LetterSteps.as(letter.token())
                        .contentType(ContentType.JSON)
                        .body(body)
                        .post("/v1/accounts/me/link-attempts"))
                .is(400, "validation-failed");
    }

    @Test
    void aCompletionThatCannotBeReadIsRefused() {
        Response started = start(letter.token());
        for (Map<String, String> body : List.of(
                Map.of("idToken", ""),
                Map.of("idToken", "a".repeat(8_193)),
                Map.of("idToken", "a.b.c", "code", "c"),
                Map.<String, String>of())) {
            Refusal.of(() -> completeAt(letter.token(), letter.accountId(), started.path("attemptId"), body))
                    .is(400, "validation-failed");
        }
        assertEquals(
                "PENDING",
                LetterSteps.readAttempt(letter.token(), letter.accountId(), started.path("attemptId"))
                        .path("state"));
    }

    private Response start(String token) {
        return start(token, letter.accountId());
    }

    private static Response start(String token, String accountId) {
        return LetterSteps.as(token)
                .contentType(ContentType.JSON)
                .body(Map.of("method", "PORTAL_SIGN_IN"))
                .post("/v1/accounts/{accountId}/link-attempts", accountId);
    }

    @Test
    void anEmptyCompletionIsToldOfBothWays() {
        Response started = start(letter.token());
        Refusal.of(() -> completeAt(letter.token(), letter.accountId(), started.path("attemptId"), Map.of()))
                .is(400, "validation-failed")
                .then()
                .body("errors.pointer", hasItems("/code", "/state", "/iss", "/idToken"));
    }

    private Response complete(String token, Response started, String idToken) {
        return complete(token, letter.accountId(), started, idToken);
    }

    private static Response complete(String token, String accountId, Response started, String idToken) {
        return completeAt(token, accountId, started.path("attemptId"), Map.of("idToken", idToken));
    }

    private static Response completeAt(String token, String accountId, String attemptId, Map<String, String> body) {
        return LetterSteps.complete(token, accountId, attemptId, body);
    }
}
