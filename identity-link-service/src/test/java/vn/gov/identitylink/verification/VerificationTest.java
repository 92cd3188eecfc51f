package vn.gov.identitylink.verification;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

/** Steps 3 and 4 of the letter over HTTP. */
@QuarkusTest
@QuarkusTestResource(IdentityLinkTestResource.class)
class VerificationTest {

    private final TestWorld world = TestWorld.get();

    @AfterEach
    void heal() {
        world.registry().heal();
    }

    @Test
    void aMatchWaitsForTheCitizensConfirmation() {
        Letter letter = Letter.registered(People.aCitizen());

        Response verification = LetterSteps.verify(letter.token(), "me");
        verification
                .then()
                .statusCode(201)
                .header("ETag", notNullValue())
                .body("state", equalTo("AWAITING_CONFIRMATION"))
                .body("fields.sex", equalTo("EXACT"));
        account(letter).body("assurance", equalTo("DECLARED")).body("linking.nextAction", equalTo("VERIFY_IDENTITY"));

        confirm(letter, verification).then().statusCode(200).body("state", equalTo("CONFIRMED"));
        account(letter)
                .body("assurance", equalTo("MATCHED"))
                .body("identity.number.source", equalTo("POPULATION_DATABASE"))
                .body("identity.number.verifiedAt", notNullValue())
                .body("linking.nextAction", equalTo("LINK_VNEID"));
    }

    @Test
    void theSameConfirmationAgainIsTheSameAnswerAndOneEvent() {
        Letter letter = Letter.registered(People.aCitizen());
        Response verification = LetterSteps.verify(letter.token(), "me");
        confirm(letter, verification).then().statusCode(200);
        confirm(letter, verification).then().statusCode(200).body("state", equalTo("CONFIRMED"));
        assertEquals(List.of("account-registered", "number-matched"), Database.eventsOf(letter.accountId()));
    }

    @ParameterizedTest
    @CsvSource({"unknown", "name", "date", "DECEASED", "MISSING", "UNDER_CORRECTION"})
    void everyCauseOfNoMatchHasTheSameAnswer(String cause) {
        SyntheticCitizen citizen = switch (cause) {
            case "unknown" -> People.aStranger();
            case "DECEASED", "MISSING", "UNDER_CORRECTION" -> People.aCitizen(cause);
            default -> People.aCitizen();
        };
        Map<String, @Nullable Object> declared = People.declaration(citizen);
        if (cause.equals("name")) {
            declared.put("fullName", "Trần Văn Khác");
        }
        if (cause.equals("date")) {
            declared.put("birthDate", "1989-05-18");
        }
        Letter letter = Letter.registered(citizen);
        LetterSteps.declare(letter.token(), "me", "*", declared).then().statusCode(200);
        int callsBefore = world.registry().calls();

        Response answer = LetterSteps.verify(letter.token(), "me");

        Map<String, Object> body = new LinkedHashMap<>(answer.jsonPath().getMap(""));
        body.remove("instance");
        assertEquals(422, answer.statusCode());
        assertEquals(
                Map.of(
                        "type",
                        body.get("type"),
                        "title",
                        body.get("title"),
                        "detail",
                        body.get("detail"),
                        "status",
                        422,
                        "code",
                        "identity-not-matched",
                        "retryable",
                        false,
                        "nextAction",
                        "DECLARE_IDENTITY"),
                body);
        assertEquals(callsBefore + 1, world.registry().calls(), "the same work for every cause");
        assertEquals(
                "IDENTITY_VERIFIED identity-not-matched",
                Database.auditOf(letter.accountId()).getLast());
    }

    @ParameterizedTest
    @CsvSource({
        "DOWN, 503, registry-unavailable",
        "RESET, 503, registry-unavailable",
        "GARBAGE, 502, registry-bad-response"
    })
    void aFailingRegistryIsNotAMismatchAndChangesNothing(Fault fault, int status, String code) {
        Letter letter = Letter.registered(People.aCitizen());
        world.registry().fail(fault);
        Refusal.of(() -> LetterSteps.verify(letter.token(), "me"))
                .is(status, code, "IDENTITY_VERIFIED registry-failed");
    }

    @Test
    void anAnswerAboutSomebodyElseIsNeverAMatch() {
        Letter letter = Letter.registered(People.aCitizen());
        world.registry().answerAbout(People.aCitizen());
        Refusal.of(() -> LetterSteps.verify(letter.token(), "me"))
                .is(502, "registry-bad-response", "IDENTITY_VERIFIED registry-failed");
    }

    @Test
    void aCitizenWithOnlyTheOldCardIsFoundByItAndGetsTheNewNumber() {
        SyntheticCitizen citizen = People.aCitizen();
        Letter letter = Letter.registered(citizen);
        Map<String, @Nullable Object> declared = People.declaration(citizen);
        declared.remove("number");
        declared.put("oldNumber", citizen.oldNumber());
        LetterSteps.declare(letter.token(), "me", "*", declared).then().statusCode(200);
        letter.match();

        LetterSteps.lookUp(Tokens.otherPortal().toString(), Map.of("number", citizen.number()))
                .then()
                .statusCode(200)
                .body("items.accountId", equalTo(List.of(letter.accountId())));
    }

    @Test
    void aConfirmationOfAnotherPreviewIsRefused() {
        Letter letter = Letter.registered(People.aCitizen());
        Response verification = LetterSteps.verify(letter.token(), "me");
        String id = verification.path("verificationId");
        Refusal.of(() -> LetterSteps.confirm(letter.token(), "me", id, "\"other\""))
                .is(412, "precondition-failed");
        Refusal.of(() -> LetterSteps.as(letter.token()).post("/v1/accounts/me/verifications/{id}/confirmation", id))
                .is(428, "precondition-required");
    }

    @Test
    void aLaterVerificationVoidsTheEarlierOne() {
        Letter letter = Letter.registered(People.aCitizen());
        Response first = LetterSteps.verify(letter.token(), "me");
        Response second = LetterSteps.verify(letter.token(), "me");
        Refusal.of(() -> confirm(letter, first)).is(410, "verification-expired");
        confirm(letter, second).then().statusCode(200);
    }

    @Test
    void anExpiredMatchIsNotConfirmedAndForgotten() {
        Letter letter = Letter.registered(People.aCitizen());
        Response verification = LetterSteps.verify(letter.token(), "me");
        Database.execute("UPDATE verification SET expires_at = now() WHERE verification_id = '"
                + verification.path("verificationId") + "'");
        Refusal.of(() -> confirm(letter, verification))
                .is(410, "verification-expired", "VERIFICATION_CONFIRMED verification-expired");
        account(letter).body("assurance", equalTo("DECLARED"));
    }

    @Test
    void aVerificationOfAnotherAccountDoesNotExist() {
        Letter owner = Letter.registered(People.aCitizen());
        Letter other = Letter.registered(People.aCitizen());
        Response verification = LetterSteps.verify(owner.token(), "me");
        Refusal.of(() -> confirm(other, verification)).is(404, "not-found");
        Refusal.of(() -> LetterSteps.verify(other.token(), owner.accountId())).is(404, "not-found");
        Refusal.of(() -> LetterSteps.confirm(
                        owner.token(), "me", UUID.randomUUID().toString(), "*"))
                .is(404, "not-found");
    }

    @Test
    void anAccountThatDeclaresNothingHasNothingToVerify() {
        SyntheticCitizen citizen = People.aCitizen();
        String techId = "EMPTY-" + citizen.number();
        LetterSteps.register(Tokens.homePortal().toString(), Map.of("externalId", techId));
        Refusal.of(() -> LetterSteps.verify(Tokens.citizen(techId).toString(), "me"))
                .is(409, "number-not-matched", "IDENTITY_VERIFIED number-not-matched")
                .then()
                .body("nextAction", equalTo("DECLARE_IDENTITY"));
    }

    @Test
    void anOrganisationHasNoCitizenToVerify() {
        SyntheticCitizen citizen = People.aCitizen();
        String techId = "ORG-" + citizen.number();
        LetterSteps.register(Tokens.homePortal().toString(), Map.of("externalId", techId, "kind", "ORGANISATION"));
        String token = Tokens.citizen(techId).with("LoaiTaiKhoan", "2").toString();
        Refusal.of(() -> LetterSteps.verify(token, "me"))
                .is(409, "citizen-not-eligible", "IDENTITY_VERIFIED citizen-not-eligible");
    }

    @Test
    void aProvedIdentityNeedsNoVerification() {
        Letter letter = Letter.linked(People.aCitizen());
        Refusal.of(() -> LetterSteps.verify(letter.token(), "me"))
                .is(409, "identity-proved", "IDENTITY_VERIFIED identity-proved");
    }

    @Test
    void theSixthVerificationOfADayIsRefused() {
        Letter letter = Letter.registered(People.aStranger());
        for (int i = 0; i < 5; i++) {
            Refusal.of(() -> LetterSteps.verify(letter.token(), "me"))
                    .is(422, "identity-not-matched", "IDENTITY_VERIFIED identity-not-matched");
        }
        int callsBefore = world.registry().calls();
        Refusal.of(() -> LetterSteps.verify(letter.token(), "me"))
                .is(429, "rate-limited", "IDENTITY_VERIFIED rate-limited")
                .then()
                .header("Retry-After", notNullValue());
        assertEquals(callsBefore, world.registry().calls(), "the registry is not asked");
    }

    @Test
    void whoIsOverTheirOwnLimitDoesNotSpendTheClientsThatAllCitizensShare() {
        Letter letter = Letter.registered(People.aStranger());
        for (int i = 0; i < 5; i++) {
            LetterSteps.verify(letter.token(), "me");
        }
        String usedByClient = "SELECT sum(used) FROM rate_limit WHERE limit_name = 'VERIFICATIONS_PER_CLIENT'";
        long before = Database.count(usedByClient);
        for (int i = 0; i < 3; i++) {
            Refusal.of(() -> LetterSteps.verify(letter.token(), "me"))
                    .is(429, "rate-limited", "IDENTITY_VERIFIED rate-limited");
        }
        assertEquals(before, Database.count(usedByClient));
    }

    @Test
    void aNumberCannotBeGuessedAtThroughManyAccounts() {
        SyntheticCitizen target = People.aCitizen();
        Map<String, @Nullable Object> guess = People.declaration(target);
        guess.put("birthDate", "1989-01-01");
        Set<Integer> statuses = new HashSet<>();
        for (int account = 0; account < 3; account++) {
            Letter guesser = Letter.registered(target, "GUESS-" + account + "-" + target.number());
            LetterSteps.declare(guesser.token(), "me", "*", guess).then().statusCode(200);
            for (int i = 0; i < 4; i++) {
                statuses.add(LetterSteps.verify(guesser.token(), "me").statusCode());
            }
        }
        assertEquals(Set.of(422, 429), statuses);
        assertEquals(
                10,
                Database.count(
                        "SELECT count(*) FROM audit_record WHERE outcome = 'identity-not-matched' AND actor_id LIKE"
                                + " 'GUESS-%-" + target.number() + "'"));
    }

    @Test
    void whatTheRegistrySaidIsForgottenWithTheVerification() {
        Letter letter = Letter.registered(People.aCitizen());
        Response verification = LetterSteps.verify(letter.token(), "me");
        String kept = "SELECT count(registry_identity) FROM verification WHERE verification_id = '"
                + verification.path("verificationId") + "'";
        assertEquals(1, Database.count(kept));
        confirm(letter, verification).then().statusCode(200);
        assertEquals(0, Database.count(kept));
    }

    private static Response confirm(Letter letter, Response verification) {
        return LetterSteps.confirm(
                letter.token(), letter.accountId(), verification.path("verificationId"), verification.header("ETag"));
    }

    private static ValidatableResponse account(Letter letter) {
        return LetterSteps.readAccount(letter.token(), "me").then().statusCode(200);
    }
}
