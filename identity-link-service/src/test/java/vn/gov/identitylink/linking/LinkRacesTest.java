package vn.gov.identitylink.linking;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import vn.gov.identitylink.signin.PolicySteps;
import vn.gov.identitylink.testing.Database;
import vn.gov.identitylink.testing.IdentityLinkTestResource;
import vn.gov.identitylink.testing.Letter;
import vn.gov.identitylink.testing.LetterSteps;
import vn.gov.identitylink.testing.People;
import vn.gov.identitylink.testing.SyntheticCitizen;
import vn.gov.identitylink.testing.TestWorld;
import vn.gov.identitylink.testing.Tokens;
import vn.gov.identitylink.testing.VneidPerson;

/**
 * What the database decides when several want the same at once. The number of rounds and the seed are printed; {@code
 * -Drace.rounds=1000 -Drace.seed=…} runs the long proof or repeats a failure.
 */
@QuarkusTest
@QuarkusTestResource(IdentityLinkTestResource.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LinkRacesTest {

    private static final int ROUNDS = Integer.getInteger("race.rounds", 200);
    private static final long SEED = Long.getLong("race.seed", System.nanoTime());
    private static final int SAME_COMPLETION = 12;
    private static final int SAME_CONFIRMATION = 8;

    private final Random random = new Random(SEED);
    private final ExecutorService threads = Executors.newFixedThreadPool(SAME_COMPLETION);

    @BeforeAll
    void say() {
        System.out.printf("race.rounds=%d race.seed=%d%n", ROUNDS, SEED);
    }

    @AfterAll
    void stop() {
        threads.shutdownNow();
    }

    @Test
    void theSameCompletionManyTimesIsOneLink() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            SyntheticCitizen citizen = People.aCitizen();
            Letter letter = Letter.matched(citizen);
            Letter.Attempt attempt = letter.startAttempt();
            Map<String, String> redirect = attempt.signIn(VneidPerson.of(citizen));

            Map<String, Integer> answers =
                    atOnce(Collections.nCopies(SAME_COMPLETION, () -> answer(letter.complete(attempt, redirect))));

            assertEquals(1, answers.get("201"), answers::toString);
            assertTrue(
                    Set.of("201", "200", "409 attempt-in-progress").containsAll(answers.keySet()), answers::toString);
            assertOneLink(letter.accountId());
            letter.complete(attempt, redirect).then().statusCode(200);
        }
    }

    @Test
    void twoAccountsForOneIdentityAreOneLink() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            SyntheticCitizen citizen = People.aCitizen();
            Letter one = Letter.matched(citizen);
            Letter other = Letter.registered(citizen, "OTHER-" + one.techId()).match();
            List<Callable<String>> completions = new ArrayList<>();
            for (Letter letter : List.of(one, other)) {
                Letter.Attempt attempt = letter.startAttempt();
                Map<String, String> redirect = attempt.signIn(VneidPerson.of(citizen));
                completions.add(() -> answer(letter.complete(attempt, redirect)));
            }
            Collections.shuffle(completions, random);
            assertEquals(Map.of("201", 1, "409 vneid-already-linked", 1), atOnce(completions));
            assertEquals(1, links(one.accountId()) + links(other.accountId()));
        }
    }

    @Test
    void twoIdentitiesForOneAccountAreOneLink() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            SyntheticCitizen citizen = People.aCitizen();
            Letter letter = Letter.matched(citizen);
            List<Callable<String>> completions = new ArrayList<>();
            for (VneidPerson person : List.of(
                    VneidPerson.of(citizen),
                    VneidPerson.of(citizen).withSubject(UUID.randomUUID().toString()))) {
                Letter.Attempt attempt = letter.startAttempt();
                Map<String, String> redirect = attempt.signIn(person);
                completions.add(() -> answer(letter.complete(attempt, redirect)));
            }
            Collections.shuffle(completions, random);
            Map<String, Integer> answers = atOnce(completions);
            assertEquals(1, answers.get("201"), answers::toString);
            // The loser was voided by the winner's link, or met it.
            assertTrue(
                    Set.of("201", "409 attempt-used", "409 account-already-linked")
                            .containsAll(answers.keySet()),
                    answers::toString);
            assertOneLink(letter.accountId());
        }
    }

    @Test
    void twoReplacementsOfOneLinkAreOne() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            Letter letter = Letter.linked(People.aCitizen());
            String linkId = LetterSteps.links(letter.token(), "me").path("items[0].linkId");
            List<Callable<String>> completions = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                Response begun = LetterSteps.startReplacement(letter.vneidToken(), letter.accountId(), linkId);
                Letter.Attempt attempt = new Letter.Attempt(begun.path("attemptId"), begun.path("authorizationUrl"));
                Map<String, String> redirect = attempt.signIn(VneidPerson.of(letter.citizen())
                        .withSubject(UUID.randomUUID().toString()));
                completions.add(() -> answer(letter.complete(attempt, redirect)));
            }
            Collections.shuffle(completions, random);
            Map<String, Integer> answers = atOnce(completions);
            assertEquals(1, answers.get("201"), answers::toString);
            assertTrue(
                    Set.of("201", "409 attempt-used", "409 account-already-linked")
                            .containsAll(answers.keySet()),
                    answers::toString);
            assertEquals(2, links(letter.accountId()));
            assertEquals(
                    1,
                    Database.count("SELECT count(*) FROM proved_number JOIN link USING (link_id) WHERE account_id = '"
                            + letter.accountId() + "' AND released_at IS NULL"));
        }
    }

    /** Link, unlink and decision: a portal is told of one account or the other or none, and at the end of the right one. */
    @Test
    void anIdentityBelongsToOneAccountWhileItsLinkEndsAndAnotherIsMade() throws Exception {
        PolicySteps policies = new PolicySteps();
        policies.publishNotice(null);
        try {
            for (int round = 0; round < ROUNDS; round++) {
                Letter owner = Letter.linked(People.aCitizen());
                VneidPerson person = VneidPerson.of(owner.citizen());
                Letter next = Letter.registered(owner.citizen(), "NEXT-" + owner.techId())
                        .match();
                String linkId = LetterSteps.links(owner.token(), "me").path("items[0].linkId");
                Letter.Attempt attempt = next.startAttempt();
                Map<String, String> redirect = attempt.signIn(person);
                List<Callable<String>> calls = new ArrayList<>(Collections.nCopies(3, () -> {
                    String account = accountOf(person);
                    assertTrue(account.equals("none")
                            || account.equals(owner.accountId())
                            || account.equals(next.accountId()));
                    return "decided";
                }));
                calls.add(() -> answer(LetterSteps.as(owner.vneidToken()).delete("/v1/links/{id}", linkId)));
                calls.add(() -> answer(next.complete(attempt, redirect)));
                Collections.shuffle(calls, random);
                Map<String, Integer> answers = atOnce(calls);
                assertEquals(1, answers.get("204"), answers::toString);
                boolean linked = answers.containsKey("201");
                assertTrue(linked || answers.containsKey("409 vneid-already-linked"), answers::toString);
                assertEquals(linked ? next.accountId() : "none", accountOf(person));
            }
        } finally {
            policies.withdrawAll();
        }
    }

    @Test
    void ofManyGuessesAtOnceOneCounts() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            SyntheticCitizen citizen = People.aCitizen();
            Letter letter = Letter.matched(citizen);
            Response started = LetterSteps.as(letter.token())
                    .contentType(ContentType.JSON)
                    .body(Map.of("method", "SECOND_DEVICE", "redirectUri", LetterSteps.REDIRECT_URI))
                    .post("/v1/accounts/me/link-attempts");
            Letter.Attempt attempt = new Letter.Attempt(started.path("attemptId"), started.path("authorizationUrl"));
            Map<String, String> redirect = attempt.signIn(VneidPerson.of(citizen));
            List<Callable<String>> guesses = new ArrayList<>();
            int first = random.nextInt(100);
            for (int i = 0; i < SAME_CONFIRMATION; i++) {
                Map<String, String> guess = new HashMap<>(redirect);
                guess.put("confirmationCode", "%02d".formatted((first + i) % 100));
                guesses.add(() -> answer(letter.complete(attempt, guess)));
            }
            Map<String, Integer> answers = atOnce(guesses);
            String counted = answers.containsKey("201") ? "201" : "422 confirmation-code-wrong";
            assertEquals(Map.of(counted, 1, "409 attempt-used", SAME_CONFIRMATION - 1), answers);
            assertEquals(counted.equals("201") ? 1 : 0, links(letter.accountId()));
        }
    }

    @Test
    void theSameConfirmationManyTimesIsOneTick() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            Letter letter = Letter.registered(People.aCitizen());
            Response verification = LetterSteps.verify(letter.token(), "me");
            String id = verification.path("verificationId");
            String entityTag = verification.header("ETag");
            assertEquals(
                    Map.of("200", SAME_CONFIRMATION),
                    atOnce(Collections.nCopies(
                            SAME_CONFIRMATION,
                            () -> answer(LetterSteps.confirm(letter.token(), "me", id, entityTag)))));
            assertEquals(List.of("account-registered", "number-matched"), Database.eventsOf(letter.accountId()));
        }
    }

    @Test
    void theSameRegistrationManyTimesIsOneAccount() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            String techId = "RACE-" + People.aCitizen().number();
            String token = Tokens.homePortal().toString();
            Map<String, Integer> answers = atOnce(Collections.nCopies(
                    SAME_CONFIRMATION, () -> answer(LetterSteps.register(token, Map.of("externalId", techId)))));
            assertEquals(Map.of("201", 1, "200", SAME_CONFIRMATION - 1), answers);
        }
    }

    private static void assertOneLink(String accountId) {
        assertEquals(1, links(accountId));
        assertEquals(
                1,
                Database.eventsOf(accountId).stream().filter("linked"::equals).count(),
                "one event for one link");
        assertEquals(
                1,
                Database.auditOf(accountId).stream()
                        .filter("LINK_CREATED done"::equals)
                        .count(),
                "one audit record for one link");
        assertEquals(
                1,
                Database.count("SELECT count(*) FROM proved_number JOIN link USING (link_id) WHERE account_id = '"
                        + accountId + "'"));
    }

    private static String accountOf(VneidPerson person) {
        @Nullable
        String account = LetterSteps.machine(Tokens.homePortal().toString())
                .body(Map.of(
                        "identity", Map.of("issuer", TestWorld.get().vneid().issuer(), "subject", person.subject())))
                .post("/v1/sign-in-decisions")
                .then()
                .statusCode(200)
                .extract()
                .path("accountId");
        return account == null ? "none" : account;
    }

    private static long links(String accountId) {
        return Database.count("SELECT count(*) FROM link WHERE account_id = '" + accountId + "'");
    }

    private static String answer(Response response) {
        String code = response.statusCode() < 300 ? null : response.path("code");
        return code == null ? Integer.toString(response.statusCode()) : response.statusCode() + " " + code;
    }

    /** Runs all at the same moment; counts equal answers. */
    private Map<String, Integer> atOnce(List<? extends Callable<String>> calls) throws Exception {
        CyclicBarrier start = new CyclicBarrier(calls.size());
        List<Future<String>> running = new ArrayList<>();
        for (Callable<String> call : calls) {
            running.add(threads.submit(() -> {
                start.await();
                return call.call();
            }));
        }
        Map<String, Integer> answers = new TreeMap<>();
        for (Future<String> each : running) {
            answers.merge(each.get(), 1, Integer::sum);
        }
        return answers;
    }
}
