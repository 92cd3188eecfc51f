package vn.gov.identitylink.coverage;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vn.gov.identitylink.testing.Database;
import vn.gov.identitylink.testing.IdentityLinkTestResource;
import vn.gov.identitylink.testing.Letter;
import vn.gov.identitylink.testing.LetterSteps;
import vn.gov.identitylink.testing.LogCapture;
import vn.gov.identitylink.testing.People;
import vn.gov.identitylink.testing.Refusal;
import vn.gov.identitylink.testing.SyntheticCitizen;
import vn.gov.identitylink.testing.TestWorld;
import vn.gov.identitylink.testing.Tokens;
import vn.gov.identitylink.testing.VneidPerson;

/** The counters, kept from what really happens to accounts; events are counted when a test says so. */
@QuarkusTest
@QuarkusTestResource(IdentityLinkTestResource.class)
class CountersTest {

    @Inject
    CountEvents countEvents;

    @BeforeEach
    void begin() {
        TestProvince.load();
        recount().then().statusCode(200);
    }

    @Test
    void whatHappensToAnAccountIsCountedOnce() {
        String before = counted("94002");
        assertEquals("0 0 0 0 0", difference(before, counted("94002")));
        SyntheticCitizen citizen = People.aCitizen();
        Account account = register(citizen, "94002", "2024-01-29");
        assertEquals("0 0 0 0 0", difference(before, counted("94002")), "nothing is counted before it is time");
        countEvents.run();
        assertEquals("1 0 0 0 0", difference(before, counted("94002")));
        countEvents.run();
        assertEquals("1 0 0 0 0", difference(before, counted("94002")));

        skip(account);
        countEvents.run();
        assertEquals("1 0 0 1 0", difference(before, counted("94002")));

        account.match();
        account.link(citizen);
        countEvents.run();
        assertEquals("1 1 1 0 0", difference(before, counted("94002")), "who is linked has no notice to skip");
        recount().then().body("differences", equalTo(0)).body("accounts", greaterThan(0));
    }

    @Test
    void aLaterDeclarationAndAnEndedLinkAreTakenBack() {
        String before = counted("94003");
        SyntheticCitizen citizen = People.aCitizen();
        Account account = register(citizen, "94003", "2024-01-29");
        account.match();
        countEvents.run();
        assertEquals("1 1 0 0 0", difference(before, counted("94003")));
        LetterSteps.declare(account.token(), "me", "*", People.declaration(citizen))
                .then()
                .statusCode(200);
        countEvents.run();
        assertEquals("1 0 0 0 0", difference(before, counted("94003")));

        account.match();
        account.link(citizen);
        countEvents.run();
        assertEquals("1 1 1 0 0", difference(before, counted("94003")));
        Database.execute(
                "UPDATE link SET state = 'SUSPENDED', suspended_by = 'OPERATOR', suspended_at = now() WHERE account_id = '"
                        + account.id() + "'");
        Database.execute("INSERT INTO outbox_event VALUES (gen_random_uuid(), 'link-suspended', '" + account.id()
                + "', now(), '{}', 'SENT')");
        countEvents.run();
        assertEquals("1 1 0 0 0", difference(before, counted("94003")), "an event of a type that is not known yet");
        recount().then().body("differences", equalTo(0));
    }

    @Test
    void ofAccountsWithOneNumberAllButTheFirstAreDuplicates() {
        String before = counted("94004");
        SyntheticCitizen citizen = People.aCitizen();
        register(citizen, "94004", "2024-01-29");
        countEvents.run();
        Account second = register(citizen, "94004", "2024-01-29");
        Account third = register(citizen, "94004", "2024-01-29");
        countEvents.run();
        assertEquals("3 0 0 0 2", difference(before, counted("94004")));
        SyntheticCitizen other = People.aCitizen();
        LetterSteps.declare(second.token(), "me", "*", People.declaration(other))
                .then()
                .statusCode(200);
        countEvents.run();
        assertEquals("3 0 0 0 1", difference(before, counted("94004")));
        Map<String, @Nullable Object> nothing = new HashMap<>(People.declaration(citizen));
        nothing.remove("number");
        nothing.put("oldNumber", "900123456");
        LetterSteps.declare(third.token(), "me", "*", nothing).then().statusCode(200);
        countEvents.run();
        assertEquals("3 0 0 0 0", difference(before, counted("94004")));
        recount().then().body("differences", equalTo(0));
    }

    @Test
    void aCodeIsReadByItsDay() {
        String old = counted("94001");
        String young = counted("94001", "2025-07-01");
        register(People.aCitizen(), "94001", "2024-01-29");
        register(People.aCitizen(), "94001", "2025-07-02");
        register(People.aCitizen(), "94001", "2025-07-02");
        countEvents.run();
        assertEquals("1 0 0 0 0", difference(old, counted("94001")));
        assertEquals("2 0 0 0 0", difference(young, counted("94001", "2025-07-01")));
    }

    @Test
    void replicasThatCountAtTheSameTimeCountEachEventOnce() throws Exception {
        String before = counted("94011");
        for (int i = 0; i < 20; i++) {
            register(People.aCitizen(), "94011", "2024-01-29");
        }
        Callable<@Nullable Void> replica = () -> {
            countEvents.run();
            return null;
        };
        try (var replicas = Executors.newFixedThreadPool(4)) {
            for (Future<@Nullable Void> each : replicas.invokeAll(Collections.nCopies(8, replica))) {
                each.get();
            }
        }
        countEvents.run();
        assertEquals("20 0 0 0 0", difference(before, counted("94011")));
        recount().then().body("differences", equalTo(0));
    }

    @Test
    void aRecountFindsAndMendsACounterThatIsWrong() {
        register(People.aCitizen(), "94012", "2024-01-29");
        register(People.aCitizen(), "94012", "2024-01-29");
        String right = Database.count("SELECT count(*) FROM account WHERE commune_code = '94012'") + " 0 0 0 0";
        recount().then().body("differences", equalTo(0));
        assertEquals(right, counted("94012"));
        Database.execute("UPDATE coverage_count SET accounts = accounts + 7, linked = 3 WHERE commune_code = '94012'"
                + " AND realm = '" + Tokens.REALM + "'");
        Database.execute(
                "DELETE FROM coverage_standing WHERE account_id = (SELECT max(account_id::text)::uuid FROM account"
                        + " WHERE commune_code = '94012')");
        recount().then().body("differences", equalTo(1));
        assertEquals(right, counted("94012"));
        recount().then().body("differences", equalTo(0));
    }

    @Test
    void whileAnotherCountsARecountWaitsForNobody() throws Exception {
        try (Connection other = TestWorld.get().database().superuser();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("SELECT pg_advisory_xact_lock(" + 0x436f756e74L + ")");
            Refusal.of(CountersTest::recount).is(409, "counting-in-progress");
            countEvents.run();
            other.rollback();
        }
    }

    /** The id of a recount that nobody waits for. */
    private static String begunRecount() {
        return LetterSteps.as(Tokens.operator().toString())
                .queryParam("wait", 0)
                .post("/v1/coverage-recounts")
                .then()
                .statusCode(202)
                .extract()
                .path("recountId");
    }

    /** As of many millions of accounts: the call ends, the counting does not. */
    @Test
    void aRecountThatTakesLongGoesOnAndItsResultIsListed() throws Exception {
        String recountId;
        try (Connection other = TestWorld.get().database().superuser();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("LOCK TABLE coverage_recount IN SHARE MODE");
            recountId = begunRecount();
            recounts().then().body("items.recountId", not(hasItem(recountId)));
            Refusal.of(CountersTest::recount).is(409, "counting-in-progress");
            other.rollback();
        }
        Instant deadline = Instant.now().plusSeconds(60);
        while (!recounts().<List<String>>path("items.recountId").contains(recountId)) {
            assertTrue(Instant.now().isBefore(deadline), "it ended");
        }
        recounts()
                .then()
                .statusCode(200)
                .body("items[0].recountId", equalTo(recountId))
                .body("items[0].differences", equalTo(0));
        assertEquals(
                1,
                Database.count(
                        "SELECT count(*) FROM audit_record WHERE action = 'COVERAGE_RECOUNTED' AND outcome = 'done'"
                                + " AND actor_kind = 'operator' AND subject_id = '" + recountId + "'"));
    }

    @Test
    void aRecountThatBreaksOffIsNotListedAndTheLogSaysSo() throws Exception {
        String recountId;
        try (LogCapture logs = LogCapture.open();
                Connection other = TestWorld.get().database().superuser();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("LOCK TABLE coverage_recount IN SHARE MODE");
            recountId = begunRecount();
            Instant deadline = Instant.now().plusSeconds(60);
            while (logs.lines().stream().noneMatch(line -> line.contains("a recount broke off with"))) {
                Database.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
                        + " AND query LIKE 'INSERT INTO coverage_recount%'");
                assertTrue(Instant.now().isBefore(deadline), "it broke off");
            }
            other.rollback();
        }
        recounts().then().statusCode(200).body("items.recountId", not(hasItem(recountId)));
        recount().then().statusCode(200).body("differences", equalTo(0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "26", "x"})
    void aWaitOutOfRangeIsRefused(String wait) {
        Refusal.of(() -> LetterSteps.as(Tokens.operator().toString())
                        .queryParam("wait", wait)
                        .post("/v1/coverage-recounts"))
                .is(400, "invalid-parameter")
                .then()
                .body("errors[0].pointer", equalTo("/wait"))
                .body("errors[0].code", equalTo("range"));
    }

    private static Response recounts() {
        return LetterSteps.as(Tokens.operator().toString()).get("/v1/coverage-recounts");
    }

    private static Response recount() {
        return LetterSteps.as(Tokens.operator().toString()).post("/v1/coverage-recounts");
    }

    /** Accounts, matched, linked, skipped, duplicates. */
    private static String counted(String commune) {
        return counted(commune, "1975-04-30");
    }

    private static String counted(String commune, String since) {
        return Database.texts("SELECT concat_ws(' ', coalesce(sum(accounts), 0), coalesce(sum(matched), 0),"
                        + " coalesce(sum(linked), 0), coalesce(sum(skipped), 0), coalesce(sum(duplicates), 0))"
                        + " FROM coverage_count WHERE realm = '" + Tokens.REALM + "' AND commune_code = '" + commune
                        + "' AND commune_valid_from = '" + since + "'")
                .getFirst();
    }

    private static String difference(String before, String after) {
        List<String> difference = new ArrayList<>();
        String[] was = before.split(" ", -1);
        String[] is = after.split(" ", -1);
        for (int i = 0; i < is.length; i++) {
            difference.add(Long.toString(Long.parseLong(is[i]) - Long.parseLong(was[i])));
        }
        return String.join(" ", difference);
    }

    private static void skip(Account account) {
        Database.execute("INSERT INTO sign_in_skip VALUES (gen_random_uuid(), '" + account.id()
                + "', '51960000-0000-4000-8000-000000000001', 1, now())");
        Database.execute("INSERT INTO outbox_event VALUES (gen_random_uuid(), 'sign-in-notice-skipped', '"
                + account.id() + "', now(), '{}', 'SENT')");
    }

    private static Account register(SyntheticCitizen citizen, String commune, String asOf) {
        String techId = "COUNTED-" + UUID.randomUUID();
        String accountId = LetterSteps.register(
                        Tokens.homePortal().toString(),
                        Map.of(
                                "externalId",
                                techId,
                                "declaredIdentity",
                                People.declaration(citizen),
                                "locality",
                                Map.of("communeCode", commune, "asOf", asOf)))
                .then()
                .statusCode(201)
                .extract()
                .path("accountId");
        return new Account(accountId, techId);
    }

    /** An account with a locality, and its citizen's calls. */
    private record Account(String id, String techId) {

        String token() {
            return Tokens.citizen(techId).with("sid", "session-of-" + techId).toString();
        }

        void match() {
            Response verification = LetterSteps.verify(token(), "me");
            LetterSteps.confirm(token(), "me", verification.path("verificationId"), verification.header("ETag"))
                    .then()
                    .statusCode(200);
        }

        void link(SyntheticCitizen citizen) {
            Response started = LetterSteps.startAttempt(token(), "me");
            Letter.Attempt attempt = new Letter.Attempt(started.path("attemptId"), started.path("authorizationUrl"));
            LetterSteps.complete(token(), "me", attempt.id(), attempt.signIn(VneidPerson.of(citizen)))
                    .then()
                    .statusCode(201);
        }
    }
}
