package vn.gov.identitylink.registry;

import java.time.Duration;
import java.util.Optional;

/** The access token for the registry's audience. */
interface RegistryToken {

    /** A token that has not expired, or nothing when the identity provider gives none within {@code patience}. */
    Optional<String> get(Duration patience);

    /** The registry refused the token: the next one asked for is new. */
    void refused();
}
