package vn.gov.identitylink.coverage;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How fresh the counters are. */
@ConfigMapping(prefix = "identity-link.coverage")
interface CoverageConfig {

    /**
     * How long the counting of events rests between two looks. Longer makes reports of today older; zero counts never, until
     * an operator has accounts recounted.
     */
    @WithDefault("PT1S")
    Duration countInterval();

    /**
     * How often the population database is asked for the figures of yesterday that are not there yet. Longer makes the
     * newest figures older by as much; zero fetches none, where the population database has none to give.
     */
    @WithDefault("PT1H")
    Duration figuresInterval();
}
