package vn.gov.identitylink.registry;

import static com.github.tomakehurst.wiremock.client.WireMock.status;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import vn.gov.identitylink.testing.LogCapture;

/** What is particular to the JSON contract. */
class JsonProtocolTest {

    private static final JsonMapper JSON = new JsonMapper();
    private static final RegistryFace FACE = RegistryFace.JSON;
    private static final RegistryAnswer UNAVAILABLE = new RegistryAnswer.Unavailable(Duration.ofSeconds(5));
    private static final RegistryAnswer BAD_RESPONSE = new RegistryAnswer.BadResponse();

    private final RegistryUnderTest registry = new RegistryUnderTest(FACE);

    @AfterEach
    void close() {
        registry.close();
    }

    @Test
    void theLifeStateAndADistrictAreTaken() {
        registry.saying(FACE.match());

        RegistryRecord found =
                assertInstanceOf(RegistryAnswer.Match.class, registry.ask()).found();

        assertEquals(RegistryRecord.LifeState.ALIVE, found.lifeState());
        assertEquals("540", Objects.requireNonNull(found.placeOfBirth()).district());
    }

    @Test
    void theQuestionIsTheContractsWithTokenAndCorrelation() throws IOException {
        registry.saying(FACE.match());
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
        registry.saying(FACE.match());

        assertInstanceOf(
                RegistryAnswer.Match.class, registry.adapter().match(RegistryUnderTest.QUESTION_BY_OLD_NUMBER));

        JsonNode body = JSON.readTree(registry.tries().getFirst().getBodyAsString());
        assertEquals("215000000", body.get("oldNumber").textValue());
        assertFalse(body.has("number"));
    }

    @Test
    void aFormerNumberFindsTheRecordUnderTheNewOne() {
        registry.saying(FACE.matchWith("\"number\": \"052089999999\"", "\"number\": \"003089000001\"")
                .replace("\"formerNumbers\": []", "\"formerNumbers\": [\"052089999999\"]"));

        RegistryAnswer.Match answer = assertInstanceOf(RegistryAnswer.Match.class, registry.ask());

        assertEquals("003089000001", answer.found().number().unmasked());
    }

    @Test
    void fieldsThatTheContractMayGainArePassedOver() {
        registry.saying(FACE.matchWith("\"recordVersion\": \"1\"", "\"recordVersion\": {\"a\": [1]}, \"new\": 7"));

        assertInstanceOf(RegistryAnswer.Match.class, registry.ask());
    }

    @Test
    void aRefusedTokenIsRenewedForTheNextQuestionAndOperatorsAreTold() {
        registry.stub(FACE.question().willReturn(status(401)));

        try (LogCapture log = LogCapture.open()) {
            assertEquals(UNAVAILABLE, registry.ask());
            assertTrue(log.lines().stream().anyMatch(line -> line.contains("401")));
        }
        assertEquals(1, registry.refusedTokens());
        assertEquals(1, registry.tries().size());
    }

    @Test
    void withoutATokenTheRegistryIsNotAsked() {
        registry.withoutToken().saying(FACE.match());

        assertEquals(UNAVAILABLE, registry.ask());
        assertEquals(0, registry.tries().size());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void anAnswerThatCannotBeReliedOnIsABadResponseAndIsNotAskedForAgain(String why, String body) {
        registry.saying(body);

        assertEquals(BAD_RESPONSE, registry.ask());
        assertEquals(1, registry.tries().size());
    }

    static Stream<Arguments> anAnswerThatCannotBeReliedOnIsABadResponseAndIsNotAskedForAgain() {
        return Stream.of(
                Arguments.of("another citizen's number", FACE.matchWith("\"052089999999\"", "\"003089000001\"")),
                Arguments.of("another name", FACE.matchWith("NGUYỄN VĂN THỬ", "NGUYỄN VĂN THẬT")),
                Arguments.of("another birth date", FACE.matchWith("1989-01-01", "1989-01-02")),
                Arguments.of("number of another type", FACE.matchWith("\"052089999999\"", "52089999999")),
                Arguments.of("number too short", FACE.matchWith("\"052089999999\"", "\"05208999999\"")),
                Arguments.of("name of another type", FACE.matchWith("\"NGUYỄN VĂN THỬ\"", "[\"NGUYỄN VĂN THỬ\"]")),
                Arguments.of("name true", FACE.matchWith("\"NGUYỄN VĂN THỬ\"", "true")),
                Arguments.of("birth date of another type", FACE.matchWith("\"1989-01-01\"", "19890101")),
                Arguments.of("impossible birth date", FACE.matchWith("1989-01-01", "1989-02-30")),
                Arguments.of(
                        "former numbers of another type",
                        FACE.matchWith("\"formerNumbers\": []", "\"formerNumbers\": \"\"")),
                Arguments.of(
                        "former number null", FACE.matchWith("\"formerNumbers\": []", "\"formerNumbers\": [null]")),
                Arguments.of("no former numbers", FACE.matchWith("\"formerNumbers\": [],", "")),
                Arguments.of("unknown sex", FACE.matchWith("\"MALE\"", "\"M\"")),
                Arguments.of("unknown life state", FACE.matchWith("\"ALIVE\"", "\"UNDEAD\"")),
                Arguments.of("a word of our own", FACE.matchWith("\"ALIVE\"", "\"NOT_TOLD\"")),
                Arguments.of("no life state", FACE.matchWith("\"ALIVE\"", "null")),
                Arguments.of(
                        "place of another type",
                        FACE.matchWith("\"province\": \"52\", \"district\"", "\"province\": 52, \"district\"")),
                Arguments.of(
                        "a field twice", FACE.matchWith("\"sex\": \"MALE\"", "\"sex\": \"MALE\", \"sex\": \"FEMALE\"")),
                Arguments.of("unknown outcome", FACE.matchWith("\"MATCH\"", "\"PERHAPS\"")),
                Arguments.of("outcome of another type", FACE.matchWith("\"MATCH\"", "1")),
                Arguments.of("no outcome", FACE.matchWith("\"outcome\": \"MATCH\",", "")),
                Arguments.of("match without a record", "{\"outcome\": \"MATCH\"}"),
                Arguments.of("no match with a record", FACE.matchWith("\"MATCH\"", "\"NO_MATCH\"")),
                Arguments.of("something after the end", FACE.match() + "{}"),
                Arguments.of("not an object", "[" + FACE.match() + "]"),
                Arguments.of("null", "null"),
                Arguments.of("nothing", ""),
                Arguments.of("not JSON", "<html>Please sign in</html>"),
                Arguments.of("half of it", FACE.match().substring(0, 200)),
                Arguments.of("too deep", "{\"outcome\": " + "[".repeat(5000) + "]".repeat(5000) + "}"),
                Arguments.of(
                        "more than 64 KiB",
                        FACE.matchWith(
                                "\"recordVersion\": \"1\"", "\"recordVersion\": \"" + "1".repeat(64 * 1024) + "\"")));
    }

    private static Set<String> namesOf(JsonNode object) {
        Set<String> names = new HashSet<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
