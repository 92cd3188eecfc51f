package vn.gov.identitylink.linking;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import vn.gov.identitylink.testing.Counter;
import vn.gov.identitylink.testing.Database;
import vn.gov.identitylink.testing.Fault;
import vn.gov.identitylink.testing.IdentityLinkTestResource;
import vn.gov.identitylink.testing.Letter;
import vn.gov.identitylink.testing.LetterSteps;
import vn.gov.identitylink.testing.LogCapture;
import vn.gov.identitylink.testing.People;
import vn.gov.identitylink.testing.Refusal;
import vn.gov.identitylink.testing.SyntheticCitizen;
import vn.gov.identitylink.testing.TestWorld;
import vn.gov.identitylink.testing.Tokens;
import vn.gov.identitylink.testing.VneidPerson;

/** An officer helps a citizen who is present: what it takes, and everything that it does not give. */
@QuarkusTest
@QuarkusTestResource(IdentityLinkTestResource.class)
class AssistedLinkTest {

    private final TestWorld world = TestWorld.get();
    private final String officer = Tokens.officer().toString();
    private final String secondOfficer = Tokens.secondOfficer().toString();

    @AfterEach
    void heal() {
        world.registry().heal();
        world.vneid().heal();
    }

    @Test
    void withTheCitizensOwnTokenTheOfficerLinks() {
        SyntheticCitizen citizen = People.aCitizen();
        Letter letter = Letter.matched(citizen);

        Response started = Counter.start(officer, letter.accountId(), "CITIZEN_TOKEN");
        started.then()
                .statusCode(201)
                .header("Location", startsWith("http"))
                .body("accountId", equalTo(letter.accountId()))
                .body("unit", equalTo("21583"))
                .body("state", equalTo("PENDING"))
                .body("control.kind", equalTo("CITIZEN_TOKEN"))
                .body("control.state", equalTo("PENDING"))
                .body("control.sentTo", nullValue())
                .body("authorizationUrl", notNullValue());
        Letter.Attempt attempt = new Letter.Attempt(started.path("assistedLinkId"), started.path("authorizationUrl"));
        Counter.read(letter.token(), attempt.id()).then().statusCode(200).body("unit", equalTo("21583"));
        Counter.confirm(letter.token(), attempt.id()).then().statusCode(200).body("control.state", equalTo("PROVED"));
        Counter.confirm(letter.token(), attempt.id()).then().statusCode(200);
        Counter.read(secondOfficer, attempt.id())
                .then()
                .statusCode(200)
                .body("control.state", equalTo("PROVED"))
                .body("authorizationUrl", nullValue());

        Map<String, String> redirect = attempt.signIn(VneidPerson.of(citizen));
        String linkId = Counter.complete(officer, attempt.id(), redirect)
                .then()
                .statusCode(201)
                .body("state", equalTo("ACTIVE"))
                .body("number", equalTo(masked(citizen)))
                .extract()
                .path("linkId");
        Counter.complete(officer, attempt.id(), redirect).then().statusCode(200).body("linkId", equalTo(linkId));
        Counter.read(officer, attempt.id())
                .then()
                .body("state", equalTo("COMPLETED"))
                .body("linkId", equalTo(linkId));
        LetterSteps.readAttempt(letter.token(), "me", attempt.id()).then().body("method", equalTo("ASSISTED"));
    }

    @Test
    void officerAndUnitStandInTheRecordAndInTheCitizensLog() {
        Letter letter = Letter.matched(People.aCitizen());
        Counter.link(letter);

        String subject = UUID.nameUUIDFromBytes("officer".getBytes(StandardCharsets.UTF_8))
                .toString();
        assertEquals(
                List.of(
                        "LINK_ATTEMPT_STARTED done " + subject + " 21583 1.004873",
                        "LINK_CREATED done " + subject + " 21583 1.004873"),
                Database.texts(
                        "SELECT action || ' ' || outcome || ' ' || actor_id || ' ' || actor_unit || ' ' || purpose"
                                + " FROM audit_record WHERE account_id = '" + letter.accountId()
                                + "' AND actor_kind = 'officer'"
                                + " AND action <> 'LINK_CONTROL_PROVED' ORDER BY record_id"));
        LetterSteps.as(letter.vneidToken())
                .get("/v1/accounts/me/accesses")
                .then()
                .statusCode(200)
                .body("items[0].action", equalTo("LINK_CREATED"))
                .body("items[0].actor", equalTo("officer"))
                .body("items[0].unit", equalTo("21583"))
                .body("items[1].action", equalTo("LINK_CONTROL_PROVED"))
                .body("items[2].action", equalTo("LINK_ATTEMPT_STARTED"));
        assertEquals("linked", Database.eventsOf(letter.accountId()).getLast());
    }

    @Test
    void theSessionThatConfirmedGainsNoRightByTheLink() {
        SyntheticCitizen citizen = People.aCitizen();
        Letter letter = Letter.matched(citizen);
        Letter.Attempt attempt = Counter.begin(letter, "CITIZEN_TOKEN");
        Counter.confirm(letter.token(), attempt.id()).then().statusCode(200);
        Counter.complete(officer, attempt.id(), attempt.signIn(VneidPerson.of(citizen)))
                .then()
                .statusCode(201);

        String vneidInTheSessionThatConfirmed = Tokens.citizen(letter.techId())
                .with("sid", letter.sessionId())
                .throughVneid()
                .authenticatedAt(Instant.now().plusSeconds(1))
                .toString();
        LetterSteps.readAccount(vneidInTheSessionThatConfirmed, "me")
                .then()
                .body("identity.number.value", equalTo(masked(citizen)));
        LetterSteps.readAccount(letter.vneidToken(), "me")
                .then()
                .body("identity.number.value", equalTo(citizen.number()));
    }

    @Test
    void withACodeToAnOldPhoneTheOfficerLinks() {
        SyntheticCitizen citizen = People.aCitizen();
        Letter letter = Letter.matched(citizen);
        Counter.giveContact(letter, 31);
        List<String> logged;
        Response started;
        String code;
        try (LogCapture logs = LogCapture.open()) {
            started = Counter.start(officer, letter.accountId(), "ONE_TIME_CODE");
            code = Counter.codeOf(letter);
            Counter.checkCode(officer, started.path("assistedLinkId"), code)
                    .then()
                    .statusCode(200)
                    .body("control.state", equalTo("PROVED"));
            logged = List.copyOf(logs.lines());
        }
        String phone = Objects.requireNonNull(
                Objects.requireNonNull(citizen.portalAccount()).phone());
        started.then()
                .statusCode(201)
                .body("control.kind", equalTo("ONE_TIME_CODE"))
                .body("control.sentTo", equalTo("•••••••" + phone.substring(7)));
        assertFalse(started.asString().contains(code), "the code is in the answer");
        assertFalse(logged.stream().anyMatch(line -> line.contains(code)), "the code is in the log");
        Refusal.assertNoPersonalData(logged);

        Letter.Attempt attempt = new Letter.Attempt(started.path("assistedLinkId"), started.path("authorizationUrl"));
        Counter.complete(officer, attempt.id(), attempt.signIn(VneidPerson.of(citizen)))
                .then()
                .statusCode(201);
        assertEquals(
                0,
                Database.count("SELECT count(*) FROM assisted_link WHERE attempt_id = '" + attempt.id()
                        + "' AND code_digest IS NOT NULL"));
    }

    @Test
    void aCodeGoesToAnOldAddressWhereThePhoneIsNew() {
        Letter letter = Letter.matched(People.aCitizen());
        Counter.giveContact(letter, 31);
        String email = Objects.requireNonNull(
                Objects.requireNonNull(letter.citizen().portalAccount()).email());
        Counter.changeContact(letter, Map.of("phone", "0900999998", "email", email));

        Response started = Counter.start(officer, letter.accountId(), "ONE_TIME_CODE");
        started.then().statusCode(201).body("control.sentTo", equalTo("•••@example.vn"));
        String code = Counter.codeIn(Counter.messages("email", email).getLast());
        Counter.checkCode(officer, started.path("assistedLinkId"), code).then().statusCode(200);
        assertEquals(List.of(), Counter.messages("sms", "0900999998"));
    }

    @Test
    void aCodeIsKeptOnlyAsADigestThatEqualCodesDoNotShare() {
        Letter letter = Letter.matched(People.aCitizen());
        Counter.giveContact(letter, 31);
        Counter.begin(letter, "ONE_TIME_CODE");
        String code = Counter.codeOf(letter);
        assertEquals(
                0,
                Database.count("SELECT count(*) FROM assisted_link WHERE code_digest IN (sha256('" + code
                        + "'::bytea), '" + code + "'::bytea) OR assisted_link::text LIKE '%\"" + code + "\"%'"));
    }

    @Test
    void anOfficerDoesNotLinkTheirOwnNumber() {
        SyntheticCitizen citizen = People.aCitizen();
        Letter letter = Letter.registered(citizen);
        String own = Tokens.officer().with("SoDinhDanh", citizen.number()).toString();

        // Before anything else is told about the account: it is not even matched.
        Refusal.of(() -> Counter.start(own, letter.accountId(), "SECOND_OFFICER"))
                .is(409, "officer-own-number", "LINK_ATTEMPT_STARTED officer-own-number");

        letter.match();
        Letter.Attempt attempt = Counter.begin(letter, "SECOND_OFFICER");
        String ownSecond =
                Tokens.secondOfficer().with("SoDinhDanh", citizen.number()).toString();
        Refusal.of(() -> Counter.approve(ownSecond, attempt.id()))
                .is(409, "officer-own-number", "LINK_CONTROL_PROVED officer-own-number");
        Counter.approve(secondOfficer, attempt.id()).then().statusCode(200);
        Map<String, String> redirect = attempt.signIn(VneidPerson.of(citizen));
        Refusal.of(() -> Counter.complete(own, attempt.id(), redirect))
                .is(409, "officer-own-number", "LINK_CREATED officer-own-number");
        Counter.complete(officer, attempt.id(), redirect).then().statusCode(201);
    }

    @ParameterizedTest
    @ValueSource(strings = {"unit", "SoDinhDanh"})
    void anOfficerWhoseTokenLacksUnitOrNumberHelpsNobody(String claim) {
        Letter letter = Letter.matched(People.aCitizen());
        Counter.giveContact(letter, 31);
        Letter.Attempt attempt = Counter.begin(letter, "SECOND_OFFICER");
        Letter.Attempt byCode = Counter.begin(letter, "ONE_TIME_CODE");
        Map<String, String> redirect = attempt.signIn(VneidPerson.of(letter.citizen()));
        String lacking = Tokens.officer().without(claim).toString();
        String lackingSecond = Tokens.secondOfficer().without(claim).toString();

        Refusal.of(() -> Counter.start(lacking, letter.accountId(), "SECOND_OFFICER"))
                .is(403, "actor-not-allowed", "LINK_ATTEMPT_STARTED actor-not-allowed");
        Refusal.of(() -> Counter.approve(lackingSecond, attempt.id()))
                .is(403, "actor-not-allowed", "LINK_CONTROL_PROVED actor-not-allowed");
        Refusal.of(() -> Counter.checkCode(lacking, byCode.id(), Counter.codeOf(letter)))
                .is(403, "actor-not-allowed", "LINK_CONTROL_PROVED actor-not-allowed");
        Refusal.of(() -> Counter.complete(lacking, attempt.id(), redirect))
                .is(403, "actor-not-allowed", "LINK_CREATED actor-not-allowed");
        Refusal.of(() -> Counter.read(lacking, attempt.id())).is(404, "not-found");
    }

    @ParameterizedTest
    @ValueSource(strings = {"CITIZEN_TOKEN", "ONE_TIME_CODE", "SECOND_OFFICER"})
    void anOfficerWithoutProofOfControlLinksNothing(String control) {
        Letter letter = Letter.matched(People.aCitizen());
        Counter.giveContact(letter, 31);
        Letter.Attempt attempt = Counter.begin(letter, control);
        Map<String, String> redirect = attempt.signIn(VneidPerson.of(letter.citizen()));
        int asked = world.registry().calls();
        Refusal.of(() -> Counter.complete(officer, attempt.id(), redirect))
                .is(409, "control-not-proved", "LINK_CREATED control-not-proved");
        assertEquals(asked, world.registry().calls(), "nobody was asked");
    }

    @Test
    void theSecondOfficerIsNotTheFirst() {
        Letter letter = Letter.matched(People.aCitizen());
        Letter.Attempt attempt = Counter.begin(letter, "SECOND_OFFICER");
        Refusal.of(() -> Counter.approve(officer, attempt.id()))
                .is(409, "second-officer-required", "LINK_CONTROL_PROVED second-officer-required");
        Counter.read(officer, attempt.id()).then().body("control.state", equalTo("PENDING"));
    }

    @Test
    void theDatabaseTakesNoSecondOfficerWhoIsTheFirst() {
        Letter letter = Letter.matched(People.aCitizen());
        Letter.Attempt attempt = Counter.begin(letter, "SECOND_OFFICER");
        IllegalStateException refused = assertThrows(
                IllegalStateException.class,
                () -> Database.execute("UPDATE assisted_link SET proved_at = now(), proved_by = officer"
                        + " WHERE attempt_id = '" + attempt.id() + "'"));
        assertTrue(String.valueOf(refused.getMessage()).contains("assisted_link_second_officer"));
    }

    @Test
    void anotherOfficerCompletesNothing() {
        Letter letter = Letter.matched(People.aCitizen());
        Counter.giveContact(letter, 31);
        Letter.Attempt attempt = Counter.beginProved(letter);
        Letter.Attempt byCode = Counter.begin(letter, "ONE_TIME_CODE");
        String code = Counter.codeOf(letter);
        Map<String, String> redirect = attempt.signIn(VneidPerson.of(letter.citizen()));

        Refusal.of(() -> Counter.complete(secondOfficer, attempt.id(), redirect))
                .is(404, "not-found", "LINK_CREATED not-found");
        Refusal.of(() -> Counter.checkCode(secondOfficer, byCode.id(), code))
                .is(404, "not-found", "LINK_CONTROL_PROVED not-found");
        Refusal.of(() -> Counter.complete(officer, UUID.randomUUID().toString(), redirect))
                .is(404, "not-found");
        Refusal.of(() -> Counter.approve(secondOfficer, UUID.randomUUID().toString()))
                .is(404, "not-found");
    }

    @Test
    void forAnOfficerOfAnotherUnitOrRealmItIsNotThere() {
        Letter letter = Letter.matched(People.aCitizen());
        Counter.giveContact(letter, 31);
        Letter.Attempt attempt = Counter.begin(letter, "SECOND_OFFICER");
        Letter.Attempt byCode = Counter.begin(letter, "ONE_TIME_CODE");
        String code = Counter.codeOf(letter);
        Map<String, String> redirect = attempt.signIn(VneidPerson.of(letter.citizen()));
        for (String foreign : List.of(
                Tokens.officer().with("unit", "21607").toString(),
                Tokens.officer().inRealm("another-portal").toString(),
                Tokens.secondOfficer().with("unit", "21607").toString())) {
            Refusal.of(() -> Counter.read(foreign, attempt.id())).is(404, "not-found");
            Refusal.of(() -> Counter.approve(foreign, attempt.id()))
                    .is(404, "not-found", "LINK_CONTROL_PROVED not-found");
            Refusal.of(() -> Counter.checkCode(foreign, byCode.id(), code))
                    .is(404, "not-found", "LINK_CONTROL_PROVED not-found");
            Refusal.of(() -> Counter.complete(foreign, attempt.id(), redirect))
                    .is(404, "not-found", "LINK_CREATED not-found");
        }
        Refusal.of(() -> Counter.start(
                        Tokens.officer().inRealm("another-portal").toString(), letter.accountId(), "CITIZEN_TOKEN"))
                .is(404, "not-found", "LINK_ATTEMPT_STARTED not-found");
        Refusal.of(() -> Counter.start(officer, UUID.randomUUID().toString(), "CITIZEN_TOKEN"))
                .is(404, "not-found", "LINK_ATTEMPT_STARTED not-found");
    }

    @Test
    void aCodeIsGuessedThreeTimesAndNoMore() {
        Letter letter = Letter.matched(People.aCitizen());
        Counter.giveContact(letter, 31);
        Letter.Attempt attempt = Counter.begin(letter, "ONE_TIME_CODE");
        String code = Counter.codeOf(letter);
        String wrong = other(code);

        for (int guess = 1; guess <= 2; guess++) {
            Refusal.of(() -> Counter.checkCode(officer, attempt.id(), wrong))
                    .changing("assisted_link")
                    .is(422, "one-time-code-wrong", "LINK_CONTROL_PROVED one-time-code-wrong");
        }
        Refusal.of(() -> Counter.checkCode(officer, attempt.id(), wrong))
                .changing("assisted_link", "link_attempt")
                .is(422, "one-time-code-wrong", "LINK_CONTROL_PROVED one-time-code-wrong");
        Refusal.of(() -> Counter.checkCode(officer, attempt.id(), code))
                .is(409, "attempt-used", "LINK_CONTROL_PROVED attempt-used");
        Map<String, String> redirect = attempt.signIn(VneidPerson.of(letter.citizen()));
        Refusal.of(() -> Counter.complete(officer, attempt.id(), redirect)).is(409, "attempt-used");
    }

    @Test
    void guessesAtOnceAreCountedOneAfterTheOther() throws Exception {
        Letter letter = Letter.matched(People.aCitizen());
        Counter.giveContact(letter, 31);
        Letter.Attempt attempt = Counter.begin(letter, "ONE_TIME_CODE");
        String wrong = other(Counter.codeOf(letter));
        List<Callable<Integer>> guesses = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            guesses.add(() -> Counter.checkCode(officer, attempt.id(), wrong).statusCode());
        }
        ExecutorService threads = Executors.newFixedThreadPool(12);
        try {
            List<Integer> statuses = new ArrayList<>();
            for (Future<Integer> guess : threads.invokeAll(guesses)) {
                statuses.add(guess.get());
            }
            assertEquals(3, statuses.stream().filter(status -> status == 422).count(), statuses::toString);
            assertEquals(9, statuses.stream().filter(status -> status == 409).count(), statuses::toString);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void aContactThatChangedYesterdayProvesNothing() {
        Letter letter = Letter.matched(People.aCitizen());
        Refusal.of(() -> Counter.start(officer, letter.accountId(), "ONE_TIME_CODE"))
                .is(409, "contact-too-recent", "LINK_ATTEMPT_STARTED contact-too-recent");
        Counter.giveContact(letter, 1);
        Refusal.of(() -> Counter.start(officer, letter.accountId(), "ONE_TIME_CODE"))
                .is(409, "contact-too-recent", "LINK_ATTEMPT_STARTED contact-too-recent")
                .then()
                .body("nextAction", equalTo("ASK_OFFICER"));
        Counter.ageContact(letter, 31);
        Counter.changeContact(letter, Map.of("phone", "0900999997", "email", "another@example.vn"));
        Refusal.of(() -> Counter.start(officer, letter.accountId(), "ONE_TIME_CODE"))
                .is(409, "contact-too-recent", "LINK_ATTEMPT_STARTED contact-too-recent");
        assertEquals(List.of(), Counter.messages("sms", "0900999997"));
    }

    @Test
    void aCodeOfAnotherAttemptProvesNothing() {
        Letter letter = Letter.matched(People.aCitizen());
        Counter.giveContact(letter, 31);
        Counter.begin(letter, "ONE_TIME_CODE");
        String first = Counter.codeOf(letter);
        Letter.Attempt second = Counter.begin(letter, "ONE_TIME_CODE");
        String own = Counter.codeOf(letter);
        if (!first.equals(own)) {
            Refusal.of(() -> Counter.checkCode(officer, second.id(), first))
                    .changing("assisted_link")
                    .is(422, "one-time-code-wrong", "LINK_CONTROL_PROVED one-time-code-wrong");
        }
        Counter.checkCode(officer, second.id(), own).then().statusCode(200);
    }

    @Test
    void theTokenOfAnotherAccountConfirmsNothing() {
        Letter letter = Letter.matched(People.aCitizen());
        Letter other = Letter.matched(People.aCitizen());
        Letter.Attempt attempt = Counter.begin(letter, "CITIZEN_TOKEN");
        Refusal.of(() -> Counter.confirm(other.token(), attempt.id()))
                .is(404, "not-found", "LINK_CONTROL_PROVED not-found");
        Refusal.of(() -> Counter.read(other.token(), attempt.id())).is(404, "not-found");
        Refusal.of(() -> Counter.confirm(
                        Tokens.citizen(letter.techId())
                                .inRealm("another-portal")
                                .toString(),
                        attempt.id()))
                .is(404, "not-found", "LINK_CONTROL_PROVED not-found");
        Refusal.of(() -> Counter.confirm(letter.token(), UUID.randomUUID().toString()))
                .is(404, "not-found");
    }

    @Test
    void anAssistedAttemptIsNotCompletedThroughTheCitizensEndpoint() {
        Letter letter = Letter.matched(People.aCitizen());
        Letter.Attempt attempt = Counter.beginProved(letter);
        Map<String, String> redirect = attempt.signIn(VneidPerson.of(letter.citizen()));
        Refusal.of(() -> letter.complete(attempt, redirect)).is(400, "attempt-invalid", "LINK_CREATED attempt-invalid");
        Counter.complete(officer, attempt.id(), redirect).then().statusCode(201);
    }

    @Test
    void aCitizensAttemptIsNotCompletedByAnOfficer() {
        Letter letter = Letter.matched(People.aCitizen());
        Letter.Attempt attempt = letter.startAttempt();
        Map<String, String> redirect = attempt.signIn(VneidPerson.of(letter.citizen()));
        Refusal.of(() -> Counter.complete(officer, attempt.id(), redirect)).is(404, "not-found");
        Refusal.of(() -> Counter.confirm(letter.token(), attempt.id())).is(404, "not-found");
        letter.complete(attempt, redirect).then().statusCode(201);
    }

    @Test
    void aCitizenBeginsNoAssistedAttempt() {
        Letter letter = Letter.matched(People.aCitizen());
        Refusal.of(() -> LetterSteps.as(letter.token())
                        .contentType("application/json")
                        .body(Map.of("method", "ASSISTED", "redirectUri", LetterSteps.REDIRECT_URI))
                        .post("/v1/accounts/me/link-attempts"))
                .is(400, "validation-failed")
                .then()
                .body("errors.code", hasItem("unknown-word"));
    }

    @Test
    void whatIsNotWellFormedIsRefused() {
        Letter letter = Letter.matched(People.aCitizen());
        String uri = LetterSteps.REDIRECT_URI;
        for (Map<String, String> wrong : List.of(
                Map.of("control", "CITIZEN_TOKEN", "redirectUri", uri),
                Map.of("accountId", "me", "control", "CITIZEN_TOKEN", "redirectUri", uri),
                Map.of("accountId", letter.accountId(), "control", "NONE", "redirectUri", uri),
                Map.of("accountId", letter.accountId(), "control", "CITIZEN_TOKEN", "redirectUri", ":"))) {
            Refusal.of(() -> Counter.start(officer, wrong)).is(400, "validation-failed");
        }
        Refusal.of(() -> Counter.start(
                        officer,
                        Map.of(
                                "accountId",
                                letter.accountId(),
                                "control",
                                "CITIZEN_TOKEN",
                                "redirectUri",
                                "https://attacker.example/")))
                .is(400, "validation-failed", "LINK_ATTEMPT_STARTED validation-failed")
                .then()
                .body("errors[0].code", equalTo("redirect-uri-not-registered"));
        Letter.Attempt attempt = Counter.begin(letter, "SECOND_OFFICER");
        for (String code : List.of("", "12345", "1234567", "12345x", "１２３４５６", "123456\n")) {
            Refusal.of(() -> Counter.checkCode(officer, attempt.id(), code)).is(400, "validation-failed");
        }
        Refusal.of(() -> Counter.complete(officer, attempt.id(), Map.of("code", "c")))
                .is(400, "validation-failed");
    }

    @Test
    void noHelpForAnAccountThatIsClosedInFavourOfAnother() {
        Letter linked = Letter.linked(People.aCitizen());
        Letter closed =
                Letter.registered(linked.citizen(), linked.techId() + "-2").match();
        Database.execute("UPDATE account SET superseded_by = '" + linked.accountId()
                + "', superseded_at = now() WHERE account_id = '" + closed.accountId() + "'");
        Refusal.of(() -> Counter.start(officer, closed.accountId(), "CITIZEN_TOKEN"))
                .is(409, "account-superseded", "LINK_ATTEMPT_STARTED account-superseded");
    }

    @Test
    void noHelpBeforeTheNumberIsMatchedOrForAnOrganisation() {
        Letter letter = Letter.registered(People.aCitizen());
        Refusal.of(() -> Counter.start(officer, letter.accountId(), "CITIZEN_TOKEN"))
                .is(409, "number-not-matched", "LINK_ATTEMPT_STARTED number-not-matched")
                .then()
                .body("nextAction", equalTo("VERIFY_IDENTITY"));
        String organisation = LetterSteps.register(
                        Tokens.homePortal().toString(),
                        Map.of("externalId", "COUNTER-ORGANISATION", "kind", "ORGANISATION"))
                .path("accountId");
        Refusal.of(() -> Counter.start(officer, organisation, "CITIZEN_TOKEN"))
                .is(409, "citizen-not-eligible", "LINK_ATTEMPT_STARTED citizen-not-eligible");
    }

    @Test
    void anAttemptTooManyIsRefused() {
        Letter letter = Letter.matched(People.aCitizen());
        for (int i = 0; i < 20; i++) {
            Counter.begin(letter, "SECOND_OFFICER");
        }
        Refusal.of(() -> Counter.start(officer, letter.accountId(), "SECOND_OFFICER"))
                .is(429, "rate-limited", "LINK_ATTEMPT_STARTED rate-limited")
                .then()
                .header("Retry-After", notNullValue());
    }

    @Test
    void withoutVneidOrTheChannelNothingBegins() throws IOException {
        Letter letter = Letter.matched(People.aCitizen());
        Counter.giveContact(letter, 31);
        world.vneid().fail(Fault.DOWN);
        Refusal.of(() -> Counter.start(officer, letter.accountId(), "ONE_TIME_CODE"))
                .is(503, "identity-provider-unavailable", "LINK_ATTEMPT_STARTED identity-provider-unavailable");
        world.vneid().heal();
        Path texts = world.notices().resolve("sms.ndjson");
        Path aside = world.notices().resolve("sms-aside");
        if (Files.exists(texts)) {
            Files.move(texts, aside);
        }
        Files.createDirectory(texts);
        try {
            Refusal.of(() -> Counter.start(officer, letter.accountId(), "ONE_TIME_CODE"))
                    .is(503, "notice-channel-unavailable", "LINK_ATTEMPT_STARTED notice-channel-unavailable")
                    .then()
                    .header("Retry-After", notNullValue());
        } finally {
            Files.delete(texts);
            if (Files.exists(aside)) {
                Files.move(aside, texts);
            }
        }
        Counter.begin(letter, "ONE_TIME_CODE");
    }

    @Test
    void aProofOfAnotherKindIsNoProof() {
        Letter letter = Letter.matched(People.aCitizen());
        Letter.Attempt byToken = Counter.begin(letter, "CITIZEN_TOKEN");
        Letter.Attempt bySecond = Counter.begin(letter, "SECOND_OFFICER");
        Refusal.of(() -> Counter.confirm(letter.token(), bySecond.id()))
                .is(400, "attempt-invalid", "LINK_CONTROL_PROVED attempt-invalid");
        Refusal.of(() -> Counter.approve(secondOfficer, byToken.id()))
                .is(400, "attempt-invalid", "LINK_CONTROL_PROVED attempt-invalid");
        Refusal.of(() -> Counter.checkCode(officer, byToken.id(), "000000"))
                .is(400, "attempt-invalid", "LINK_CONTROL_PROVED attempt-invalid");
    }

    @Test
    void anAttemptThatIsLateOrOverIsNotProvedAnyMore() {
        Letter letter = Letter.matched(People.aCitizen());
        Counter.giveContact(letter, 31);
        Map<String, Function<String, Response>> proofs = Map.of(
                "CITIZEN_TOKEN", id -> Counter.confirm(letter.token(), id),
                "ONE_TIME_CODE", id -> Counter.checkCode(officer, id, Counter.codeOf(letter)),
                "SECOND_OFFICER", id -> Counter.approve(secondOfficer, id));
        proofs.forEach((control, prove) -> {
            Letter.Attempt late = Counter.begin(letter, control);
            Database.execute("UPDATE link_attempt SET expires_at = now() WHERE attempt_id = '" + late.id() + "'");
            Refusal.of(() -> prove.apply(late.id())).is(410, "attempt-expired", "LINK_CONTROL_PROVED attempt-expired");
            Letter.Attempt over = Counter.begin(letter, control);
            Database.execute(
                    "UPDATE link_attempt SET state = 'VOIDED', proof = NULL WHERE attempt_id = '" + over.id() + "'");
            Refusal.of(() -> prove.apply(over.id()))
                    .is(409, "attempt-used", "LINK_CONTROL_PROVED attempt-used")
                    .then()
                    .body("nextAction", equalTo("START_NEW_ATTEMPT"));
        });
    }

    @Test
    void aCodeIsGoodForTenMinutes() {
        Letter letter = Letter.matched(People.aCitizen());
        Counter.giveContact(letter, 31);
        Letter.Attempt attempt = Counter.begin(letter, "ONE_TIME_CODE");
        assertEquals(
                600,
                Database.count("SELECT extract(epoch FROM code_expires_at - created_at)::int FROM assisted_link"
                        + " JOIN link_attempt USING (attempt_id) WHERE attempt_id = '" + attempt.id() + "'"));
        Database.execute("UPDATE assisted_link SET code_expires_at = now() WHERE attempt_id = '" + attempt.id() + "'");
        Refusal.of(() -> Counter.checkCode(officer, attempt.id(), Counter.codeOf(letter)))
                .is(410, "attempt-expired", "LINK_CONTROL_PROVED attempt-expired");
    }

    @Test
    void declaringAnewVoidsAnAssistedAttempt() {
        Letter letter = Letter.matched(People.aCitizen());
        Letter.Attempt attempt = Counter.beginProved(letter);
        Map<String, String> redirect = attempt.signIn(VneidPerson.of(letter.citizen()));
        String entityTag = LetterSteps.readAccount(letter.token(), "me").header("ETag");
        LetterSteps.declare(letter.token(), "me", entityTag, People.declaration(letter.citizen()))
                .then()
                .statusCode(200);
        Refusal.of(() -> Counter.complete(officer, attempt.id(), redirect)).is(409, "attempt-used");
        Counter.read(officer, attempt.id()).then().body("state", equalTo("VOIDED"));
    }

    @ParameterizedTest
    @CsvSource({
        "LEVEL, 422, vneid-level-insufficient",
        "SOMEBODY_ELSE, 422, identity-mismatch",
        "NOT_IN_THE_REGISTRY, 422, identity-not-matched",
        "DECEASED, 409, citizen-not-eligible",
        "LINKED_ELSEWHERE, 409, vneid-already-linked",
        "LINKED_WITH_ANOTHER, 409, account-already-linked",
        "FORGED, 400, identity-assertion-rejected",
        "UNMATCHED, 409, number-not-matched"
    })
    void theRulesAreThoseOfEveryLink(String obstacle, int status, String code) {
        SyntheticCitizen citizen = People.aCitizen();
        VneidPerson person = VneidPerson.of(citizen);
        Letter letter;
        if (obstacle.equals("LINKED_ELSEWHERE")) {
            Letter first = Letter.linked(citizen);
            letter = Letter.registered(citizen, "SECOND-" + first.techId()).match();
        } else {
            letter = obstacle.equals("LINKED_WITH_ANOTHER") ? Letter.linked(citizen) : Letter.matched(citizen);
        }
        Letter.Attempt attempt = Counter.beginProved(letter);
        switch (obstacle) {
            case "LEVEL" -> person = person.atLevel(1);
            case "SOMEBODY_ELSE" -> person = VneidPerson.of(People.aCitizen());
            case "NOT_IN_THE_REGISTRY" -> SyntheticCitizen.remove(citizen);
            case "DECEASED" -> SyntheticCitizen.replace(citizen, citizen.withLifeState("DECEASED"));
            case "LINKED_WITH_ANOTHER" ->
                person = person.withSubject(UUID.randomUUID().toString());
            case "FORGED" -> world.vneid().forgeIdTokens();
            case "UNMATCHED" ->
                Database.execute(
                        "UPDATE account SET assurance = 'DECLARED', registry_identity = NULL, verified_at = NULL"
                                + " WHERE account_id = '" + letter.accountId() + "'");
            default -> {}
        }
        Map<String, String> redirect = attempt.signIn(person);
        Refusal.of(() -> Counter.complete(officer, attempt.id(), redirect))
                .changing(
                        obstacle.equals("LINKED_ELSEWHERE")
                                ? new String[] {"link_attempt", "operator_case"}
                                : new String[] {"link_attempt"})
                .is(status, code, "LINK_CREATED " + code);
        Counter.read(officer, attempt.id())
                .then()
                .body("state", equalTo("FAILED"))
                .body("failure", equalTo(code));
    }

    @Test
    void aRedirectOfAnotherAttemptIsRefused() {
        Letter letter = Letter.matched(People.aCitizen());
        Letter.Attempt attempt = Counter.beginProved(letter);
        Map<String, String> redirect = attempt.signIn(VneidPerson.of(letter.citizen()));
        Map<String, String> forged = new HashMap<>(redirect);
        forged.put("state", "another");
        Refusal.of(() -> Counter.complete(officer, attempt.id(), forged))
                .is(400, "attempt-invalid", "LINK_CREATED attempt-invalid");
    }

    @Test
    void aLateCompletionIsRefusedAndOneThatRunsIsWaitedFor() {
        Letter letter = Letter.matched(People.aCitizen());
        Letter.Attempt late = Counter.beginProved(letter);
        Map<String, String> lateRedirect = late.signIn(VneidPerson.of(letter.citizen()));
        Database.execute("UPDATE link_attempt SET expires_at = now() WHERE attempt_id = '" + late.id() + "'");
        Refusal.of(() -> Counter.complete(officer, late.id(), lateRedirect)).is(410, "attempt-expired");

        Letter.Attempt running = Counter.beginProved(letter);
        Map<String, String> redirect = running.signIn(VneidPerson.of(letter.citizen()));
        Database.execute(
                "UPDATE link_attempt SET state = 'EXCHANGING', exchanging_since = now(), code_digest = sha256('"
                        + redirect.get("code") + "'::bytea) WHERE attempt_id = '" + running.id() + "'");
        Refusal.of(() -> Counter.complete(officer, running.id(), redirect)).is(409, "attempt-in-progress");
    }

    @ParameterizedTest
    @CsvSource({
        "DOWN, 503, registry-unavailable",
        "GARBAGE, 502, registry-bad-response",
        "SLOW, 504, registry-timeout",
        "VNEID, 503, identity-provider-unavailable"
    })
    void aNeighbourThatFailsChangesNothingAndTheSameCompletionWorksLater(String fault, int status, String code) {
        Letter letter = Letter.matched(People.aCitizen());
        Letter.Attempt attempt = Counter.beginProved(letter);
        Map<String, String> redirect = attempt.signIn(VneidPerson.of(letter.citizen()));
        if (fault.equals("VNEID")) {
            world.vneid().fail(Fault.DOWN);
        } else {
            world.registry().fail(Fault.valueOf(fault));
        }
        Refusal.of(() -> Counter.complete(officer, attempt.id(), redirect))
                .changing("link_attempt")
                .is(status, code);
        heal();
        Counter.complete(officer, attempt.id(), redirect).then().statusCode(201);
    }

    private static String other(String code) {
        return code.equals("000000") ? "000001" : "000000";
    }

    private static String masked(SyntheticCitizen citizen) {
        @Nullable String number = citizen.number();
        return "•••••••••" + Objects.requireNonNull(number).substring(9);
    }
}
