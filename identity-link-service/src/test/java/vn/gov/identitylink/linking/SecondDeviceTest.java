package vn.gov.identitylink.linking;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vn.gov.identitylink.testing.Database;
import vn.gov.identitylink.testing.Fault;
import vn.gov.identitylink.testing.IdentityLinkTestResource;
import vn.gov.identitylink.testing.Letter;
import vn.gov.identitylink.testing.LetterSteps;
import vn.gov.identitylink.testing.People;
import vn.gov.identitylink.testing.Refusal;
import vn.gov.identitylink.testing.SyntheticCitizen;
import vn.gov.identitylink.testing.TestWorld;
import vn.gov.identitylink.testing.VneidPerson;

/** The first screen shows a QR code and two digits; the citizen signs in to VNeID on the device that scanned it. */
@QuarkusTest
@QuarkusTestResource(IdentityLinkTestResource.class)
class SecondDeviceTest {

    private final TestWorld world = TestWorld.get();

    private SyntheticCitizen citizen;
    private Letter letter;

    @BeforeEach
    void match() {
        citizen = People.aCitizen();
        letter = Letter.matched(citizen);
    }

    @AfterEach
    void heal() {
        world.registry().heal();
        world.vneid().heal();
    }

    @Test
    void whoSignsInOnTheSecondDeviceAndEntersTheDigitsIsLinkedOnce() throws Exception {
        Response started = start();
        started.then()
                .statusCode(201)
                .body("method", equalTo("SECOND_DEVICE"))
                .body("confirmationCode", matchesPattern("[0-9]{2}"))
                .body("nonce", nullValue());
        assertEquals(started.<String>path("authorizationUrl"), QrCodeTest.read(started.path("qrCode")));
        Map<String, String> redirect = signIn(started);
        assertEquals(started.<String>path("redirectState"), redirect.get("state"));

        Response linked = complete(started, digits(redirect, started.path("confirmationCode")));
        linked.then().statusCode(201).body("state", equalTo("ACTIVE"));
        complete(started, digits(redirect, started.path("confirmationCode")))
                .then()
                .statusCode(200)
                .body("linkId", equalTo(linked.<String>path("linkId")));
        assertEquals("LINK_CREATED done", Database.auditOf(letter.accountId()).getLast());
    }

    @Test
    void theDigitsTheCodeAndTheStateStandOnlyInTheAnswerThatOpenedTheAttempt() {
        Response started = start();
        read(started)
                .then()
                .statusCode(200)
                .body("method", equalTo("SECOND_DEVICE"))
                .body("state", equalTo("PENDING"))
                .body("authorizationUrl", nullValue())
                .body("qrCode", nullValue())
                .body("confirmationCode", nullValue())
                .body("redirectState", nullValue())
                .body("account", nullValue());
    }

    @Test
    void theAnswerNamesTheAccountSoThatSomebodyElseNotices() {
        String entityTag = LetterSteps.readAccount(letter.token(), "me").header("ETag");
        LetterSteps.changeContact(letter.token(), "me", entityTag, Map.of("phone", "0900400001"))
                .then()
                .statusCode(200);
        start().then().body("account.number", equalTo(masked())).body("account.phone", nullValue());
        Database.execute("UPDATE account SET registered_at = registered_at - interval '31 days', phone_since ="
                + " phone_since - interval '31 days' WHERE account_id = '" + letter.accountId() + "'");
        start().then()
                .body("account.realm", equalTo("national-public-service-portal"))
                .body("account.number", equalTo(masked()))
                .body("account.phone", equalTo("•••••••001"))
                .body("account.registeredOn", notNullValue());
        assertEquals(
                List.of("number, phone", "number, phone"),
                Database.texts("SELECT array_to_string(fields, ', ') FROM audit_record WHERE account_id = '"
                        + letter.accountId() + "' AND action = 'LINK_ATTEMPT_STARTED'"));
    }

    @Test
    void wrongDigitsEndTheAttemptBeforeAnybodyIsAsked() {
        Response started = start();
        Map<String, String> redirect = signIn(started);
        int asked = world.registry().calls() + world.vneid().calls();
        Refusal.of(() -> complete(started, digits(redirect, otherThan(started.path("confirmationCode")))))
                .changing("link_attempt")
                .is(422, "confirmation-code-wrong", "LINK_CREATED confirmation-code-wrong")
                .then()
                .body("nextAction", equalTo("START_NEW_ATTEMPT"));
        assertEquals(asked, world.registry().calls() + world.vneid().calls());
        read(started).then().body("state", equalTo("FAILED")).body("failure", equalTo("confirmation-code-wrong"));
    }

    @Test
    void thereIsNoSecondGuess() {
        Response started = start();
        Map<String, String> redirect = signIn(started);
        complete(started, digits(redirect, otherThan(started.path("confirmationCode"))));
        Refusal.of(() -> complete(started, digits(redirect, started.path("confirmationCode"))))
                .is(409, "attempt-used");
    }

    @Test
    void otherDigitsAfterTheLinkAreNotTheSameCompletion() {
        Response started = start();
        Map<String, String> redirect = signIn(started);
        complete(started, digits(redirect, started.path("confirmationCode")))
                .then()
                .statusCode(201);
        Refusal.of(() -> complete(started, digits(redirect, otherThan(started.path("confirmationCode")))))
                .is(409, "attempt-used");
    }

    @Test
    void withoutTheDigitsNothingIsLinkedAndTheAttemptStaysOpen() {
        Response started = start();
        Map<String, String> redirect = signIn(started);
        Refusal.of(() -> complete(started, redirect))
                .is(400, "validation-failed")
                .then()
                .body("errors[0].pointer", equalTo("/confirmationCode"))
                .body("errors[0].code", equalTo("required"));
        complete(started, digits(redirect, started.path("confirmationCode")))
                .then()
                .statusCode(201);
    }

    @Test
    void digitsWithTheStateOfAnotherAttemptAreNoGuess() {
        Response started = start();
        Map<String, String> redirect = digits(signIn(started), otherThan(started.path("confirmationCode")));
        Map<String, String> elsewhere = new HashMap<>(redirect);
        elsewhere.put("state", start().path("redirectState"));
        Refusal.of(() -> complete(started, elsewhere)).is(400, "attempt-invalid", "LINK_CREATED attempt-invalid");
        read(started).then().body("state", equalTo("PENDING"));
    }

    @Test
    void whereNoDigitsAreShownNoneAreTaken() {
        Letter.Attempt attempt = letter.startAttempt();
        Map<String, String> redirect = attempt.signIn(VneidPerson.of(citizen));
        Refusal.of(() -> letter.complete(attempt, digits(redirect, "00")))
                .is(400, "validation-failed")
                .then()
                .body("errors[0].code", equalTo("only-for-second-device"));
        Refusal.of(() -> letter.complete(attempt, Map.of("idToken", "a.b.c", "confirmationCode", "00")))
                .is(400, "validation-failed")
                .then()
                .body("errors[0].code", equalTo("only-for-second-device"));
        letter.complete(attempt, redirect).then().statusCode(201);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "7", "007", "7a", " 07", "07\n", "０７"})
    void whatIsNotTwoDigitsIsNoGuessEither(String text) {
        Response started = start();
        Map<String, String> redirect = signIn(started);
        Refusal.of(() -> complete(started, digits(redirect, text))).is(400, "validation-failed");
        read(started).then().body("state", equalTo("PENDING"));
    }

    @Test
    void anIdTokenDoesNotCompleteASecondDevicesAttempt() {
        Response started = start();
        Refusal.of(() -> complete(started, Map.of("idToken", "a.b.c")))
                .is(400, "attempt-invalid", "LINK_CREATED attempt-invalid");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"method\":\"SECOND_DEVICE\"}",
                "{\"method\":\"SECOND_DEVICE\",\"redirectUri\":\"https://elsewhere.example/callback\"}"
            })
    void anAttemptNeedsAPageOfThePortal(String body) {
        Refusal.of(() -> LetterSteps.as(letter.token())
                        .contentType(ContentType.JSON)
                        .body(body)
                        .post("/v1/accounts/me/link-attempts"))
                .is(400, "validation-failed");
    }

    /** The attacker has an account with the victim's facts, shows the victim the code, and is told the digits' page at most. */
    @Test
    @DisplayName("Phished second device: a victim is lured to sign in for the attacker's attempt")
    void aVictimLuredToSignInGainsTheAttackersSessionNothing() {
        Response started = start();
        Map<String, String> victims = signIn(started);
        // The code went to the portal's page on the victim's phone. The attacker has state and digits, and invents one.
        Map<String, String> invented = digits(victims, started.path("confirmationCode"));
        invented.put("code", UUID.randomUUID().toString());
        Refusal.of(() -> complete(started, invented))
                .changing("link_attempt")
                .is(400, "identity-assertion-rejected", "LINK_CREATED identity-assertion-rejected");

        // Talked into entering the digits too, the victim links; the attacker's session still gains no right by it.
        Response again = start();
        complete(again, digits(signIn(again), again.path("confirmationCode")))
                .then()
                .statusCode(201);
        LetterSteps.readAccount(letter.token(), "me")
                .then()
                .body("identity.number.value", equalTo(masked()))
                .body("identity.permanentResidence", nullValue());
    }

    @Test
    void theAttemptLivesForFiveMinutesAndItsCodeAsLongAsVneidSays() {
        Response started = start();
        Instant createdAt = Instant.parse(started.path("createdAt"));
        assertEquals(createdAt.plus(Duration.ofMinutes(5)), Instant.parse(started.path("expiresAt")));
        assertEquals(createdAt.plusSeconds(60), Instant.parse(started.path("qrCodeExpiresAt")));
        Map<String, String> redirect = signIn(started);
        expire(started, "now()");
        Refusal.of(() -> complete(started, digits(redirect, started.path("confirmationCode"))))
                .is(410, "attempt-expired");
        read(started).then().body("state", equalTo("EXPIRED"));
    }

    @Test
    void aNeighbourThatIsAwayCostsNoGuess() {
        Response started = start();
        Map<String, String> redirect = digits(signIn(started), started.path("confirmationCode"));
        world.registry().fail(Fault.DOWN);
        Refusal.of(() -> complete(started, redirect)).changing("link_attempt").is(503, "registry-unavailable");
        world.registry().heal();
        complete(started, redirect).then().statusCode(201);
    }

    @Test
    void digitsAreDrawnFromAllHundredAndOnlyForASecondDevice() {
        TreeSet<String> drawn = new TreeSet<>();
        for (int i = 0; i < 3_000; i++) {
            drawn.add(Objects.requireNonNull(
                    AttemptProof.create(LinkMethod.SECOND_DEVICE).confirmationCode()));
        }
        assertEquals(100, drawn.size(), "of 3000 draws; a fair one misses a number once in 10^11 runs");
        assertEquals("00", drawn.first());
        assertEquals("99", drawn.last());
        assertNull(AttemptProof.create(LinkMethod.REDIRECT).confirmationCode());
        assertNull(AttemptProof.create(LinkMethod.PORTAL_SIGN_IN).confirmationCode());
        AttemptProof kept = AttemptProof.create(LinkMethod.SECOND_DEVICE);
        assertEquals(kept, AttemptProof.read(kept.write()));
        assertTrue(kept.toString().endsWith("[•••]"));
    }

    @Test
    void theFirstScreenHearsOfTheLinkThatThePhoneMakes() throws Exception {
        Response started = start();
        Map<String, String> redirect = digits(signIn(started), started.path("confirmationCode"));
        String entityTag = read(started).header("ETag");
        assertNotNull(entityTag);
        // More than the connections to the database: whoever waits holds none.
        List<Future<Response>> screens = new ArrayList<>();
        try (var waiting = Executors.newFixedThreadPool(60)) {
            for (int i = 0; i < 60; i++) {
                screens.add(waiting.submit(() -> waitFor(started, entityTag)));
            }
            complete(started, redirect).then().statusCode(201);
            for (Future<Response> screen : screens) {
                screen.get()
                        .then()
                        .statusCode(200)
                        .time(lessThan(Duration.ofSeconds(20).toMillis()));
            }
        }
        Response over = waitFor(started, entityTag);
        over.then().statusCode(200).body("state", equalTo("COMPLETED")).body("linkId", notNullValue());
        waitFor(started, over.header("ETag"))
                .then()
                .statusCode(304)
                .time(lessThan(Duration.ofSeconds(20).toMillis()));
    }

    @Test
    void aWaitEndsWithItsTimeOrWithTheAttempts() {
        Response started = start();
        LetterSteps.as(letter.token())
                .queryParam("wait", "1")
                .get("/v1/accounts/me/link-attempts/{id}", started.<String>path("attemptId"))
                .then()
                .statusCode(200)
                .body("state", equalTo("PENDING"));
        String entityTag = read(started).header("ETag");
        expire(started, "now() + interval '1 second'");
        waitFor(started, entityTag)
                .then()
                .statusCode(200)
                .body("state", equalTo("EXPIRED"))
                .time(lessThan(Duration.ofSeconds(20).toMillis()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"26", "-1", "x", "100", "1.5"})
    void aWaitOutOfRangeIsRefused(String wait) {
        Response started = start();
        Response refused = Refusal.of(() -> LetterSteps.as(letter.token())
                        .queryParam("wait", wait)
                        .get("/v1/accounts/me/link-attempts/{id}", started.<String>path("attemptId")))
                .is(400, "invalid-parameter");
        assertEquals("/wait range", Refusal.faults(refused));
    }

    private String masked() {
        return "•".repeat(9) + Objects.requireNonNull(citizen.number()).substring(9);
    }

    private Response start() {
        return LetterSteps.as(letter.token())
                .contentType(ContentType.JSON)
                .body(Map.of("method", "SECOND_DEVICE", "redirectUri", LetterSteps.REDIRECT_URI))
                .post("/v1/accounts/{accountId}/link-attempts", letter.accountId());
    }

    /** The phone scans the code, and its person signs in to VNeID. */
    private Map<String, String> signIn(Response started) {
        URI scanned = URI.create(started.path("authorizationUrl"));
        return new Letter.Attempt(started.path("attemptId"), scanned.toString()).signIn(VneidPerson.of(citizen));
    }

    private static Map<String, String> digits(Map<String, String> redirect, String digits) {
        Map<String, String> completion = new HashMap<>(redirect);
        completion.put("confirmationCode", digits);
        return completion;
    }

    private static String otherThan(String digits) {
        return digits.equals("00") ? "01" : "00";
    }

    private Response complete(Response started, Map<String, String> body) {
        return LetterSteps.complete(letter.token(), letter.accountId(), started.path("attemptId"), body);
    }

    private Response read(Response started) {
        return LetterSteps.readAttempt(letter.token(), letter.accountId(), started.path("attemptId"));
    }

    private Response waitFor(Response started, String entityTag) {
        return LetterSteps.as(letter.token())
                .header("If-None-Match", entityTag)
                .queryParam("wait", "25")
                .get("/v1/accounts/me/link-attempts/{id}", started.<String>path("attemptId"));
    }

    private static void expire(Response started, String at) {
        Database.execute("UPDATE link_attempt SET expires_at = " + at + " WHERE attempt_id = '"
                + started.path("attemptId") + "'");
    }
}
