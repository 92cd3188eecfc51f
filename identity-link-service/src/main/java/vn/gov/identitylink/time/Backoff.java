package vn.gov.identitylink.time;

import java.time.Duration;

/**
 * How long to wait after a failure: the shortest wait after the first, twice as long after each further one, never longer
 * than the longest.
 */
public record Backoff(Duration shortest, Duration longest) {

    private static final int MOST_DOUBLINGS = 20;

    /** @param failures how many in a row, from 1 */
    public Duration after(int failures) {
        Duration wait = shortest.multipliedBy(1L << Math.clamp(failures - 1L, 0, MOST_DOUBLINGS));
        return wait.compareTo(longest) < 0 ? wait : longest;
    }
}
