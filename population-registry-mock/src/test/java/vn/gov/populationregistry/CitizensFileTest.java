package vn.gov.populationregistry;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.text.Normalizer;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** The synthetic people themselves: they are the fixtures of every part, so they must keep their own rules. */
class CitizensFileTest {

    private static final List<JsonNode> PEOPLE = Registry.people();

    @Test
    void fortyScenariosAreEachNamedOnce() {
        assertEquals(
                40, PEOPLE.stream().map(person -> person.path("key")).distinct().count());
        assertEquals(
                40,
                PEOPLE.stream()
                        .map(person -> person.path("scenario"))
                        .distinct()
                        .count());
    }

    @Test
    void noNumberCanBeARealPersons() {
        var synthetic = Registry.read("synthetic-provinces.json").stream()
                .map(province -> province.path("code").asText())
                .toList();
        numbers("number", "formerNumbers")
                .filter(number -> !number.equals("052089999999"))
                .forEach(number -> assertTrue(synthetic.contains(number.substring(0, 3)), number));
        numbers("oldNumber")
                .filter(number -> !number.equals("215000000"))
                .forEach(number -> assertTrue(number.startsWith("9"), number));
    }

    @Test
    void aNumberTellsTheProvinceOfBirthTheSexAndTheYear() {
        var provinces = Registry.read("synthetic-provinces.json").stream()
                .collect(Collectors.toMap(
                        province -> province.path("code").asText(),
                        province -> province.path("province").asText()));
        PEOPLE.stream().filter(person -> person.hasNonNull("number")).forEach(person -> {
            var number = person.path("number").asText();
            var year = person.path("birthDate").asText().substring(0, 4);
            var female = person.path("sex").asText().equals("FEMALE");
            var century = Integer.parseInt(year.substring(0, 2)) - 19;
            assertEquals(
                    provinces.getOrDefault(number.substring(0, 3), "52"),
                    person.path("placeOfBirth").path("province").asText(),
                    number);
            assertEquals(2 * century + (female ? 1 : 0) + year.substring(2), number.substring(3, 6));
        });
    }

    @Test
    void entriesWithOneNumberAreOnePerson() {
        var factsByNumber = PEOPLE.stream()
                .filter(person -> person.hasNonNull("number"))
                .collect(groupingBy(
                        person -> person.path("number"),
                        Collectors.mapping(
                                person -> person.path("fullName").asText() + person.path("birthDate"),
                                Collectors.toSet())));
        assertTrue(factsByNumber.values().stream().allMatch(facts -> facts.size() == 1));
    }

    @Test
    void accountsAndVneidIdentitiesAreUnique() {
        for (var field : List.of("username", "externalId")) {
            assertUnique(PEOPLE.stream()
                    .map(person -> person.path("portalAccount").path(field).asText(null))
                    .filter(Objects::nonNull));
        }
        assertUnique(PEOPLE.stream()
                .filter(person -> person.hasNonNull("vneid"))
                .map(person -> person.path("number").asText()));
    }

    @Test
    void namesOfTheUnicodeScenariosAreWhatTheySay() {
        assertFalse(Normalizer.isNormalized(declaredName("name-nfd"), Normalizer.Form.NFC));
        assertFalse(
                Normalizer.isNormalized(person("record-nfd").path("fullName").asText(), Normalizer.Form.NFC));
        assertTrue(declaredName("d-with-stroke").contains("\u00d0"));
        assertTrue(declaredName("h-hen-nie").contains("\u2019"));
    }

    private static Stream<String> numbers(String... fields) {
        return PEOPLE.stream()
                .flatMap(person -> Stream.of(fields).map(person::path))
                .flatMap(node -> node.isArray() ? StreamSupport.stream(node.spliterator(), false) : Stream.of(node))
                .filter(JsonNode::isTextual)
                .map(JsonNode::asText);
    }

    private static void assertUnique(Stream<String> values) {
        var counts = values.collect(groupingBy(Function.identity(), counting()));
        assertEquals(
                Map.of(),
                counts.entrySet().stream()
                        .filter(count -> count.getValue() > 1)
                        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
    }

    private static String declaredName(String key) {
        return person(key).at("/portalAccount/declared/fullName").asText();
    }

    private static JsonNode person(String key) {
        return PEOPLE.stream()
                .filter(person -> key.equals(person.path("key").asText()))
                .findFirst()
                .orElseThrow();
    }
}
