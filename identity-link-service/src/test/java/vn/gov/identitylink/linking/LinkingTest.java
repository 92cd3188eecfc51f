package vn.gov.identitylink.linking;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
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
import vn.gov.identitylink.testing.Tokens;
import vn.gov.identitylink.testing.VneidPerson;

/** Steps 6 and 7 of the letter over HTTP: what makes a link, and everything that does not. */
@QuarkusTest
@QuarkusTestResource(IdentityLinkTestResource.class)
class LinkingTest {

    private final TestWorld world = TestWorld.get();

    @AfterEach
    void heal() {
        world.registry().heal();
        world.vneid().heal();
    }

    @Test
    void aMatchedAccountIsLinkedWithItsOwnersVneid() {
        SyntheticCitizen citizen = People.aCitizen();
        Letter letter = Letter.matched(citizen);

        letter.link(VneidPerson.of(citizen))
                .then()
                .statusCode(201)
                .header("Location", startsWith("http"))
                .body("state", equalTo("ACTIVE"))
                .body("level", equalTo(2))
                .body("providerName", equalTo("Tài khoản định danh điện tử cấp bởi Bộ Công an"))
                .body("number", equalTo(masked(citizen)))
                .body("linkedOn", notNullValue());

        assertEquals(List.of("account-registered", "number-matched", "linked"), Database.eventsOf(letter.accountId()));
        assertEquals(
                List.of(
                        "ACCOUNT_REGISTERED done",
                        "IDENTITY_VERIFIED done",
                        "VERIFICATION_CONFIRMED done",
                        "LINK_ATTEMPT_STARTED done",
                        "LINK_CREATED done"),
                Database.auditOf(letter.accountId()));
    }

    @Test
    void theLinkIsShownInFullOnlyToASessionThatCameThroughVneidSinceTheLink() {
        SyntheticCitizen citizen = People.aCitizen();
        Letter letter = Letter.linked(citizen);

        links(letter.vneidToken(), letter).body("items[0].number", equalTo(citizen.number()));
        links(letter.token(), letter).body("items[0].number", equalTo(masked(citizen)));
        String vneidSessionFromBefore = Tokens.citizen(letter.techId())
                .throughVneid()
                .authenticatedAt(Instant.now().minusSeconds(3600))
                .toString();
        links(vneidSessionFromBefore, letter).body("items[0].number", equalTo(masked(citizen)));
    }

    @Test
    void theLinkGivesTheSessionThatMadeItNoNewRight() {
        SyntheticCitizen citizen = People.aCitizen();
        Letter letter = Letter.linked(citizen);

        LetterSteps.readAccount(letter.token(), "me")
                .then()
                .statusCode(200)
                .body("assurance", equalTo("PROVED"))
                .body("linking.state", equalTo("LINKED"))
                .body("linking.nextAction", equalTo("SIGN_IN_WITH_VNEID"))
                .body("identity.number.value", equalTo(masked(citizen)))
                .body("identity.permanentResidence", equalTo(null));
        String ownerSignedInToVneidInTheSameBrowser = Tokens.citizen(letter.techId())
                .with("sid", letter.sessionId())
                .throughVneid()
                .authenticatedAt(Instant.now().plusSeconds(1))
                .toString();
        LetterSteps.readAccount(ownerSignedInToVneidInTheSameBrowser, "me")
                .then()
                .statusCode(200)
                .body("identity.number.value", equalTo(masked(citizen)));
        LetterSteps.readAccount(letter.vneidToken(), "me")
                .then()
                .statusCode(200)
                .body("identity.number.value", equalTo(citizen.number()))
                .body("identity.number.source", equalTo("POPULATION_DATABASE"))
                .body("identity.fullName.value", equalTo(citizen.fullName()))
                .body(
                        "identity.permanentResidence.value",
                        equalTo(Objects.requireNonNull(citizen.permanentResidence())
                                .detail()));
    }

    @Test
    void theSameCompletionAgainIsTheSameLink() {
        SyntheticCitizen citizen = People.aCitizen();
        Letter letter = Letter.matched(citizen);
        Letter.Attempt attempt = letter.startAttempt();
        Map<String, String> redirect = attempt.signIn(VneidPerson.of(citizen));

        String linkId = letter.complete(attempt, redirect)
                .then()
                .statusCode(201)
                .extract()
                .path("linkId");
        letter.complete(attempt, redirect).then().statusCode(200).body("linkId", equalTo(linkId));
    }

    @Test
    void theSameIdentityAgainIsTheOriginalLink() {
        SyntheticCitizen citizen = People.aCitizen();
        Letter letter = Letter.matched(citizen);
        String linkId = letter.link(VneidPerson.of(citizen)).path("linkId");

        letter.link(VneidPerson.of(citizen)).then().statusCode(200).body("linkId", equalTo(linkId));
        links(letter.token(), letter).body("items", hasSize(1));
    }

    @Test
    void noLinkBeforeTheNumberIsMatched() {
        Letter letter = Letter.registered(People.aCitizen());
        Refusal.of(() -> LetterSteps.startAttempt(letter.token(), letter.accountId()))
                .is(409, "number-not-matched", "LINK_ATTEMPT_STARTED number-not-matched")
                .then()
                .body("nextAction", equalTo("VERIFY_IDENTITY"));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3})
    void aVneidAccountOfAnotherLevelIsRefused(int level) {
        SyntheticCitizen citizen = People.aCitizen();
        Letter letter = Letter.matched(citizen);
        linking(letter, VneidPerson.of(citizen).atLevel(level)).isRefused(422, "vneid-level-insufficient");
    }

    @Test
    void anotherCitizensVneidIsRefused() {
        Letter letter = Letter.matched(People.aCitizen());
        linking(letter, VneidPerson.of(People.aCitizen())).isRefused(422, "identity-mismatch");
    }

    @Test
    void anIdentityThatIsLinkedElsewhereIsRefusedWithoutTellingWhose() {
        SyntheticCitizen citizen = People.aCitizen();
        Letter first = Letter.linked(citizen);
        Letter second = Letter.registered(citizen, "SECOND-" + first.techId()).match();
        linking(second, VneidPerson.of(citizen)).isRefused(409, "vneid-already-linked");
    }

    @Test
    void aNumberProvedElsewhereIsRefusedEvenUnderAnotherSubject() {
        SyntheticCitizen citizen = People.aCitizen();
        Letter first = Letter.linked(citizen);
        Letter second = Letter.registered(citizen, "SECOND-" + first.techId()).match();
        linking(second, VneidPerson.of(citizen).withSubject(UUID.randomUUID().toString()))
                .isRefused(409, "vneid-already-linked");
    }

    @Test
    void aLinkedAccountIsNotLinkedWithASecondIdentity() {
        SyntheticCitizen citizen = People.aCitizen();
        Letter letter = Letter.linked(citizen);
        linking(letter, VneidPerson.of(citizen).withSubject(UUID.randomUUID().toString()))
                .isRefused(409, "account-already-linked");
    }

    @ParameterizedTest
    @CsvSource({"-301", "-3600", "90"})
    void aSignInThatIsNotFreshIsRefused(int seconds) {
        SyntheticCitizen citizen = People.aCitizen();
        Letter letter = Letter.matched(citizen);
        linking(letter, VneidPerson.of(citizen).authenticatedAt(Instant.now().plusSeconds(seconds)))
                .isRefused(400, "identity-assertion-rejected");
    }

    @ParameterizedTest
    @CsvSource({"nonce, another", "aud, another", "azp, another", "iss, https://another.example", "auth_time,", "sub,"})
    void anIdTokenThatWasNotMadeForThisAttemptIsRefused(String claim, String value) {
        SyntheticCitizen citizen = People.aCitizen();
        Letter letter = Letter.matched(citizen);
        linking(letter, VneidPerson.of(citizen).claiming(claim, value)).isRefused(400, "identity-assertion-rejected");
    }

    @Test
    void anIdTokenSignedBySomebodyElseIsRefused() {
        SyntheticCitizen citizen = People.aCitizen();
        Letter letter = Letter.matched(citizen);
        world.vneid().forgeIdTokens();
        linking(letter, VneidPerson.of(citizen)).isRefused(400, "identity-assertion-rejected");
    }

    @ParameterizedTest
    @ValueSource(strings = {"state", "iss"})
    void aRedirectOfAnotherAttemptIsRefusedAndTheAttemptStaysOpen(String parameter) {
        SyntheticCitizen citizen = People.aCitizen();
        Letter letter = Letter.matched(citizen);
        Letter.Attempt attempt = letter.startAttempt();
        Map<String, String> redirect = attempt.signIn(VneidPerson.of(citizen));
        Map<String, String> forged = new HashMap<>(redirect);
        forged.put(parameter, "https://another.example");

        Refusal.of(() -> letter.complete(attempt, forged)).is(400, "attempt-invalid", "LINK_CREATED attempt-invalid");
        letter.complete(attempt, redirect).then().statusCode(201);
    }

    @Test
    void anAttemptOfOneAccountCannotBeCompletedForAnother() {
        SyntheticCitizen victim = People.aCitizen();
        Letter attacker = Letter.matched(People.aCitizen());
        Letter owner = Letter.matched(victim);
        Letter.Attempt attempt = owner.startAttempt();
        Map<String, String> redirect = attempt.signIn(VneidPerson.of(victim));

        Refusal.of(() -> attacker.complete(attempt, redirect)).is(404, "not-found");
        Refusal.of(() -> LetterSteps.complete(attacker.token(), owner.accountId(), attempt.id(), redirect))
                .is(404, "not-found");
    }

    @Test
    void aCodeOfOneAttemptDoesNotCompleteAnother() {
        SyntheticCitizen citizen = People.aCitizen();
        Letter letter = Letter.matched(citizen);
        Letter.Attempt first = letter.startAttempt();
        Letter.Attempt second = letter.startAttempt();
        Map<String, String> redirect = new HashMap<>(second.signIn(VneidPerson.of(citizen)));
        redirect.put("code", first.signIn(VneidPerson.of(citizen)).get("code"));
        Refusal.of(() -> letter.complete(second, redirect))
                .changing("link_attempt")
                .is(400, "identity-assertion-rejected", "LINK_CREATED identity-assertion-rejected");
    }

    @Test
    void aFailedAttemptIsUsedUp() {
        SyntheticCitizen citizen = People.aCitizen();
        Letter letter = Letter.matched(citizen);
        Letter.Attempt attempt = letter.startAttempt();
        Map<String, String> redirect = attempt.signIn(VneidPerson.of(citizen).atLevel(1));
        Refusal.of(() -> letter.complete(attempt, redirect))
                .changing("link_attempt")
                .is(422, "vneid-level-insufficient", "LINK_CREATED vneid-level-insufficient");

        Refusal.of(() -> letter.complete(attempt, redirect))
                .is(409, "attempt-used")
                .then()
                .body("nextAction", equalTo("START_NEW_ATTEMPT"));
        LetterSteps.readAttempt(letter.token(), letter.accountId(), attempt.id())
                .then()
                .statusCode(200)
                .body("state", equalTo("FAILED"))
                .body("failure", equalTo("vneid-level-insufficient"));
    }

    @Test
    void anExpiredAttemptIsRefused() {
        SyntheticCitizen citizen = People.aCitizen();
        Letter letter = Letter.matched(citizen);
        Letter.Attempt attempt = letter.startAttempt();
        Map<String, String> redirect = attempt.signIn(VneidPerson.of(citizen));
        Database.execute("UPDATE link_attempt SET expires_at = now() WHERE attempt_id = '" + attempt.id() + "'");

        Refusal.of(() -> letter.complete(attempt, redirect)).is(410, "attempt-expired");
        LetterSteps.readAttempt(letter.token(), letter.accountId(), attempt.id())
                .then()
                .statusCode(200)
                .body("state", equalTo("EXPIRED"));
    }

    @Test
    void aLinkVoidsEveryOtherOpenAttemptAndVerification() {
        SyntheticCitizen citizen = People.aCitizen();
        Letter letter = Letter.matched(citizen);
        Letter.Attempt other = letter.startAttempt();
        Map<String, String> otherRedirect = other.signIn(VneidPerson.of(citizen));
        Response verification = LetterSteps.verify(letter.token(), letter.accountId());
        letter.link(VneidPerson.of(citizen)).then().statusCode(201);

        Refusal.of(() -> letter.complete(other, otherRedirect)).is(409, "attempt-used");
        Refusal.of(() -> LetterSteps.confirm(
                        letter.token(),
                        letter.accountId(),
                        verification.path("verificationId"),
                        verification.header("ETag")))
                .is(410, "verification-expired");
    }

    @Test
    void declaringAnewVoidsAnOpenAttempt() {
        SyntheticCitizen citizen = People.aCitizen();
        Letter letter = Letter.matched(citizen);
        Letter.Attempt attempt = letter.startAttempt();
        Map<String, String> redirect = attempt.signIn(VneidPerson.of(citizen));
        String entityTag = LetterSteps.readAccount(letter.token(), "me").header("ETag");
        LetterSteps.declare(letter.token(), "me", entityTag, People.declaration(citizen))
                .then()
                .statusCode(200)
                .body("assurance", equalTo("DECLARED"));

        Refusal.of(() -> letter.complete(attempt, redirect)).is(409, "attempt-used");
    }

    @Test
    void aRegistryThatDoesNotKnowTheCitizenAnyMoreIsARefusal() {
        SyntheticCitizen citizen = People.aCitizen();
        Letter letter = Letter.matched(citizen);
        SyntheticCitizen.remove(citizen);
        linking(letter, VneidPerson.of(citizen)).isRefused(422, "identity-not-matched");
    }

    @ParameterizedTest
    @ValueSource(strings = {"DECEASED", "MISSING", "UNDER_CORRECTION"})
    void aLifeThatEndedOrIsUnclearSinceTheMatchIsARefusalAfterTheProof(String lifeState) {
        SyntheticCitizen citizen = People.aCitizen();
        Letter letter = Letter.matched(citizen);
        SyntheticCitizen.replace(citizen, citizen.withLifeState(lifeState));
        linking(letter, VneidPerson.of(citizen)).isRefused(409, "citizen-not-eligible");
    }

    @ParameterizedTest
    @CsvSource({"DOWN, 503, registry-unavailable", "GARBAGE, 502, registry-bad-response"})
    void aFailingRegistryChangesNothingAndTheSameCompletionWorksLater(Fault fault, int status, String code) {
        SyntheticCitizen citizen = People.aCitizen();
        Letter letter = Letter.matched(citizen);
        Letter.Attempt attempt = letter.startAttempt();
        Map<String, String> redirect = attempt.signIn(VneidPerson.of(citizen));
        world.registry().fail(fault);

        Refusal.of(() -> letter.complete(attempt, redirect))
                .changing("link_attempt")
                .is(status, code);
        world.registry().heal();
        letter.complete(attempt, redirect).then().statusCode(201);
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"DOWN", "RESET"})
    void aFailingProviderChangesNothingAndTheSameCompletionWorksLater(Fault fault) {
        SyntheticCitizen citizen = People.aCitizen();
        Letter letter = Letter.matched(citizen);
        Letter.Attempt attempt = letter.startAttempt();
        Map<String, String> redirect = attempt.signIn(VneidPerson.of(citizen));
        world.vneid().fail(fault);

        Refusal.of(() -> letter.complete(attempt, redirect))
                .changing("link_attempt")
                .is(503, "identity-provider-unavailable");
        world.vneid().heal();
        letter.complete(attempt, redirect).then().statusCode(201);
    }

    @Test
    void anExchangeThatDiedIsInProgressUntilItsLeaseEnds() {
        SyntheticCitizen citizen = People.aCitizen();
        Letter letter = Letter.matched(citizen);
        Letter.Attempt attempt = letter.startAttempt();
        Map<String, String> redirect = attempt.signIn(VneidPerson.of(citizen));
        claimAsIfKilled(attempt, redirect, "now()");

        Refusal.of(() -> letter.complete(attempt, redirect))
                .is(409, "attempt-in-progress")
                .then()
                .header("Retry-After", notNullValue());
        claimAsIfKilled(attempt, redirect, "now() - interval '1 hour'");
        letter.complete(attempt, redirect).then().statusCode(201);
    }

    private static void claimAsIfKilled(Letter.Attempt attempt, Map<String, String> redirect, String since) {
        Database.execute("UPDATE link_attempt SET state = 'EXCHANGING', exchanging_since = " + since
                + ", code_digest = sha256('" + redirect.get("code") + "'::bytea) WHERE attempt_id = '" + attempt.id()
                + "'");
    }

    @Test
    void aRedirectUriThatIsNotRegisteredForThePortalIsRefused() {
        Letter letter = Letter.matched(People.aCitizen());
        for (String uri : List.of(
                LetterSteps.REDIRECT_URI + "/",
                "HTTP://LOCALHOST:8100/link/callback",
                LetterSteps.REDIRECT_URI + "?x=1",
                "https://attacker.example/link/callback",
                "javascript:alert(1)")) {
            Refusal.of(() -> LetterSteps.as(letter.token())
                            .contentType("application/json")
                            .body(Map.of("method", "REDIRECT", "redirectUri", uri))
                            .post("/v1/accounts/me/link-attempts"))
                    .is(400, "validation-failed")
                    .then()
                    .body("errors[0].pointer", equalTo("/redirectUri"))
                    .body("errors[0].code", equalTo("redirect-uri-not-registered"));
        }
    }

    @Test
    void anAttemptTooManyIsRefused() {
        Letter letter = Letter.matched(People.aCitizen());
        for (int i = 0; i < 20; i++) {
            letter.startAttempt();
        }
        Refusal.of(() -> LetterSteps.startAttempt(letter.token(), "me"))
                .is(429, "rate-limited", "LINK_ATTEMPT_STARTED rate-limited")
                .then()
                .header("Retry-After", notNullValue());
    }

    @Test
    void linksOfAnotherCitizenDoNotExist() {
        Letter owner = Letter.linked(People.aCitizen());
        Letter other = Letter.registered(People.aCitizen());
        String linkId = LetterSteps.links(owner.token(), "me").path("items[0].linkId");

        Refusal.of(() -> LetterSteps.as(other.token()).get("/v1/links/{id}", linkId))
                .is(404, "not-found");
        Refusal.of(() -> LetterSteps.links(other.token(), owner.accountId())).is(404, "not-found");
        LetterSteps.as(owner.token())
                .get("/v1/links/{id}", linkId)
                .then()
                .statusCode(200)
                .body("linkId", equalTo(linkId));
    }

    private record Linking(Letter letter, VneidPerson person) {

        void isRefused(int status, String code) {
            Letter.Attempt attempt = letter.startAttempt();
            Map<String, String> redirect = attempt.signIn(person);
            Refusal.of(() -> letter.complete(attempt, redirect))
                    .changing(
                            code.equals("vneid-already-linked")
                                    ? new String[] {"link_attempt", "operator_case"}
                                    : new String[] {"link_attempt"})
                    .is(status, code, "LINK_CREATED " + code);
        }
    }

    private static Linking linking(Letter letter, VneidPerson person) {
        return new Linking(letter, person);
    }

    private static ValidatableResponse links(String token, Letter letter) {
        return LetterSteps.links(token, letter.accountId()).then().statusCode(200);
    }

    private static String masked(SyntheticCitizen citizen) {
        return "•••••••••" + Objects.requireNonNull(citizen.number()).substring(9);
    }
}
