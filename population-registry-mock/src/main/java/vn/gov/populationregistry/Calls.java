package vn.gov.populationregistry;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** The look-ups received, the newest ten thousand of them, and how many there were per unit. Nothing about the citizens. */
@Singleton
class Calls {

    private static final int REMEMBERED = 10_000;
    private static final int MOST_UNITS = 1_000;
    private static final String OTHER_UNITS = "(other units)";

    /** One look-up: who asked in whose name, for what purpose, and what came of it. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Call(
            @Schema(required = true) LookUp.Service service,

            @Schema(description = "The client, or the user of the exchange.", required = true)
            String caller,

            @Schema(description = "The asking unit; `•••` where it looks like a person's number.", required = true)
            String agencyCode,

            @Schema(description = "The purpose.", required = true)
            String procedureCode,

            @Schema(description = "`match`, `no-match`, or the code of the refusal.", required = true)
            String outcome,

            @Schema(
                    description = "What was made to happen, as in the header `Mock-Scenario`.",
                    implementation = String.class)
            @Nullable
            Scenario scenario) {}

    /** @param number 1 for the first call since the start or the last reset */
    @Schema(name = "ReceivedCall")
    record Received(
            @Schema(description = "1 for the first call.", required = true)
            long number,

            @Schema(required = true) Instant at,
            @Schema(required = true) Call call) {}

    private final ArrayDeque<Received> newest = new ArrayDeque<>();
    private final Map<String, Long> perUnit = new TreeMap<>();
    private long count;

    synchronized void add(Call call) {
        if (newest.size() == REMEMBERED) {
            newest.removeFirst();
        }
        newest.addLast(new Received(++count, Instant.now().truncatedTo(ChronoUnit.MILLIS), call));
        var unit =
                perUnit.size() < MOST_UNITS || perUnit.containsKey(call.agencyCode()) ? call.agencyCode() : OTHER_UNITS;
        perUnit.merge(unit, 1L, Long::sum);
    }

    /** The newest first, from before the call of that number. */
    synchronized List<Received> before(long number, int limit) {
        return newest.reversed().stream()
                .filter(received -> received.number() < number)
                .limit(limit)
                .toList();
    }

    synchronized Map<String, Long> perUnit() {
        return new TreeMap<>(perUnit);
    }

    synchronized void forget() {
        newest.clear();
        perUnit.clear();
        count = 0;
    }
}
