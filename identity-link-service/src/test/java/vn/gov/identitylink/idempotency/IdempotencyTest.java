package vn.gov.identitylink.idempotency;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import vn.gov.identitylink.testing.Database;
import vn.gov.identitylink.testing.Fault;
import vn.gov.identitylink.testing.IdentityLinkTestResource;
import vn.gov.identitylink.testing.Letter;
import vn.gov.identitylink.testing.LetterSteps;
import vn.gov.identitylink.testing.LogCapture;
import vn.gov.identitylink.testing.People;
import vn.gov.identitylink.testing.Refusal;
import vn.gov.identitylink.testing.TestWorld;
import vn.gov.identitylink.testing.Tokens;

/** A call that creates something and is sent again under the same key: done once, answered twice. */
@QuarkusTest
@QuarkusTestResource(IdentityLinkTestResource.class)
class IdempotencyTest {

    private static final String PAPER =
            "{\"kind\":\"OTHER\",\"title\":\"Giấy tờ\",\"mediaType\":\"application/pdf\",\"source\":\"CITIZEN_UPLOAD\"}";

    @Inject
    ForgetAnswers forgetAnswers;

    private final TestWorld world = TestWorld.get();

    private Letter letter;
    private String key;

    @BeforeEach
    void register() {
        letter = Letter.registered(People.aCitizen());
        key = UUID.randomUUID().toString();
    }

    @AfterEach
    void heal() {
        world.registry().heal();
        world.vneid().heal();
    }

    @Test
    void theSameCallAgainIsAnsweredByteForByteAndDoneOnce() {
        Response first = add(letter.token(), key, PAPER);
        first.then().statusCode(201).header("Idempotency-Replayed", nullValue());
        long audited = Database.lastAuditRecord();

        Response again = add(letter.token(), key, PAPER);

        again.then().statusCode(201).header("Idempotency-Replayed", equalTo("true"));
        assertEquals(first.asString(), again.asString());
        assertEquals(first.header("Location"), again.header("Location"));
        assertEquals(first.contentType(), again.contentType());
        assertEquals(1, papers());
        assertEquals(List.of(), Database.auditedSince(audited));
    }

    @Test
    void anAnswerUnderAKeyIsTheOneWithoutIt() {
        Response without = LetterSteps.as(letter.token())
                .contentType(ContentType.JSON)
                .body(PAPER)
                .post("/v1/document-stores/{id}/documents", letter.accountId());
        Response with = add(letter.token(), key, PAPER);
        assertEquals(shape(without), shape(with));
        assertEquals(without.contentType(), with.contentType());
        assertEquals(
                without.header("Location").replaceAll("[^/]+$", ""),
                with.header("Location").replaceAll("[^/]+$", ""));
    }

    private static String shape(Response response) {
        return response.asString().replaceAll("[0-9a-f]{8}-[0-9a-f-]{27}|\\d{4}-\\d\\d-\\d\\dT[^\"]+", "…");
    }

    @Test
    void theRegistryIsAskedOnce() {
        Response first = verify(key);
        first.then().statusCode(201);
        int asked = world.registry().calls();
        Response again = verify(key);
        again.then().statusCode(201).header("Idempotency-Replayed", equalTo("true"));
        assertEquals(first.asString(), again.asString());
        assertEquals(first.header("ETag"), again.header("ETag"));
        assertEquals(asked, world.registry().calls());
        LetterSteps.confirm(letter.token(), "me", again.path("verificationId"), again.header("ETag"))
                .then()
                .statusCode(200);
    }

    @Test
    void aLinkAttemptIsOpenedOnceWithItsDigits() {
        letter.match();
        Response first = start(key);
        first.then().statusCode(201);
        int asked = world.vneid().calls();
        assertEquals(first.asString(), start(key).asString());
        assertEquals(asked, world.vneid().calls());
        assertEquals(
                1, Database.count("SELECT count(*) FROM link_attempt WHERE account_id = '" + letter.accountId() + "'"));
    }

    @Test
    void anAccountIsRegisteredOnceAndTheSecondAnswerIsTheFirst() {
        Map<String, String> body = Map.of("externalId", "IDEMPOTENT-" + key);
        String token = Tokens.homePortal().toString();
        Response first = LetterSteps.machine(token)
                .header("Idempotency-Key", key)
                .body(body)
                .post("/v1/accounts");
        first.then().statusCode(201).header("ETag", notNullValue());
        Response again = LetterSteps.machine(Tokens.homePortal().toString())
                .header("Idempotency-Key", key)
                .body(body)
                .post("/v1/accounts");
        again.then().statusCode(201).header("Idempotency-Replayed", equalTo("true"));
        assertEquals(first.asString(), again.asString());
        assertEquals(first.header("ETag"), again.header("ETag"));
        LetterSteps.machine(token)
                .header("Idempotency-Key", key + "-another")
                .body(body)
                .post("/v1/accounts")
                .then()
                .statusCode(200)
                .header("Idempotency-Replayed", nullValue());
    }

    @Test
    void anotherBodyOrAnotherAddressUnderTheSameKeyIsRefused() {
        add(letter.token(), key, PAPER).then().statusCode(201);
        Refusal.of(() -> add(letter.token(), key, PAPER.replace("Giấy tờ", "Giấy tờ khác")))
                .is(422, "idempotency-key-reused");
        Refusal.of(() -> verify(key)).is(422, "idempotency-key-reused");
    }

    @Test
    void theSameBodyWrittenOtherwiseIsTheSameCall() {
        Response first = add(letter.token(), key, PAPER);
        String otherwise = "{ \"source\": \"CITIZEN_UPLOAD\", \"mediaType\": \"application/pdf\","
                + " \"title\": \"Gi\\u1ea5y t\\u1edd\", \"kind\": \"OTHER\" }";
        assertEquals(first.asString(), add(letter.token(), key, otherwise).asString());
        assertEquals(1, papers());
    }

    @Test
    void anotherCallerWithTheSameKeyIsIndependent() {
        Letter other = Letter.registered(People.aCitizen());
        Response first = add(letter.token(), key, PAPER);
        Response others = LetterSteps.as(other.token())
                .header("Idempotency-Key", key)
                .contentType(ContentType.JSON)
                .body(PAPER)
                .post("/v1/document-stores/{id}/documents", other.accountId());
        others.then().statusCode(201).header("Idempotency-Replayed", nullValue());
        assertNotEquals(first.<String>path("documentId"), others.path("documentId"));
    }

    /** What one session was told another one may not see: it came through VNeID, or made the link. */
    @Test
    void anotherSessionOfTheSameCitizenIsAnotherCaller() {
        add(letter.token(), key, PAPER).then().statusCode(201);
        add(Tokens.citizen(letter.techId()).toString(), key, PAPER)
                .then()
                .statusCode(201)
                .header("Idempotency-Replayed", nullValue());
        add(
                        Tokens.citizen(letter.techId())
                                .with("sid", letter.sessionId())
                                .throughVneid()
                                .toString(),
                        key,
                        PAPER)
                .then()
                .statusCode(201)
                .header("Idempotency-Replayed", nullValue());
        assertEquals(3, papers());
    }

    @Test
    void whileACallRunsTheSameAgainIsAskedForPatience() throws Exception {
        FutureTask<Response> running = slowly();
        Refusal.of(() -> verify(key))
                .is(409, "idempotency-in-progress")
                .then()
                .header("Retry-After", notNullValue())
                .body("retryable", equalTo(true));
        world.registry().heal();
        Response done = running.get(30, TimeUnit.SECONDS);
        done.then().statusCode(201);
        assertEquals(done.asString(), verify(key).asString());
    }

    @Test
    void afterAFailureTheSameCallIsExecutedAgain() {
        world.registry().fail(Fault.DOWN);
        Refusal.of(() -> verify(key)).is(503, "registry-unavailable", "IDENTITY_VERIFIED registry-failed");
        world.registry().heal();
        verify(key).then().statusCode(201).header("Idempotency-Replayed", nullValue());
    }

    @Test
    void aRefusalLeavesTheKeyUnused() {
        Refusal.of(() -> start(key)).is(409, "number-not-matched", "LINK_ATTEMPT_STARTED number-not-matched");
        letter.match();
        start(key).then().statusCode(201).header("Idempotency-Replayed", nullValue());
    }

    @Test
    void afterADayTheSameCallIsExecutedAgain() {
        Response first = add(letter.token(), key, PAPER);
        age("24 hours");
        Response next = add(letter.token(), key, PAPER);
        next.then().statusCode(201).header("Idempotency-Replayed", nullValue());
        assertNotEquals(first.asString(), next.asString());
        assertEquals(2, papers());
        assertEquals(next.asString(), add(letter.token(), key, PAPER).asString());
    }

    @Test
    void shortOfADayItIsNot() {
        Response first = add(letter.token(), key, PAPER);
        age("23 hours 59 minutes");
        assertEquals(first.asString(), add(letter.token(), key, PAPER).asString());
    }

    @Test
    void whatIsADayOldIsForgotten() {
        add(letter.token(), key, PAPER);
        forgetAnswers.forget();
        assertEquals(1, kept());
        age("24 hours");
        forgetAnswers.forget();
        assertEquals(0, kept());
    }

    /** A call outlived its lease, and another one took its key: of the two, the late one does nothing. */
    @Test
    void aCallThatLostItsKeyCommitsNothing() throws Exception {
        FutureTask<Response> running = slowly();
        Database.execute("UPDATE idempotency_key SET claim = gen_random_uuid() WHERE answer IS NULL");
        long audited = Database.lastAuditRecord();
        world.registry().heal();
        Response late = running.get(30, TimeUnit.SECONDS);
        assertEquals("409 idempotency-in-progress", late.statusCode() + " " + late.path("code"));
        assertEquals(List.of(), Database.auditedSince(audited));
        assertEquals(
                0, Database.count("SELECT count(*) FROM verification WHERE account_id = '" + letter.accountId() + "'"));

        // The other died too: its lease ends.
        Refusal.of(() -> verify(key)).is(409, "idempotency-in-progress");
        Database.execute(
                "UPDATE idempotency_key SET created_at = created_at - interval '60 seconds'" + " WHERE answer IS NULL");
        verify(key).then().statusCode(201).header("Idempotency-Replayed", nullValue());
    }

    /** The database goes away between the claim and the commit, and takes the release of the claim with it. */
    @Test
    void aCommitThatIsLostCostsTheLeaseAndNothingElse() throws Exception {
        FutureTask<Response> running = slowly();
        Response lost;
        Database.lockOut();
        try {
            world.registry().heal();
            lost = running.get(30, TimeUnit.SECONDS);
        } finally {
            Database.letIn();
        }
        Database.awaitService();
        assertEquals("503 storage-unavailable", lost.statusCode() + " " + lost.path("code"));
        Refusal.of(() -> verify(key)).is(409, "idempotency-in-progress");
        Database.execute(
                "UPDATE idempotency_key SET created_at = created_at - interval '60 seconds'" + " WHERE answer IS NULL");
        verify(key).then().statusCode(201).header("Idempotency-Replayed", nullValue());
        assertEquals(
                1, Database.count("SELECT count(*) FROM verification WHERE account_id = '" + letter.accountId() + "'"));
    }

    @Test
    void aDeadCallsKeyIsNoOtherCallsEither() throws Exception {
        FutureTask<Response> running = slowly();
        Database.execute(
                "UPDATE idempotency_key SET claim = gen_random_uuid(), created_at = created_at - interval '60 seconds'"
                        + " WHERE answer IS NULL");
        world.registry().heal();
        running.get(30, TimeUnit.SECONDS);
        Refusal.of(() -> add(letter.token(), key, PAPER)).is(422, "idempotency-key-reused");
    }

    @Test
    void neitherKeyNorAnswerStandsInALogOrInTheClear() {
        letter.match();
        List<String> logged;
        try (LogCapture logs = LogCapture.open()) {
            start(key).then().statusCode(201);
            start(key).then().statusCode(201);
            Refusal.of(() -> verify(key)).is(422, "idempotency-key-reused");
            logged = List.copyOf(logs.lines());
        }
        assertTrue(logged.stream().noneMatch(line -> line.contains(key)), logged::toString);
        String row = Database.texts(
                        "SELECT idempotency_key::text FROM idempotency_key ORDER BY created_at DESC LIMIT 1")
                .getFirst();
        for (String secret : List.of(key, "confirmationCode", "attemptId", letter.accountId())) {
            assertFalse(row.contains(secret) || row.contains(hex(secret)), secret);
        }
    }

    @Test
    void anAnswerAboutACitizenIsSealedUnderTheirKeyAndForgottenWithIt() {
        Response first = add(letter.token(), key, PAPER);
        assertEquals(
                1,
                Database.count("SELECT count(*) FROM idempotency_key JOIN account USING (key_id) WHERE account_id = '"
                        + letter.accountId() + "'"));
        Database.execute("UPDATE idempotency_key SET answer = set_byte(answer, 0, 255 - get_byte(answer, 0))"
                + " WHERE key_id = (SELECT key_id FROM account WHERE account_id = '" + letter.accountId() + "')");
        Response next = add(letter.token(), key, PAPER);
        next.then().statusCode(201).header("Idempotency-Replayed", nullValue());
        assertNotEquals(first.<String>path("documentId"), next.path("documentId"));
    }

    @Test
    void anAnswerAboutNobodyIsSealedUnderAKeyOfTheService() {
        Database.execute("DELETE FROM idempotency_key");
        Map<String, Object> wanted = Map.of("eventsRequested", List.of("urn:vn:gov:identity-link:event-type:linked"));
        Response first = LetterSteps.machine(Tokens.otherPortal().toString())
                .header("Idempotency-Key", key)
                .body(wanted)
                .post("/v1/event-streams");
        assertTrue(first.statusCode() < 300, first::asString);
        Response again = LetterSteps.machine(Tokens.otherPortal().toString())
                .header("Idempotency-Key", key)
                .body(wanted)
                .post("/v1/event-streams");
        again.then().statusCode(first.statusCode()).header("Idempotency-Replayed", equalTo("true"));
        assertEquals(first.asString(), again.asString());
        assertEquals(1, Database.count("SELECT count(*) FROM idempotency_key"));
        assertEquals(0, Database.count("SELECT count(*) FROM idempotency_key JOIN account USING (key_id)"));
    }

    @Test
    void twoKeysAreNone() {
        Refusal.of(() -> LetterSteps.as(letter.token())
                        .header("Idempotency-Key", key, "another")
                        .post("/v1/accounts/me/verifications"))
                .is(400, "validation-failed");
    }

    private RequestSpecification keyed(String token, String key) {
        return LetterSteps.as(token).header("Idempotency-Key", key);
    }

    private Response add(String token, String key, String paper) {
        return keyed(token, key)
                .contentType(ContentType.JSON)
                .body(paper.getBytes(StandardCharsets.UTF_8))
                .post("/v1/document-stores/{id}/documents", letter.accountId());
    }

    private Response verify(String key) {
        return keyed(letter.token(), key).post("/v1/accounts/me/verifications");
    }

    private Response start(String key) {
        return keyed(letter.token(), key)
                .contentType(ContentType.JSON)
                .body(Map.of("method", "SECOND_DEVICE", "redirectUri", LetterSteps.REDIRECT_URI))
                .post("/v1/accounts/me/link-attempts");
    }

    /** A verification that waits for the registry. */
    private FutureTask<Response> slowly() {
        Database.execute("DELETE FROM idempotency_key");
        int asked = world.registry().calls();
        world.registry().fail(Fault.SLOW);
        String token = letter.token();
        FutureTask<Response> running = new FutureTask<>(() -> keyed(token, key).post("/v1/accounts/me/verifications"));
        Thread.ofVirtual().start(running);
        world.registry().awaitCalls(asked + 1);
        return running;
    }

    private long papers() {
        return Database.count("SELECT count(*) FROM document WHERE account_id = '" + letter.accountId() + "'");
    }

    private long kept() {
        return Database.count("SELECT count(*) FROM idempotency_key JOIN account USING (key_id) WHERE account_id = '"
                + letter.accountId() + "'");
    }

    private void age(String by) {
        Database.execute("UPDATE idempotency_key SET created_at = created_at - interval '" + by + "' WHERE key_id ="
                + " (SELECT key_id FROM account WHERE account_id = '" + letter.accountId() + "')");
    }

    private static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
    }
}
