package vn.gov.identitylink.idempotency;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How answers are kept for calls that are sent again. */
@ConfigMapping(prefix = "identity-link.idempotency")
interface IdempotencyConfig {

    /** How long a key stands for its answer. Callers count on it; longer keeps more personal data. */
    @WithDefault("PT24H")
    Duration kept();

    /**
     * After how long a call that has not ended counts as dead, and the same key is executed again. Shorter than the slowest
     * call it would let two run at once, of which one would commit.
     */
    @WithDefault("PT60S")
    Duration lease();

    /** How often answers that are too old are forgotten. */
    @WithDefault("PT5M")
    Duration sweepInterval();
}
