package vn.gov.identitylink.signin;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import vn.gov.identitylink.citizen.BirthDate;
import vn.gov.identitylink.citizen.CitizenNumber;
import vn.gov.identitylink.citizen.FullName;
import vn.gov.identitylink.registry.PopulationRegistry;
import vn.gov.identitylink.registry.RegistryQuestion;
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
import vn.gov.identitylink.testing.VneidPerson;

/** Decisions and skips over HTTP; what a test publishes it withdraws. */
@QuarkusTest
@QuarkusTestResource(IdentityLinkTestResource.class)
class SignInTest {

    @Inject
    SignedDecision.Texts texts;

    @Inject
    PopulationRegistry registry;

    private final PolicySteps policies = new PolicySteps();

    @AfterEach
    void withdraw() {
        policies.withdrawAll();
    }

    @ParameterizedTest(name = "{0} {1} {2}: {3}")
    @CsvSource({
        "CITIZEN, PORTAL, NOT_LINKED, 2022-10-19T16:59:59Z, ALLOW",
        "CITIZEN, PORTAL, NOT_LINKED, 2022-10-19T17:00:00Z, ALLOW_WITH_NOTICE",
        "CITIZEN, PORTAL, NOT_LINKED, 2024-01-29T05:00:00Z, ALLOW_WITH_NOTICE",
        "CITIZEN, PORTAL, NOT_LINKED, 2024-06-30T16:59:59Z, ALLOW_WITH_NOTICE",
        "CITIZEN, PORTAL, NOT_LINKED, 2024-06-30T17:00:00Z, LINK_REQUIRED",
        "CITIZEN, PORTAL, NOT_LINKED, 2024-06-30T17:00:01Z, LINK_REQUIRED",
        "CITIZEN, PORTAL, LINKED, 2024-06-30T16:59:59Z, ALLOW",
        "CITIZEN, PORTAL, LINKED, 2024-06-30T17:00:00Z, REFUSED",
        "CITIZEN, PORTAL, SUSPENDED, 2024-06-30T17:00:00Z, REFUSED",
        "CITIZEN, VIETNAM_POST, NOT_LINKED, 2024-06-30T17:00:00Z, LINK_REQUIRED",
        "CITIZEN, STATE_AGENCY, NOT_LINKED, 2026-10-01T00:00:00Z, ALLOW",
        "CITIZEN, VNEID, LINKED, 2026-10-01T00:00:00Z, ALLOW",
        "CITIZEN, VNEID, NOT_LINKED, 2026-10-01T00:00:00Z, ALLOW",
        "ORGANISATION, PORTAL, NOT_LINKED, 2024-06-30T16:59:59Z, ALLOW_WITH_NOTICE",
        "ORGANISATION, PORTAL, NOT_LINKED, 2024-06-30T17:00:00Z, ALLOW_WITH_NOTICE",
        "ORGANISATION, PORTAL, NOT_LINKED, 2025-06-30T16:59:59Z, ALLOW_WITH_NOTICE",
        "ORGANISATION, PORTAL, NOT_LINKED, 2025-06-30T17:00:00Z, LINK_REQUIRED",
        "ORGANISATION, ORGANISATION_EID, NOT_LINKED, 2025-06-30T17:00:00Z, ALLOW",
        "ORGANISATION, STATE_AGENCY, NOT_LINKED, 2026-09-27T16:59:59Z, ALLOW",
        "ORGANISATION, STATE_AGENCY, NOT_LINKED, 2026-09-27T17:00:00Z, LINK_REQUIRED"
    })
    void theLawsDatesAreWhatTheyAre(String audience, String kind, String link, String at, String decision) {
        simulate(audience, kind, link, at)
                .then()
                .statusCode(200)
                .body("decision", equalTo(decision))
                .body("decisionToken", nullValue());
    }

    @Test
    void organisationsGotAYearMoreThanDecree59HadSaid() {
        simulate("ORGANISATION", "PORTAL", "NOT_LINKED", "2024-03-01T00:00:00Z")
                .then()
                .body("linkRequiredFrom", equalTo("2025-07-01"))
                .body("policy.name", equalTo("decree-59-2022-organisations-notice"));
        simulate("ORGANISATION", "PORTAL", "NOT_LINKED", "2024-08-01T00:00:00Z")
                .then()
                .body("policy.name", equalTo("decree-69-2024-organisations-notice"))
                .body("considered.find { it.name == 'decree-59-2022-organisations' }.standing", equalTo("REPLACED"))
                .body("considered.find { it.name == 'decree-69-2024-organisations' }.standing", equalTo("NOT_YET"));
    }

    /** The law of 2024 goes on; what is shown is the text that decides now, which cannot tell of a day before itself. */
    @Test
    void whatRequiresALinkNamesItsOwnDay() {
        simulate("CITIZEN", "PORTAL", "NOT_LINKED", "2026-11-20T05:00:00Z")
                .then()
                .body("policy.legalBasis", equalTo("Nghị định số 320/2026/NĐ-CP"))
                .body("linkRequiredFrom", equalTo("2024-07-01"))
                .body("notice.vi.legalText", containsString("320/2026/NĐ-CP, từ ngày 28/09/2026"));
    }

    @Test
    void theNoticeIsTheLettersWithItsDateReadFromThePolicy() {
        simulate("CITIZEN", "PORTAL", "NOT_LINKED", "2024-01-29T05:00:00Z")
                .then()
                .body("policy.legalBasis", equalTo("Nghị định số 59/2022/NĐ-CP"))
                .body("linkRequiredFrom", equalTo("2024-07-01"))
                .body("notice.skippable", equalTo(true))
                .body("notice.vi.legalText", containsString("từ ngày 01/07/2024"))
                .body("notice.vi.skip", equalTo("Bỏ qua"))
                .body("notice.vi.signIn", equalTo("Đăng nhập bằng VNeID"))
                .body("notice.en.legalText", containsString("from 1 July 2024"))
                .body("skipsLeft", nullValue());
    }

    @Test
    void outageAndSkipsCanBeSimulated() {
        Map<String, Object> simulation =
                new HashMap<>(simulation("CITIZEN", "PORTAL", "NOT_LINKED", "2026-01-01T00:00:00Z"));
        simulation.put("outage", true);
        decide(Map.of("simulation", simulation))
                .then()
                .body("decision", equalTo("ALLOW_WITH_NOTICE"))
                .body("rule", equalTo("OUTAGE"))
                .body("notice.skippable", equalTo(false));
        policies.publishNotice(2);
        Map<String, Object> skipped = new HashMap<>(
                simulation("CITIZEN", "PORTAL", "NOT_LINKED", Instant.now().toString()));
        skipped.put("skips", Map.of(policies.last(), 2));
        decide(Map.of("simulation", skipped)).then().body("rule", equalTo("SKIPS_USED_UP"));
    }

    @Test
    void anAccountIsDecidedByHowFarItHasCome() {
        Letter letter = Letter.registered(People.aCitizen());
        decide(letter)
                .then()
                .body("decision", equalTo("LINK_REQUIRED"))
                .body("nextAction", equalTo("VERIFY_IDENTITY"))
                .body("accountId", equalTo(letter.accountId()))
                .body("decisionToken", notNullValue());
        letter.match();
        decide(letter).then().body("nextAction", equalTo("LINK_VNEID"));
    }

    @Test
    void theVeryNextDecisionKnowsOfALinkAndOfItsSuspension() {
        SyntheticCitizen citizen = People.aCitizen();
        Letter letter = Letter.matched(citizen);
        VneidPerson person = VneidPerson.of(citizen);
        decideIdentity(person.subject())
                .then()
                .body("decision", equalTo("ALLOW"))
                .body("accountId", nullValue())
                .body("nextAction", equalTo("LINK_VNEID"));

        letter.link(person).then().statusCode(201);

        decide(letter).then().body("decision", equalTo("REFUSED")).body("nextAction", equalTo("SIGN_IN_WITH_VNEID"));
        decideIdentity(person.subject())
                .then()
                .body("decision", equalTo("ALLOW"))
                .body("accountId", equalTo(letter.accountId()))
                .body("nextAction", equalTo("NONE"));

        Database.execute(
                "UPDATE link SET state = 'SUSPENDED', suspended_by = 'OPERATOR', suspended_at = now() WHERE account_id = '"
                        + letter.accountId() + "'");
        decideIdentity(person.subject())
                .then()
                .body("decision", equalTo("REFUSED"))
                .body("nextAction", equalTo("ASK_OFFICER"));

        Database.execute(
                "UPDATE link SET state = 'ENDED', ended_at = now(), suspended_by = NULL, suspended_at = NULL WHERE account_id = '"
                        + letter.accountId() + "'");
        decide(letter).then().body("decision", equalTo("LINK_REQUIRED"));
        decideIdentity(person.subject()).then().body("accountId", nullValue());
    }

    @Test
    void whoHoldsTheirOwnLinkIsLetInThroughVneidToResumeIt() {
        SyntheticCitizen citizen = People.aCitizen();
        Letter letter = Letter.linked(citizen);
        VneidPerson person = VneidPerson.of(citizen);
        String linkId = LetterSteps.links(letter.token(), "me").path("items[0].linkId");
        LetterSteps.as(letter.token())
                .contentType(ContentType.JSON)
                .body("{}")
                .put("/v1/links/{id}/suspension", linkId)
                .then()
                .statusCode(200);

        decide(letter).then().body("decision", equalTo("REFUSED")).body("nextAction", equalTo("SIGN_IN_WITH_VNEID"));
        LetterSteps.readAccount(letter.token(), "me").then().body("linking.nextAction", equalTo("SIGN_IN_WITH_VNEID"));
        decideIdentity(person.subject())
                .then()
                .body("decision", equalTo("LINK_REQUIRED"))
                .body("nextAction", equalTo("LINK_VNEID"));
        LetterSteps.as(letter.vneidToken())
                .delete("/v1/links/{id}/suspension", linkId)
                .then()
                .statusCode(200);
        decideIdentity(person.subject()).then().body("decision", equalTo("ALLOW"));
    }

    @Test
    void anAccountThatNobodyHasIsAnsweredLikeOneWithoutALink() {
        Letter letter = Letter.matched(People.aCitizen());
        Map<String, Object> known = new HashMap<>(decide(letter).jsonPath().getMap("$"));
        Map<String, Object> unknown = new HashMap<>(
                decide(Map.of("externalId", "NOBODY-HAS-THIS")).jsonPath().getMap("$"));

        for (String own : List.of("accountId", "decisionToken", "expiresAt")) {
            known.remove(own);
            unknown.remove(own);
        }
        assertEquals(known, unknown);
    }

    @Test
    void anAccountOfAnotherRealmDoesNotExist() {
        Letter letter = Letter.linked(People.aCitizen());
        LetterSteps.machine(Tokens.otherPortal().inRealm("another-realm").toString())
                .body(Map.of("externalId", letter.techId()))
                .post("/v1/sign-in-decisions")
                .then()
                .statusCode(200)
                .body("accountId", nullValue())
                .body("decision", equalTo("LINK_REQUIRED"));
    }

    @Test
    void decisionsAreAuditedInBatches() {
        Letter letter = Letter.registered(People.aCitizen());
        decide(letter);

        Database.lastAuditRecord();

        assertEquals(
                1,
                Database.count("SELECT count(*) FROM audit_record WHERE action = 'SIGN_IN_DECIDED' AND account_id = '"
                        + letter.accountId() + "' AND actor_id = 'home-portal' AND purpose = '1.004873'"
                        + " AND fields = '{PORTAL}'"));
    }

    @Test
    void anOrganisationIsSentToTheCounter() {
        LetterSteps.register(
                Tokens.homePortal().toString(), Map.of("externalId", "SIGN-IN-ORGANISATION", "kind", "ORGANISATION"));
        decide(Map.of("externalId", "SIGN-IN-ORGANISATION"))
                .then()
                .body("decision", equalTo("LINK_REQUIRED"))
                .body("policy.name", equalTo("decree-320-2026-organisations"))
                .body("nextAction", equalTo("ASK_OFFICER"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"externalId\":\"A\",\"identity\":{\"issuer\":\"i\",\"subject\":\"s\"}}",
                "{\"identity\":{\"issuer\":\"i\",\"subject\":\"s\"},\"accountKind\":\"PORTAL\"}",
                "{\"externalId\":\"\"}",
                "{\"externalId\":\"A\",\"accountKind\":\"FACEBOOK\"}",
                "{\"externalId\":\"A\\u0000\"}",
                "{\"identity\":{\"issuer\":\"i\"}}",
                "{\"simulation\":{}}",
                "{\"simulation\":{\"audience\":\"CITIZEN\",\"accountKind\":\"PORTAL\",\"linkState\":\"LINKED\",\"at\":\"2024-07-01\"}}",
                "{\"simulation\":{\"audience\":\"CITIZEN\",\"accountKind\":\"PORTAL\",\"linkState\":\"LINKED\",\"at\":\"9999-07-01T00:00:00Z\"}}",
                "{\"simulation\":{\"audience\":\"CITIZEN\",\"accountKind\":\"PORTAL\",\"linkState\":\"LINKED\",\"at\":\"2024-07-01T00:00:00Z\",\"skips\":{\"x\":1}}}",
                "{\"simulation\":{\"audience\":\"CITIZEN\",\"accountKind\":\"PORTAL\",\"linkState\":\"LINKED\",\"at\":\"2024-07-01T00:00:00Z\",\"skips\":{\"51960000-0000-4000-8000-000000000001\":-1}}}"
            })
    void aQuestionThatCannotBeAnsweredIsRefused(String body) {
        Refusal.of(() -> LetterSteps.machine(Tokens.homePortal().toString())
                        .body(body)
                        .post("/v1/sign-in-decisions"))
                .is(400, "validation-failed");
    }

    @Test
    void aNoticeIsSkippedOncePerDecisionUntilTheSkipsAreUsedUp() {
        Letter letter = Letter.registered(People.aCitizen());
        policies.publishNotice(2);
        String first = decide(letter)
                .then()
                .body("decision", equalTo("ALLOW_WITH_NOTICE"))
                .body("skipsLeft", equalTo(2))
                .extract()
                .path("decisionToken");

        skip(letter.token(), first).then().statusCode(201).body("skips", equalTo(1));
        skip(letter.token(), first).then().statusCode(200).body("skips", equalTo(1));
        assertEquals(
                List.of("SIGN_IN_NOTICE_SKIPPED done"),
                Database.auditOf(letter.accountId()).stream()
                        .filter(record -> record.startsWith("SIGN_IN_NOTICE"))
                        .toList());

        String second =
                decide(letter).then().body("skipsLeft", equalTo(1)).extract().path("decisionToken");
        String third = decide(letter).path("decisionToken");
        skip(Tokens.homePortal().toString(), second).then().statusCode(201).body("skips", equalTo(2));
        assertEquals(2, Collections.frequency(Database.eventsOf(letter.accountId()), "sign-in-notice-skipped"));
        decide(letter)
                .then()
                .body("decision", equalTo("LINK_REQUIRED"))
                .body("rule", equalTo("SKIPS_USED_UP"))
                .body("skipsLeft", equalTo(0));
        Refusal.of(() -> skip(letter.token(), third))
                .is(409, "skip-not-allowed")
                .then()
                .body("nextAction", equalTo("LINK_VNEID"));
    }

    @Test
    void twoDecisionsCannotShareTheLastSkip() throws Exception {
        Letter letter = Letter.registered(People.aCitizen());
        policies.publishNotice(3);
        String token = letter.token();
        List<Callable<Integer>> skips = IntStream.range(0, 20)
                .<Callable<Integer>>mapToObj(each -> {
                    String decision = decide(letter).path("decisionToken");
                    return () -> skip(token, decision).statusCode();
                })
                .toList();

        try (ExecutorService callers = Executors.newFixedThreadPool(8)) {
            long counted = 0;
            for (var skipped : callers.invokeAll(skips)) {
                counted += skipped.get() == 201 ? 1 : 0;
            }
            assertEquals(3, counted);
        }
        assertEquals(
                3, Database.count("SELECT count(*) FROM sign_in_skip WHERE account_id = '" + letter.accountId() + "'"));
    }

    @Test
    void aDecisionThatOffersNoSkipCannotBeSkipped() {
        Letter letter = Letter.registered(People.aCitizen());
        String required = decide(letter).path("decisionToken");
        Refusal.of(() -> skip(letter.token(), required)).is(409, "skip-not-allowed");
    }

    @Test
    void aDecisionIsGoodForFifteenMinutesAndForItsOwnAccount() {
        Letter letter = Letter.registered(People.aCitizen());
        Letter other = Letter.registered(People.aCitizen());
        policies.publishNotice(null);
        String decision = decide(letter).path("decisionToken");

        Refusal.of(() -> skip(other.token(), decision)).is(400, "decision-invalid");
        Refusal.of(() -> skip(Tokens.homePortal().inRealm("another-realm").toString(), decision))
                .is(400, "decision-invalid");
        String expired = texts.write(new SignedDecision(
                UUID.randomUUID(),
                Tokens.REALM,
                UUID.fromString(letter.accountId()),
                UUID.fromString(policies.last()),
                1,
                Instant.now().minusSeconds(1)));
        Refusal.of(() -> skip(letter.token(), expired)).is(410, "decision-expired");
    }

    @Test
    void nobodyMakesADecisionOfTheirOwn() {
        Letter letter = Letter.registered(People.aCitizen());
        policies.publishNotice(null);
        String decision = decide(letter).path("decisionToken");
        int dot = decision.indexOf('.');
        String content = decision.substring(0, dot);
        String signature = decision.substring(dot + 1);
        String foreign = decide(Letter.registered(People.aCitizen())).path("decisionToken");

        for (String forged : List.of(
                content,
                content + ".",
                "." + signature,
                content + "." + signature.substring(1),
                content + "A." + signature,
                foreign.substring(0, foreign.indexOf('.')) + "." + signature,
                "x".repeat(2000),
                "…." + signature)) {
            Refusal.of(() -> skip(letter.token(), forged)).is(400, "decision-invalid");
        }
        Refusal.of(() -> skip(letter.token(), "x".repeat(2001))).is(400, "validation-failed");
        skip(letter.token(), decision).then().statusCode(201);
    }

    @Test
    void whileTheRegistryIsLeftAloneNobodyIsKeptOutForWhatTheyCannotDo() {
        Letter letter = Letter.registered(People.aCitizen());
        RegistryQuestion question = new RegistryQuestion(
                CitizenNumber.parse("052089999999"),
                null,
                FullName.parse("Nguyễn Văn Thử"),
                BirthDate.parse("1989-01-01"));
        TestWorld.get().registry().fail(Fault.DOWN);
        try {
            await(() -> {
                registry.match(question);
                return registry.isLeftAlone();
            });
            decide(letter)
                    .then()
                    .body("decision", equalTo("ALLOW_WITH_NOTICE"))
                    .body("rule", equalTo("OUTAGE"))
                    .body("notice.skippable", equalTo(false));
        } finally {
            TestWorld.get().registry().heal();
        }
        decide(letter).then().body("rule", equalTo("LINK_REQUIRED"));
    }

    private static void await(BooleanSupplier condition) {
        Instant deadline = Instant.now().plusSeconds(30);
        while (!condition.getAsBoolean()) {
            assertTrue(Instant.now().isBefore(deadline), "the awaited moment did not come");
            Thread.onSpinWait();
        }
    }

    @Test
    void withoutTheDatabaseASkipIsAskedForAgain() {
        Letter letter = Letter.registered(People.aCitizen());
        policies.publishNotice(null);
        String decision = decide(letter).path("decisionToken");
        String token = letter.token();
        Database.lockOut();
        try {
            skip(token, decision).then().statusCode(503).body("code", equalTo("storage-unavailable"));
        } finally {
            Database.letIn();
        }
        // The pool finds out, connection by connection, that those it kept are dead.
        await(() -> skip(token, decision).statusCode() == 201);
    }

    private static Response simulate(String audience, String kind, String link, String at) {
        return decide(Map.of("simulation", simulation(audience, kind, link, at)));
    }

    private static Map<String, Object> simulation(String audience, String kind, String link, String at) {
        return Map.of("audience", audience, "accountKind", kind, "linkState", link, "at", at);
    }

    private static Response decide(Letter letter) {
        return decide(Map.of("externalId", letter.techId()));
    }

    private static Response decideIdentity(String subject) {
        return decide(
                Map.of("identity", Map.of("issuer", TestWorld.get().vneid().issuer(), "subject", subject)));
    }

    private static Response decide(Map<String, ?> question) {
        return LetterSteps.machine(Tokens.homePortal().toString())
                .body(question)
                .post("/v1/sign-in-decisions");
    }

    private static Response skip(String token, @Nullable String decision) {
        return LetterSteps.as(token)
                .contentType("application/json")
                .body(Map.of("decisionToken", String.valueOf(decision)))
                .post("/v1/sign-in-skips");
    }
}
