package vn.gov.identitylink.problem;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The query parameter {@code wait}: for how long an answer may be held back until there is news. */
public final class LongPoll {

    /** Seconds; shorter than the time after which an idle connection is closed. */
    private static final int LONGEST_WAIT = 25;

    private LongPoll() {}

    /**
     * None where nobody asked to wait.
     *
     * @throws InvalidRequestException when it is not whole seconds, or too many
     */
    public static Duration patience(@Nullable String wait) {
        FieldErrors errors = FieldErrors.ofParameters();
        @Nullable Integer seconds = errors.optional("/wait", wait, text -> FieldFormats.number(text, 0, LONGEST_WAIT));
        errors.throwIfAny();
        return seconds == null ? Duration.ZERO : Duration.ofSeconds(seconds);
    }
}
