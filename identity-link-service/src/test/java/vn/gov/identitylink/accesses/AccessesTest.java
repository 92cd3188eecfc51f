package vn.gov.identitylink.accesses;

import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vn.gov.identitylink.testing.IdentityLinkTestResource;
import vn.gov.identitylink.testing.Letter;
import vn.gov.identitylink.testing.LetterSteps;
import vn.gov.identitylink.testing.People;
import vn.gov.identitylink.testing.Refusal;
import vn.gov.identitylink.testing.SyntheticCitizen;
import vn.gov.identitylink.testing.Tokens;

/** A citizen reads who read their data, and reports what is not right. */
@QuarkusTest
@QuarkusTestResource(IdentityLinkTestResource.class)
class AccessesTest {

    @Test
    void aCitizenSeesWhoReadWhatAndForWhat() {
        SyntheticCitizen citizen = People.aCitizen();
        Letter letter = Letter.registered(citizen);
        LetterSteps.lookUp(Tokens.otherPortal().toString(), Map.of("externalId", letter.techId()));

        Response log = log(letter, "?limit=1");

        log.then()
                .statusCode(200)
                .body("items[0].actor", equalTo("other-portal"))
                .body("items[0].clientId", equalTo("province-portal"))
                .body("items[0].purpose", equalTo("1.004873"))
                .body("items[0].action", equalTo("ACCOUNT_LOOKED_UP"))
                .body("items[0].fields", equalTo(List.of("externalId")))
                .body("items[0].outcome", equalTo("done"));
        for (String datum : citizen.personalData()) {
            assertFalse(log.asString().contains(datum), "a datum is in the log");
        }
    }

    @Test
    void theSessionThatMadeALinkDoesNotReadOnInTheLog() {
        Letter letter = Letter.linked(People.aCitizen());
        Refusal.of(() -> log(letter, "")).is(401, "step-up-required");
        LetterSteps.as(letter.vneidToken())
                .get("/v1/accounts/me/accesses")
                .then()
                .statusCode(200);
    }

    @Test
    void theLogIsReadPageByPageTheNewestFirst() {
        Letter letter = Letter.matched(People.aCitizen());
        letter.startAttempt();
        List<String> whole = log(letter, "?limit=100").path("items.accessId");
        List<String> read = new ArrayList<>();
        @Nullable String cursor = null;
        do {
            Response page = log(letter, "?limit=2" + (cursor == null ? "" : "&cursor=" + cursor));
            read.addAll(page.path("items.accessId"));
            cursor = page.path("nextCursor");
        } while (cursor != null);
        assertEquals(whole, read);
        assertTrue(read.size() > 3);
        assertEquals(
                read.stream()
                        .map(Long::valueOf)
                        .sorted((a, b) -> b.compareTo(a))
                        .toList(),
                read.stream().map(Long::valueOf).toList());
    }

    @Test
    void anEntryThatIsNotRightIsACaseForAnOperator() {
        Letter letter = Letter.registered(People.aCitizen());
        String entry = log(letter, "").path("items[0].accessId");
        String caseId = report(letter, entry).then().statusCode(201).extract().path("caseId");
        assertEquals(caseId, report(letter, entry).path("caseId"), "the same entry again is the same case");

        LetterSteps.as(letter.token())
                .get("/v1/accounts/me/cases")
                .then()
                .body("items.kind", equalTo(List.of("ACCESS_REPORTED")))
                .body("items.caseId", equalTo(List.of(caseId)));
    }

    @Test
    void anotherCitizensLogDoesNotExist() {
        Letter letter = Letter.registered(People.aCitizen());
        Letter other = Letter.registered(People.aCitizen());
        String entry = log(letter, "").path("items[0].accessId");
        Refusal.of(() -> LetterSteps.as(other.token()).get("/v1/accounts/{id}/accesses", letter.accountId()))
                .is(404, "not-found");
        Refusal.of(() -> report(other, entry)).is(404, "not-found");
        Refusal.of(() -> report(letter, "9223372036854775807")).is(404, "not-found");
        Refusal.of(() -> report(letter, "x")).is(404, "not-found");
    }

    @ParameterizedTest
    @CsvSource({
        "?limit=0, /limit range",
        "?limit=1000, /limit range",
        "?cursor=-1, /cursor cursor-format",
        "?cursor=x&limit=x, /limit range;/cursor cursor-format"
    })
    void aPageThatCannotBeReadIsRefusedAndEachParameterNamed(String query, String faults) {
        Letter letter = Letter.registered(People.aCitizen());
        Response refused = Refusal.of(() -> log(letter, query)).is(400, "invalid-parameter");
        assertEquals(faults, Refusal.faults(refused));
    }

    private static Response log(Letter letter, String query) {
        return LetterSteps.as(letter.token()).get("/v1/accounts/me/accesses" + query);
    }

    private static Response report(Letter letter, String entry) {
        return LetterSteps.as(letter.token()).post("/v1/accounts/me/accesses/{entry}/reports", entry);
    }
}
