package vn.gov.populationregistry;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every person of {@code citizens.json}: what the registry answers to what the portal account declares. */
@QuarkusTest
@QuarkusTestResource(TestIssuer.class)
class ScenariosTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Everybody else who declares something is matched by it. */
    private static final Set<String> NOT_MATCHED =
            Set.of("name-differs", "birth-date-differs", "not-in-registry", "number-implausible");

    private static final Set<String> OUT_OF_SERVICE = Set.of("registry-down");

    @ParameterizedTest(name = "{0}")
    @MethodSource("declaringAccounts")
    void theDeclaredFactsGetTheAnswerThatTheScenarioTells(String key, JsonNode person) {
        var declared = person.path("portalAccount").path("declared");
        var answer = Registry.ask(Registry.question(question -> {
            question.remove("number");
            question.put(declared.hasNonNull("number") ? "number" : "oldNumber", anyNumberOf(declared));
            question.put("fullName", declared.path("fullName").asText());
            question.put("birthDate", declared.path("birthDate").asText());
        }));
        if (OUT_OF_SERVICE.contains(key)) {
            answer.then().statusCode(503).body("code", equalTo("registry-unavailable"));
        } else if (NOT_MATCHED.contains(key)) {
            answer.then().statusCode(200).body("outcome", equalTo("NO_MATCH")).body("record", nullValue());
        } else {
            answer.then()
                    .statusCode(200)
                    .body("outcome", equalTo("MATCH"))
                    .body("record.number", equalTo(person.path("number").asText()));
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("peopleOnRecord")
    void theRecordIsAnsweredExactlyAsTheRegistryHasIt(String key, JsonNode person) throws IOException {
        var answer = Registry.ask(factsOf(person));
        var record = (ObjectNode) JSON.readTree(answer.asByteArray()).path("record");
        var expected = withoutNulls(person)
                .retain(record.properties().stream().map(Map.Entry::getKey).toList());
        record.remove(List.of("ethnicity", "religion", "recordVersion"));
        assertEquals(expected, record);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("peopleOnRecord")
    void aFormerNumberLeadsToTheRecordWithTheNewOne(String key, JsonNode person) {
        person.path("formerNumbers").forEach(former -> {
            var question = factsOf(person);
            question.put("number", former.asText());
            Registry.ask(question)
                    .then()
                    .body("record.number", equalTo(person.path("number").asText()));
        });
    }

    @Test
    void citizensWhoShareAnOldNumberAreToldApartByNameAndBirthDate() {
        for (var key : List.of("cmnd-shared-first", "cmnd-shared-second")) {
            var person = personCalled(key);
            var question = factsOf(person);
            question.remove("number");
            question.put("oldNumber", person.path("oldNumber").asText());
            Registry.ask(question)
                    .then()
                    .body("record.number", equalTo(person.path("number").asText()));
        }
    }

    @Test
    void anotherPersonWithTheSameNameAndBirthDateIsNotFoundByTheFirstOnesNumber() {
        var namesake = personCalled("namesake");
        Registry.ask(factsOf(namesake))
                .then()
                .body("record.number", equalTo(namesake.path("number").asText()));
        Registry.ask(Registry.question()).then().body("record.number", equalTo("052089999999"));
    }

    @Test
    void theRegistryIsDownForItsNumberWhateverElseIsAsked() {
        var person = personCalled("registry-down");
        var question = factsOf(person);
        question.put("fullName", "SOMEBODY ELSE");
        Registry.ask(question).then().statusCode(503).header("Retry-After", equalTo("30"));
    }

    @Test
    void anUnknownNumberAnotherNameAndAnotherDateAreOneAnswer() {
        var unknown = Registry.ask(Registry.question(question -> question.put("number", "053089999999")));
        var otherName = Registry.ask(Registry.question(question -> question.put("fullName", "NGUYỄN VĂN")));
        var otherDate = Registry.ask(Registry.question(question -> question.put("birthDate", "1989-01-02")));
        assertEquals("{\"outcome\":\"NO_MATCH\"}", unknown.asString());
        assertEquals(unknown.asString(), otherName.asString());
        assertEquals(unknown.asString(), otherDate.asString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "NGUYENVANTHU",
                "nguyen van thu",
                "Nguyễn  Văn\u00a0Thử",
                "NGUYE\u0302\u0303N VA\u0306N THU\u031b\u0309",
                "\u200bNguyễn Văn Thử"
            })
    void aNameMatchesInAnyUsualSpelling(String spelling) {
        Registry.ask(Registry.question(question -> question.put("fullName", spelling)))
                .then()
                .body("outcome", equalTo("MATCH"))
                .body("record.fullName", equalTo("NGUYỄN VĂN THỬ"));
    }

    @ParameterizedTest
    @CsvSource({
        "1989, MATCH",
        "1989-01, MATCH",
        "1989-01-01, MATCH",
        "1988, NO_MATCH",
        "1989-02, NO_MATCH",
        "1989-01-02, NO_MATCH",
        "0198, NO_MATCH"
    })
    void birthDatesAreComparedAtTheCoarserPrecision(String birthDate, String outcome) {
        Registry.ask(Registry.question(question -> question.put("birthDate", birthDate)))
                .then()
                .body("outcome", equalTo(outcome));
    }

    static Stream<Arguments> declaringAccounts() {
        return Registry.people().stream()
                .filter(person -> anyNumberOf(person.path("portalAccount").path("declared")) != null)
                .map(person -> Arguments.of(person.path("key").asText(), person));
    }

    static Stream<Arguments> peopleOnRecord() {
        return Registry.people().stream()
                .filter(person -> "RECORD".equals(person.path("registry").asText()))
                .map(person -> Arguments.of(person.path("key").asText(), person));
    }

    private static JsonNode personCalled(String key) {
        return Registry.people().stream()
                .filter(person -> key.equals(person.path("key").asText()))
                .findFirst()
                .orElseThrow();
    }

    private static Map<String, Object> factsOf(JsonNode person) {
        return Registry.question(question -> {
            question.put("number", person.path("number").asText());
            question.put("fullName", person.path("fullName").asText());
            question.put("birthDate", person.path("birthDate").asText());
        });
    }

    /** The contract leaves out what the file has as null. */
    private static ObjectNode withoutNulls(JsonNode node) {
        var copy = JSON.createObjectNode();
        node.properties().stream()
                .filter(field -> !field.getValue().isNull())
                .forEach(field -> copy.set(
                        field.getKey(),
                        field.getValue().isObject() ? withoutNulls(field.getValue()) : field.getValue()));
        return copy;
    }

    private static String anyNumberOf(JsonNode declared) {
        return declared.path("number").asText(declared.path("oldNumber").asText(null));
    }
}
