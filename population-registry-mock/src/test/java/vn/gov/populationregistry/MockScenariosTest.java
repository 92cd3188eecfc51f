package vn.gov.populationregistry;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What testers can make happen, by the header and by the citizen who stands for it, on both faces. */
@QuarkusTest
@QuarkusTestResource(TestIssuer.class)
class MockScenariosTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** How the scenario is asked for. */
    enum By {
        HEADER,
        CITIZEN
    }

    @ParameterizedTest
    @EnumSource(By.class)
    void no_match(By by) {
        ask(by, "no-match")
                .then()
                .statusCode(200)
                .body("outcome", equalTo("NO_MATCH"))
                .body("record", nullValue());
    }

    @ParameterizedTest
    @EnumSource(By.class)
    void the_record_of_someone_else(By by) {
        var answer = ask(by, "someone-else");

        answer.then().statusCode(200).body("outcome", equalTo("MATCH"));
        assertNotEquals(question(by, "someone-else").get("number"), answer.path("record.number"));
    }

    @Test
    void a_stale_record_is_that_of_the_birth() {
        var now = ask(By.CITIZEN, "stale");
        now.then()
                .body("record.permanentResidence.commune", equalTo("21550"))
                .body("record.recordVersion", equalTo("0"));

        var deceased = ask(person("deceased"), "stale");
        deceased.then().body("record.lifeState", equalTo("ALIVE")).body("record.recordVersion", equalTo("0"));
    }

    @ParameterizedTest
    @CsvSource({
        "rate-limited, 429, too-many-calls, 1",
        "rate-limited;retry-after=3600, 429, too-many-calls, 3600",
        "unavailable, 503, registry-unavailable, 30",
        "unavailable;retry-after=0, 503, registry-unavailable, 0",
        "broken, 500, broken-as-asked,"
    })
    void refusals(String scenario, int status, String code, String retryAfter) {
        ask(Registry.question(), scenario)
                .then()
                .statusCode(status)
                .body("code", equalTo(code))
                .header("Retry-After", equalTo(retryAfter));
        var fault = SoapTest.lookUpLetterCitizen(Map.of("Mock-Scenario", scenario));
        assertEquals(status, fault.statusCode());
        assertEquals(retryAfter, fault.getHeader("Retry-After"));
        assertTrue(fault.asString().contains("<code>" + code + "</code>"));
    }

    @ParameterizedTest
    @CsvSource({"mock-rate-limited, 429, 2", "mock-unavailable, 503, 5", "mock-broken, 500,"})
    void refusals_by_the_citizen(String key, int status, String retryAfter) {
        ask(question(key), null).then().statusCode(status).header("Retry-After", equalTo(retryAfter));
    }

    @Test
    void slow_is_the_right_answer_after_its_time() {
        long begin = System.nanoTime();
        ask(Registry.question(), "slow;millis=700").then().statusCode(200).body("outcome", equalTo("MATCH"));
        assertTrue(Duration.ofNanos(System.nanoTime() - begin).toMillis() >= 700);
    }

    @ParameterizedTest
    @EnumSource(By.class)
    void malformed_is_half_a_body(By by) {
        var answer = unchecked(by, "malformed");

        assertEquals(200, answer.statusCode());
        assertTrue(answer.contentType().startsWith("application/json"));
        assertThrows(JsonProcessingException.class, () -> JSON.readTree(answer.asByteArray()));
    }

    @ParameterizedTest
    @EnumSource(By.class)
    void oversized_is_the_right_answer_and_more_than_a_mebibyte(By by) throws IOException {
        var answer = unchecked(by, "oversized");

        assertTrue(answer.asByteArray().length > 1024 * 1024);
        assertEquals(
                "MATCH", JSON.readTree(answer.asByteArray()).path("outcome").asText());
    }

    @ParameterizedTest
    @EnumSource(By.class)
    void cut_ends_before_the_length_it_promised(By by) throws IOException {
        var answer = raw(question(by, "cut"), by == By.HEADER ? "cut" : null);

        assertTrue(answer.startsWith("HTTP/1.1 200 "), answer);
        int body = answer.indexOf("\r\n\r\n") + 4;
        int promised = Integer.parseInt(answer.replaceFirst("(?is).*content-length: ([0-9]+).*", "$1"));
        int received = answer.substring(body).getBytes(UTF_8).length;
        assertTrue(received > 0 && received < promised, received + " of " + promised);
    }

    @ParameterizedTest
    @EnumSource(By.class)
    void reset_is_no_answer_at_all(By by) {
        var lost =
                assertThrows(SocketException.class, () -> raw(question(by, "reset"), by == By.HEADER ? "reset" : null));

        assertTrue(String.valueOf(lost.getMessage()).contains("reset"), lost::getMessage);
    }

    @ParameterizedTest
    @ValueSource(strings = {"malformed", "oversized"})
    void bodies_of_the_exchange_go_wrong_likewise(String scenario) {
        var answer = SoapTest.lookUpLetterCitizenUnchecked(Map.of("Mock-Scenario", scenario));

        assertEquals(200, answer.statusCode());
        assertEquals(scenario.equals("oversized"), Xml.parse(answer.asString()) != null);
        assertEquals(scenario.equals("oversized"), answer.asByteArray().length > 1024 * 1024);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nonsense",
                "SLOW",
                "slow;millis=60001",
                "slow;millis=-1",
                "slow;retry-after=1",
                "broken;millis=1",
                "slow;millis=",
                "slow; millis=5",
                "slow;millis=1;millis=2",
                "slow;millis=١"
            })
    void an_unknown_scenario_is_refused_and_nothing_is_looked_up(String scenario) {
        var question = Registry.question();
        Registry.caller()
                .header("Mock-Scenario", scenario.replace("١", "%D9%A1"))
                .contentType("application/json")
                .body(question)
                .post(Registry.MATCHES)
                .then()
                .statusCode(400)
                .body("code", equalTo("validation-failed"))
                .body("errors[0].pointer", equalTo("Mock-Scenario"))
                .body("errors[0].code", equalTo("unknown-scenario"));
        Registry.ask(question).then().statusCode(200);
    }

    @Test
    void the_exchange_refuses_an_unknown_scenario_too() {
        var fault = SoapTest.lookUpLetterCitizen(Map.of("Mock-Scenario", "nonsense"));

        assertEquals(400, fault.statusCode());
        assertTrue(fault.asString().contains("pointer=\"Mock-Scenario\""));
    }

    @Test
    void the_header_precedes_the_citizen() {
        ask(question("mock-broken"), "no-match").then().statusCode(200);
    }

    @Test
    void a_number_that_could_be_real_is_refused_whatever_the_scenario() {
        var question = Registry.question(change -> change.put("number", "001089999999"));
        ask(question, "someone-else").then().statusCode(400).body("code", equalTo("number-not-synthetic"));
    }

    @ParameterizedTest
    @MethodSource("scenarioPeople")
    void every_citizen_who_stands_for_a_scenario_says_so(JsonNode person) {
        var scenario = person.path("mockScenario").asText();

        assertEquals("mock-" + scenario.split(";", -1)[0], person.path("key").asText());
        assertEquals(
                Scenario.of(scenario).toString(),
                Scenario.of(Scenario.of(scenario).toString()).toString());
        assertFalse(person.path("number").asText().isEmpty());
    }

    static Iterable<JsonNode> scenarioPeople() {
        var people = Registry.read("mock-scenarios.json");
        assertEquals(Scenario.Kind.values().length, people.size(), "there is one for every scenario");
        return people;
    }

    private static Map<String, Object> question(By by, String scenario) {
        return by == By.HEADER ? Registry.question() : question("mock-" + scenario);
    }

    private static Map<String, Object> question(String key) {
        return about(Registry.read("mock-scenarios.json").stream()
                .filter(person -> key.equals(person.path("key").asText()))
                .findFirst()
                .orElseThrow());
    }

    private static Map<String, Object> person(String key) {
        return about(Registry.people().stream()
                .filter(person -> key.equals(person.path("key").asText()))
                .findFirst()
                .orElseThrow());
    }

    private static Map<String, Object> about(JsonNode person) {
        return Registry.question(question -> {
            question.put("number", person.path("number").asText());
            question.put("fullName", person.path("fullName").asText());
            question.put("birthDate", person.path("birthDate").asText());
        });
    }

    private static Response ask(By by, String scenario) {
        return ask(question(by, scenario), by == By.HEADER ? scenario : null);
    }

    private static Response ask(Map<String, Object> question, @Nullable String scenario) {
        var request = Registry.caller().contentType("application/json").body(question);
        return (scenario == null ? request : request.header("Mock-Scenario", scenario)).post(Registry.MATCHES);
    }

    /** Without the contract, which no broken body can keep. */
    private static Response unchecked(By by, String scenario) {
        var request = RestAssured.given()
                .auth()
                .preemptive()
                .oauth2(TestIssuer.token())
                .contentType("application/json")
                .body(Registry.json(question(by, scenario)));
        return (by == By.HEADER ? request.header("Mock-Scenario", scenario) : request).post(Registry.MATCHES);
    }

    /** Everything that arrives until the connection ends. */
    private static String raw(Map<String, Object> question, @Nullable String scenario) throws IOException {
        var body = Registry.json(question).getBytes(UTF_8);
        var head = "POST " + Registry.MATCHES + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                + "Authorization: Bearer " + TestIssuer.token() + "\r\n"
                + (scenario == null ? "" : "Mock-Scenario: " + scenario + "\r\n")
                + "Content-Length: " + body.length + "\r\n\r\n";
        try (var connection = new Socket("localhost", RestAssured.port)) {
            connection.setSoTimeout(10_000);
            connection.getOutputStream().write(head.getBytes(US_ASCII));
            connection.getOutputStream().write(body);
            return new String(connection.getInputStream().readAllBytes(), UTF_8);
        }
    }
}
