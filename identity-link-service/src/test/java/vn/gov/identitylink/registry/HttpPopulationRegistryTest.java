package vn.gov.identitylink.registry;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.status;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import io.smallrye.faulttolerance.api.CircuitBreakerState;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import vn.gov.identitylink.citizen.Sex;
import vn.gov.identitylink.testing.LogCapture;

/** The contract of the port, on either face of the registry. */
@ParameterizedClass(name = "{0}")
@EnumSource(RegistryFace.class)
class HttpPopulationRegistryTest {

    private static final RegistryAnswer UNAVAILABLE = new RegistryAnswer.Unavailable(Duration.ofSeconds(5));
    private static final RegistryAnswer BAD_RESPONSE = new RegistryAnswer.BadResponse();

    private final RegistryFace face;
    private final RegistryUnderTest registry;

    HttpPopulationRegistryTest(RegistryFace face) {
        this.face = face;
        this.registry = new RegistryUnderTest(face);
    }

    @AfterEach
    void close() {
        registry.close();
    }

    @Test
    void aMatchIsTheRecordInTheRegistrysSpelling() {
        registry.saying(face.match());

        RegistryRecord found =
                assertInstanceOf(RegistryAnswer.Match.class, registry.ask()).found();

        assertEquals("052089999999", found.number().unmasked());
        assertEquals("215000000", Objects.requireNonNull(found.oldNumber()).unmasked());
        assertEquals("NGUYỄN VĂN THỬ", found.fullName().unmasked());
        assertEquals("1989-01-01", found.birthDate().unmasked());
        assertEquals(Sex.MALE, found.sex());
        assertEquals(new RegistryRecord.Address("52", "540", "21583", "PHƯỜNG LÊ LỢI"), found.placeOfBirth());
        assertEquals(new RegistryRecord.Address("52", null, "21583", "PHƯỜNG LÊ LỢI"), found.permanentResidence());
        assertTrue(found.lifeState().canLink());
    }

    @Test
    void theOldNumberIsAskedAloneAndFindsTheRecordOfThePerson() {
        registry.saying(face.match());

        assertInstanceOf(
                RegistryAnswer.Match.class, registry.adapter().match(RegistryUnderTest.QUESTION_BY_OLD_NUMBER));

        String asked = registry.tries().getFirst().getBodyAsString();
        assertTrue(asked.contains("215000000"));
        assertFalse(asked.contains("052089999999"));
    }

    @Test
    void theQuestionSaysForWhatAndInWhoseNameItIsAskedAndGoesByOneId() {
        registry.with("procedure-code", "1.2.3").with("agency-code", "H08").with("officer-code", "counter-7");
        registry.saying(face.match());
        registry.ask();

        LoggedRequest asked = registry.tries().getFirst();
        for (String said : List.of("1.2.3", "H08", "counter-7", "037", "052089999999", "Nguyễn Văn Thử")) {
            assertTrue(asked.getBodyAsString().contains(said), said);
        }
        assertTrue(face.requestIdOf(asked.getBodyAsString()).length() <= 40);
        assertTrue(asked.containsHeader("X-Correlation-ID"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"052089999999", "NGUYỄN VĂN THỬ", "1989-01-01"})
    void aRecordOfSomebodyElseIsABadResponse(String fact) {
        String others = switch (fact) {
            case "052089999999" -> "003089000001";
            case "1989-01-01" -> face.birthDate("1989-01-02");
            default -> "NGUYỄN VĂN THẬT";
        };
        registry.saying(face.matchWith(fact.startsWith("1989") ? face.birthDate(fact) : fact, others));

        assertEquals(BAD_RESPONSE, registry.ask());
        assertTries(1);
    }

    @Test
    void whatIsNotTheAnswerOfThisFaceIsABadResponse() {
        for (RegistryFace other : RegistryFace.values()) {
            for (String body : List.of(
                    other == face ? "" : other.match(),
                    other == face ? "null" : other.noMatch(),
                    "<html>Please sign in</html>",
                    face.match() + face.match(),
                    face.match().substring(0, 300),
                    face.noMatch().substring(1),
                    face.match() + " ".repeat(64 * 1024))) {
                registry.saying(body);
                assertEquals(BAD_RESPONSE, registry.ask(), body);
            }
        }
    }

    @Test
    void noMatchIsAnAnswerAndNoFailure() {
        registry.saying(face.noMatch());

        assertEquals(new RegistryAnswer.NoMatch(), registry.ask());
        assertTries(1);
    }

    @Test
    void textThatIsNotUtf8IsABadResponse() {
        byte[] latin1 = face.match().replace("NGUYỄN VĂN THỬ", "NGUY\u00CAN").getBytes(StandardCharsets.ISO_8859_1);
        registry.stub(face.question().willReturn(face.saying("").withBody(latin1)));

        assertEquals(BAD_RESPONSE, registry.ask());
    }

    @ParameterizedTest
    @ValueSource(ints = {201, 204, 301, 302, 400, 404, 405, 409, 413, 415})
    void aStatusThatTheContractDoesNotExpectIsABadResponse(int status) {
        registry.stub(face.question().willReturn(status(status).withHeader("Location", "/v1/citizen-matches")));

        assertEquals(BAD_RESPONSE, registry.ask());
        assertTries(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 502, 504})
    void aBrokenRegistryIsUnavailableAndIsNotAskedAgain(int status) {
        registry.stub(face.question().willReturn(status(status)));

        assertEquals(UNAVAILABLE, registry.ask());
        assertTries(1);
    }

    @Test
    void anOverloadedRegistryIsAskedTwiceMoreAfterGrowingPauses() {
        registry.stub(face.question().willReturn(status(429)));

        assertEquals(UNAVAILABLE, registry.ask());
        assertTries(3);
        assertBetween(50, 100, registry.pauses().get(0));
        assertBetween(100, 200, registry.pauses().get(1));
    }

    @Test
    void aShortRetryAfterIsWaitedFor() {
        registry.stub(face.question()
                .inScenario("recovery")
                .whenScenarioStateIs(Scenario.STARTED)
                .willReturn(status(503).withHeader("Retry-After", "1"))
                .willSetStateTo("recovered"));
        registry.stub(face.question()
                .inScenario("recovery")
                .whenScenarioStateIs("recovered")
                .willReturn(face.saying(face.match())));

        assertInstanceOf(RegistryAnswer.Match.class, registry.ask());
        assertEquals(List.of(Duration.ofSeconds(1)), registry.pauses());
        assertTries(2);
    }

    @Test
    void aLongRetryAfterIsForTheCaller() {
        registry.stub(face.question().willReturn(status(503).withHeader("Retry-After", "30")));

        assertEquals(new RegistryAnswer.Unavailable(Duration.ofSeconds(30)), registry.ask());
        assertTries(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"soon", "-1", "99999", "Wed, 25 Nov 2026 00:00:00 GMT", "١"})
    void aRetryAfterThatSaysNothingIsPassedOver(String value) {
        registry.stub(face.question().willReturn(status(503).withHeader("Retry-After", value)));

        assertEquals(UNAVAILABLE, registry.ask());
        assertTries(3);
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
        registry.stub(face.question().willReturn(aResponse().withFault(fault)));

        assertEquals(UNAVAILABLE, registry.ask());
        assertTries(3);
    }

    @Test
    void anAnswerThatIsNotHttpIsAFailure() {
        registry.stub(face.question().willReturn(aResponse().withFault(Fault.RANDOM_DATA_THEN_CLOSE)));

        assertInstanceOf(RegistryAnswer.Failed.class, registry.ask());
    }

    @Test
    void anAnswerCutInTheMiddleIsABadResponseAfterThreeTries() {
        registry.stub(
                face.question().willReturn(aResponse().withStatus(200).withFault(Fault.MALFORMED_RESPONSE_CHUNK)));

        assertEquals(BAD_RESPONSE, registry.ask());
        assertTries(3);
    }

    @Test
    void aSlowRegistryIsATimeOutAndIsNotAskedAgain() {
        registry.with("try-timeout", "PT0.3S")
                .stub(face.question().willReturn(face.saying(face.match()).withFixedDelay(60_000)));

        assertEquals(new RegistryAnswer.TimedOut(), assertTimeout(Duration.ofSeconds(2), registry::ask));
        assertTries(1);
    }

    @Test
    void repetitionsEndWithTheDeadlineOfTheQuestion() {
        registry.with("deadline", "PT0.05S")
                .with("first-pause", "PT0.2S")
                .stub(face.question().willReturn(status(503)));

        RegistryAnswer answer = registry.ask();

        assertInstanceOf(RegistryAnswer.Failed.class, answer);
        assertTrue(registry.tries().size() <= 1);
        assertEquals(List.of(), registry.pauses());
    }

    @Test
    void aRegistryThatStaysDownIsLeftAlone() {
        registry.with("circuit-breaker.last-tries", "6").with("circuit-breaker.delay", "PT60S");
        registry.stub(face.question().willReturn(status(503)));
        HttpPopulationRegistry adapter = registry.adapter();
        adapter.match(RegistryUnderTest.QUESTION);
        adapter.match(RegistryUnderTest.QUESTION);
        registry.saying(face.match());

        assertEquals(new RegistryAnswer.Unavailable(Duration.ofSeconds(60)), adapter.match(RegistryUnderTest.QUESTION));
        assertTries(6);
        assertEquals(CircuitBreakerState.OPEN, adapter.circuit());
    }

    @Test
    void aRegistryThatWasLeftAloneIsAskedAgainAfterAWhile() {
        registry.with("circuit-breaker.last-tries", "3").with("circuit-breaker.delay", "PT0.05S");
        registry.stub(face.question().willReturn(status(503)));
        HttpPopulationRegistry adapter = registry.adapter();
        adapter.match(RegistryUnderTest.QUESTION);
        registry.saying(face.match());

        assertTimeout(Duration.ofSeconds(10), () -> {
            while (!(adapter.match(RegistryUnderTest.QUESTION) instanceof RegistryAnswer.Match)) {
                Thread.onSpinWait();
            }
        });
        assertEquals(CircuitBreakerState.CLOSED, adapter.circuit());
    }

    @Test
    void oneCitizensBrokenRecordDoesNotShutOutTheOthers() {
        registry.with("circuit-breaker.last-tries", "4").saying("{}");
        HttpPopulationRegistry adapter = registry.adapter();

        for (int questions = 0; questions < 10; questions++) {
            assertEquals(BAD_RESPONSE, adapter.match(RegistryUnderTest.QUESTION));
        }
        assertEquals(CircuitBreakerState.CLOSED, adapter.circuit());
    }

    @Test
    void answersAreCountedByOutcome() {
        registry.saying(face.noMatch());
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
            for (String body : List.of(
                    face.match(),
                    face.matchWith(face.birthDate("1989-01-01"), face.birthDate("1989-01-02")),
                    face.match().substring(0, 200))) {
                registry.saying(body);
                adapter.match(RegistryUnderTest.QUESTION);
            }
            registry.stub(face.question().willReturn(status(500).withBody(face.match())));
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
            requestIds.add(face.requestIdOf(each.getBodyAsString()));
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

    private static void assertBetween(long leastMillis, long mostMillis, Duration pause) {
        assertTrue(pause.toMillis() >= leastMillis && pause.toMillis() <= mostMillis, pause::toString);
    }
}
