package vn.gov.identitylink.events;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.gov.identitylink.access.Caller;
import vn.gov.identitylink.audit.Action;
import vn.gov.identitylink.audit.AuditLog;
import vn.gov.identitylink.http.HttpConfig;

/** The streams of portals, one for each, and what they take from them. */
@ApplicationScoped
class EventStreams implements PanacheRepositoryBase<EventStreamRow, UUID> {

    /** @param now whether it was this call that made it */
    record Subscribed(EventStreamRow stream, boolean now) {}

    /**
     * @param sets event id → signed security event token, in the order in which to read them
     * @param more whether others wait
     */
    record Polled(Map<UUID, String> sets, boolean more) {}

    private final EntityManager entities;
    private final SigningKeys keys;
    private final AuditLog audit;
    private final ObjectMapper json;
    private final InstantSource clock;
    private final String issuer;

    EventStreams(
            EntityManager entities,
            SigningKeys keys,
            AuditLog audit,
            ObjectMapper json,
            InstantSource clock,
            HttpConfig http) {
        this.entities = entities;
        this.keys = keys;
        this.audit = audit;
        this.json = json;
        this.clock = clock;
        this.issuer = http.publicUrl().toString();
    }

    /** A portal has one stream; asking again changes what it wants to hear from now on. */
    @Transactional
    Subscribed subscribe(Caller.Portal portal, List<String> types) {
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
    Optional<Polled> poll(
            Caller.Portal portal, UUID streamId, List<UUID> acknowledged, Map<UUID, String> refused, int most) {
        return visibleTo(portal, streamId).map(stream -> {
            acknowledge(streamId, acknowledged);
            refuse(streamId, refused);
            return next(stream, most);
        });
    }

    private void acknowledge(UUID streamId, List<UUID> events) {
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

    private void refuse(UUID streamId, Map<UUID, String> refused) {
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

    private Polled next(EventStreamRow stream, int most) {
        List<?> rows = entities.createNativeQuery("SELECT event_id, type, subject, occurred_at, payload::text"
                        + " FROM event_delivery WHERE stream_id = ?1 AND acknowledged_at IS NULL AND refused IS NULL"
                        + " ORDER BY position LIMIT ?2")
                .setParameter(1, stream.streamId)
                .setParameter(2, most + 1)
                .getResultList();
        Map<UUID, String> sets = new LinkedHashMap<>();
        if (most > 0 && !rows.isEmpty()) {
            ECKey key = keys.current();
            rows.stream()
                    .limit(most)
                    .map(Object[].class::cast)
                    .forEach(row -> sets.put((UUID) row[0], sign(stream, row, key)));
        }
        return new Polled(sets, rows.size() > most);
    }

    /** A security event token (RFC 8417); the subject is opaque and this receiver's own (RFC 9493). */
    private String sign(EventStreamRow stream, Object[] row, ECKey key) {
        @Nullable Object subject = row[2];
        JWTClaimsSet.Builder claims = new JWTClaimsSet.Builder()
                .issuer(issuer)
                .audience(stream.clientId)
                .jwtID(row[0].toString())
                .issueTime(Date.from(clock.instant()))
                .claim("toe", ((Instant) row[3]).getEpochSecond())
                .claim("events", Map.of(EventTypes.uriOfWord((String) row[1]), payload((String) row[4])));
        if (subject != null) {
            claims.claim("sub_id", Map.of("format", "opaque", "id", subject.toString()));
        }
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.ES256)
                        .type(new JOSEObjectType("secevent+jwt"))
                        .keyID(key.getKeyID())
                        .build(),
                claims.build());
        try {
            token.sign(new ECDSASigner(key));
        } catch (JOSEException broken) {
            throw new IllegalStateException("ES256 does not work here", broken);
        }
        return token.serialize();
    }

    private Map<String, Object> payload(String text) {
        try {
            return json.readValue(text, new TypeReference<>() {});
        } catch (JsonProcessingException broken) {
            throw new IllegalStateException("a payload is always JSON", broken);
        }
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
