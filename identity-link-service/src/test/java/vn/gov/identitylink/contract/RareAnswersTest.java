package vn.gov.identitylink.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import vn.gov.identitylink.testing.Database;
import vn.gov.identitylink.testing.Fault;
import vn.gov.identitylink.testing.IdentityLinkTestResource;
import vn.gov.identitylink.testing.Letter;
import vn.gov.identitylink.testing.LetterSteps;
import vn.gov.identitylink.testing.People;
import vn.gov.identitylink.testing.Refusal;
import vn.gov.identitylink.testing.SyntheticCitizen;
import vn.gov.identitylink.testing.TestWorld;
import vn.gov.identitylink.testing.Tokens;
import vn.gov.identitylink.testing.VneidPerson;

/** Documented answers that need an unusual moment: a neighbour that is silent, a change in between. */
@QuarkusTest
@QuarkusTestResource(IdentityLinkTestResource.class)
class RareAnswersTest {

    private final TestWorld world = TestWorld.get();

    @AfterEach
    void heal() {
        world.registry().heal();
        world.vneid().heal();
    }

    @Test
    void aSilentRegistryIsATimeoutOfTheVerification() {
        Letter letter = Letter.registered(People.aCitizen());
        world.registry().fail(Fault.SLOW);
        Refusal.of(() -> LetterSteps.verify(letter.token(), letter.accountId()))
                .is(504, "registry-timeout", "IDENTITY_VERIFIED registry-failed");
    }

    @Test
    void aSilentRegistryIsATimeoutOfTheCompletionWhichCanBeRepeated() {
        SyntheticCitizen citizen = People.aCitizen();
        Letter letter = Letter.matched(citizen);
        Letter.Attempt attempt = letter.startAttempt();
        Map<String, String> redirect = attempt.signIn(VneidPerson.of(citizen));
        world.registry().fail(Fault.SLOW);
        Refusal.of(() -> letter.complete(attempt, redirect))
                .changing("link_attempt")
                .is(504, "registry-timeout");
        world.registry().heal();
        letter.complete(attempt, redirect).then().statusCode(201);
    }

    @Test
    void anIdentityDeclaredAnewWhileTheRegistryIsAskedVoidsItsAnswer() throws Exception {
        SyntheticCitizen citizen = People.aCitizen();
        Letter letter = Letter.registered(citizen);
        String version =
                LetterSteps.readAccount(letter.token(), letter.accountId()).header("ETag");
        int asked = world.registry().calls();
        world.registry().fail(Fault.SLOW);
        // Not on the common pool: the JDK's HTTP client completes its exchanges there.
        FutureTask<Response> verification =
                new FutureTask<>(() -> LetterSteps.verify(letter.token(), letter.accountId()));
        Thread.ofVirtual().start(verification);
        world.registry().awaitCalls(asked + 1);
        Map<String, @Nullable Object> other = new HashMap<>(People.declaration(citizen));
        other.put("fullName", "Nguyễn Văn Khác");
        LetterSteps.declare(letter.token(), letter.accountId(), version, other)
                .then()
                .statusCode(200);
        world.registry().heal();
        Response answer = verification.get(30, TimeUnit.SECONDS);
        assertEquals("412 precondition-failed", answer.statusCode() + " " + answer.path("code"));
    }

    @Test
    void anOrganisationsAccountIsNotLinked() {
        String accountId = LetterSteps.register(
                        Tokens.homePortal().toString(),
                        Map.of("externalId", "RARE-ORGANISATION", "kind", "ORGANISATION"))
                .path("accountId");
        String token =
                Tokens.citizen("RARE-ORGANISATION").with("LoaiTaiKhoan", "2").toString();
        Refusal.of(() -> LetterSteps.startAttempt(token, accountId))
                .is(409, "citizen-not-eligible", "LINK_ATTEMPT_STARTED citizen-not-eligible");
    }

    @Test
    void withoutVneidNoAttemptBegins() {
        Letter letter = Letter.matched(People.aCitizen());
        world.vneid().fail(Fault.DOWN);
        Refusal.of(() -> LetterSteps.startAttempt(letter.token(), letter.accountId()))
                .is(503, "identity-provider-unavailable");
    }

    /** No call leads here: declaring anew voids the attempt. The rule holds even if one did. */
    @Test
    void anAccountThatLostItsMatchIsNotLinked() {
        SyntheticCitizen citizen = People.aCitizen();
        Letter letter = Letter.matched(citizen);
        Letter.Attempt attempt = letter.startAttempt();
        Map<String, String> redirect = attempt.signIn(VneidPerson.of(citizen));
        Database.execute("UPDATE account SET assurance = 'DECLARED', registry_identity = NULL, verified_at = NULL"
                + " WHERE account_id = '" + letter.accountId() + "'");
        Refusal.of(() -> letter.complete(attempt, redirect))
                .changing("link_attempt")
                .is(409, "number-not-matched", "LINK_CREATED number-not-matched");
    }
}
