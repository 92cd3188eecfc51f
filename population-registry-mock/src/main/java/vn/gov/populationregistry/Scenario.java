package vn.gov.populationregistry;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a tester wants to happen instead of the plain answer, written as {@code slow} or, with its parameter, as {@code
 * slow;millis=2500}.
 *
 * @param amount milliseconds or seconds, where the kind has a parameter
 */
record Scenario(Kind kind, int amount) {

    enum Kind {
        /** As if one of the three facts were wrong. */
        NO_MATCH,
        /** The record of another citizen: what a caller must notice. */
        SOMEONE_ELSE,
        /** The record as it was when the birth was registered. */
        STALE,
        /** 429; {@code retry-after} in seconds. */
        RATE_LIMITED("retry-after", 1, 3_600),
        /** 503; {@code retry-after} in seconds. */
        UNAVAILABLE("retry-after", 30, 3_600),
        /** 500. */
        BROKEN,
        /** The right answer after {@code millis}. */
        SLOW("millis", 5_000, 60_000),
        /** The connection is reset instead of an answer. */
        RESET,
        /** The connection ends in the middle of the body. */
        CUT,
        /** A whole answer whose body stops halfway: neither JSON nor XML. */
        MALFORMED,
        /** The right answer, and more than a mebibyte of white space after it. */
        OVERSIZED;

        private final @Nullable String parameter;
        private final int usual;
        private final int most;

        Kind() {
            this(null, 0, 0);
        }

        Kind(@Nullable String parameter, int usual, int most) {
            this.parameter = parameter;
            this.usual = usual;
            this.most = most;
        }

        private String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    private static final Pattern FORMAT = Pattern.compile("([a-z-]{3,12})(?:;([a-z-]{1,12})=([0-9]{1,5}))?");

    /** Nothing, where the text is no scenario. */
    static @Nullable Scenario parse(String text) {
        var parts = FORMAT.matcher(text);
        if (!parts.matches()) {
            return null;
        }
        for (var kind : Kind.values()) {
            if (kind.word().equals(parts.group(1))) {
                return parts.group(2) == null
                        ? new Scenario(kind, kind.usual)
                        : with(kind, parts.group(2), parts.group(3));
            }
        }
        return null;
    }

    private static @Nullable Scenario with(Kind kind, String parameter, String amount) {
        int given = Integer.parseInt(amount);
        return parameter.equals(kind.parameter) && given <= kind.most ? new Scenario(kind, given) : null;
    }

    /** @throws IllegalArgumentException if the text is no scenario */
    @JsonCreator
    static Scenario of(String text) {
        var scenario = parse(text);
        if (scenario == null) {
            throw new IllegalArgumentException("not a scenario: " + text);
        }
        return scenario;
    }

    @JsonValue
    @Override
    public String toString() {
        return kind.parameter == null ? kind.word() : kind.word() + ";" + kind.parameter + "=" + amount;
    }
}
