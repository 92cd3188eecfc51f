package vn.gov.populationregistry;

import static java.util.stream.Collectors.toUnmodifiableSet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import vn.gov.populationregistry.Citizen.Address;
import vn.gov.populationregistry.Citizen.LifeState;
import vn.gov.populationregistry.Citizen.Sex;

/**
 * The population: the named people of {@code openapi/examples}, what was changed of them, and the computed people. A named
 * one takes the place of a computed one with the same number.
 */
@Singleton
class Citizens {

    /**
     * Do these belong to one citizen?
     *
     * @param anyNumber the twelve digits of a present or former number, or the nine of an old one
     * @param birthDate {@code YYYY}, {@code YYYY-MM} or {@code YYYY-MM-DD}; service 033 asks without one
     */
    record Question(
            String anyNumber, String fullName, @Nullable String birthDate) {

        @Override
        public String toString() {
            return "Question[…]";
        }
    }

    /** What came of putting a citizen in. */
    enum Put {
        CREATED,
        CHANGED,
        /** Somebody else has the number. */
        NUMBER_TAKEN,
        /** There are {@value #MOST_NAMED} named people. */
        TOO_MANY
    }

    static final int MOST_NAMED = 1_000;

    // The number on the letter's last screen and the old one that goes with it: the only exceptions.
    private static final Set<String> OF_THE_LETTER = Set.of("052089999999", "215000000");
    // Old numbers began with 0 to 3 for the province that issued them.
    private static final String SYNTHETIC_OLD_NUMBERS_BEGIN = "9";

    /** The people with a key, and the same people by every number that leads to them. */
    private record Named(NavigableMap<String, Citizen> byKey, Map<String, List<Citizen>> byNumber) {

        static Named of(NavigableMap<String, Citizen> byKey) {
            var byNumber = new HashMap<String, List<Citizen>>();
            for (var citizen : byKey.values()) {
                var numbers = new ArrayList<>(citizen.formerNumbers());
                numbers.add(citizen.number());
                if (citizen.oldNumber() != null) {
                    numbers.add(citizen.oldNumber());
                }
                numbers.forEach(number -> byNumber.computeIfAbsent(number, unused -> new ArrayList<>(1))
                        .add(citizen));
            }
            return new Named(byKey, byNumber);
        }

        boolean hasNumber(String number) {
            return withNumber(number).stream()
                    .anyMatch(citizen -> citizen.number().equals(number));
        }

        List<Citizen> withNumber(String anyNumber) {
            return byNumber.getOrDefault(anyNumber, List.of());
        }
    }

    private final Set<String> syntheticProvinces;
    private final ComputedPopulation computed;
    private final Named fromTheStart;
    private volatile Named named;

    Citizens(ObjectMapper json, ComputedPopulation computed) {
        this.computed = computed;
        syntheticProvinces = StreamSupport.stream(
                        read(json, "synthetic-provinces.json").spliterator(), false)
                .map(province -> province.path("code").asText())
                .collect(toUnmodifiableSet());
        var byKey = new TreeMap<String, Citizen>();
        read(json, "citizens.json").forEach(person -> enter(byKey, json, person));
        read(json, "mock-scenarios.json").forEach(person -> enter(byKey, json, person));
        fromTheStart = Named.of(byKey);
        named = fromTheStart;
    }

    /** A number that could be a real person's is not looked up. */
    boolean isSynthetic(String anyNumber) {
        return OF_THE_LETTER.contains(anyNumber)
                || (anyNumber.length() == 9
                        ? anyNumber.startsWith(SYNTHETIC_OLD_NUMBERS_BEGIN)
                        : syntheticProvinces.contains(anyNumber.substring(0, 3)));
    }

    Finding find(Question question) {
        return withNumber(question.anyNumber()).stream()
                .filter(citizen -> citizen.agreesWith(question))
                .findFirst()
                .<Finding>map(Finding.Found::new)
                .orElseGet(Finding.NotFound::new);
    }

    private List<Citizen> withNumber(String anyNumber) {
        var now = named;
        var found = now.withNumber(anyNumber);
        var person = computed.withNumber(anyNumber);
        if (person == null) {
            return found;
        }
        var citizen = person.citizen();
        if (now.hasNumber(citizen.number())) {
            return found;
        }
        var both = new ArrayList<>(found);
        both.add(citizen);
        return both;
    }

    /** What happens to whoever asks about this number, if it is not the plain answer. */
    @Nullable
    Scenario scenarioOf(String anyNumber) {
        for (var citizen : named.withNumber(anyNumber)) {
            if (citizen.mockScenario() != null) {
                return citizen.mockScenario();
            }
        }
        return null;
    }

    Citizen someoneElseThan(String anyNumber) {
        return fromTheStart.byKey().values().stream()
                .filter(citizen -> !citizen.isFoundBy(anyNumber) && citizen.lifeState() == LifeState.ALIVE)
                .findFirst()
                .orElseThrow();
    }

    /** The named people by key. */
    NavigableMap<String, Citizen> named() {
        return named.byKey();
    }

    synchronized Put put(String key, Citizen citizen) {
        var byKey = new TreeMap<>(named.byKey());
        var before = byKey.get(key);
        if (named.withNumber(citizen.number()).stream().anyMatch(other -> !other.equals(before))) {
            return Put.NUMBER_TAKEN;
        }
        if (before == null && byKey.size() >= MOST_NAMED) {
            return Put.TOO_MANY;
        }
        byKey.put(key, before == null ? citizen : before.changedTo(citizen));
        named = Named.of(byKey);
        return before == null ? Put.CREATED : Put.CHANGED;
    }

    /** As from the start: a changed citizen is as before, and one who was put in is gone. */
    synchronized void reset(String key) {
        var byKey = new TreeMap<>(named.byKey());
        var before = fromTheStart.byKey().get(key);
        if (before == null) {
            byKey.remove(key);
        } else {
            byKey.put(key, before);
        }
        named = Named.of(byKey);
    }

    synchronized void resetAll() {
        named = fromTheStart;
    }

    private static JsonNode read(ObjectMapper json, String example) {
        try (var stream = Objects.requireNonNull(Citizens.class.getResourceAsStream("/examples/" + example), example)) {
            return json.readTree(stream);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(example, unreadable);
        }
    }

    /** Two accounts of one person are one citizen, and who has no number is not in the registry. */
    private static void enter(Map<String, Citizen> byKey, ObjectMapper json, JsonNode person) {
        var number = person.path("number").asText();
        var availability = person.path("registry").asText();
        if (availability.equals("NONE")
                || byKey.values().stream().anyMatch(one -> one.number().equals(number))) {
            return;
        }
        var scenario = availability.equals("UNAVAILABLE")
                ? "unavailable"
                : person.path("mockScenario").asText("");
        byKey.put(
                person.path("key").asText(),
                new Citizen(
                        number,
                        person.path("oldNumber").textValue(),
                        StreamSupport.stream(person.path("formerNumbers").spliterator(), false)
                                .map(JsonNode::asText)
                                .toList(),
                        person.path("fullName").asText(),
                        person.path("birthDate").asText(),
                        Sex.valueOf(person.path("sex").asText()),
                        json.convertValue(person.path("placeOfBirth"), Address.class),
                        json.convertValue(person.path("nativePlace"), Address.class),
                        json.convertValue(person.path("permanentResidence"), Address.class),
                        LifeState.valueOf(person.path("lifeState").asText()),
                        scenario.isEmpty() ? null : Scenario.of(scenario),
                        1));
    }
}
