package vn.gov.identitylink.outbox;

import java.util.List;
import java.util.UUID;

/**
 * These events are told on in this transaction, each once. Observed by the features that act on them: what they write
 * commits with the telling or not at all.
 */
public record OutboxTold(List<UUID> eventIds) {

    public OutboxTold {
        eventIds = List.copyOf(eventIds);
    }
}
