package vn.gov.identitylink.time;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import java.time.InstantSource;
import java.time.ZoneId;

/**
 * Security time: expiry, freshness and audit are judged by the system's clock and nobody can move it. Policy time is a
 * parameter of the calls that have one, and is never read from here.
 */
@ApplicationScoped
public class Clocks {

    /** Legal dates begin at midnight here. */
    public static final ZoneId VIETNAM = ZoneId.of("Asia/Ho_Chi_Minh");

    @Produces
    @ApplicationScoped
    InstantSource securityTime() {
        return InstantSource.system();
    }
}
