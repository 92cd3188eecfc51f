package vn.gov.identitylink.outbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
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
