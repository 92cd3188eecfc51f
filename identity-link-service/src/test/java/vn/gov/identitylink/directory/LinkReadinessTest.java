package vn.gov.identitylink.directory;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.time.Year;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import vn.gov.identitylink.testing.Database;
import vn.gov.identitylink.testing.IdentityLinkTestResource;
import vn.gov.identitylink.testing.Letter;
import vn.gov.identitylink.testing.LetterSteps;
import vn.gov.identitylink.testing.People;
import vn.gov.identitylink.testing.Refusal;
import vn.gov.identitylink.testing.TestWorld;
import vn.gov.identitylink.testing.Tokens;
import vn.gov.identitylink.time.Clocks;

/** The dry run of a link. */
@QuarkusTest
@QuarkusTestResource(IdentityLinkTestResource.class)
class LinkReadinessTest {

    @Test
    void everyBlockerIsToldAtOnceAndNothingIsTouched() {
        String techId = "READINESS-" + System.nanoTime();
        LetterSteps.register(Tokens.homePortal().toString(), Map.of("externalId", techId, "kind", "ORGANISATION"))
                .then()
                .statusCode(201);
        int asked = TestWorld.get().registry().calls();
        Map<String, String> before = new TreeMap<>(Database.rows());

        Response readiness = readiness(Tokens.citizen(techId).toString(), "me");

        readiness.then().statusCode(200);
        assertEquals(false, readiness.path("ready"));
        assertEquals(
                List.of("NOT_A_CITIZEN", "IDENTITY_NOT_DECLARED", "NUMBER_NOT_MATCHED"), readiness.path("blockers"));
        assertEquals("NONE", readiness.path("nextAction"));
        Map<String, String> after = new TreeMap<>(Database.rows());
        before.remove("audit_record");
        after.remove("audit_record");
        assertEquals(before, after, "nothing but the audit record is written");
        assertEquals(asked, TestWorld.get().registry().calls());
    }

    @Test
    void theLettersWayClearsOneBlockerAfterTheOther() {
        Letter letter = Letter.registered(People.aCitizen());
        assertReadiness(letter, List.of("NUMBER_NOT_MATCHED"), "VERIFY_IDENTITY");
        letter.match();
        assertReadiness(letter, List.of(), "LINK_VNEID");
        Letter linked = Letter.linked(People.aCitizen());
        assertReadiness(linked, List.of("ALREADY_LINKED"), "SIGN_IN_WITH_VNEID");
        String linkId = LetterSteps.links(linked.token(), "me").path("items[0].linkId");
        LetterSteps.as(linked.token())
                .contentType(ContentType.JSON)
                .body(Map.of())
                .put("/v1/links/{id}/suspension", linkId)
                .then()
                .statusCode(200);
        assertReadiness(linked, List.of("LINK_SUSPENDED"), "SIGN_IN_WITH_VNEID");
        Database.execute("UPDATE link SET suspended_by = 'OPERATOR' WHERE link_id = '" + linkId + "'");
        assertReadiness(linked, List.of("LINK_SUSPENDED"), "ASK_OFFICER");
    }

    @Test
    void asManyAttemptsAsADayAllowsAreABlockerBeforeTheyAreARefusal() {
        Letter letter = Letter.matched(People.aCitizen());
        for (int i = 0; i < 20; i++) {
            letter.startAttempt();
        }
        assertReadiness(letter, List.of("TOO_MANY_ATTEMPTS"), "NONE");
    }

    @Test
    void whoIsUnderFourteenHasNoVneidOfLevelTwo() {
        Letter letter = Letter.registered(People.aCitizen());
        String thisYear = String.valueOf(Year.now(Clocks.VIETNAM).getValue() - 5);
        Map<String, Object> child = new HashMap<>();
        child.put("oldNumber", "215000199");
        child.put("fullName", "Nguyễn Văn Bé");
        child.put("birthDate", thisYear + "-03-01");
        LetterSteps.declare(letter.token(), letter.accountId(), "*", child)
                .then()
                .statusCode(200);
        assertReadiness(letter, List.of("UNDER_FOURTEEN", "NUMBER_NOT_MATCHED"), "NONE");
    }

    @Test
    void theHomePortalMayAskToo() {
        Letter letter = Letter.matched(People.aCitizen());
        LetterSteps.machine(Tokens.homePortal().toString())
                .get("/v1/accounts/{id}/link-readiness", letter.accountId())
                .then()
                .statusCode(200);
        Letter other = Letter.registered(People.aCitizen());
        Refusal.of(() -> readiness(other.token(), letter.accountId())).is(404, "not-found");
    }

    private static void assertReadiness(Letter letter, List<String> blockers, String nextAction) {
        Response readiness = readiness(letter.token(), "me");
        assertEquals(blockers, readiness.path("blockers"));
        assertEquals(blockers.isEmpty(), readiness.path("ready"));
        assertEquals(nextAction, readiness.path("nextAction"));
    }

    private static Response readiness(String token, String accountId) {
        return LetterSteps.as(token).get("/v1/accounts/{id}/link-readiness", accountId);
    }
}
