package vn.gov.identitylink.events;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/** How events are told on. */
@ConfigMapping(prefix = "identity-link.events")
interface EventsConfig {

    /** How long the outbox rests between two looks. Longer makes portals hear later; shorter asks the database more often. */
    @WithDefault("PT0.3S")
    Duration relayInterval();

    /** By client id: the hosts, with their port where it is not 443, that its events may be pushed to. */
    Map<String, Set<String>> pushHosts();

    /**
     * Whether events may also be pushed over HTTP and to addresses that are not public: on a machine of one's own. Anywhere
     * else it lets a receiver make this service call what is behind the walls.
     */
    @WithDefault("false")
    boolean pushToPrivateAddresses();
}
