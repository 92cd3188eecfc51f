package vn.gov.identitylink.linking;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import vn.gov.identitylink.signin.PolicySteps;
import vn.gov.identitylink.testing.Database;
import vn.gov.identitylink.testing.IdentityLinkTestResource;
import vn.gov.identitylink.testing.Letter;
import vn.gov.identitylink.testing.LetterSteps;
import vn.gov.identitylink.testing.People;
import vn.gov.identitylink.testing.Refusal;
import vn.gov.identitylink.testing.Tokens;
import vn.gov.identitylink.testing.VneidPerson;

/** A link is held, disputed and resumed. */
@QuarkusTest
@QuarkusTestResource(IdentityLinkTestResource.class)
class LinkLifeTest {

    private static final String REASON = "The police asked for it by letter";

    private Letter letter;
    private String linkId;

    @BeforeEach
    void link() {
        letter = Letter.linked(People.aCitizen());
        linkId = LetterSteps.links(letter.token(), letter.accountId()).path("items[0].linkId");
    }

    /** Also where the numbers differ, so that the index of numbers says nothing. */
    @Test
    void theDatabaseHoldsOneOpenLinkForAnIdentityAndOneForAnAccount() {
        Letter other = Letter.linked(People.aCitizen());
        assertNotPossible(
                "link_one_account_per_identity",
                "UPDATE link SET subject = (SELECT subject FROM link WHERE link_id = '" + linkId + "')"
                        + " WHERE account_id = '" + other.accountId() + "'");
        assertNotPossible(
                "link_one_identity_per_account",
                "UPDATE link SET account_id = '" + other.accountId() + "' WHERE link_id = '" + linkId + "'");
    }

    private static void assertNotPossible(String index, String sql) {
        IllegalStateException refused = assertThrows(IllegalStateException.class, () -> Database.execute(sql));
        assertTrue(String.valueOf(refused.getMessage()).contains(index), refused::toString);
    }

    @Test
    void aCitizenHoldsTheirLinkAtOnceAndLiftsTheHoldThroughVneid() {
        suspend(letter.token(), Map.of())
                .then()
                .statusCode(200)
                .body("state", equalTo("SUSPENDED"))
                .body("suspendedBy", equalTo("CITIZEN"));
        assertSignIn("LINK_REQUIRED");
        Refusal.of(() -> resume(letter.token())).is(401, "step-up-required", "LINK_RESUMED step-up-required");

        resume(letter.vneidToken())
                .then()
                .statusCode(200)
                .body("state", equalTo("ACTIVE"))
                .body("suspendedBy", nullValue());
        assertSignIn("ALLOW");
        assertEquals(List.of("linked", "link-suspended", "link-resumed"), lastEvents(3));
    }

    @Test
    void aSessionThatIsOlderThanTheHoldDoesNotLiftIt() {
        String before = Tokens.citizen(letter.techId())
                .throughVneid()
                .authenticatedAt(Instant.now().minusSeconds(5))
                .toString();
        Database.execute("UPDATE account SET proved_at = proved_at - interval '1 minute' WHERE account_id = '"
                + letter.accountId() + "'");
        suspend(letter.token(), Map.of()).then().statusCode(200);
        Refusal.of(() -> resume(before)).is(401, "step-up-required", "LINK_RESUMED step-up-required");
        resume(letter.vneidToken()).then().statusCode(200);
    }

    /** Neither the session that made the link nor an old one, and still not through VNeID. */
    @Test
    void aLaterPasswordSessionResumesNothing() {
        suspend(letter.token(), Map.of()).then().statusCode(200);
        String later = Tokens.citizen(letter.techId())
                .with("sid", "a-later-password-session")
                .authenticatedAt(Instant.now().plusSeconds(1))
                .toString();
        Refusal.of(() -> resume(later)).is(401, "step-up-required", "LINK_RESUMED step-up-required");
    }

    @Test
    void aHoldThatIsThereIsNotToldTwice() {
        suspend(letter.token(), Map.of()).then().statusCode(200);
        suspend(letter.token(), Map.of()).then().statusCode(200);
        resume(letter.vneidToken()).then().statusCode(200);
        resume(letter.vneidToken()).then().statusCode(200).body("state", equalTo("ACTIVE"));

        assertEquals(List.of("linked", "link-suspended", "link-resumed"), lastEvents(3));
    }

    @Test
    void whoDidNotMakeTheLinkDisputesItThroughVneidAndOnlyAnOperatorResumesIt() {
        Refusal.of(() -> dispute(letter.token())).is(401, "step-up-required", "LINK_DISPUTED step-up-required");
        // Signed in through VNeID in the very session that made the link: it gains no right by the link.
        String lured = Tokens.citizen(letter.techId())
                .throughVneid()
                .with("sid", letter.sessionId())
                .authenticatedAt(Instant.now().plusSeconds(1))
                .toString();
        Refusal.of(() -> dispute(lured)).is(401, "step-up-required", "LINK_DISPUTED step-up-required");

        Response disputed = dispute(letter.vneidToken());
        disputed.then()
                .statusCode(201)
                .body("link.state", equalTo("SUSPENDED"))
                .body("link.suspendedBy", equalTo("DISPUTE"));
        assertSignIn("REFUSED");
        assertEquals(
                disputed.<String>path("caseId"), dispute(letter.vneidToken()).path("caseId"));
        LetterSteps.as(letter.token())
                .get("/v1/accounts/me/cases")
                .then()
                .statusCode(200)
                .body("items.kind", equalTo(List.of("LINK_DISPUTED")))
                .body("items.state", equalTo(List.of("OPEN")));

        Refusal.of(() -> resume(letter.vneidToken())).is(409, "link-suspended", "LINK_RESUMED link-suspended");
        resume(Tokens.operator().toString()).then().statusCode(200).body("state", equalTo("ACTIVE"));
        assertSignIn("ALLOW");
    }

    @Test
    void aDisputeIsStrongerThanTheHoldThatWasThere() {
        suspend(letter.token(), Map.of()).then().statusCode(200);
        dispute(letter.vneidToken()).then().statusCode(201);
        suspend(letter.token(), Map.of()).then().statusCode(200).body("suspendedBy", equalTo("DISPUTE"));

        Refusal.of(() -> resume(letter.vneidToken())).is(409, "link-suspended", "LINK_RESUMED link-suspended");
    }

    @Test
    void anOperatorSaysWhyTheyHoldALinkAndItsCitizenCannotLiftIt() {
        String operator = Tokens.operator().toString();
        Refusal.of(() -> suspend(operator, Map.of())).is(400, "validation-failed");
        Refusal.of(() -> suspend(operator, Map.of("reason", " "))).is(400, "validation-failed");
        Refusal.of(() -> suspend(letter.token(), Map.of("reason", REASON))).is(400, "validation-failed");

        suspend(operator, Map.of("reason", REASON))
                .then()
                .statusCode(200)
                .body("suspendedBy", equalTo("OPERATOR"))
                .body("number", equalTo("•••••••••" + numberEnd()));

        Refusal.of(() -> resume(letter.vneidToken())).is(409, "link-suspended", "LINK_RESUMED link-suspended");
        String caseId = LetterSteps.as(letter.token())
                .get("/v1/accounts/me/cases")
                .then()
                .body("items.kind", equalTo(List.of("LINK_SUSPENDED_BY_OPERATOR")))
                .extract()
                .path("items[0].caseId");
        LetterSteps.as(operator)
                .header("Processing-Purpose", "account-linking")
                .get("/v1/cases/{id}", caseId)
                .then()
                .statusCode(200)
                .body("notes.text", equalTo(List.of(REASON)));
        assertEquals(
                0,
                Database.count(
                        "SELECT count(*) FROM case_note WHERE position(convert_to('police', 'UTF8') IN note) > 0"),
                "a note is sealed");
    }

    @Test
    void anotherCitizensOrRealmsLinkDoesNotExist() {
        Letter other = Letter.registered(People.aCitizen());
        String foreign = Tokens.operator().inRealm("another-realm").toString();
        Refusal.of(() -> suspend(other.token(), Map.of())).is(404, "not-found");
        Refusal.of(() -> resume(other.vneidToken())).is(404, "not-found");
        Refusal.of(() -> dispute(other.vneidToken())).is(404, "not-found");
        Refusal.of(() -> end(other.vneidToken())).is(404, "not-found");
        Refusal.of(() -> end(foreign)).is(404, "not-found");
        Refusal.of(() -> suspend(foreign, Map.of("reason", REASON))).is(404, "not-found");
        Refusal.of(() -> resume(foreign)).is(404, "not-found");
        linkId = UUID.randomUUID().toString();
        Refusal.of(() -> resume(Tokens.operator().toString())).is(404, "not-found");
    }

    @Test
    void aLinkThatIsOverHasNoLifeAnyMore() {
        Database.execute("UPDATE link SET state = 'ENDED', ended_at = now() WHERE link_id = '" + linkId + "'");
        Refusal.of(() -> suspend(letter.token(), Map.of())).is(409, "link-ended");
        Refusal.of(() -> resume(letter.vneidToken())).is(409, "link-ended");
        Refusal.of(() -> dispute(letter.vneidToken())).is(409, "link-ended");
    }

    @Test
    void aLinkThatTheLawDemandsIsHeldOrReplacedButNotRemoved() {
        Refusal.of(() -> end(letter.vneidToken()))
                .is(409, "link-removal-not-allowed", "LINK_ENDED link-removal-not-allowed");
        suspend(letter.token(), Map.of()).then().statusCode(200);
    }

    @Test
    void endingALinkVoidsWhatWasProvedSoThatTheNextBeginsAnew() {
        Letter.Attempt open = letter.startAttempt();
        withoutLaw(() -> {
            end(letter.vneidToken()).then().statusCode(204);
            end(letter.vneidToken()).then().statusCode(204);
        });

        LetterSteps.links(letter.token(), letter.accountId()).then().body("items.state", equalTo(List.of("ENDED")));
        assertEquals("link-ended", lastEvents(1).getFirst());
        LetterSteps.readAttempt(letter.token(), letter.accountId(), open.id())
                .then()
                .body("state", equalTo("VOIDED"));
        // ABA: link, unlink, link again with the old verification.
        Refusal.of(() -> LetterSteps.startAttempt(letter.token(), letter.accountId()))
                .is(409, "number-not-matched", "LINK_ATTEMPT_STARTED number-not-matched");
        Refusal.of(() -> letter.complete(open, open.signIn(VneidPerson.of(letter.citizen()))))
                .is(409, "attempt-used");

        letter.match().link(VneidPerson.of(letter.citizen())).then().statusCode(201);
        LetterSteps.links(letter.token(), letter.accountId())
                .then()
                .body("items.state", equalTo(List.of("ACTIVE", "ENDED")));
    }

    @Test
    void theIdentityOfALinkThatIsOverIsFreeForAnotherAccount() {
        withoutLaw(() -> end(letter.vneidToken()).then().statusCode(204));
        Letter another =
                Letter.registered(letter.citizen(), letter.techId() + "-2").match();
        another.link(VneidPerson.of(letter.citizen())).then().statusCode(201);
        Letter.Attempt attempt = letter.match().startAttempt();
        Map<String, String> redirect = attempt.signIn(VneidPerson.of(letter.citizen()));
        Refusal.of(() -> letter.complete(attempt, redirect))
                .changing("link_attempt", "operator_case")
                .is(409, "vneid-already-linked", "LINK_CREATED vneid-already-linked");
    }

    @Test
    void onlyAFreshSignInThroughVneidEndsALink() {
        Refusal.of(() -> end(letter.token())).is(401, "step-up-required", "LINK_ENDED step-up-required");
        Database.execute("UPDATE account SET proved_at = proved_at - interval '10 minutes' WHERE account_id = '"
                + letter.accountId() + "'");
        String stale = Tokens.citizen(letter.techId())
                .throughVneid()
                .authenticatedAt(Instant.now().minusSeconds(301))
                .toString();
        Refusal.of(() -> end(stale)).is(401, "step-up-required", "LINK_ENDED step-up-required");
    }

    @Test
    void aDisputedLinkIsEndedByAnOperatorAfterAnotherOneConfirmedTheTrouble() {
        String caseId = dispute(letter.vneidToken()).path("caseId");
        String first = Tokens.operator().toString();
        String second =
                Tokens.operator().with("sub", UUID.randomUUID().toString()).toString();
        withoutLaw(() ->
                Refusal.of(() -> end(letter.vneidToken())).is(409, "link-suspended", "LINK_ENDED link-suspended"));
        Refusal.of(() -> end(second)).is(409, "second-operator-required", "LINK_ENDED second-operator-required");
        LetterSteps.as(first)
                .header("If-Match", "*")
                .contentType(ContentType.JSON)
                .body(Map.of("resolution", "CONFIRMED", "note", "Called back: it was somebody else"))
                .post("/v1/cases/{id}/resolution", caseId)
                .then()
                .statusCode(200);
        Refusal.of(() -> end(first)).is(409, "second-operator-required", "LINK_ENDED second-operator-required");

        end(second).then().statusCode(204);
        LetterSteps.links(letter.token(), letter.accountId()).then().body("items.state", equalTo(List.of("ENDED")));
    }

    private Response end(String token) {
        return LetterSteps.as(token).delete("/v1/links/{id}", linkId);
    }

    /** As it was before any law demanded a link. */
    private static void withoutLaw(Runnable steps) {
        PolicySteps policies = new PolicySteps();
        policies.publishNotice(null);
        try {
            steps.run();
        } finally {
            policies.withdrawAll();
        }
    }

    private String numberEnd() {
        return Objects.requireNonNull(letter.citizen().number()).substring(9);
    }

    private Response suspend(String token, Map<String, String> body) {
        return LetterSteps.as(token).contentType(ContentType.JSON).body(body).put("/v1/links/{id}/suspension", linkId);
    }

    private Response resume(String token) {
        return LetterSteps.as(token).delete("/v1/links/{id}/suspension", linkId);
    }

    private Response dispute(String token) {
        return LetterSteps.as(token).post("/v1/links/{id}/disputes", linkId);
    }

    /** What the home portal is told when the citizen comes through VNeID. */
    private void assertSignIn(String verdict) {
        List<String> identity =
                Database.texts("SELECT issuer || ' ' || subject FROM link WHERE link_id = '" + linkId + "'");
        String[] parts = identity.getFirst().split(" ", 2);
        LetterSteps.machine(Tokens.homePortal().toString())
                .body(Map.of("identity", Map.of("issuer", parts[0], "subject", parts[1])))
                .post("/v1/sign-in-decisions")
                .then()
                .statusCode(200)
                .body("decision", equalTo(verdict));
    }

    private List<String> lastEvents(int count) {
        List<String> events = Database.eventsOf(letter.accountId());
        assertTrue(events.size() >= count);
        return events.subList(events.size() - count, events.size());
    }
}
