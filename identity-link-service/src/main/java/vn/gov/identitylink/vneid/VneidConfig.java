package vn.gov.identitylink.vneid;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** How VNeID is reached and what its tokens mean. */
@ConfigMapping(prefix = "identity-link.vneid")
interface VneidConfig {

    /** Issuer identifier, compared exactly with discovery, redirect and ID token. A change ends every open attempt. */
    URI issuer();

    /**
     * Where discovery is read: the address on the back channel. Endpoints that discovery names under the issuer's
     * address are called at this one, because a public address may not be reachable from here.
     */
    URI discoveryUrl();

    /**
     * Where browsers reach the provider, when that is neither the issuer's address nor what discovery says. Only scheme,
     * host and port count.
     */
    Optional<URI> browserUrl();

    /** Our client id there. */
    String clientId();

    /** Our secret, sent as HTTP Basic. */
    String clientSecret();

    /** How old a sign-in may be. Longer lets somebody link with a session that another person left open. */
    @WithDefault("PT5M")
    Duration longestAuthenticationAge();

    /** How old a security event may be; older ones are replays, or come too late to act on without a person. */
    @WithDefault("P7D")
    Duration longestSignalAge();

    /** How far the provider's clock may be ahead. */
    @WithDefault("PT30S")
    Duration clockSkew();

    /** The ID token claim with the identity level; not {@code acr}, which says how somebody signed in, not who. */
    @WithDefault("identity_level")
    String levelClaim();

    /** The value of that claim, number or text, that means level 2. */
    @WithDefault("2")
    String levelTwoValue();

    /** The value that means level 1. Any other, or none, is no level at all and links nothing either. */
    @WithDefault("1")
    String levelOneValue();

    /** How long a connection may take. */
    @WithDefault("PT1S")
    Duration connectTimeout();

    /** How long one whole exchange may take; completing a sign-in is up to three of them. */
    @WithDefault("PT3S")
    Duration readTimeout();

    /** How long discovery is believed. Longer notices a moved endpoint later; keys are looked up by themselves. */
    @WithDefault("PT1H")
    Duration metadataLifetime();
}
