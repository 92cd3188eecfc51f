package vn.gov.identitylink.duplicates;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.time.Instant;
import java.util.List;
import java.util.Map;
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

/** Several accounts of one citizen. */
@QuarkusTest
@QuarkusTestResource(IdentityLinkTestResource.class)
class DuplicateAccountsTest {

    private Letter linked;
    private Letter other;

    @BeforeEach
    void twoAccounts() {
        linked = Letter.linked(People.aCitizen());
        other = Letter.registered(linked.citizen(), linked.techId() + "-2").match();
    }

    @Test
    void onlyWhoCameThroughVneidSeesTheOthersAndNothingOfThemButThatTheyAreThere() {
        Refusal.of(() -> duplicates(linked.token()))
                .is(401, "step-up-required", "ACCOUNT_DUPLICATES_READ step-up-required");
        Refusal.of(() -> duplicates(other.vneidToken()))
                .is(401, "step-up-required", "ACCOUNT_DUPLICATES_READ step-up-required");
        duplicates(linked.vneidToken())
                .then()
                .statusCode(200)
                .body("items", hasSize(1))
                .body("items[0].accountId", equalTo(other.accountId()))
                .body("items[0].registeredAt", notNullValue())
                .body("items[0].size()", equalTo(2));
        assertEquals(
                "ACCOUNT_DUPLICATES_READ done",
                Database.auditOf(linked.accountId()).getLast());
    }

    @Test
    void theOtherAccountIsClosedByItsOwnSignInAndNothingInItIsTouched() {
        Letter.Attempt open = other.startAttempt();
        String before = Database.texts("SELECT assurance FROM account WHERE account_id = '" + other.accountId() + "'")
                .getFirst();
        supersede(other.token(), joinCode()).then().statusCode(200).body("supersededAt", notNullValue());

        assertEquals("account-superseded", Database.eventsOf(other.accountId()).getLast());
        assertEquals(
                "ACCOUNT_SUPERSEDED done", Database.auditOf(other.accountId()).getLast());
        assertEquals(
                "ACCOUNT_SUPERSEDED done", Database.auditOf(linked.accountId()).getLast());
        assertEquals(
                before,
                Database.texts("SELECT assurance FROM account WHERE account_id = '" + other.accountId() + "'")
                        .getFirst());
        assertSignIn("REFUSED", "SIGN_IN_WITH_VNEID");
        LetterSteps.readAttempt(other.token(), "me", open.id()).then().body("state", equalTo("VOIDED"));
        LetterSteps.readAccount(other.token(), "me")
                .then()
                .body("supersededAt", notNullValue())
                .body("linking.nextAction", equalTo("SIGN_IN_WITH_VNEID"));
        LetterSteps.as(other.token())
                .get("/v1/accounts/me/link-readiness")
                .then()
                .body("blockers", equalTo(List.of("ACCOUNT_SUPERSEDED")));
        duplicates(linked.vneidToken()).then().body("items[0].supersededAt", notNullValue());
        LetterSteps.machine(Tokens.homePortal().toString())
                .body(Map.of("externalId", other.techId()))
                .post("/v1/account-lookups")
                .then()
                .statusCode(200)
                .body("items[0].supersededAt", notNullValue());
        LetterSteps.as(linked.token())
                .get("/v1/accounts/me/cases")
                .then()
                .body("items.kind", equalTo(List.of("ACCOUNT_SUPERSEDED")));
        Refusal.of(() -> LetterSteps.startAttempt(other.token(), "me"))
                .is(409, "account-superseded", "LINK_ATTEMPT_STARTED account-superseded");
    }

    @Test
    void theSameAgainIsTheSameAndTellsNobodyTwice() {
        String since = supersede(other.token(), joinCode()).path("supersededAt");
        supersede(other.token(), joinCode()).then().statusCode(200).body("supersededAt", equalTo(since));
        assertEquals(
                1,
                Database.eventsOf(other.accountId()).stream()
                        .filter("account-superseded"::equals)
                        .count());
    }

    @Test
    void aCodeIsOnlyForWhoCameThroughVneidWorksOnceAndIsVoidedByTheNext() {
        Refusal.of(() -> begin(linked.token())).is(401, "step-up-required", "ACCOUNT_JOIN_BEGUN step-up-required");
        Refusal.of(() -> begin(other.token())).is(401, "step-up-required", "ACCOUNT_JOIN_BEGUN step-up-required");
        String stale = Tokens.citizen(linked.techId())
                .throughVneid()
                .authenticatedAt(Instant.now().minusSeconds(301))
                .toString();
        Database.execute("UPDATE account SET proved_at = proved_at - interval '10 minutes' WHERE account_id = '"
                + linked.accountId() + "'");
        Refusal.of(() -> begin(stale)).is(401, "step-up-required", "ACCOUNT_JOIN_BEGUN step-up-required");
        String voided = joinCode();
        String code = joinCode();
        assertNotEquals(voided, code);
        Refusal.of(() -> supersede(other.token(), voided))
                .is(400, "join-code-invalid", "ACCOUNT_SUPERSEDED join-code-invalid");
        supersede(other.token(), code).then().statusCode(200);
        Letter third = Letter.registered(linked.citizen(), linked.techId() + "-3");
        Refusal.of(() -> supersede(third.token(), code))
                .is(400, "join-code-invalid", "ACCOUNT_SUPERSEDED join-code-invalid");
    }

    @Test
    void aCodeDiesWithTheLinkAlsoWhenAnotherIsMade() {
        String code = joinCode();
        PolicySteps policies = new PolicySteps();
        policies.publishNotice(null);
        try {
            String linkId = LetterSteps.links(linked.token(), "me").path("items[0].linkId");
            LetterSteps.as(linked.vneidToken())
                    .delete("/v1/links/{id}", linkId)
                    .then()
                    .statusCode(204);
        } finally {
            policies.withdrawAll();
        }
        linked.match().link(VneidPerson.of(linked.citizen())).then().statusCode(201);
        Refusal.of(() -> supersede(other.token(), code))
                .is(400, "join-code-invalid", "ACCOUNT_SUPERSEDED join-code-invalid");
    }

    @Test
    void aCodeThatIsTooOldClosesNothing() {
        String code = joinCode();
        Database.execute("UPDATE join_code SET expires_at = now() WHERE account_id = '" + linked.accountId() + "'");
        Refusal.of(() -> supersede(other.token(), code))
                .is(400, "join-code-invalid", "ACCOUNT_SUPERSEDED join-code-invalid");
    }

    @Test
    void onlyAFreshSignInOfTheOtherAccountItselfClosesIt() {
        String code = joinCode();
        String throughVneid = Tokens.citizen(other.techId()).throughVneid().toString();
        String stale = Tokens.citizen(other.techId())
                .authenticatedAt(Instant.now().minusSeconds(301))
                .toString();
        Refusal.of(() -> supersede(throughVneid, code))
                .is(401, "account-sign-in-required", "ACCOUNT_SUPERSEDED account-sign-in-required");
        Refusal.of(() -> supersede(stale, code))
                .is(401, "account-sign-in-required", "ACCOUNT_SUPERSEDED account-sign-in-required");
        Refusal.of(() -> LetterSteps.as(linked.token())
                        .contentType(ContentType.JSON)
                        .body(Map.of("joinCode", code))
                        .put("/v1/accounts/{id}/supersession", other.accountId()))
                .is(404, "not-found");
    }

    @Test
    void anAccountWithAnotherNumberIsNotClosed() {
        Letter stranger = Letter.registered(People.aCitizen());
        String code = joinCode();
        Refusal.of(() -> supersede(stranger.token(), code))
                .is(422, "account-numbers-differ", "ACCOUNT_SUPERSEDED account-numbers-differ");
    }

    @Test
    void aLinkedAccountIsNotClosedNotEvenByItsOwnCode() {
        String code = joinCode();
        Refusal.of(() -> supersede(linked.token(), code))
                .is(409, "account-already-linked", "ACCOUNT_SUPERSEDED account-already-linked");
    }

    @Test
    void aLinkThatIsHeldClosesNothing() {
        String code = joinCode();
        String linkId = LetterSteps.links(linked.token(), "me").path("items[0].linkId");
        LetterSteps.as(linked.token())
                .contentType(ContentType.JSON)
                .body("{}")
                .put("/v1/links/{id}/suspension", linkId)
                .then()
                .statusCode(200);
        Refusal.of(() -> supersede(other.token(), code))
                .is(400, "join-code-invalid", "ACCOUNT_SUPERSEDED join-code-invalid");
        Refusal.of(() -> begin(linked.vneidToken())).is(409, "link-suspended", "ACCOUNT_JOIN_BEGUN link-suspended");
    }

    @Test
    void anOperatorOpensAnAccountThatWasClosedByMistake() {
        supersede(other.token(), joinCode()).then().statusCode(200);
        String foreign = Tokens.operator().inRealm("another-realm").toString();
        Refusal.of(() -> reopen(foreign)).is(404, "not-found");
        reopen(Tokens.operator().toString()).then().statusCode(204);
        reopen(Tokens.operator().toString()).then().statusCode(204);

        assertEquals("account-reopened", Database.eventsOf(other.accountId()).getLast());
        LetterSteps.readAccount(other.token(), "me").then().body("supersededAt", nullValue());
        other.startAttempt();
    }

    @Test
    void whatWasClosedInFavourOfALinkOpensWhenThatLinkEnds() {
        supersede(other.token(), joinCode()).then().statusCode(200);
        PolicySteps policies = new PolicySteps();
        policies.publishNotice(null);
        try {
            String linkId = LetterSteps.links(linked.token(), "me").path("items[0].linkId");
            LetterSteps.as(linked.vneidToken())
                    .delete("/v1/links/{id}", linkId)
                    .then()
                    .statusCode(204);
        } finally {
            policies.withdrawAll();
        }
        assertEquals("account-reopened", Database.eventsOf(other.accountId()).getLast());
        LetterSteps.readAccount(other.token(), "me").then().body("supersededAt", nullValue());
    }

    private String joinCode() {
        return begin(linked.vneidToken()).then().statusCode(201).extract().path("joinCode");
    }

    private static Response begin(String token) {
        return LetterSteps.as(token).post("/v1/accounts/me/join-codes");
    }

    private static Response supersede(String token, String code) {
        return LetterSteps.as(token)
                .contentType(ContentType.JSON)
                .body(Map.of("joinCode", code))
                .put("/v1/accounts/me/supersession");
    }

    private Response reopen(String token) {
        return LetterSteps.as(token).delete("/v1/accounts/{id}/supersession", other.accountId());
    }

    private static Response duplicates(String token) {
        return LetterSteps.as(token).get("/v1/accounts/me/duplicates");
    }

    private void assertSignIn(String verdict, String nextAction) {
        LetterSteps.machine(Tokens.homePortal().toString())
                .body(Map.of("externalId", other.techId()))
                .post("/v1/sign-in-decisions")
                .then()
                .statusCode(200)
                .body("decision", equalTo(verdict))
                .body("nextAction", equalTo(nextAction));
    }
}
