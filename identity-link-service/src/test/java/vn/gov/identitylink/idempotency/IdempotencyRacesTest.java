package vn.gov.identitylink.idempotency;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import vn.gov.identitylink.testing.Database;
import vn.gov.identitylink.testing.IdentityLinkTestResource;
import vn.gov.identitylink.testing.Letter;
import vn.gov.identitylink.testing.LetterSteps;
import vn.gov.identitylink.testing.People;

/**
 * The same key many times at once. The number of rounds and the seed are printed; {@code -Drace.rounds=1000 -Drace.seed=…}
 * runs the long proof or repeats a failure.
 */
@QuarkusTest
@QuarkusTestResource(IdentityLinkTestResource.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class IdempotencyRacesTest {

    private static final int ROUNDS = Integer.getInteger("race.rounds", 200);
    private static final long SEED = Long.getLong("race.seed", System.nanoTime());
    private static final int AT_ONCE = 12;

    private final Random random = new Random(SEED);
    private final ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);

    @BeforeAll
    void say() {
        System.out.printf("race.rounds=%d race.seed=%d%n", ROUNDS, SEED);
    }

    @AfterAll
    void stop() {
        threads.shutdownNow();
    }

    @Test
    void theSameCallManyTimesIsDoneOnce() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            Letter letter = Letter.registered(People.aCitizen());
            String key = UUID.randomUUID().toString();
            String token = letter.token();
            int calls = 2 + random.nextInt(AT_ONCE - 1);
            List<Response> answers = atOnce(calls, call -> () -> add(letter, token, key, "A paper"));
            assertDoneOnce(answers, Set.of("201", "409 idempotency-in-progress"));
            assertEquals(1, papers(letter));
            add(letter, token, key, "A paper").then().statusCode(201);
            assertEquals(1, papers(letter));
        }
    }

    @Test
    void ofManyBodiesUnderOneKeyOneIsDone() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            Letter letter = Letter.registered(People.aCitizen());
            String key = UUID.randomUUID().toString();
            String token = letter.token();
            int calls = 2 + random.nextInt(AT_ONCE - 1);
            List<Response> answers = atOnce(calls, call -> () -> add(letter, token, key, "Paper " + call));
            assertDoneOnce(answers, Set.of("201", "409 idempotency-in-progress", "422 idempotency-key-reused"));
            assertEquals(1, papers(letter));
        }
    }

    @Test
    void theSameVerificationManyTimesAsksTheRegistryOnce() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            Letter letter = Letter.registered(People.aCitizen());
            String key = UUID.randomUUID().toString();
            String token = letter.token();
            int calls = 2 + random.nextInt(AT_ONCE - 1);
            List<Response> answers = atOnce(
                    calls,
                    call -> () ->
                            LetterSteps.as(token).header("Idempotency-Key", key).post("/v1/accounts/me/verifications"));
            assertDoneOnce(answers, Set.of("201", "409 idempotency-in-progress"));
            assertEquals(
                    1,
                    Database.count(
                            "SELECT count(*) FROM verification WHERE account_id = '" + letter.accountId() + "'"));
            assertEquals(
                    List.of("ACCOUNT_REGISTERED done", "IDENTITY_VERIFIED done"), Database.auditOf(letter.accountId()));
        }
    }

    /** One answer is new, those that repeat it are the same, and the others are refused in one of these ways. */
    private static void assertDoneOnce(List<Response> answers, Set<String> possible) {
        Set<String> bodies = new TreeSet<>();
        int executed = 0;
        for (Response answer : answers) {
            boolean success = answer.statusCode() < 300;
            String told =
                    success ? Integer.toString(answer.statusCode()) : answer.statusCode() + " " + answer.path("code");
            assertTrue(possible.contains(told), told);
            if (success) {
                bodies.add(answer.asString());
                executed += answer.header("Idempotency-Replayed") == null ? 1 : 0;
            }
        }
        assertEquals(1, executed, "executions");
        assertEquals(1, bodies.size(), "different answers");
    }

    private static Response add(Letter letter, String token, String key, String title) {
        return LetterSteps.as(token)
                .header("Idempotency-Key", key)
                .contentType(ContentType.JSON)
                .body(Map.of(
                        "kind", "OTHER", "title", title, "mediaType", "application/pdf", "source", "CITIZEN_UPLOAD"))
                .post("/v1/document-stores/{id}/documents", letter.accountId());
    }

    private static long papers(Letter letter) {
        return Database.count("SELECT count(*) FROM document WHERE account_id = '" + letter.accountId() + "'");
    }

    private List<Response> atOnce(int calls, IntFunction<Callable<Response>> call) throws Exception {
        CyclicBarrier start = new CyclicBarrier(calls);
        List<Future<Response>> running = new ArrayList<>();
        for (int i = 0; i < calls; i++) {
            Callable<Response> each = call.apply(i);
            running.add(threads.submit(() -> {
                start.await();
                return each.call();
            }));
        }
        List<Response> answers = new ArrayList<>();
        for (Future<Response> each : running) {
            answers.add(each.get());
        }
        return answers;
    }
}
