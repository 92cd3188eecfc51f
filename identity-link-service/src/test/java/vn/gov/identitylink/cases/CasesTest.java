package vn.gov.identitylink.cases;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import com.nimbusds.jwt.SignedJWT;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import vn.gov.identitylink.testing.Database;
import vn.gov.identitylink.testing.IdentityLinkTestResource;
import vn.gov.identitylink.testing.Letter;
import vn.gov.identitylink.testing.LetterSteps;
import vn.gov.identitylink.testing.People;
import vn.gov.identitylink.testing.Refusal;
import vn.gov.identitylink.testing.Tokens;

/** What operators do about a disputed link. */
@QuarkusTest
@QuarkusTestResource(IdentityLinkTestResource.class)
class CasesTest {

    private static final String FOUND_OUT = "The citizen was called back";

    private final String operator = Tokens.operator().toString();
    private Letter letter;
    private String caseId;

    @BeforeEach
    void dispute() {
        letter = Letter.linked(People.aCitizen());
        caseId = open(letter);
    }

    private static String open(Letter letter) {
        String linkId = LetterSteps.links(letter.token(), letter.accountId()).path("items[0].linkId");
        return LetterSteps.as(letter.vneidToken())
                .post("/v1/links/{id}/disputes", linkId)
                .then()
                .statusCode(201)
                .extract()
                .path("caseId");
    }

    @Test
    void aCaseIsTakenNotedAndResolvedAndItsCitizenSeesHowFarItIs() {
        String version = read().header("ETag");
        String taken = take(operator, version)
                .then()
                .statusCode(200)
                .body("state", equalTo("ASSIGNED"))
                .body("assignedTo", equalTo(subjectOfOperator()))
                .extract()
                .header("ETag");
        note(FOUND_OUT).then().statusCode(201);
        resolve(taken, Map.of("resolution", "UNFOUNDED", "note", "All is well"))
                .then()
                .statusCode(200)
                .body("state", equalTo("RESOLVED"))
                .body("resolution", equalTo("UNFOUNDED"));

        read().then()
                .statusCode(200)
                .body("notes.text", equalTo(List.of(FOUND_OUT, "All is well")))
                .body("notes.author", everyItem(equalTo(subjectOfOperator())));
        LetterSteps.as(letter.token())
                .get("/v1/accounts/me/cases")
                .then()
                .body("items.resolution", equalTo(List.of("UNFOUNDED")))
                .body("items.notes", everyItem(nullValue()));
        List<String> audited = Database.auditOf(letter.accountId());
        assertEquals(
                List.of(
                        "CASE_READ done",
                        "CASE_ASSIGNED done",
                        "CASE_NOTED done",
                        "CASE_RESOLVED done",
                        "CASE_READ done"),
                audited.subList(audited.size() - 5, audited.size()));
    }

    @Test
    void aResolvedCaseStaysAsItIsAndTheSameTroubleAgainIsANewOne() {
        resolve("*", Map.of("resolution", "CONFIRMED", "note", FOUND_OUT))
                .then()
                .statusCode(200);

        Refusal.of(() -> take(operator, "*")).is(409, "case-resolved", "CASE_ASSIGNED case-resolved");
        Refusal.of(() -> note(FOUND_OUT)).is(409, "case-resolved", "CASE_NOTED case-resolved");
        Refusal.of(() -> resolve("*", Map.of("resolution", "CONFIRMED", "note", FOUND_OUT)))
                .is(409, "case-resolved", "CASE_RESOLVED case-resolved");
        assertNotEquals(caseId, open(letter));
    }

    @Test
    void twoOperatorsDoNotOverwriteEachOther() {
        String version = read().header("ETag");
        Refusal.of(() -> take(operator, null)).is(428, "precondition-required");
        Refusal.of(() -> resolve(null, Map.of("resolution", "CONFIRMED", "note", FOUND_OUT)))
                .is(428, "precondition-required");
        take(operator, version).then().statusCode(200);

        Refusal.of(() -> take(operator, version)).is(412, "precondition-failed");
        Refusal.of(() -> resolve(version, Map.of("resolution", "CONFIRMED", "note", FOUND_OUT)))
                .is(412, "precondition-failed");
    }

    @Test
    void anotherRealmsCaseDoesNotExist() {
        String foreign = Tokens.operator().inRealm("another-realm").toString();
        Refusal.of(() -> take(foreign, "*")).is(404, "not-found");
        Refusal.of(() -> staff(foreign).get("/v1/cases/{id}", caseId)).is(404, "not-found");
        Refusal.of(() -> staff(foreign)
                        .contentType(ContentType.JSON)
                        .body(Map.of("text", FOUND_OUT))
                        .post("/v1/cases/{id}/notes", caseId))
                .is(404, "not-found");
        staff(foreign).get("/v1/cases").then().statusCode(200).body("items.caseId", not(hasItem(caseId)));
        Letter other = Letter.registered(People.aCitizen());
        Refusal.of(() -> LetterSteps.as(other.token()).get("/v1/accounts/{id}/cases", letter.accountId()))
                .is(404, "not-found");
    }

    @Test
    void casesAreReadPageByPageEachOnce() {
        List<String> opened = new ArrayList<>(List.of(caseId));
        for (int i = 0; i < 4; i++) {
            opened.add(open(Letter.linked(People.aCitizen())));
        }
        List<String> read = new ArrayList<>();
        @Nullable String cursor = null;
        do {
            RequestSpecification page = staff(operator).queryParam("limit", "3").queryParam("state", "OPEN");
            Response answer = (cursor == null ? page : page.queryParam("cursor", cursor)).get("/v1/cases");
            answer.then().statusCode(200).body("items.state", everyItem(equalTo("OPEN")));
            read.addAll(answer.path("items.caseId"));
            cursor = answer.path("nextCursor");
        } while (cursor != null);

        assertEquals(read.stream().distinct().toList(), read);
        assertEquals(opened, read.stream().filter(opened::contains).toList());
        staff(operator)
                .get("/v1/cases?kind=LINK_DISPUTED&limit=100")
                .then()
                .body("items.kind", everyItem(equalTo("LINK_DISPUTED")));
        staff(operator)
                .get("/v1/cases?kind=NUMBER_CHANGED&state=ASSIGNED")
                .then()
                .statusCode(200);
    }

    @ParameterizedTest
    @CsvSource({
        "limit=0, /limit range",
        "limit=101, /limit range",
        "limit=x, /limit range",
        "cursor=0, /cursor cursor-format",
        "cursor=x, /cursor cursor-format",
        "state=open, /state unknown-word",
        "kind=OTHER, /kind unknown-word",
        "state=open&kind=OTHER&limit=0&cursor=x, "
                + "/state unknown-word;/kind unknown-word;/limit range;/cursor cursor-format"
    })
    void aPageThatCannotBeReadIsRefusedAndEachParameterNamed(String query, String faults) {
        Response refused =
                Refusal.of(() -> staff(operator).get("/v1/cases?" + query)).is(400, "invalid-parameter");
        assertEquals(faults, Refusal.faults(refused));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"text\":\"\"}", "{\"text\":\" \"}", "{\"text\":\"a\\u0000\"}"})
    void aNoteThatCannotBeKeptIsRefused(String body) {
        Refusal.of(() ->
                        staff(operator).contentType(ContentType.JSON).body(body).post("/v1/cases/{id}/notes", caseId))
                .is(400, "validation-failed");
    }

    @Test
    void aResolutionThatCannotBeReadIsRefused() {
        Refusal.of(() -> resolve("*", Map.of("resolution", "MAYBE", "note", FOUND_OUT)))
                .is(400, "validation-failed");
        Refusal.of(() -> resolve("*", Map.of("resolution", "CONFIRMED"))).is(400, "validation-failed");
        caseId = UUID.randomUUID().toString();
        Refusal.of(() -> resolve("*", Map.of("resolution", "CONFIRMED", "note", FOUND_OUT)))
                .is(404, "not-found");
    }

    private Response read() {
        return staff(operator).get("/v1/cases/{id}", caseId);
    }

    private Response take(String token, @Nullable String ifMatch) {
        return ifMatching(token, ifMatch).put("/v1/cases/{id}/assignment", caseId);
    }

    private Response note(String text) {
        return staff(operator)
                .contentType(ContentType.JSON)
                .body(Map.of("text", text))
                .post("/v1/cases/{id}/notes", caseId);
    }

    private Response resolve(@Nullable String ifMatch, Map<String, String> body) {
        return ifMatching(operator, ifMatch)
                .contentType(ContentType.JSON)
                .body(body)
                .post("/v1/cases/{id}/resolution", caseId);
    }

    private static RequestSpecification ifMatching(String token, @Nullable String ifMatch) {
        return ifMatch == null ? staff(token) : staff(token).header("If-Match", ifMatch);
    }

    private static RequestSpecification staff(String token) {
        return LetterSteps.as(token).header("Processing-Purpose", "account-linking");
    }

    private String subjectOfOperator() {
        try {
            return SignedJWT.parse(operator).getJWTClaimsSet().getSubject();
        } catch (ParseException notAToken) {
            throw new AssertionError(notAToken);
        }
    }
}
