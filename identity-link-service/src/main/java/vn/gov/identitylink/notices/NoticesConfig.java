package vn.gov.identitylink.notices;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;

/** How citizens are told. */
@ConfigMapping(prefix = "identity-link.notices")
interface NoticesConfig {

    /** Where {@link NoticeFiles} appends what is sent, one file a channel; made when it is missing. */
    Path directory();

    /**
     * The portal's page for "this was not me". The token stands in its fragment, which no browser sends: the page posts it
     * when the citizen presses the button, so that nothing that merely opens a link disputes one.
     */
    URI disputePage();

    /** How long "this was not me" can be said by a notice; later by signing in through VNeID. */
    @WithDefault("P30D")
    Duration disputeValidity();

    /** How long the sender rests between two looks. */
    @WithDefault("PT0.5S")
    Duration interval();
}
