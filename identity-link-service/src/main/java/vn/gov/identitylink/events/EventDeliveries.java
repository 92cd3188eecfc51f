package vn.gov.identitylink.events;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** What is in a stream, and what its receiver said about it. Every method works in the caller's transaction. */
@ApplicationScoped
class EventDeliveries {

    /**
     * @param sets event id → signed security event token, in the order in which to read them
     * @param more whether others wait
     */
    record Next(Map<UUID, String> sets, boolean more) {}

    private final EntityManager entities;
    private final SecurityEventTokens tokens;
    private final InstantSource clock;

    EventDeliveries(EntityManager entities, SecurityEventTokens tokens, InstantSource clock) {
        this.entities = entities;
        this.tokens = tokens;
        this.clock = clock;
    }

    /** They were received and do not come again. */
    void acknowledge(UUID streamId, Collection<UUID> events) {
        if (events.isEmpty()) {
            return;
        }
        entities.createNativeQuery("UPDATE event_delivery SET acknowledged_at = ?1"
                        + " WHERE stream_id = ?2 AND event_id = ANY (?3) AND acknowledged_at IS NULL")
                .setParameter(1, clock.instant())
                .setParameter(2, streamId)
                .setParameter(3, events.toArray(UUID[]::new))
                .executeUpdate();
    }

    /**
     * They could not be read and are put aside.
     *
     * @param refused event id → a word that says why
     */
    void refuse(UUID streamId, Map<UUID, String> refused) {
        if (refused.isEmpty()) {
            return;
        }
        List<Map.Entry<UUID, String>> told = List.copyOf(refused.entrySet());
        entities.createNativeQuery("UPDATE event_delivery SET refused = told.why"
                        + " FROM unnest(CAST(?1 AS uuid[]), CAST(?2 AS text[])) AS told (event, why)"
                        + " WHERE stream_id = ?3 AND event_id = told.event")
                .setParameter(1, told.stream().map(Map.Entry::getKey).toArray(UUID[]::new))
                .setParameter(2, told.stream().map(Map.Entry::getValue).toArray(String[]::new))
                .setParameter(3, streamId)
                .executeUpdate();
    }

    /** The next ones that are neither, signed for the receiver. */
    Next next(EventStreamRow stream, int most) {
        List<?> rows = entities.createNativeQuery("SELECT event_id, type, subject, occurred_at, payload::text"
                        + " FROM event_delivery WHERE stream_id = ?1 AND acknowledged_at IS NULL AND refused IS NULL"
                        + " ORDER BY position LIMIT ?2")
                .setParameter(1, stream.streamId)
                .setParameter(2, most + 1)
                .getResultList();
        List<SecurityEventTokens.Event> events = rows.stream()
                .limit(most)
                .map(Object[].class::cast)
                .map(row -> new SecurityEventTokens.Event(
                        (UUID) row[0], (String) row[1], (UUID) row[2], (Instant) row[3], (String) row[4]))
                .toList();
        Map<UUID, String> sets = new LinkedHashMap<>();
        tokens.sign(stream.clientId, events).forEach(sets::put);
        return new Next(sets, rows.size() > most);
    }
}
