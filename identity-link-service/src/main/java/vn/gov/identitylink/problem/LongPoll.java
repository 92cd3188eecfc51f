package vn.gov.identitylink.problem;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The query parameter {@code wait}: for how long an answer may be held back until there is news. */
public final class LongPoll {

    /** Seconds; shorter than the time after which an idle connection is closed. */
    private static final int LONGEST_WAIT = 25;

    private LongPoll() {}

    /** None where nobody asked to wait; empty when it is not whole seconds, or too many. */
    public static Optional<Duration> patience(@Nullable String wait) {
        if (wait == null) {
            return Optional.of(Duration.ZERO);
        }
        return Optional.of(wait)
                .filter(text -> text.matches("[0-9]{1,2}"))
                .map(Integer::parseInt)
                .filter(seconds -> seconds <= LONGEST_WAIT)
                .map(Duration::ofSeconds);
    }
}
