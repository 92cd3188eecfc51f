package vn.gov.identitylink.linking;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** How links come about. */
@ConfigMapping(prefix = "identity-link.linking")
interface LinkingConfig {

    /**
     * By client id of the portal's front end: where VNeID may send the browser back to, compared exactly. A page that is
     * missing here cannot start an attempt.
     */
    Map<String, List<String>> redirectUris();

    /**
     * By client id of the portal's front end: the portal's own client at VNeID, for which the ID tokens that it hands over
     * must be. A portal that is missing here cannot sign citizens in itself.
     */
    Map<String, String> vneidClients();

    /** How long an attempt is open; longer gives a lured citizen's sign-in more time to be abused. */
    @WithDefault("PT10M")
    Duration attemptValidity();

    /**
     * How long an attempt on a second device is open: to scan, to sign in there and to enter the digits. Longer gives a
     * code that was photographed or sent on more time to be abused; VNeID may close its address sooner.
     */
    @WithDefault("PT5M")
    Duration secondDeviceValidity();

    /**
     * After how long an unfinished exchange counts as dead and may be tried again. Shorter than the slowest exchange and
     * registry call together, it would let two completions run at once; the database would still make one link.
     */
    @WithDefault("PT30S")
    Duration exchangeLease();

    /** How fresh a sign-in must be to end or replace a link, or to join an account. Longer lets somebody do it in a session that another person left open. */
    @WithDefault("PT5M")
    Duration freshSignIn();

    /** The law on which a link rests, recorded with it. */
    @WithDefault("Decree 69/2024/NĐ-CP, article 40(4)")
    String legalBasis();
}
