package vn.gov.identitylink.documents;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/** How documents are kept. */
@ConfigMapping(prefix = "identity-link.documents")
interface DocumentsConfig {

    /**
     * After how long without a byte an upload is given up and swept away; shorter ends uploads over lines that pause.
     */
    @WithDefault("PT15M")
    Duration uploadPatience();

    /** How long a document may wait for its content before it is taken for abandoned and deleted. */
    @WithDefault("P7D")
    Duration contentExpectedWithin();

    /**
     * How many bytes of own uploads an account may have; what authorities issued does not count. Less turns citizens away,
     * more lets one of them take the room of many.
     */
    @WithDefault("5G")
    MemorySize uploadLimit();

    /** How many own uploads of an account may be awaited at once. */
    @WithDefault("1000")
    int awaitedLimit();

    /** How long the worker of transfers rests when it finds nothing to do. Longer lets citizens wait for their papers. */
    @WithDefault("PT0.5S")
    Duration transferInterval();

    /**
     * What a link moved not longer than this before it ends is given back to the portal account's store; what it moved
     * earlier stays where it is.
     */
    @WithDefault("P30D")
    Duration reversalWindow();

    /**
     * How long papers wait after the citizen was told of a link that an officer made. Shorter leaves less time to say "this
     * was not me" before anything moves.
     */
    @WithDefault("PT72H")
    Duration assistedLinkWait();

    /**
     * How long ago a consent may have been given on which a portal asks for papers or grants them to itself. Longer lets
     * portals rest on a consent that its citizen has forgotten.
     */
    @WithDefault("P30D")
    Duration consentValidity();

    /** How long a grant to reuse a document is good. Shorter fails portals that queue; longer leaves more open. */
    @WithDefault("PT15M")
    Duration reuseValidity();

    /**
     * Which kinds of papers each procedure requires, by its code: nobody is told whether a citizen has another. A
     * procedure that is missing here gets "no" to every question.
     */
    Map<String, Set<DocumentKind>> procedures();

    /** How often abandoned uploads are swept. */
    @WithDefault("PT1M")
    Duration sweepInterval();
}
