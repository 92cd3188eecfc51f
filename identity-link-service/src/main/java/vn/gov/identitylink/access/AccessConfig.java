package vn.gov.identitylink.access;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Set;

/** Whose tokens are accepted, beyond what the OpenID Connect layer checks. */
@ConfigMapping(prefix = "identity-link.access")
interface AccessConfig {

    /** Clients ({@code azp}) through which citizens call. Removing one locks its users out at their next call. */
    @WithDefault("portal-web,swagger-ui")
    Set<String> citizenClients();

    /** The machine client of the home portal, which writes accounts. Adding one lets it write all of its realm's. */
    @WithDefault("home-portal")
    Set<String> homePortalClients();

    /** Machine clients of ministries and provinces. A new portal must be added here and in the identity provider. */
    @WithDefault("province-portal")
    Set<String> otherPortalClients();

    /** Clients through which officers and operators call. */
    @WithDefault("staff-desk,swagger-ui")
    Set<String> staffClients();

    /** How the portal marks a sign-in through VNeID in {@code loginIdp}: the identity provider's alias. */
    @WithDefault("BCA")
    String vneidLoginIdp();

    /** How far the identity provider's clock may run ahead of ours. A larger value accepts tokens from the future. */
    @WithDefault("PT30S")
    Duration clockSkew();

    /** The longest life a token may claim. Shorter than the realm's token life refuses every token. */
    @WithDefault("PT1H")
    Duration longestTokenLife();
}
