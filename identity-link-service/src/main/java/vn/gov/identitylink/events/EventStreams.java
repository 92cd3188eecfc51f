package vn.gov.identitylink.events;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.gov.identitylink.access.Caller;
import vn.gov.identitylink.audit.Action;
import vn.gov.identitylink.audit.AuditLog;

/** The streams of portals, one for each, and what they take from them. */
@ApplicationScoped
class EventStreams implements PanacheRepositoryBase<EventStreamRow, UUID> {

    /** @param now whether it was this call that made it */
    record Subscribed(EventStreamRow stream, boolean now) {}

    private final EntityManager entities;
    private final EventDeliveries deliveries;
    private final SigningKeys keys;
    private final AuditLog audit;
    private final ObjectMapper json;
    private final InstantSource clock;

    EventStreams(
            EntityManager entities,
            EventDeliveries deliveries,
            SigningKeys keys,
            AuditLog audit,
            ObjectMapper json,
            InstantSource clock) {
        this.entities = entities;
        this.deliveries = deliveries;
        this.keys = keys;
        this.audit = audit;
        this.json = json;
        this.clock = clock;
    }

    /**
     * A portal has one stream; asking again changes what it wants to hear from now on, and how.
     *
     * @param pushEndpoint absent for a receiver that polls
     */
    @Transactional
    Subscribed subscribe(Caller.Portal portal, List<String> types, @Nullable URI pushEndpoint) {
        EventStreamRow wanted = new EventStreamRow(portal.realm(), portal.clientId(), types, clock.instant());
        int inserted = entities.createNativeQuery("INSERT INTO event_stream (stream_id, realm, client_id, event_types,"
                        + " created_at) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT ON CONSTRAINT event_stream_one_per_client"
                        + " DO NOTHING")
                .setParameter(1, wanted.streamId)
                .setParameter(2, wanted.realm)
                .setParameter(3, wanted.clientId)
                .setParameter(4, types.toArray(String[]::new))
                .setParameter(5, wanted.createdAt)
                .executeUpdate();
        EventStreamRow stream = ofCaller(portal).orElseThrow();
        stream.eventTypes = types;
        stream.pushEndpoint = pushEndpoint == null ? null : pushEndpoint.toString();
        stream.pushFailures = 0;
        stream.pushFailure = null;
        stream.pushNextAt = clock.instant();
        audit.done(Action.EVENT_STREAM_CHANGED, null, stream.streamId, types);
        return new Subscribed(stream, inserted == 1);
    }

    Optional<EventStreamRow> ofCaller(Caller.Portal portal) {
        return find("realm = ?1 and clientId = ?2", portal.realm(), portal.clientId())
                .firstResultOptional();
    }

    /** Another portal's stream does not exist. */
    private Optional<EventStreamRow> visibleTo(Caller.Portal portal, UUID streamId) {
        return ofCaller(portal).filter(stream -> stream.streamId.equals(streamId));
    }

    @Transactional
    boolean unsubscribe(Caller.Portal portal, UUID streamId) {
        Optional<EventStreamRow> stream = visibleTo(portal, streamId);
        stream.ifPresent(row -> {
            delete(row);
            audit.done(Action.EVENT_STREAM_CHANGED, null, streamId, List.of());
        });
        return stream.isPresent();
    }

    /**
     * Takes what was acknowledged and refused out of the stream, and gives what is next.
     *
     * @param refused event id → why the receiver cannot read it
     */
    @Transactional
    Optional<EventDeliveries.Next> poll(
            Caller.Portal portal, UUID streamId, List<UUID> acknowledged, Map<UUID, String> refused, int most) {
        return visibleTo(portal, streamId).map(stream -> {
            deliveries.acknowledge(streamId, acknowledged);
            deliveries.refuse(streamId, refused);
            return deliveries.next(stream, most);
        });
    }

    /** The receiver wants to see that events arrive. */
    @Transactional
    boolean verify(Caller.Portal portal, UUID streamId, @Nullable String state) {
        Optional<EventStreamRow> stream = visibleTo(portal, streamId);
        stream.ifPresent(row -> entities.createNativeQuery("INSERT INTO event_delivery (stream_id, event_id, type,"
                        + " occurred_at, payload) VALUES (?1, ?2, 'verification', ?3, CAST(?4 AS jsonb))")
                .setParameter(1, streamId)
                .setParameter(2, UUID.randomUUID())
                .setParameter(3, clock.instant())
                .setParameter(4, written(state == null ? Map.of() : Map.of("state", state)))
                .executeUpdate());
        return stream.isPresent();
    }

    private String written(Map<String, String> payload) {
        try {
            return json.writeValueAsString(payload);
        } catch (JsonProcessingException broken) {
            throw new IllegalStateException("a map of texts is always JSON", broken);
        }
    }

    /** What was acknowledged since then, and is kept, comes again. */
    @Transactional
    Optional<Integer> replay(Caller.Portal portal, UUID streamId, Instant from) {
        return visibleTo(portal, streamId).map(stream -> {
            audit.done(Action.EVENT_STREAM_CHANGED, null, streamId, List.of("replay"));
            return entities.createNativeQuery("UPDATE event_delivery SET acknowledged_at = NULL, refused = NULL"
                            + " WHERE stream_id = ?1 AND occurred_at >= ?2"
                            + " AND (acknowledged_at IS NOT NULL OR refused IS NOT NULL)")
                    .setParameter(1, streamId)
                    .setParameter(2, from)
                    .executeUpdate();
        });
    }

    List<String> publishedKeys() {
        return keys.published();
    }
}
