package vn.gov.identitylink.events;

import java.util.Optional;
import vn.gov.identitylink.outbox.EventType;

/** The event types as receivers know them, by URI. */
final class EventTypes {

    /** Sent on request, to try a stream out (Shared Signals Framework 1.0, section 8.1.4). */
    static final String VERIFICATION = "https://schemas.openid.net/secevent/ssf/event-type/verification";

    private static final String OURS = "urn:vn:gov:identity-link:event-type:";

    private EventTypes() {}

    static String uriOf(EventType type) {
        return OURS + type.word();
    }

    /** The type with this URI. */
    static Optional<EventType> of(String uri) {
        return uri.startsWith(OURS) ? EventType.of(uri.substring(OURS.length())) : Optional.empty();
    }

    /** The URI of a stored word, such as {@code linked}. */
    static String uriOfWord(String word) {
        return word.equals("verification") ? VERIFICATION : OURS + word;
    }
}
