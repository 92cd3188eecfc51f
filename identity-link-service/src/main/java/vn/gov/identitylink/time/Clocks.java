package vn.gov.identitylink.time;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;

/**
 * Security time: expiry, freshness and audit are judged by the system's clock and nobody can move it. Policy time is a
 * parameter of the calls that have one, and is never read from here.
 */
@ApplicationScoped
public class Clocks {

    /** Legal dates begin at midnight here. */
    public static final ZoneId VIETNAM = ZoneId.of("Asia/Ho_Chi_Minh");

    /** What the database keeps of an instant: a finer one would be answered once and read back as another. */
    private static final Duration PRECISION = Duration.of(1, ChronoUnit.MICROS);

    @Produces
    @ApplicationScoped
    InstantSource securityTime() {
        return Clock.tick(Clock.systemUTC(), PRECISION);
    }
}
