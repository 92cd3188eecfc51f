package vn.gov.identitylink.events;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How events are told on. */
@ConfigMapping(prefix = "identity-link.events")
interface EventsConfig {

    /** How long the outbox rests between two looks. Longer makes portals hear later; shorter asks the database more often. */
    @WithDefault("PT0.3S")
    Duration relayInterval();
}
