package vn.gov.identitylink.coverage;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
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
import vn.gov.identitylink.time.Clocks;

/** What operators do for the report, and the list behind it. */
@QuarkusTest
@QuarkusTestResource(IdentityLinkTestResource.class)
class TargetsTest {

    private static final String TARGETS = "/v1/coverage-targets";
    private static final String FIGURES = "/v1/coverage-statistics";
    private static final String WORKLIST = "/v1/coverage-worklist";

    private final TestWorld world = TestWorld.get();

    @Inject
    CountEvents countEvents;

    @Inject
    FetchFigures fetchFigures;

    @BeforeEach
    void begin() {
        TestProvince.load();
    }

    @AfterEach
    void heal() {
        world.registry().heal();
    }

    @Test
    void theLettersTargetIsThereFromTheStart() {
        LetterSteps.as(Tokens.officer().toString())
                .get(TARGETS)
                .then()
                .statusCode(200)
                .body("items.find { it.unit == '52' && it.date == '2024-06-30' }.share", equalTo(1.0f))
                .body("items.find { it.unit == '52' && it.date == '2024-06-30' }.measure", equalTo("VNEID_LEVEL_2"))
                .body("nextCursor", nullValue());
    }

    @Test
    void aTargetIsSetOnceAndWithdrawnAndReportsOfItsTimeKnowIt() {
        Map<String, Object> target = Map.of("unit", "94011", "measure", "LINKED", "date", "2098-06-30", "share", 0.8);
        String targetId = set(target)
                .then()
                .statusCode(201)
                .body("announcedOn", equalTo(LocalDate.now(Clocks.VIETNAM).toString()))
                .extract()
                .path("targetId");
        Refusal.of(() -> set(target)).is(409, "target-already-set");
        withdraw(targetId).then().statusCode(200);
        Map<String, String> before = Database.rows();
        withdraw(targetId).then().statusCode(200).body("withdrawnOn", notNullValue());
        assertEquals(before, Database.rows());
        set(target).then().statusCode(201);
        Refusal.of(() -> withdraw(UUID.randomUUID().toString())).is(404, "not-found");
        withdraw(LetterSteps.as(Tokens.operator().toString())
                        .get(TARGETS)
                        .path("items.find { it.unit == '94011' && it.withdrawnOn == null }.targetId"))
                .then()
                .statusCode(200);
    }

    @Test
    void aTargetThatCannotBeIsToldWhy() {
        Map<String, Object> sound = Map.of("unit", "94", "measure", "LINKED", "date", "2098-06-30", "share", 0.8);
        Map<String, String> before = Database.rows();
        for (List<?> each : List.of(
                List.of("share", 1.01, "/share", "over-100-percent"),
                List.of("share", 0, "/share", "range"),
                List.of("share", -1, "/share", "range"),
                List.of("share", 0.33333, "/share", "too-many-digits"),
                List.of("unit", "89", "/unit", "unit-unknown"),
                List.of("unit", "941", "/unit", "unit-not-valid-on-date"),
                List.of("unit", "941 ", "/unit", "code-format"),
                List.of("measure", "HAPPINESS", "/measure", "unknown-word"),
                List.of("date", "2098-02-30", "/date", "date-format"),
                List.of("date", "", "/date", "date-format"))) {
            Map<String, @Nullable Object> request = new LinkedHashMap<>(sound);
            request.put((String) each.get(0), each.get(1));
            Response refused = set(request);
            assertEquals(
                    List.of("400 validation-failed", each.get(2), each.get(3)),
                    List.of(
                            refused.statusCode() + " " + refused.path("code"),
                            refused.path("errors[0].pointer"),
                            refused.path("errors[0].code")),
                    each::toString);
        }
        set(Map.of()).then().statusCode(400).body("errors", hasSize(4));
        assertEquals(before, Database.rows());
    }

    @Test
    void aShareHasFourDigitsHoweverSmallItIs() {
        for (double share : new double[] {0.0001, 0.0009, 0.5, 1}) {
            Response set = set(Map.of("unit", "94003", "measure", "LINKED", "date", "2025-06-30", "share", share));
            set.then().statusCode(201).body("share", equalTo((float) share));
            withdraw(set.path("targetId")).then().statusCode(200);
        }
    }

    @Test
    void figuresOfADayAreFetchedOnceAndKept() {
        world.registry().figuresOf("94001", 900, 100, 500);
        world.registry().figuresOf("94003", 800, 100, 400);
        fetch("94", "2025-09-01")
                .then()
                .statusCode(200)
                .body("communes", equalTo(3))
                .body("added", equalTo(2));
        world.registry().figuresOf("94001", 1, 0, 0);
        fetch("94", "2025-09-01").then().body("added", equalTo(0));
        assertEquals(
                "900 100 500",
                Database.texts("SELECT concat_ws(' ', eligible, vneid_level_1, vneid_level_2) FROM coverage_statistic"
                                + " WHERE commune_code = '94001' AND day = '2025-09-01'")
                        .getFirst());
    }

    @Test
    void whatIsDueIsYesterdayAndTheSundayThatCommunesAreToldBy() {
        world.registry().figuresOf("94001", 900, 100, 500);
        fetchFigures.fetchDue();
        LocalDate today = LocalDate.now(Clocks.VIETNAM);
        Set<String> due = Set.of(
                today.minusDays(1).toString(),
                Figures.lastSundayOver(today, today).toString());
        assertEquals(
                due,
                Set.copyOf(Database.texts("SELECT day::text FROM coverage_statistic WHERE commune_code = '94001'"
                        + " AND day > '2026-01-01'")));
    }

    @Test
    void aRegistryThatFailsChangesNothingAndCanBeAskedAgain() {
        world.registry().figuresOf("94001", 900, 100, 500);
        world.registry().fail(Fault.DOWN);
        Refusal.of(() -> fetch("94001", "2025-09-02")).is(503, "registry-unavailable");
        world.registry().fail(Fault.GARBAGE);
        Refusal.of(() -> fetch("94001", "2025-09-02")).is(502, "registry-bad-response");
        world.registry().fail(Fault.SLOW);
        Refusal.of(() -> fetch("94001", "2025-09-02")).is(504, "registry-timeout");
        world.registry().heal();
        world.registry().figuresOf("94001", 900, 500, 500);
        Refusal.of(() -> fetch("94001", "2025-09-02")).is(502, "registry-bad-response");
        world.registry().figuresOf("94001", 900, 100, 500);
        fetch("94001", "2025-09-02").then().statusCode(200).body("added", equalTo(1));
    }

    @Test
    void figuresThatCannotBeFetchedAreToldWhy() {
        String tomorrow = LocalDate.now(Clocks.VIETNAM).plusDays(1).toString();
        for (List<String> each : List.of(
                List.of("89", "2025-09-01", "/unit", "unit-unknown"),
                List.of("941", "2025-09-01", "/unit", "unit-not-valid-on-date"),
                List.of("94", tomorrow, "/date", "date-in-future"),
                List.of("94", "yesterday", "/date", "date-format"))) {
            Response refused = fetch(each.get(0), each.get(1));
            assertEquals(
                    List.of("400 validation-failed", each.get(2), each.get(3)),
                    List.of(
                            refused.statusCode() + " " + refused.path("code"),
                            refused.path("errors[0].pointer"),
                            refused.path("errors[0].code")));
        }
    }

    @Test
    void anOfficerSeesWhoOfTheirCommuneIsNotLinkedYet() {
        SyntheticCitizen citizen = People.aCitizen();
        String techId = "WORKLIST-" + UUID.randomUUID();
        String accountId = LetterSteps.register(
                        Tokens.homePortal().toString(),
                        Map.of(
                                "externalId",
                                techId,
                                "declaredIdentity",
                                People.declaration(citizen),
                                "locality",
                                Map.of("communeCode", "94002", "asOf", "2024-01-29")))
                .path("accountId");
        String empty = LetterSteps.register(
                        Tokens.homePortal().toString(),
                        Map.of(
                                "externalId",
                                "WORKLIST-" + UUID.randomUUID(),
                                "locality",
                                Map.of("communeCode", "94001", "asOf", "2025-07-02")))
                .path("accountId");
        countEvents.run();
        Response list = worklist("94001", Map.of("limit", "100"));
        list.then()
                .statusCode(200)
                .body("items.accountId", hasItem(accountId))
                .body("items.accountId", hasItem(empty))
                .body("items.find { it.accountId == '" + empty + "' }.nextAction", equalTo("DECLARE_IDENTITY"))
                .body("items.find { it.accountId == '" + accountId + "' }.nextAction", equalTo("VERIFY_IDENTITY"));
        Map<String, Object> item = list.path("items.find { it.accountId == '" + accountId + "' }");
        assertEquals(Set.of("accountId", "fullName", "number", "nextAction"), item.keySet());
        assertEquals(People.declaration(citizen).get("fullName"), item.get("fullName"));
        assertEquals("•••••••••" + Objects.requireNonNull(citizen.number()).substring(9), item.get("number"));
        assertEquals("COVERAGE_WORKLIST_READ done", Database.auditOf(accountId).getLast());

        Response page = worklist("94001", Map.of("limit", "1"));
        page.then().body("items", hasSize(1)).body("nextCursor", notNullValue());
        worklist("94001", Map.of("cursor", "ffffffff-ffff-ffff-ffff-ffffffffffff"))
                .then()
                .body("items", hasSize(0))
                .body("nextCursor", nullValue());
    }

    @Test
    void whoIsLinkedIsOnNoList() {
        SyntheticCitizen citizen = People.aCitizen();
        Letter letter = Letter.linked(citizen);
        Database.execute(
                "UPDATE account SET commune_code = '94001', commune_code_as_of = '2025-07-02' WHERE account_id = '"
                        + letter.accountId() + "'");
        countEvents.run();
        assertEquals(
                List.of(),
                worklist("94001", Map.of("limit", "100"))
                        .path("items.findAll { it.accountId == '" + letter.accountId() + "' }"));
    }

    @Test
    void anOfficerOfNoCommuneHasNoList() {
        for (String unit : List.of("94", "89001", "Quy Nhơn")) {
            Refusal.of(() -> worklist(unit, Map.of()))
                    .is(403, "actor-not-allowed", "COVERAGE_WORKLIST_READ actor-not-allowed");
        }
        Refusal.of(() -> worklist("94001", Map.of("limit", "0"))).is(400, "validation-failed");
        Refusal.of(() -> worklist("94001", Map.of("cursor", "x"))).is(400, "validation-failed");
    }

    private static Response worklist(String unit, Map<String, ?> parameters) {
        return LetterSteps.as(Tokens.officer().with("unit", unit).toString())
                .header("Processing-Purpose", "1.004873")
                .queryParams(parameters)
                .get(WORKLIST);
    }

    private static Response set(Map<String, ?> target) {
        return LetterSteps.as(Tokens.operator().toString())
                .contentType("application/json")
                .body(target)
                .post(TARGETS);
    }

    private static Response withdraw(String targetId) {
        return LetterSteps.as(Tokens.operator().toString()).post(TARGETS + "/{id}/withdrawal", targetId);
    }

    private static Response fetch(String unit, String date) {
        return LetterSteps.as(Tokens.operator().toString())
                .contentType("application/json")
                .body(Map.of("unit", unit, "date", date))
                .post(FIGURES);
    }
}
