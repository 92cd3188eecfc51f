package vn.gov.identitylink.events;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jwt.JWTClaimsSet;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.gov.identitylink.http.HttpConfig;

/** Events as signed security event tokens (RFC 8417). Works in the caller's transaction. */
@ApplicationScoped
class SecurityEventTokens {

    /**
     * @param type its stored word
     * @param subject what the receiver calls the account; absent for what is about none
     * @param payload JSON
     */
    record Event(UUID eventId, String type, @Nullable UUID subject, Instant occurredAt, String payload) {}

    private final SigningKeys keys;
    private final ObjectMapper json;
    private final InstantSource clock;
    private final String issuer;

    SecurityEventTokens(SigningKeys keys, ObjectMapper json, InstantSource clock, HttpConfig http) {
        this.keys = keys;
        this.json = json;
        this.clock = clock;
        this.issuer = http.publicUrl().toString();
    }

    /** Signs them for one receiver, in their order. */
    Map<UUID, String> sign(String receiver, List<Event> events) {
        Map<UUID, String> signed = new LinkedHashMap<>();
        if (!events.isEmpty()) {
            ECKey key = keys.current();
            events.forEach(event -> signed.put(event.eventId(), sign(receiver, event, key)));
        }
        return signed;
    }

    /** The subject is opaque and this receiver's own (RFC 9493). */
    private String sign(String receiver, Event event, ECKey key) {
        JWTClaimsSet.Builder claims = new JWTClaimsSet.Builder()
                .issuer(issuer)
                .audience(receiver)
                .jwtID(event.eventId().toString())
                .issueTime(Date.from(clock.instant()))
                .claim("toe", event.occurredAt().getEpochSecond())
                .claim("events", Map.of(EventTypes.uriOfWord(event.type()), payload(event.payload())));
        if (event.subject() != null) {
            claims.claim(
                    "sub_id", Map.of("format", "opaque", "id", event.subject().toString()));
        }
        return SigningKeys.sign(key, "secevent+jwt", claims.build());
    }

    private Map<String, Object> payload(String text) {
        try {
            return json.readValue(text, new TypeReference<>() {});
        } catch (JsonProcessingException broken) {
            throw new IllegalStateException("a payload is always JSON", broken);
        }
    }
}
