package vn.gov.identitylink.signals;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How signals of VNeID are worked through. */
@ConfigMapping(prefix = "identity-link.signals")
interface SignalsConfig {

    /** How long the worker that asks the registry rests between two looks. */
    @WithDefault("PT1S")
    Duration interval();
}
