package vn.gov.populationregistry;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.inject.Singleton;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The administrative units of {@code openapi/examples/localities.csv}: Bình Định as at the letter's date, what became of
 * some of its communes on 1 December 2024, and of all in Gia Lai on 1 July 2025. Codes are reused, so that only a code and a
 * date together name a unit.
 */
@Singleton
class Localities {

    enum Level {
        PROVINCE,
        /** Until 30 June 2025. */
        DISTRICT,
        COMMUNE
    }

    /** One unit in the time in which it has this name and belongs there. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Locality(
            @Schema(description = "Code of the General Statistics Office; reused over time.", required = true)
            String code,

            @Schema(description = "Absent where it was before 2024.") @Nullable
            LocalDate validFrom,

            @Schema(description = "The last day; absent where it is still valid.") @Nullable
            LocalDate validUntil,

            @Schema(required = true) Level level,

            @Schema(description = "The code of the unit above.") @Nullable
            String parent,

            @Schema(required = true) String name) {

        boolean isValidOn(LocalDate date) {
            return (validFrom == null || !date.isBefore(validFrom))
                    && (validUntil == null || !date.isAfter(validUntil));
        }
    }

    /** A unit and the share of a former commune's people who live in it since. */
    record Part(Locality locality, double share) {}

    /** The first day without districts. */
    static final LocalDate TWO_LEVELS_FROM = LocalDate.of(2025, 7, 1);

    private final List<Locality> all;
    private final Map<Locality, List<Part>> successors = new HashMap<>();

    Localities() {
        all = rows("localities.csv").stream()
                .map(row -> new Locality(
                        row[0],
                        date(row[1]),
                        date(row[2]),
                        Level.valueOf(row[3]),
                        row[4].isEmpty() ? null : row[4],
                        row[5]))
                .toList();
        for (var row : rows("locality-successors.csv")) {
            var from = LocalDate.parse(row[1]);
            successors
                    .computeIfAbsent(find(row[0], from.minusDays(1)).orElseThrow(), unused -> new ArrayList<>())
                    .add(new Part(find(row[2], from).orElseThrow(), Double.parseDouble(row[3])));
        }
    }

    /** The unit that has this code on that day. */
    Optional<Locality> find(String code, LocalDate date) {
        return all.stream()
                .filter(locality -> locality.code().equals(code) && locality.isValidOn(date))
                .findFirst();
    }

    /** The communes as at the letter's date, in the order of the file. */
    List<Locality> communesOfTheLetter() {
        return all.stream()
                .filter(locality -> locality.level() == Level.COMMUNE && locality.validFrom() == null)
                .toList();
    }

    /** What a commune of the letter was on the last day of the three levels: itself, unless it was merged before. */
    Locality lastOfThreeLevels(Locality commune) {
        var last = commune;
        while (last.validUntil() != null && last.validUntil().isBefore(TWO_LEVELS_FROM.minusDays(1))) {
            last = successorsOf(last).getFirst().locality();
        }
        return last;
    }

    /** What became of a commune on the day after its last. */
    List<Part> successorsOf(Locality commune) {
        return successors.getOrDefault(commune, List.of());
    }

    /** The units above, the lowest first. */
    List<Locality> above(Locality locality) {
        var day = locality.validUntil() != null ? locality.validUntil() : TWO_LEVELS_FROM;
        var above = new ArrayList<Locality>();
        for (var parent = locality.parent();
                parent != null;
                parent = above.getLast().parent()) {
            above.add(find(parent, day).orElseThrow());
        }
        return above;
    }

    private static @Nullable LocalDate date(String text) {
        return text.isEmpty() ? null : LocalDate.parse(text);
    }

    /** No name in these files has a comma. */
    private static List<String[]> rows(String file) {
        var resource = "/examples/" + file;
        try (var stream = Objects.requireNonNull(Localities.class.getResourceAsStream(resource), resource);
                var reader = new BufferedReader(new InputStreamReader(stream, UTF_8))) {
            return reader.lines().skip(1).map(line -> line.split(",", -1)).toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(resource, unreadable);
        }
    }
}
