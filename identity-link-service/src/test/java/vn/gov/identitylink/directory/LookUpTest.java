package vn.gov.identitylink.directory;

import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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

/** What portals find out about accounts, over HTTP. */
@QuarkusTest
@QuarkusTestResource(IdentityLinkTestResource.class)
class LookUpTest {

    @Test
    void anAccountIsFoundByEveryKeyThatItCarries() {
        SyntheticCitizen citizen = People.aCitizen();
        Letter letter = Letter.registered(citizen);
        String phone = Objects.requireNonNull(
                Objects.requireNonNull(citizen.portalAccount()).phone());
        LetterSteps.changeContact(
                        letter.token(), "me", "*", Map.of("phone", phone, "email", citizen.number() + "@Example.vn"))
                .then()
                .statusCode(200);
        letter.match();
        VneidPerson person = VneidPerson.of(citizen);
        letter.link(person).then().statusCode(201);

        for (Map<String, String> key : List.of(
                Map.of("externalId", letter.techId()),
                Map.of("number", Objects.requireNonNull(citizen.number())),
                Map.of("oldNumber", Objects.requireNonNull(citizen.oldNumber())),
                Map.of("phone", phone),
                Map.of("phone", "+84" + phone.substring(1)),
                Map.of("email", citizen.number() + "@example.vn"),
                Map.of("issuer", TestWorld.get().vneid().issuer(), "subject", person.subject()))) {
            for (Tokens portal : List.of(Tokens.homePortal(), Tokens.otherPortal())) {
                LetterSteps.lookUp(portal.toString(), key)
                        .then()
                        .statusCode(200)
                        .body("items.accountId", equalTo(List.of(letter.accountId())))
                        .body("items[0].assurance", equalTo("PROVED"))
                        .body("items[0].linking.state", equalTo("LINKED"))
                        .body("items[0].linking.nextAction", equalTo("SIGN_IN_WITH_VNEID"));
            }
        }
    }

    @Test
    void aLookUpAnswersNoPersonalDatum() {
        SyntheticCitizen citizen = People.aCitizen();
        Letter.matched(citizen);
        String answer = LetterSteps.lookUp(Tokens.otherPortal().toString(), Map.of("number", citizen.number()))
                .asString();
        for (String datum : citizen.personalData()) {
            assertEquals(-1, answer.indexOf(datum), answer);
        }
    }

    @Test
    void twoAccountsWithOneNumberAreBothFoundAndNoneIsChosen() {
        SyntheticCitizen citizen = People.aCitizen();
        Letter first = Letter.registered(citizen);
        Letter second = Letter.registered(citizen, "SECOND-" + first.techId());
        LetterSteps.lookUp(Tokens.otherPortal().toString(), Map.of("number", citizen.number()))
                .then()
                .statusCode(200)
                .body("items.accountId", containsInAnyOrder(first.accountId(), second.accountId()));
    }

    @Test
    void nothingFoundIsAnEmptyListAndStillRecorded() {
        long before = Database.count("SELECT count(*) FROM audit_record WHERE action = 'ACCOUNT_LOOKED_UP'");
        LetterSteps.lookUp(Tokens.otherPortal().toString(), Map.of("number", "003089999999"))
                .then()
                .statusCode(200)
                .body("items", equalTo(List.of()));
        assertEquals(
                before + 1, Database.count("SELECT count(*) FROM audit_record WHERE action = 'ACCOUNT_LOOKED_UP'"));
    }

    @Test
    void everyLookUpSaysWhoAskedAndForWhichProcedure() {
        Letter letter = Letter.registered(People.aCitizen());
        LetterSteps.lookUp(Tokens.otherPortal().toString(), Map.of("externalId", letter.techId()));
        assertEquals(
                1,
                Database.count("SELECT count(*) FROM audit_record WHERE action = 'ACCOUNT_LOOKED_UP' AND account_id = '"
                        + letter.accountId() + "' AND actor_kind = 'other-portal' AND actor_id = 'province-portal'"
                        + " AND purpose = '1.004873' AND fields = '{externalId}'"));
    }

    @Test
    void aPurposeIsRequiredAndMustBeRegisteredForTheClient() {
        Map<String, String> key = Map.of("externalId", "TECH-1");
        Refusal.of(() -> LetterSteps.as(Tokens.otherPortal().toString())
                        .contentType("application/json")
                        .body(key)
                        .post("/v1/account-lookups"))
                .is(400, "processing-purpose-missing");
        Refusal.of(() -> LetterSteps.as(Tokens.otherPortal().toString())
                        .contentType("application/json")
                        .header("Processing-Purpose", "2.000889")
                        .body(key)
                        .post("/v1/account-lookups"))
                .is(403, "processing-purpose-not-allowed");
    }

    @Test
    void exactlyOneKeyIsAskedFor() {
        String portal = Tokens.otherPortal().toString();
        for (Map<String, String> keys :
                List.of(Map.<String, String>of(), Map.of("number", "003089000001", "phone", "0900000001"))) {
            Refusal.of(() -> LetterSteps.lookUp(portal, keys))
                    .is(400, "validation-failed")
                    .then()
                    .body("errors[0].code", equalTo("exactly-one-key"));
        }
        Refusal.of(() -> LetterSteps.lookUp(portal, Map.of("subject", "x")))
                .is(400, "validation-failed")
                .then()
                .body("errors[0].pointer", equalTo("/issuer"))
                .body("errors[0].code", equalTo("required"));
    }
}
