package vn.gov.identitylink.verification;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How verifications behave. */
@ConfigMapping(prefix = "identity-link.verification")
interface VerificationConfig {

    /** How long a match can be confirmed; longer keeps what the registry said for longer. */
    @WithDefault("PT15M")
    Duration validity();
}
