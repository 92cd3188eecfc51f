package vn.gov.populationregistry;

import static java.util.stream.Collectors.toUnmodifiableSet;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import vn.gov.populationregistry.Citizen.Availability;

/** The whole population: the synthetic people of {@code openapi/examples}, read once and never changed. */
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

        private boolean isByOldNumber() {
            return anyNumber.length() == 9;
        }

        @Override
        public String toString() {
            return "Question[…]";
        }
    }

    /** A code that no province was ever given, as the first three digits of synthetic numbers. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    private record SyntheticProvince(String code) {}

    // The number on the letter's last screen and the old one that goes with it: the only exceptions.
    private static final Set<String> OF_THE_LETTER = Set.of("052089999999", "215000000");
    // Old numbers began with 0 to 3 for the province that issued them.
    private static final String SYNTHETIC_OLD_NUMBERS_BEGIN = "9";

    private final List<Citizen> citizens;
    private final Set<String> syntheticProvinces;

    Citizens(ObjectMapper json) {
        citizens = read(json, "/examples/citizens.json", new TypeReference<List<Citizen>>() {});
        syntheticProvinces =
                read(json, "/examples/synthetic-provinces.json", new TypeReference<List<SyntheticProvince>>() {})
                        .stream()
                        .map(SyntheticProvince::code)
                        .collect(toUnmodifiableSet());
    }

    Finding find(Question question) {
        if (!isSynthetic(question)) {
            return new Finding.NotSynthetic();
        }
        var withThisNumber = citizens.stream()
                .filter(citizen -> citizen.isFoundBy(question.anyNumber()))
                .toList();
        if (withThisNumber.stream().anyMatch(citizen -> citizen.registry() == Availability.UNAVAILABLE)) {
            return new Finding.OutOfService();
        }
        return withThisNumber.stream()
                .filter(citizen -> citizen.registry() == Availability.RECORD && citizen.agreesWith(question))
                .findFirst()
                .<Finding>map(Finding.Found::new)
                .orElseGet(Finding.NotFound::new);
    }

    private boolean isSynthetic(Question question) {
        var number = question.anyNumber();
        return OF_THE_LETTER.contains(number)
                || (question.isByOldNumber()
                        ? number.startsWith(SYNTHETIC_OLD_NUMBERS_BEGIN)
                        : syntheticProvinces.contains(number.substring(0, 3)));
    }

    private static <T> T read(ObjectMapper json, String resource, TypeReference<T> type) {
        try (var stream = Objects.requireNonNull(Citizens.class.getResourceAsStream(resource), resource)) {
            return json.readValue(stream, type);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(resource, unreadable);
        }
    }
}
