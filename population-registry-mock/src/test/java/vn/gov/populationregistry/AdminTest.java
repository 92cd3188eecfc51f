package vn.gov.populationregistry;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What testers change and see; whatever a test has changed is reset after it. */
@QuarkusTest
@QuarkusTestResource(TestIssuer.class)
class AdminTest {

    private static final String NEW_NUMBER = "053062000401";

    @AfterEach
    void reset() {
        for (var part : List.of("citizens", "faults", "calls")) {
            tester().delete("/v1/admin/" + part).then().statusCode(204);
        }
    }

    @Test
    void a_citizen_is_created_found_changed_and_gone_after_the_reset() {
        put("new", citizen(NEW_NUMBER)).then().statusCode(201).body("number", equalTo(NEW_NUMBER));
        ask(NEW_NUMBER).then().body("record.lifeState", equalTo("ALIVE")).body("record.recordVersion", equalTo("1"));

        put("new", citizen(NEW_NUMBER, change -> change.put("lifeState", "DECEASED")))
                .then()
                .statusCode(200);
        ask(NEW_NUMBER).then().body("record.lifeState", equalTo("DECEASED")).body("record.recordVersion", equalTo("2"));

        put("new", citizen(NEW_NUMBER, change -> change.put("lifeState", "DECEASED")))
                .then()
                .statusCode(200);
        ask(NEW_NUMBER).then().body("record.recordVersion", equalTo("2"));

        tester().delete("/v1/admin/citizens/new").then().statusCode(204);
        tester().get("/v1/admin/citizens/new").then().statusCode(404);
        ask(NEW_NUMBER).then().body("outcome", equalTo("NO_MATCH"));
    }

    @Test
    void a_citizen_of_the_examples_is_as_before_after_the_reset() {
        var letters = tester().get("/v1/admin/citizens/nguyen-van-thu");
        Map<String, Object> changed = letters.jsonPath().getMap("$");
        changed.put("fullName", "NGUYỄN VĂN THẬT");
        put("nguyen-van-thu", changed).then().statusCode(200);
        Registry.ask(Registry.question()).then().body("outcome", equalTo("NO_MATCH"));

        tester().delete("/v1/admin/citizens/nguyen-van-thu").then().statusCode(204);

        Registry.ask(Registry.question()).then().body("outcome", equalTo("MATCH"));
        assertEquals(
                letters.asString(),
                tester().get("/v1/admin/citizens/nguyen-van-thu").asString());
    }

    @Test
    void the_scenario_of_a_citizen_happens_to_whoever_asks() {
        put("slow", citizen(NEW_NUMBER, change -> change.put("mockScenario", "unavailable;retry-after=7")));

        ask(NEW_NUMBER).then().statusCode(503).header("Retry-After", equalTo("7"));
        tester().get("/v1/admin/citizens/slow").then().body("mockScenario", equalTo("unavailable;retry-after=7"));
    }

    @Test
    void a_former_number_leads_to_the_citizen_and_the_exchange_does_not_tell() {
        put("new", citizen(NEW_NUMBER, change -> change.put("formerNumbers", List.of("053062000402"))));

        ask("053062000402").then().body("record.number", equalTo(NEW_NUMBER));
    }

    @Test
    void the_list_is_complete_page_by_page() {
        put("zz", citizen(NEW_NUMBER));
        var keys = new ArrayList<String>();
        String cursor = null;
        do {
            var page = cursor == null
                    ? tester().get("/v1/admin/citizens?limit=20")
                    : tester().get("/v1/admin/citizens?limit=20&cursor=" + cursor);
            page.then().statusCode(200);
            keys.addAll(page.jsonPath().getList("items.key"));
            cursor = page.jsonPath().getString("nextCursor");
        } while (cursor != null);

        assertEquals(List.copyOf(new TreeSet<>(keys)), keys);
        assertEquals("zz", keys.getLast());
        assertEquals(48, keys.stream().filter(key -> !key.equals("zz")).count());
    }

    @Test
    void two_citizens_cannot_have_one_number() {
        put("new", citizen("052089999999")).then().statusCode(409).body("code", equalTo("number-taken"));

        tester().get("/v1/admin/citizens/new").then().statusCode(404);
    }

    @ParameterizedTest
    @CsvSource({
        "number, 001089999999, /number, not-synthetic",
        "number, 05308900, /number, invalid",
        "number,, /number, required",
        "oldNumber, 215000001, /oldNumber, not-synthetic",
        "fullName, '', /fullName, invalid",
        "birthDate, 1989-02-30, /birthDate, invalid",
        "sex,, /sex, required",
        "lifeState,, /lifeState, required",
        "permanentResidence,, /permanentResidence, required",
        "mockScenario, chaos, /mockScenario, invalid"
    })
    void a_field_that_is_wrong_is_named(String field, String value, String pointer, String code) {
        put("new", citizen(NEW_NUMBER, change -> change.put(field, value)))
                .then()
                .statusCode(400)
                .body("errors.pointer", equalTo(List.of(pointer)))
                .body("errors.code", equalTo(List.of(code)));
    }

    @Test
    void what_is_wrong_inside_a_list_or_an_address_is_named() {
        put("new", citizen(NEW_NUMBER, change -> {
                    change.put("formerNumbers", Arrays.asList("053062000402", null, "001062000402"));
                    change.put("nativePlace", Map.of("province", "52", "commune", " "));
                }))
                .then()
                .statusCode(400)
                .body(
                        "errors.pointer",
                        equalTo(List.of(
                                "/formerNumbers/1",
                                "/formerNumbers/2",
                                "/nativePlace/commune",
                                "/nativePlace/detail")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "null",
                "{",
                "{\"sex\": \"NONE\"}",
                "{\"unknown\": 1}",
                "{\"sex\": 0}",
                "{\"number\": 52089999999}"
            })
    void what_is_no_citizen_is_malformed(String body) {
        tester().contentType("application/json")
                .body(body)
                .put("/v1/admin/citizens/new")
                .then()
                .statusCode(400)
                .body("code", equalTo("malformed-request"));
    }

    @Test
    void a_key_is_short_and_plain() {
        put("a".repeat(61), citizen(NEW_NUMBER)).then().statusCode(404);
        put("a b", citizen(NEW_NUMBER)).then().statusCode(404);
        tester().get("/v1/admin/citizens/a%00b").then().statusCode(404);
    }

    @Test
    void a_rule_strikes_its_share_of_the_look_ups_and_the_same_ones_for_the_same_seed() {
        var plan = plan(7, List.of(Map.of("name", "some", "scenario", "unavailable", "share", 0.4)));
        putFaults(plan).then().statusCode(200);
        var first = statuses(50);
        putFaults(plan);
        var again = statuses(50);
        putFaults(plan(8, List.of(Map.of("name", "some", "scenario", "unavailable", "share", 0.4))));

        assertEquals(first, again);
        assertNotEquals(first, statuses(50));
        long struck = first.stream().filter(status -> status == 503).count();
        assertFalse(struck < 10 || struck > 30, struck + " of 50");
    }

    @Test
    void a_rule_is_only_for_its_service_and_its_caller() {
        putFaults(plan(
                1,
                List.of(
                        Map.of("name", "exchange", "scenario", "broken", "share", 1, "service", "SOAP_037"),
                        Map.of("name", "other", "scenario", "broken", "share", 1, "caller", "somebody-else"))));

        Registry.ask(Registry.question()).then().statusCode(200);
        assertEquals(500, SoapTest.lookUpLetterCitizen(Map.of()).statusCode());
    }

    @Test
    void the_first_rule_that_strikes_decides_and_none_is_left_after_the_reset() {
        putFaults(plan(
                1,
                List.of(
                        Map.of("name", "a", "scenario", "rate-limited", "share", 1),
                        Map.of("name", "b", "scenario", "broken", "share", 1))));
        Registry.ask(Registry.question()).then().statusCode(429);

        tester().delete("/v1/admin/faults").then().statusCode(204);

        Registry.ask(Registry.question()).then().statusCode(200);
        tester().get("/v1/admin/faults").then().body("rules", hasSize(0));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | /seed required,/rules required",
                "{\"seed\":1,\"rules\":[null]} | /rules/0 required",
                "{\"seed\":1,\"rules\":[{}]} | /rules/0/name required,/rules/0/scenario required,/rules/0/share required",
                "{\"seed\":1,\"rules\":[{\"name\":\"a b\",\"scenario\":\"x\",\"share\":1.1,\"caller\":\"\"}]}"
                        + "| /rules/0/name invalid,/rules/0/scenario invalid,/rules/0/share invalid,/rules/0/caller invalid",
                "{\"seed\":1,\"rules\":[{\"name\":\"a\",\"scenario\":\"cut\",\"share\":1},{\"name\":\"a\",\"scenario\":\"cut\",\"share\":1}]}"
                        + "| /rules/1/name repeated"
            })
    void what_is_wrong_with_a_plan_is_named(String body, String errors) {
        var answer = tester().contentType("application/json").body(body).put("/v1/admin/faults");

        answer.then().statusCode(400);
        List<Map<String, String>> named = answer.jsonPath().getList("errors");
        assertEquals(
                List.of(errors.split(",", -1)),
                named.stream()
                        .map(error -> error.get("pointer") + " " + error.get("code"))
                        .toList());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{\"seed\": \"1\", \"rules\": []}",
                "{\"seed\": 1.5, \"rules\": []}",
                "{\"seed\": 1, \"rules\": {}}",
                "{\"seed\": 1, \"rules\": [{\"name\": \"a\", \"scenario\": \"cut\", \"share\": \"0.5\"}]}",
                "{\"seed\": 1, \"rules\": [{\"name\": \"a\", \"scenario\": \"cut\", \"share\": 1, \"service\": \"X\"}]}"
            })
    void what_is_no_plan_is_malformed(String body) {
        tester().contentType("application/json")
                .body(body)
                .put("/v1/admin/faults")
                .then()
                .statusCode(400)
                .body("code", equalTo("malformed-request"));
    }

    @Test
    void a_plan_has_a_hundred_rules_at_most() {
        var rules = new ArrayList<Map<String, Object>>();
        for (int i = 0; i < 101; i++) {
            rules.add(Map.of("name", "r" + i, "scenario", "cut", "share", 0));
        }
        putFaults(Map.of("seed", 1, "rules", rules)).then().statusCode(400).body("errors[0].code", equalTo("too-many"));
        putFaults(Map.of("seed", 1, "rules", rules.subList(0, 100))).then().statusCode(200);
    }

    @Test
    void calls_are_listed_the_newest_first_and_counted_per_unit() {
        tester().delete("/v1/admin/calls");
        Registry.ask(Registry.question());
        Registry.ask(Registry.question(change -> change.put("agencyCode", "G22")));
        Registry.ask(Registry.question(change -> change.put("agencyCode", "052089999999")));
        SoapTest.lookUpLetterCitizen(Map.of("Mock-Scenario", "no-match"));

        var calls = tester().get("/v1/admin/calls?limit=3");

        calls.then()
                .statusCode(200)
                .body("items.number", equalTo(List.of(4, 3, 2)))
                .body("items.call.service", equalTo(List.of("SOAP_037", "CITIZEN_MATCH", "CITIZEN_MATCH")))
                .body("items[0].call.caller", equalTo("identity-link"))
                .body("items[0].call.outcome", equalTo("no-match"))
                .body("items[0].call.scenario", equalTo("no-match"))
                .body("items[1].call.agencyCode", equalTo("•••"))
                .body("items[2].call.procedureCode", equalTo("2.000889"))
                .body("items.at", everyItem(startsWith("20")))
                .body("callsPerUnit", equalTo(Map.of("G22", 2, "H08", 1, "•••", 1)))
                .body("nextCursor", equalTo("2"));
        assertFalse(calls.asString().contains("052089999999"));
        tester().get("/v1/admin/calls?limit=3&cursor=2")
                .then()
                .body("items.number", equalTo(List.of(1)))
                .body("nextCursor", nullValue());
    }

    @ParameterizedTest
    @ValueSource(strings = {"limit=0", "limit=101", "limit=x", "cursor=x", "cursor=-1", "cursor=9999999999999999999"})
    void a_page_that_cannot_be_is_refused(String query) {
        tester().get("/v1/admin/calls?" + query)
                .then()
                .statusCode(400)
                .body("errors.pointer", hasItem(query.substring(0, query.indexOf('='))));
    }

    @ParameterizedTest
    @CsvSource({"GET, /v1/admin/citizens", "DELETE, /v1/admin/faults", "GET, /v1/admin/calls"})
    void the_scope_to_match_is_not_enough(String method, String path) {
        Registry.caller()
                .request(method, path)
                .then()
                .statusCode(403)
                .header("WWW-Authenticate", containsString("scope=\"population-registry:admin\""));
        Registry.anybody().request(method, path).then().statusCode(401);
    }

    @Test
    void the_scope_to_administer_does_not_match() {
        tester().contentType("application/json")
                .body(Registry.question())
                .post(Registry.MATCHES)
                .then()
                .statusCode(403)
                .header("WWW-Authenticate", containsString("scope=\"population-registry:match\""));
    }

    static Response put(String key, Map<String, ?> citizen) {
        return tester().contentType("application/json").body(citizen).put("/v1/admin/citizens/{key}", key);
    }

    static Map<String, Object> citizen(String number) {
        return citizen(number, change -> {});
    }

    private static Map<String, Object> citizen(String number, Consumer<Map<String, Object>> change) {
        var place = Map.of("province", "52", "district", "540", "commune", "21550", "detail", "PHƯỜNG NHƠN BÌNH");
        var citizen = new LinkedHashMap<String, Object>();
        citizen.put("number", number);
        citizen.put("formerNumbers", List.of());
        citizen.put("fullName", "TRẦN VĂN MẪU");
        citizen.put("birthDate", "1962-04-30");
        citizen.put("sex", "MALE");
        citizen.put("placeOfBirth", place);
        citizen.put("nativePlace", place);
        citizen.put("permanentResidence", place);
        citizen.put("lifeState", "ALIVE");
        change.accept(citizen);
        return citizen;
    }

    private static RequestSpecification tester() {
        return Registry.caller(Scopes.ADMIN);
    }

    private static Response ask(String number) {
        return Registry.ask(Registry.question(change -> {
            change.put("number", number);
            change.put("fullName", "TRẦN VĂN MẪU");
            change.put("birthDate", "1962-04-30");
        }));
    }

    private static Map<String, Object> plan(long seed, List<Map<String, Object>> rules) {
        return Map.of("seed", seed, "rules", rules);
    }

    private static Response putFaults(Map<String, Object> plan) {
        return tester().contentType("application/json").body(plan).put("/v1/admin/faults");
    }

    private static List<Integer> statuses(int times) {
        var statuses = new ArrayList<Integer>();
        for (int i = 0; i < times; i++) {
            statuses.add(Registry.ask(Registry.question()).statusCode());
        }
        return statuses;
    }
}
