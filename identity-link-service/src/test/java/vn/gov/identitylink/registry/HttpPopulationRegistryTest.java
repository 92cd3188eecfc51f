package vn.gov.identitylink.registry;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.status;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static vn.gov.identitylink.registry.RegistryUnderTest.match;
import static vn.gov.identitylink.registry.RegistryUnderTest.matchWith;
import static vn.gov.identitylink.registry.RegistryUnderTest.question;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import io.smallrye.faulttolerance.api.CircuitBreakerState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import vn.gov.identitylink.testing.LogCapture;

class HttpPopulationRegistryTest {

    private static final JsonMapper JSON = new JsonMapper();
    private static final RegistryAnswer UNAVAILABLE = new RegistryAnswer.Unavailable(Duration.ofSeconds(5));
    private static final RegistryAnswer BAD_RESPONSE = new RegistryAnswer.BadResponse();

    private final RegistryUnderTest registry = new RegistryUnderTest();

    @AfterEach
    void close() {
        registry.close();
    }

    @Test
    void aMatchIsTheRecordInTheRegistrysSpelling() {
        registry.stub(question().willReturn(okJson(match())));

        RegistryAnswer.Match answer = assertInstanceOf(RegistryAnswer.Match.class, registry.ask());

        assertEquals("NGUYỄN VĂN THỬ", answer.found().fullName().unmasked());
        assertEquals(
                "215000000", Objects.requireNonNull(answer.found().oldNumber()).unmasked());
        assertEquals(
                "540", Objects.requireNonNull(answer.found().placeOfBirth()).district());
        assertEquals(RegistryRecord.LifeState.ALIVE, answer.found().lifeState());
    }

    @Test
    void theQuestionIsTheContractsWithTokenAndCorrelation() throws IOException {
        registry.stub(question().willReturn(okJson(match())));
        registry.ask();

        LoggedRequest asked = registry.tries().getFirst();
        JsonNode body = JSON.readTree(asked.getBodyAsString());
        assertEquals("Bearer a-token", asked.getHeader("Authorization"));
        assertTrue(asked.containsHeader("X-Correlation-ID"));
        assertEquals(
                Set.of(
                        "requestId",
                        "procedureCode",
                        "integrationCode",
                        "agencyCode",
                        "officerCode",
                        "number",
                        "fullName",
                        "birthDate"),
                namesOf(body));
        assertEquals("037", body.get("integrationCode").textValue());
        assertEquals("052089999999", body.get("number").textValue());
        assertEquals("Nguyễn Văn Thử", body.get("fullName").textValue());
        assertEquals("1989-01-01", body.get("birthDate").textValue());
        assertTrue(body.get("requestId").textValue().length() <= 40);
        assertTrue(body.get("officerCode").textValue().length() <= 20);
    }

    @Test
    void theOldNumberIsAskedAloneAndFindsTheRecordOfThePerson() throws IOException {
        registry.stub(question().willReturn(okJson(match())));

        assertInstanceOf(
                RegistryAnswer.Match.class, registry.adapter().match(RegistryUnderTest.QUESTION_BY_OLD_NUMBER));

        JsonNode body = JSON.readTree(registry.tries().getFirst().getBodyAsString());
        assertEquals("215000000", body.get("oldNumber").textValue());
        assertFalse(body.has("number"));
    }

    @Test
    void aFormerNumberFindsTheRecordUnderTheNewOne() {
        registry.stub(question()
                .willReturn(okJson(matchWith("\"number\": \"052089999999\"", "\"number\": \"003089000001\"")
                        .replace("\"formerNumbers\": []", "\"formerNumbers\": [\"052089999999\"]"))));

        RegistryAnswer.Match answer = assertInstanceOf(RegistryAnswer.Match.class, registry.ask());

        assertEquals("003089000001", answer.found().number().unmasked());
    }

    @Test
    void fieldsThatTheContractMayGainArePassedOver() {
        registry.stub(question()
                .willReturn(
                        okJson(matchWith("\"recordVersion\": \"1\"", "\"recordVersion\": {\"a\": [1]}, \"new\": 7"))));

        assertInstanceOf(RegistryAnswer.Match.class, registry.ask());
    }

    @Test
    void noMatchIsAnAnswerAndNoFailure() {
        registry.stub(question().willReturn(okJson("{\"outcome\": \"NO_MATCH\"}")));

        assertEquals(new RegistryAnswer.NoMatch(), registry.ask());
        assertTries(1);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void anAnswerThatCannotBeReliedOnIsABadResponseAndIsNotAskedForAgain(String why, String body) {
        registry.stub(question().willReturn(okJson(body)));

        assertEquals(BAD_RESPONSE, registry.ask());
        assertTries(1);
    }

    static Stream<Arguments> anAnswerThatCannotBeReliedOnIsABadResponseAndIsNotAskedForAgain() {
        return Stream.of(
                Arguments.of("another citizen's number", matchWith("\"052089999999\"", "\"003089000001\"")),
                Arguments.of("another name", matchWith("NGUYỄN VĂN THỬ", "NGUYỄN VĂN THẬT")),
                Arguments.of("another birth date", matchWith("1989-01-01", "1989-01-02")),
                Arguments.of("number of another type", matchWith("\"052089999999\"", "52089999999")),
                Arguments.of("number too short", matchWith("\"052089999999\"", "\"05208999999\"")),
                Arguments.of("name of another type", matchWith("\"NGUYỄN VĂN THỬ\"", "[\"NGUYỄN VĂN THỬ\"]")),
                Arguments.of("name true", matchWith("\"NGUYỄN VĂN THỬ\"", "true")),
                Arguments.of("birth date of another type", matchWith("\"1989-01-01\"", "19890101")),
                Arguments.of("impossible birth date", matchWith("1989-01-01", "1989-02-30")),
                Arguments.of(
                        "former numbers of another type",
                        matchWith("\"formerNumbers\": []", "\"formerNumbers\": \"\"")),
                Arguments.of("former number null", matchWith("\"formerNumbers\": []", "\"formerNumbers\": [null]")),
                Arguments.of("no former numbers", matchWith("\"formerNumbers\": [],", "")),
                Arguments.of("unknown sex", matchWith("\"MALE\"", "\"M\"")),
                Arguments.of("unknown life state", matchWith("\"ALIVE\"", "\"UNDEAD\"")),
                Arguments.of("no life state", matchWith("\"ALIVE\"", "null")),
                Arguments.of(
                        "place of another type",
                        matchWith("\"province\": \"52\", \"district\"", "\"province\": 52, \"district\"")),
                Arguments.of("a field twice", matchWith("\"sex\": \"MALE\"", "\"sex\": \"MALE\", \"sex\": \"FEMALE\"")),
                Arguments.of("unknown outcome", matchWith("\"MATCH\"", "\"PERHAPS\"")),
                Arguments.of("outcome of another type", matchWith("\"MATCH\"", "1")),
                Arguments.of("no outcome", matchWith("\"outcome\": \"MATCH\",", "")),
                Arguments.of("match without a record", "{\"outcome\": \"MATCH\"}"),
                Arguments.of("no match with a record", matchWith("\"MATCH\"", "\"NO_MATCH\"")),
                Arguments.of("something after the end", match() + "{}"),
                Arguments.of("not an object", "[" + match() + "]"),
                Arguments.of("null", "null"),
                Arguments.of("nothing", ""),
                Arguments.of("not JSON", "<html>Please sign in</html>"),
                Arguments.of("half of it", match().substring(0, 200)),
                Arguments.of("too deep", "{\"outcome\": " + "[".repeat(5000) + "]".repeat(5000) + "}"),
                Arguments.of(
                        "more than 64 KiB",
                        matchWith("\"recordVersion\": \"1\"", "\"recordVersion\": \"" + "1".repeat(64 * 1024) + "\"")));
    }

    @Test
    void textThatIsNotUtf8IsABadResponse() {
        byte[] latin1 = match().replace("NGUYỄN VĂN THỬ", "NGUY\u00CAN").getBytes(StandardCharsets.ISO_8859_1);
        registry.stub(question()
                .willReturn(aResponse()
                        .withHeader("Content-Type", "application/json")
                        .withBody(latin1)));

        assertEquals(BAD_RESPONSE, registry.ask());
    }

    @ParameterizedTest
    @ValueSource(ints = {201, 204, 301, 302, 400, 404, 405, 409, 413, 415})
    void aStatusThatTheContractDoesNotExpectIsABadResponse(int status) {
        registry.stub(question().willReturn(status(status).withHeader("Location", "/v1/citizen-matches")));

        assertEquals(BAD_RESPONSE, registry.ask());
        assertTries(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 502, 504})
    void aBrokenRegistryIsUnavailableAndIsNotAskedAgain(int status) {
        registry.stub(question().willReturn(status(status)));

        assertEquals(UNAVAILABLE, registry.ask());
        assertTries(1);
    }

    @Test
    void anOverloadedRegistryIsAskedTwiceMoreAfterGrowingPauses() {
        registry.stub(question().willReturn(status(429)));

        assertEquals(UNAVAILABLE, registry.ask());
        assertTries(3);
        assertBetween(50, 100, registry.pauses().get(0));
        assertBetween(100, 200, registry.pauses().get(1));
    }

    @Test
    void aShortRetryAfterIsWaitedFor() {
        registry.stub(question()
                .inScenario("recovery")
                .whenScenarioStateIs(Scenario.STARTED)
                .willReturn(status(503).withHeader("Retry-After", "1"))
                .willSetStateTo("recovered"));
        registry.stub(question()
                .inScenario("recovery")
                .whenScenarioStateIs("recovered")
                .willReturn(okJson(match())));

        assertInstanceOf(RegistryAnswer.Match.class, registry.ask());
        assertEquals(List.of(Duration.ofSeconds(1)), registry.pauses());
        assertTries(2);
    }

    @Test
    void aLongRetryAfterIsForTheCaller() {
        registry.stub(question().willReturn(status(503).withHeader("Retry-After", "30")));

        assertEquals(new RegistryAnswer.Unavailable(Duration.ofSeconds(30)), registry.ask());
        assertTries(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"soon", "-1", "99999", "Wed, 25 Nov 2026 00:00:00 GMT", "١"})
    void aRetryAfterThatSaysNothingIsPassedOver(String value) {
        registry.stub(question().willReturn(status(503).withHeader("Retry-After", value)));

        assertEquals(UNAVAILABLE, registry.ask());
        assertTries(3);
    }

    @Test
    void aRefusedTokenIsRenewedForTheNextQuestionAndOperatorsAreTold() {
        registry.stub(question().willReturn(status(401)));

        try (LogCapture log = LogCapture.open()) {
            assertEquals(UNAVAILABLE, registry.ask());
            assertTrue(log.lines().stream().anyMatch(line -> line.contains("401")));
        }
        assertEquals(1, registry.refusedTokens());
        assertTries(1);
    }

    @Test
    void withoutATokenTheRegistryIsNotAsked() {
        registry.withoutToken().stub(question().willReturn(okJson(match())));

        assertEquals(UNAVAILABLE, registry.ask());
        assertEquals(0, registry.tries().size());
    }

    @Test
    void aRegistryThatRefusesConnectionsIsTriedThreeTimes() {
        registry.refusingConnections();

        assertEquals(UNAVAILABLE, registry.ask());
        assertEquals(2, registry.pauses().size());
    }

    @ParameterizedTest
    @EnumSource(names = {"CONNECTION_RESET_BY_PEER", "EMPTY_RESPONSE"})
    void aConnectionLostBeforeTheAnswerIsTriedThreeTimes(Fault fault) {
        registry.stub(question().willReturn(aResponse().withFault(fault)));

        assertEquals(UNAVAILABLE, registry.ask());
        assertTries(3);
    }

    @Test
    void anAnswerThatIsNotHttpIsAFailure() {
        registry.stub(question().willReturn(aResponse().withFault(Fault.RANDOM_DATA_THEN_CLOSE)));

        assertInstanceOf(RegistryAnswer.Failed.class, registry.ask());
    }

    @Test
    void anAnswerCutInTheMiddleIsABadResponseAfterThreeTries() {
        registry.stub(question().willReturn(aResponse().withStatus(200).withFault(Fault.MALFORMED_RESPONSE_CHUNK)));

        assertEquals(BAD_RESPONSE, registry.ask());
        assertTries(3);
    }

    @Test
    void aSlowRegistryIsATimeOutAndIsNotAskedAgain() {
        registry.with("try-timeout", "PT0.3S")
                .stub(question().willReturn(okJson(match()).withFixedDelay(60_000)));

        assertEquals(new RegistryAnswer.TimedOut(), assertTimeout(Duration.ofSeconds(2), registry::ask));
        assertTries(1);
    }

    @Test
    void repetitionsEndWithTheDeadlineOfTheQuestion() {
        registry.with("deadline", "PT0.05S")
                .with("first-pause", "PT0.2S")
                .stub(question().willReturn(status(503)));

        RegistryAnswer answer = registry.ask();

        assertInstanceOf(RegistryAnswer.Failed.class, answer);
        assertTrue(registry.tries().size() <= 1);
        assertEquals(List.of(), registry.pauses());
    }

    @Test
    void aRegistryThatStaysDownIsLeftAlone() {
        registry.with("circuit-breaker.last-tries", "6").with("circuit-breaker.delay", "PT60S");
        registry.stub(question().willReturn(status(503)));
        HttpPopulationRegistry adapter = registry.adapter();
        adapter.match(RegistryUnderTest.QUESTION);
        adapter.match(RegistryUnderTest.QUESTION);
        registry.stub(question().willReturn(okJson(match())));

        assertEquals(new RegistryAnswer.Unavailable(Duration.ofSeconds(60)), adapter.match(RegistryUnderTest.QUESTION));
        assertTries(6);
        assertEquals(CircuitBreakerState.OPEN, adapter.circuit());
    }

    @Test
    void aRegistryThatWasLeftAloneIsAskedAgainAfterAWhile() {
        registry.with("circuit-breaker.last-tries", "3").with("circuit-breaker.delay", "PT0.05S");
        registry.stub(question().willReturn(status(503)));
        HttpPopulationRegistry adapter = registry.adapter();
        adapter.match(RegistryUnderTest.QUESTION);
        registry.stub(question().willReturn(okJson(match())));

        assertTimeout(Duration.ofSeconds(10), () -> {
            while (!(adapter.match(RegistryUnderTest.QUESTION) instanceof RegistryAnswer.Match)) {
                Thread.onSpinWait();
            }
        });
        assertEquals(CircuitBreakerState.CLOSED, adapter.circuit());
    }

    @Test
    void oneCitizensBrokenRecordDoesNotShutOutTheOthers() {
        registry.with("circuit-breaker.last-tries", "4").stub(question().willReturn(okJson("{}")));
        HttpPopulationRegistry adapter = registry.adapter();

        for (int questions = 0; questions < 10; questions++) {
            assertEquals(BAD_RESPONSE, adapter.match(RegistryUnderTest.QUESTION));
        }
        assertEquals(CircuitBreakerState.CLOSED, adapter.circuit());
    }

    @Test
    void answersAreCountedByOutcome() {
        registry.stub(question().willReturn(okJson("{\"outcome\": \"NO_MATCH\"}")));
        registry.ask();

        assertEquals(
                1.0,
                registry.meters()
                        .get("registry.answers")
                        .tag("outcome", "no-match")
                        .counter()
                        .count());
        assertEquals(
                1,
                registry.meters()
                        .get("registry.questions")
                        .tag("outcome", "no-match")
                        .timer()
                        .count());
    }

    @Test
    void nothingAboutTheCitizenReachesALog() {
        try (LogCapture log = LogCapture.open()) {
            HttpPopulationRegistry adapter = registry.adapter();
            for (String body : List.of(match(), matchWith("1989-01-01", "1989-01-02"), match().substring(0, 200))) {
                registry.stub(question().willReturn(okJson(body)));
                adapter.match(RegistryUnderTest.QUESTION);
            }
            registry.stub(question().willReturn(status(500).withBody(match())));
            adapter.match(RegistryUnderTest.QUESTION);

            List<String> ours = log.lines().stream()
                    .filter(line -> line.startsWith("vn.gov.identitylink"))
                    .toList();
            assertEquals(3, ours.size());
            assertTrue(ours.stream()
                    .noneMatch(line -> line.contains("99999")
                            || line.contains("NGUY")
                            || line.contains("1989")
                            || line.contains("a-token")));
        }
    }

    /** Each try under a request id of its own, all under one correlation id. */
    private void assertTries(int expected) {
        List<LoggedRequest> tries = registry.tries();
        assertEquals(expected, tries.size());
        Set<String> requestIds = new HashSet<>();
        for (LoggedRequest each : tries) {
            requestIds.add(requestIdOf(each));
        }
        assertEquals(expected, requestIds.size());
        if (registry.pauses().size() == expected - 1) {
            assertEquals(
                    1,
                    tries.stream()
                            .map(each -> each.getHeader("X-Correlation-ID"))
                            .distinct()
                            .count());
        }
        assertNotEquals(0, expected);
    }

    private static String requestIdOf(LoggedRequest request) {
        try {
            return JSON.readTree(request.getBodyAsString()).get("requestId").textValue();
        } catch (IOException notJson) {
            throw new AssertionError(notJson);
        }
    }

    private static Set<String> namesOf(JsonNode object) {
        Set<String> names = new HashSet<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static void assertBetween(long leastMillis, long mostMillis, Duration pause) {
        assertTrue(pause.toMillis() >= leastMillis && pause.toMillis() <= mostMillis, pause::toString);
    }
}
