package vn.gov.identitylink.linking;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import vn.gov.identitylink.signin.PolicySteps;
import vn.gov.identitylink.testing.Counter;
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
 * Every order of the steps of two calls at once. A completion has three: it claims the attempt and asks the registry; the
 * registry has answered, and it exchanges the code; VNeID has answered, and it links. Between them it holds nothing.
 */
@QuarkusTest
@QuarkusTestResource(IdentityLinkTestResource.class)
class LinkOrdersTest {

    private static final int STEPS = 3;

    /** One call that is led step by step. */
    private static final class Call {

        private final FutureTask<String> answer;
        private final Semaphore arrived = new Semaphore(0);
        private volatile CountDownLatch held = new CountDownLatch(0);
        private volatile boolean ended;
        private boolean begun;

        Call(Callable<String> call) {
            answer = new FutureTask<>(() -> {
                try {
                    return call.call();
                } finally {
                    ended = true;
                    arrived.release();
                }
            });
        }

        /** To the next breakpoint, or to the end. */
        void step() throws InterruptedException {
            if (ended) {
                return;
            }
            if (begun) {
                held.countDown();
            } else {
                begun = true;
                Thread.ofPlatform().daemon().start(answer);
            }
            assertTrue(arrived.tryAcquire(20, TimeUnit.SECONDS), "a call neither stops nor ends");
        }

        void stopHere() {
            CountDownLatch latch = new CountDownLatch(1);
            held = latch;
            arrived.release();
            try {
                latch.await();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        }

        String answer() throws Exception {
            return answer.get(20, TimeUnit.SECONDS);
        }
    }

    private final TestWorld world = TestWorld.get();
    private volatile @Nullable Call stepping;

    @BeforeEach
    void stopAtRemoteCalls() {
        Runnable breakpoint = () -> {
            @Nullable Call current = stepping;
            if (current != null) {
                current.stopHere();
            }
        };
        world.registry().stopAt(breakpoint);
        world.vneid().stopAt(breakpoint);
    }

    @AfterEach
    void goOn() {
        world.registry().stopAt(() -> {});
        world.vneid().stopAt(() -> {});
    }

    @Test
    void theSameCompletionTwiceIsOneLink() throws Exception {
        for (List<Integer> order : orders(STEPS, STEPS)) {
            Letter letter = Letter.matched(People.aCitizen());
            Letter.Attempt attempt = letter.startAttempt();
            Map<String, String> redirect = attempt.signIn(VneidPerson.of(letter.citizen()));
            List<String> answers = run(
                    order,
                    () -> answer(letter.complete(attempt, redirect)),
                    () -> answer(letter.complete(attempt, redirect)));
            assertEquals(1, answers.stream().filter("201"::equals).count(), () -> order + " " + answers);
            assertTrue(
                    answers.contains("409 attempt-in-progress") || answers.contains("200"),
                    () -> order + " " + answers);
            assertEquals(1, links(letter));
        }
    }

    @Test
    void twoAccountsForOneIdentityAreOneLink() throws Exception {
        for (List<Integer> order : orders(STEPS, STEPS)) {
            SyntheticCitizen citizen = People.aCitizen();
            Letter one = Letter.matched(citizen);
            Letter other = Letter.registered(citizen, "ORDER-" + one.techId()).match();
            List<String> answers =
                    run(order, completion(one, VneidPerson.of(citizen)), completion(other, VneidPerson.of(citizen)));
            List<String> expected = lastIsFirst(order)
                    ? List.of("409 vneid-already-linked", "201")
                    : List.of("201", "409 vneid-already-linked");
            assertEquals(expected, answers, order::toString);
            assertEquals(1, links(one) + links(other));
        }
    }

    @Test
    void twoIdentitiesForOneAccountAreOneLink() throws Exception {
        for (List<Integer> order : orders(STEPS, STEPS)) {
            Letter letter = Letter.matched(People.aCitizen());
            VneidPerson person = VneidPerson.of(letter.citizen());
            List<String> answers = run(
                    order,
                    completion(letter, person),
                    completion(letter, person.withSubject(UUID.randomUUID().toString())));
            // The winner's link voids the loser's attempt.
            List<String> expected =
                    lastIsFirst(order) ? List.of("409 attempt-used", "201") : List.of("201", "409 attempt-used");
            assertEquals(expected, answers, order::toString);
            assertEquals(1, links(letter));
        }
    }

    @Test
    void aDeclarationVoidsACompletionUntilItLinks() throws Exception {
        for (List<Integer> order : orders(STEPS, 1)) {
            Letter letter = Letter.matched(People.aCitizen());
            List<String> answers = run(
                    order,
                    completion(letter, VneidPerson.of(letter.citizen())),
                    () -> answer(LetterSteps.declare(
                            letter.token(), letter.accountId(), "*", People.declaration(letter.citizen()))));
            List<String> expected =
                    order.getLast() == 1 ? List.of("201", "409 identity-proved") : List.of("409 attempt-used", "200");
            assertEquals(expected, answers, order::toString);
        }
    }

    /** The declaration voids the attempts that are there; the one that VNeID is being asked for is not there yet. */
    @Test
    void anAccountThatIsDeclaredAnewWhileVneidIsAskedGetsNoAttempt() throws Exception {
        String officer = Tokens.officer().toString();
        for (Function<Letter, Response> start : List.<Function<Letter, Response>>of(
                letter -> LetterSteps.startAttempt(letter.token(), letter.accountId()),
                letter -> Counter.start(officer, letter.accountId(), "CITIZEN_TOKEN"))) {
            Letter letter = Letter.matched(People.aCitizen());
            Call call = new Call(() -> answer(start.apply(letter)));
            step(call);
            LetterSteps.declare(letter.token(), letter.accountId(), "*", People.declaration(letter.citizen()))
                    .then()
                    .statusCode(200);
            step(call);
            assertEquals("409 number-not-matched", call.answer());
            assertEquals(
                    "LINK_ATTEMPT_STARTED number-not-matched",
                    Database.auditOf(letter.accountId()).getLast());
            assertEquals(
                    0,
                    Database.count(
                            "SELECT count(*) FROM link_attempt WHERE account_id = '" + letter.accountId() + "'"));
        }
    }

    @Test
    void anOperatorsHoldStopsAReplacementUntilItIsMade() throws Exception {
        for (List<Integer> order : orders(STEPS, 1)) {
            Letter letter = Letter.linked(People.aCitizen());
            String linkId =
                    LetterSteps.links(letter.token(), letter.accountId()).path("items[0].linkId");
            Response begun = LetterSteps.startReplacement(letter.vneidToken(), letter.accountId(), linkId);
            Letter.Attempt attempt = new Letter.Attempt(begun.path("attemptId"), begun.path("authorizationUrl"));
            Map<String, String> redirect = attempt.signIn(VneidPerson.of(letter.citizen())
                    .withSubject(UUID.randomUUID().toString()));
            List<String> answers = run(
                    order,
                    () -> answer(letter.complete(attempt, redirect)),
                    () -> answer(LetterSteps.as(Tokens.operator().toString())
                            .contentType(ContentType.JSON)
                            .body(Map.of("reason", "The police asked for it"))
                            .put("/v1/links/{id}/suspension", linkId)));
            List<String> expected = order.getLast() == 1
                    ? List.of("201", "409 link-ended")
                    : List.of("409 replacement-not-proved", "200");
            assertEquals(expected, answers, order::toString);
        }
    }

    /** Link, unlink, and what a portal is told of the identity at every moment between. */
    @Test
    void anIdentityIsFreeForAnotherAccountFromTheMomentItsLinkEnds() throws Exception {
        PolicySteps policies = new PolicySteps();
        policies.publishNotice(null);
        try {
            for (List<Integer> order : orders(STEPS, 1)) {
                SyntheticCitizen citizen = People.aCitizen();
                VneidPerson person = VneidPerson.of(citizen);
                Letter owner = Letter.linked(citizen);
                Letter next =
                        Letter.registered(citizen, "ORDER-" + owner.techId()).match();
                String linkId =
                        LetterSteps.links(owner.token(), owner.accountId()).path("items[0].linkId");
                List<Call> calls = List.of(
                        new Call(completion(next, person)),
                        new Call(() -> answer(LetterSteps.as(owner.vneidToken()).delete("/v1/links/{id}", linkId))));
                @Nullable String account = owner.accountId();
                for (int i = 0; i < order.size(); i++) {
                    step(calls.get(order.get(i)));
                    if (order.get(i) == 1) {
                        account = null;
                    } else if (account == null && i == order.size() - 1) {
                        account = next.accountId();
                    }
                    assertEquals(account, accountOf(person), order + " after step " + i);
                }
                assertEquals(
                        order.getLast() == 1 ? List.of("409 vneid-already-linked", "204") : List.of("201", "204"),
                        List.of(calls.getFirst().answer(), calls.getLast().answer()),
                        order::toString);
            }
        } finally {
            policies.withdrawAll();
        }
    }

    private List<String> run(List<Integer> order, Callable<String> one, Callable<String> other) throws Exception {
        List<Call> calls = List.of(new Call(one), new Call(other));
        for (int next : order) {
            step(calls.get(next));
        }
        return List.of(calls.getFirst().answer(), calls.getLast().answer());
    }

    private void step(Call call) throws InterruptedException {
        stepping = call;
        call.step();
        stepping = null;
    }

    private static Callable<String> completion(Letter letter, VneidPerson person) {
        Letter.Attempt attempt = letter.startAttempt();
        Map<String, String> redirect = attempt.signIn(person);
        return () -> answer(letter.complete(attempt, redirect));
    }

    /** All ways in which so many steps of the first call and so many of the second can follow each other. */
    private static List<List<Integer>> orders(int first, int second) {
        if (first == 0 && second == 0) {
            return List.of(List.of());
        }
        List<List<Integer>> all = new ArrayList<>();
        if (first > 0) {
            orders(first - 1, second).forEach(rest -> all.add(before(0, rest)));
        }
        if (second > 0) {
            orders(first, second - 1).forEach(rest -> all.add(before(1, rest)));
        }
        return all;
    }

    private static List<Integer> before(int step, List<Integer> rest) {
        List<Integer> order = new ArrayList<>(List.of(step));
        order.addAll(rest);
        return order;
    }

    /** Whether the first call makes its last step after the second has made its own. */
    private static boolean lastIsFirst(List<Integer> order) {
        return order.getLast() == 0;
    }

    private static long links(Letter letter) {
        return Database.count("SELECT count(*) FROM link WHERE account_id = '" + letter.accountId() + "'");
    }

    private @Nullable String accountOf(VneidPerson person) {
        return LetterSteps.machine(Tokens.homePortal().toString())
                .body(Map.of("identity", Map.of("issuer", world.vneid().issuer(), "subject", person.subject())))
                .post("/v1/sign-in-decisions")
                .path("accountId");
    }

    private static String answer(Response response) {
        return response.statusCode() < 300
                ? Integer.toString(response.statusCode())
                : response.statusCode() + " " + Objects.requireNonNull(response.<String>path("code"));
    }
}
