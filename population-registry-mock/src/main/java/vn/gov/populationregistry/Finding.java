package vn.gov.populationregistry;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What the registry finds out about one question. Each face of the registry says it in its own format. */
sealed interface Finding {

    /** Number, name and birth date belong to this citizen. */
    record Found(Citizen citizen) implements Finding {}

    /** They don't, whichever of them is at fault. */
    record NotFound() implements Finding {}

    /**
     * The registry says nothing about the citizen.
     *
     * @param retryAfter for problems that pass
     */
    record Refused(Problem problem, @Nullable Duration retryAfter) implements Finding {

        static Refused because(Problem problem) {
            return new Refused(problem, null);
        }
    }

    /** For the log and the counts: says nothing about the person. */
    default String outcome() {
        return switch (this) {
            case Found found -> "match";
            case NotFound notFound -> "no-match";
            case Refused refused -> refused.problem().code();
        };
    }
}
