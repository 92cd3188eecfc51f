package vn.gov.identitylink.outbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Events that wait to be told. Appended in the transaction of the change that they tell, or not at all. */
@ApplicationScoped
public class Outbox implements PanacheRepositoryBase<OutboxEventRow, UUID> {

    private final ObjectMapper json;
    private final InstantSource clock;

    Outbox(ObjectMapper json, InstantSource clock) {
        this.json = json;
        this.clock = clock;
    }

    /** A parked event waits again, for a version that can read it. */
    public void tellAgain(UUID eventId) {
        update("state = 'PENDING' where eventId = ?1 and state = 'PARKED'", eventId);
    }

    /** Appends the same event of many accounts. */
    public void appendAll(EventType type, List<UUID> accountIds, Map<String, String> payload) {
        try {
            getEntityManager()
                    .createNativeQuery(
                            "INSERT INTO outbox_event (event_id, type, account_id, occurred_at, payload, state)"
                                    + " SELECT gen_random_uuid(), ?1, account_id, ?2, CAST(?3 AS jsonb), 'PENDING'"
                                    + " FROM unnest(CAST(?4 AS uuid[])) AS account_id")
                    .setParameter(1, type.word())
                    .setParameter(2, clock.instant())
                    .setParameter(3, json.writeValueAsString(payload))
                    .setParameter(4, accountIds.toArray(UUID[]::new))
                    .executeUpdate();
        } catch (JsonProcessingException broken) {
            throw new IllegalStateException("a map of texts is always JSON", broken);
        }
    }

    /**
     * Appends one event.
     *
     * @param accountId absent for what is about no account
     * @param payload opaque ids, dates and codes only; never a number, a name or a VNeID claim
     */
    public void append(EventType type, @Nullable UUID accountId, Map<String, String> payload) {
        try {
            persist(new OutboxEventRow(
                    UUID.randomUUID(), type.word(), accountId, clock.instant(), json.writeValueAsString(payload)));
        } catch (JsonProcessingException broken) {
            throw new IllegalStateException("a map of texts is always JSON", broken);
        }
    }
}
