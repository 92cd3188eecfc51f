package vn.gov.identitylink.limit;

import java.time.Duration;

/**
 * The limits of {@code security.md}: knowing province, sex and birth year leaves a million numbers, which is less than
 * three hours at a hundred requests a second.
 */
public enum Limit {
    /** Verifications by one account. */
    VERIFICATIONS_PER_ACCOUNT(Duration.ofDays(1)),
    /** Verifications through one client. */
    VERIFICATIONS_PER_CLIENT(Duration.ofMinutes(1)),
    /** Verifications of one target number that did not match, over all accounts. */
    MISMATCHES_PER_NUMBER(Duration.ofDays(1)),
    /** Link attempts begun by one account: each costs VNeID a pushed request. */
    LINK_ATTEMPTS_PER_ACCOUNT(Duration.ofDays(1));

    private final Duration window;

    Limit(Duration window) {
        this.window = window;
    }

    /** Over how long it counts; windows begin at whole multiples since the epoch. */
    Duration window() {
        return window;
    }
}
