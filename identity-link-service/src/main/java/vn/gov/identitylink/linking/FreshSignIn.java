package vn.gov.identitylink.linking;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import vn.gov.identitylink.access.Caller;

/** Whether a citizen signed in so lately that it is still them: for what a session that was left open must not do. */
@ApplicationScoped
public class FreshSignIn {

    private final LinkingConfig config;
    private final InstantSource clock;

    FreshSignIn(LinkingConfig config, InstantSource clock) {
        this.config = config;
        this.clock = clock;
    }

    public boolean isOf(Caller.Citizen citizen) {
        return !citizen.authenticatedAt().isBefore(clock.instant().minus(config.freshSignIn()));
    }
}
