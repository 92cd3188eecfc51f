package vn.gov.identitylink.linking;

import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import vn.gov.identitylink.testing.Database;
import vn.gov.identitylink.testing.IdentityLinkTestResource;
import vn.gov.identitylink.testing.Letter;
import vn.gov.identitylink.testing.LetterSteps;
import vn.gov.identitylink.testing.People;
import vn.gov.identitylink.testing.Refusal;
import vn.gov.identitylink.testing.SyntheticCitizen;
import vn.gov.identitylink.testing.TestWorld;
import vn.gov.identitylink.testing.Tokens;
import vn.gov.identitylink.testing.VneidPerson;

/** The identity at VNeID changed, the person did not: a link takes the place of another. */
@QuarkusTest
@QuarkusTestResource(IdentityLinkTestResource.class)
class LinkReplacementTest {

    private final String first = Tokens.operator().toString();
    private final String second =
            Tokens.operator().with("sub", UUID.randomUUID().toString()).toString();

    private Letter letter;
    private String linkId;
    private VneidPerson old;
    private VneidPerson renewed;

    @BeforeEach
    void link() {
        letter = Letter.linked(People.aCitizen());
        linkId = LetterSteps.links(letter.token(), letter.accountId()).path("items[0].linkId");
        old = VneidPerson.of(letter.citizen());
        renewed = old.withSubject("renewed-" + letter.techId());
    }

    @Test
    void whoSignsInFreshlyWithTheOldAndTheNewIdentityReplacesTheOneByTheOther() {
        Response made = replace(letter.vneidToken(), renewed);
        made.then().statusCode(201).body("replaces", equalTo(linkId)).body("state", equalTo("ACTIVE"));

        LetterSteps.links(letter.token(), letter.accountId())
                .then()
                .body("items.state", equalTo(List.of("ACTIVE", "ENDED")))
                .body("items.linkId", equalTo(List.of(made.path("linkId"), linkId)));
        assertEquals("link-replaced", Database.eventsOf(letter.accountId()).getLast());
        assertEquals(
                List.of("OLD_IDENTITY"),
                Database.texts("SELECT replacement_basis FROM link WHERE replaces = '" + linkId + "'"));
        assertSignIn(renewed, letter.accountId());
        assertSignIn(old, null);
        // The number is proved by the new link, and by it alone.
        Letter another =
                Letter.registered(letter.citizen(), letter.techId() + "-2").match();
        another.link(old).then().statusCode(409).body("code", equalTo("vneid-already-linked"));
    }

    @Test
    void theSameCompletionAgainIsTheSameReplacement() {
        Letter.Attempt attempt = begin(letter.vneidToken());
        Map<String, String> redirect = attempt.signIn(renewed);
        String made = letter.complete(attempt, redirect)
                .then()
                .statusCode(201)
                .extract()
                .path("linkId");
        letter.complete(attempt, redirect)
                .then()
                .statusCode(200)
                .body("linkId", equalTo(made))
                .body("replaces", equalTo(linkId));
    }

    @Test
    void theSessionThatReplacedALinkGainsNoRightByIt() {
        String lured = letter.vneidToken();
        Letter.Attempt attempt = begin(lured);
        LetterSteps.complete(lured, letter.accountId(), attempt.id(), attempt.signIn(renewed))
                .then()
                .statusCode(201);
        LetterSteps.links(lured, letter.accountId()).then().body("items[0].number", equalTo(masked()));
    }

    @Test
    void theNewSignInAloneReplacesNothing() {
        assertNotProved(letter.token());
    }

    @Test
    void anOldSignInWithTheOldIdentityReplacesNothing() {
        Database.execute("UPDATE account SET proved_at = proved_at - interval '10 minutes' WHERE account_id = '"
                + letter.accountId() + "'");
        assertNotProved(Tokens.citizen(letter.techId())
                .throughVneid()
                .authenticatedAt(Instant.now().minusSeconds(301))
                .toString());
    }

    @Test
    void aNumberEstablishedInPlaceOfTheLinkedOneVouchesForTheReplacement() {
        SyntheticCitizen renumbered = People.renumber(letter.citizen());
        replace(letter.token(), VneidPerson.of(renumbered)).then().statusCode(201);

        assertEquals(
                List.of("FORMER_NUMBER"),
                Database.texts("SELECT replacement_basis FROM link WHERE replaces = '" + linkId + "'"));
        LetterSteps.links(letter.vneidToken(), letter.accountId())
                .then()
                .body(
                        "items.number",
                        equalTo(List.of(renumbered.number(), letter.citizen().number())));
    }

    @Test
    void anotherCitizensIdentityIsNoReplacement() {
        VneidPerson other = VneidPerson.of(People.aCitizen());
        Letter.Attempt attempt = begin(letter.vneidToken());
        Map<String, String> redirect = attempt.signIn(other);
        Refusal.of(() -> letter.complete(attempt, redirect))
                .changing("link_attempt")
                .is(422, "identity-mismatch", "LINK_CREATED identity-mismatch");
    }

    @Test
    void anIdentityThatIsLinkedElsewhereIsNoReplacement() {
        SyntheticCitizen renumbered = People.renumber(letter.citizen());
        Letter another = Letter.registered(renumbered, letter.techId() + "-2");
        LetterSteps.declare(another.token(), another.accountId(), "*", People.recordOf(renumbered))
                .then()
                .statusCode(200);
        another.match().link(VneidPerson.of(renumbered)).then().statusCode(201);

        Letter.Attempt attempt = begin(letter.vneidToken());
        Map<String, String> redirect = attempt.signIn(VneidPerson.of(renumbered));
        Refusal.of(() -> letter.complete(attempt, redirect))
                .changing("link_attempt", "operator_case")
                .is(409, "vneid-already-linked", "LINK_CREATED vneid-already-linked");
        LetterSteps.links(letter.token(), letter.accountId()).then().body("items.state", equalTo(List.of("ACTIVE")));
    }

    @Test
    void onlyTheLinkThatTheAccountHasNowCanBeReplaced() {
        Refusal.of(() -> LetterSteps.startReplacement(
                        letter.vneidToken(),
                        letter.accountId(),
                        UUID.randomUUID().toString()))
                .is(400, "validation-failed");
        Refusal.of(() -> LetterSteps.startReplacement(letter.vneidToken(), letter.accountId(), "not-an-id"))
                .is(400, "validation-failed");
        Letter other = Letter.linked(People.aCitizen());
        Refusal.of(() -> LetterSteps.startReplacement(other.vneidToken(), other.accountId(), linkId))
                .is(400, "validation-failed");
    }

    @Test
    void anAttemptToReplaceALinkIsWorthNothingOnceThatLinkIsReplaced() {
        Letter.Attempt first = begin(letter.vneidToken());
        Map<String, String> redirect = first.signIn(renewed);
        replace(letter.vneidToken(), old.withSubject("third-" + letter.techId()))
                .then()
                .statusCode(201);
        Refusal.of(() -> letter.complete(first, redirect)).is(409, "attempt-used");
    }

    @Test
    void whatADisputeHoldsItsIdentityDoesNotReplace() {
        LetterSteps.as(letter.vneidToken())
                .post("/v1/links/{id}/disputes", linkId)
                .then()
                .statusCode(201);
        assertNotProved(letter.vneidToken());
    }

    @Test
    void twoOperatorsVouchForAReplacementAndOneDoesNot() {
        hold(first);
        resolve(first, "CONFIRMED");
        assertNotProved(letter.token());
        hold(first);
        resolve(second, "CONFIRMED");

        replace(letter.token(), renewed).then().statusCode(201);
        assertEquals(
                List.of("TWO_OPERATORS"),
                Database.texts("SELECT replacement_basis FROM link WHERE replaces = '" + linkId + "'"));
    }

    @Test
    void whatTwoOperatorsConfirmedAboutAnOlderHoldVouchesForNothing() {
        hold(first);
        resolve(second, "CONFIRMED");
        LetterSteps.as(first).delete("/v1/links/{id}/suspension", linkId).then().statusCode(200);
        assertNotProved(letter.token());
        hold(first);
        assertNotProved(letter.token());
    }

    @Test
    void whatTwoOperatorsSayOfTheServiceItselfVouchesForNothing() {
        hold(first);
        Database.execute(
                "INSERT INTO operator_case (case_id, kind, subject_id, state, opened_at, resolution, resolved_by,"
                        + " resolved_at, row_version) VALUES ('" + linkId + "', 'DOCUMENTS_NOT_MOVING', '" + linkId
                        + "', 'RESOLVED', now(), 'CONFIRMED', 'one', now() + interval '1 second', 0)");
        Database.execute("INSERT INTO case_note SELECT '" + linkId + "', '" + linkId
                + "', 'another', now(), key_id, '\\x00' FROM account WHERE account_id = '" + letter.accountId() + "'");
        assertNotProved(letter.token());
    }

    private void assertNotProved(String token) {
        Letter.Attempt attempt = begin(token);
        Map<String, String> redirect = attempt.signIn(renewed);
        Refusal.of(() -> letter.complete(attempt, redirect))
                .changing("link_attempt")
                .is(409, "replacement-not-proved", "LINK_CREATED replacement-not-proved");
    }

    private Response replace(String token, VneidPerson person) {
        Letter.Attempt attempt = begin(token);
        return letter.complete(attempt, attempt.signIn(person));
    }

    private Letter.Attempt begin(String token) {
        Response begun = LetterSteps.startReplacement(token, letter.accountId(), linkId);
        begun.then().statusCode(201);
        return new Letter.Attempt(begun.path("attemptId"), begun.path("authorizationUrl"));
    }

    private void hold(String operator) {
        LetterSteps.as(operator)
                .contentType(ContentType.JSON)
                .body(Map.of("reason", "The phone was stolen"))
                .put("/v1/links/{id}/suspension", linkId)
                .then()
                .statusCode(200);
    }

    private void resolve(String operator, String resolution) {
        String caseId =
                LetterSteps.as(letter.token()).get("/v1/accounts/me/cases").path("items[0].caseId");
        LetterSteps.as(operator)
                .header("If-Match", "*")
                .contentType(ContentType.JSON)
                .body(Map.of("resolution", resolution, "note", "Seen at the counter"))
                .post("/v1/cases/{id}/resolution", caseId)
                .then()
                .statusCode(200);
    }

    private String masked() {
        return "•••••••••" + old.number().substring(9);
    }

    /** Whose account the home portal is told when this identity signs in. */
    private static void assertSignIn(VneidPerson person, @Nullable String accountId) {
        LetterSteps.machine(Tokens.homePortal().toString())
                .body(Map.of(
                        "identity", Map.of("issuer", TestWorld.get().vneid().issuer(), "subject", person.subject())))
                .post("/v1/sign-in-decisions")
                .then()
                .statusCode(200)
                .body("accountId", equalTo(accountId));
    }
}
