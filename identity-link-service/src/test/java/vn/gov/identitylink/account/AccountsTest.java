package vn.gov.identitylink.account;

import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
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
import vn.gov.identitylink.testing.SyntheticCitizen;
import vn.gov.identitylink.testing.Tokens;

/** Registering accounts and changing what is declared about them, over HTTP. */
@QuarkusTest
@QuarkusTestResource(IdentityLinkTestResource.class)
class AccountsTest {

    @Test
    void theHomePortalRegistersAnAccountOnce() {
        String techId = "ONCE-" + People.aCitizen().number();
        Response first = register(Map.of("externalId", techId));
        first.then()
                .statusCode(201)
                .header("Location", endsWith("/v1/accounts/" + first.path("accountId")))
                .header("ETag", equalTo("\"0\""))
                .body("kind", equalTo("CITIZEN"))
                .body("assurance", equalTo("DECLARED"));
        register(Map.of("externalId", techId, "kind", "ORGANISATION"))
                .then()
                .statusCode(200)
                .body("accountId", equalTo(first.path("accountId")))
                .body("kind", equalTo("CITIZEN"));
        assertEquals(List.of("account-registered"), Database.eventsOf(first.path("accountId")));
        assertEquals(List.of("ACCOUNT_REGISTERED done"), Database.auditOf(first.path("accountId")));
    }

    @Test
    void accountsOfAnotherRealmDoNotExist() {
        Letter letter = Letter.registered(People.aCitizen());
        String foreignPortal = Tokens.homePortal().inRealm("another-realm").toString();
        Refusal.of(() -> LetterSteps.machine(foreignPortal).get("/v1/accounts/" + letter.accountId()))
                .is(404, "not-found");
        Refusal.of(() -> LetterSteps.readAccount(
                        Tokens.citizen(letter.techId()).inRealm("another-realm").toString(), "me"))
                .is(404, "not-found");
        LetterSteps.lookUp(foreignPortal, Map.of("externalId", letter.techId()))
                .then()
                .statusCode(200)
                .body("items", equalTo(List.of()));
    }

    @Test
    void aCitizenSeesTheirOwnAccountAndNoOther() {
        Letter own = Letter.registered(People.aCitizen());
        Letter other = Letter.registered(People.aCitizen());
        LetterSteps.readAccount(own.token(), "me").then().statusCode(200).body("accountId", equalTo(own.accountId()));
        LetterSteps.readAccount(own.token(), own.accountId()).then().statusCode(200);
        Refusal.of(() -> LetterSteps.readAccount(own.token(), other.accountId()))
                .is(404, "not-found");
        Refusal.of(() -> LetterSteps.readAccount(own.token(), "00000000-0000-0000-0000-000000000000"))
                .is(404, "not-found");
        Refusal.of(() -> LetterSteps.readAccount(own.token(), "not-an-id")).is(404, "not-found");
    }

    @Test
    void whatIsNotThereAndWhatIsNotYoursAreOneAnswer() {
        Letter own = Letter.registered(People.aCitizen());
        Letter other = Letter.registered(People.aCitizen());
        Map<String, Object> notYours = LetterSteps.readAccount(own.token(), other.accountId())
                .jsonPath()
                .getMap("");
        Map<String, Object> notThere = LetterSteps.readAccount(own.token(), "00000000-0000-0000-0000-000000000000")
                .jsonPath()
                .getMap("");
        Map<String, Object> one = new HashMap<>(notYours);
        Map<String, Object> another = new HashMap<>(notThere);
        one.remove("instance");
        another.remove("instance");
        assertEquals(one, another);
    }

    @Test
    void declaringAnewDropsTheTick() {
        Letter letter = Letter.matched(People.aCitizen());
        Response account = LetterSteps.readAccount(letter.token(), "me");
        account.then().body("assurance", equalTo("MATCHED"));
        LetterSteps.declare(letter.token(), "me", account.header("ETag"), People.declaration(letter.citizen()))
                .then()
                .statusCode(200)
                .body("assurance", equalTo("DECLARED"))
                .header("ETag", not(equalTo(account.header("ETag"))));
        LetterSteps.readAccount(letter.token(), "me")
                .then()
                .body("identity.number.source", equalTo("CITIZEN"))
                .body("identity.number.verifiedAt", equalTo(null));
        assertEquals(
                List.of("account-registered", "number-matched", "identity-declared"),
                Database.eventsOf(letter.accountId()));
    }

    @Test
    void aProvedIdentityIsNotForEditing() {
        Letter letter = Letter.linked(People.aCitizen());
        Refusal.of(() -> LetterSteps.declare(letter.vneidToken(), "me", "*", People.declaration(letter.citizen())))
                .is(409, "identity-proved", "IDENTITY_DECLARED identity-proved");
        Refusal.of(() -> LetterSteps.machine(Tokens.homePortal().toString())
                        .header("If-Match", "*")
                        .body(People.declaration(letter.citizen()))
                        .put("/v1/accounts/" + letter.accountId() + "/declared-identity"))
                .is(409, "identity-proved", "IDENTITY_DECLARED identity-proved");
    }

    @Test
    void aChangeNeedsTheVersionThatTheCallerRead() {
        Letter letter = Letter.registered(People.aCitizen());
        Refusal.of(() -> LetterSteps.declare(letter.token(), "me", "\"99\"", People.declaration(letter.citizen())))
                .is(412, "precondition-failed");
        Refusal.of(() -> LetterSteps.as(letter.token())
                        .contentType("application/json")
                        .body(People.declaration(letter.citizen()))
                        .put("/v1/accounts/me/declared-identity"))
                .is(428, "precondition-required");
        Refusal.of(() -> LetterSteps.changeContact(letter.token(), "me", "\"99\"", Map.of("phone", "0911111111")))
                .is(412, "precondition-failed");
        Refusal.of(() -> LetterSteps.as(letter.token())
                        .contentType("application/json")
                        .body(Map.of())
                        .put("/v1/accounts/me/contact"))
                .is(428, "precondition-required");
    }

    @Test
    void afterTheLinkOnlyAVneidSessionChangesTheContact() {
        Letter letter = Letter.linked(People.aCitizen());
        Refusal.of(() -> LetterSteps.changeContact(letter.token(), "me", "*", Map.of("phone", "0911111111")))
                .is(401, "step-up-required", "CONTACT_CHANGED step-up-required")
                .then()
                .header("WWW-Authenticate", startsWith("Bearer error=\"insufficient_user_authentication\""));
        LetterSteps.changeContact(letter.vneidToken(), "me", "*", Map.of("phone", "+84911111111"))
                .then()
                .statusCode(200);
        LetterSteps.readAccount(letter.vneidToken(), "me")
                .then()
                .body("contact.phone.value", equalTo("0911111111"))
                .body("contact.email", equalTo(null));
    }

    @Test
    void numbersPhonesAndMailsAreMaskedForAPortalSession() {
        SyntheticCitizen citizen = People.aCitizen();
        Letter letter = Letter.registered(citizen);
        LetterSteps.changeContact(letter.token(), "me", "*", Map.of("phone", "0911111222", "email", "Thu@Example.VN"))
                .then()
                .statusCode(200);
        for (ValidatableResponse page : List.of(
                LetterSteps.readAccount(letter.token(), "me").then(),
                LetterSteps.machine(Tokens.homePortal().toString())
                        .get("/v1/accounts/" + letter.accountId())
                        .then())) {
            page.statusCode(200)
                    .body(
                            "identity.number.value",
                            equalTo("•••••••••"
                                    + Objects.requireNonNull(citizen.number()).substring(9)))
                    .body("contact.phone.value", equalTo("•••••••222"))
                    .body("contact.email.value", equalTo("•••@example.vn"));
        }
    }

    @ParameterizedTest
    @CsvSource(
            value = {
                "number | 12345 | /declaredIdentity/number | citizen-number-format",
                "number | 001089000001 | /declaredIdentity/number | citizen-number-not-accepted-here",
                "number | 003090000001 | /declaredIdentity/number | number-disagrees-with-birth-date",
                "number | 003189000001 | /declaredIdentity/number | number-disagrees-with-sex",
                "oldNumber | 12345678 | /declaredIdentity/oldNumber | old-identity-number-format",
                "fullName | <script> | /declaredIdentity/fullName | full-name-format",
                "birthDate | 31/02/2001 | /declaredIdentity/birthDate | birth-date-format",
                "birthDate | 1989-02-31 | /declaredIdentity/birthDate | birth-date-impossible",
                "birthDate | 2099 | /declaredIdentity/birthDate | birth-date-in-future",
                "sex | male | /declaredIdentity/sex | sex-unknown-word"
            },
            delimiter = '|')
    void everyFieldSaysWhatIsWrongWithIt(String field, String value, String pointer, String code) {
        Map<String, @Nullable Object> declaration = People.declaration(People.aCitizen());
        declaration.put(field, value);
        Refusal.of(() -> register(Map.of("externalId", "T-1", "declaredIdentity", declaration)))
                .is(400, "validation-failed")
                .then()
                .body("errors[0].pointer", equalTo(pointer))
                .body("errors[0].code", equalTo(code));
    }

    @ParameterizedTest
    @CsvSource({
        "+999999999-12-31, date-format",
        "-4800-01-01, date-format",
        "2024-1-29, date-format",
        "2024-02-30, date-format",
        "0000-01-01, date-out-of-range",
        "1975-04-29, date-out-of-range",
        "9999-12-31, date-out-of-range"
    })
    void aCommuneCodeIsDatedOnADayThatHasBeen(String asOf, String code) {
        Refusal.of(() ->
                        register(Map.of("externalId", "T-1", "locality", Map.of("communeCode", "21583", "asOf", asOf))))
                .is(400, "validation-failed")
                .then()
                .body("errors[0].pointer", equalTo("/locality/asOf"))
                .body("errors[0].code", equalTo(code));
    }

    @Test
    void aFaultIsExplainedInTheLanguageOfTheProblem() {
        Map<String, String> texts = Map.of(
                "vi", "Số điện thoại sai dạng. Hãy nhập 10 hoặc 11 chữ số bắt đầu bằng 0, hoặc bắt đầu bằng +84.",
                "en",
                        "The phone number has the wrong form. Enter 10 or 11 digits that begin with 0, or begin with +84 instead.");
        texts.forEach((language, text) -> Refusal.of(
                        () -> LetterSteps.machine(Tokens.homePortal().toString())
                                .header("Accept-Language", language)
                                .body(Map.of("externalId", "T-1", "contact", Map.of("phone", "12345")))
                                .post("/v1/accounts"))
                .is(400, "validation-failed")
                .then()
                .header("Content-Language", language)
                .body("errors.detail", equalTo(List.of(text))));
    }

    @Test
    void allFaultsAreToldAtOnceAndNoneRepeatsTheValue() {
        Response answer = register(Map.of(
                "externalId",
                "not an id",
                "kind",
                "PET",
                "contact",
                Map.of("phone", "12", "email", "nobody"),
                "locality",
                Map.of("communeCode", "1")));
        Refusal.of(() -> answer)
                .is(400, "validation-failed")
                .then()
                .body(
                        "errors.code",
                        containsInAnyOrder(
                                "external-id-format",
                                "account-kind-unknown-word",
                                "phone-number-format",
                                "email-address-format",
                                "commune-code-format"));
        for (String value : List.of("not an id", "PET", "nobody")) {
            assertEquals(-1, answer.asString().indexOf(value), "the offending value is never repeated");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "[]", "\"x\"", "{", "{\"externalId\":\"A\",\"externalId\":\"B\"}", "{\"x\":1}"})
    void aBodyThatIsNotTheRequestIsRefused(String body) {
        Response answer =
                LetterSteps.machine(Tokens.homePortal().toString()).body(body).post("/v1/accounts");
        assertEquals(400, answer.statusCode(), answer.asString());
    }

    private static Response register(Map<String, ?> account) {
        return LetterSteps.register(Tokens.homePortal().toString(), account);
    }
}
