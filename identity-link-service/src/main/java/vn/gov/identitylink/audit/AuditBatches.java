package vn.gov.identitylink.audit;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.persistence.EntityManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jboss.logging.Logger;
import vn.gov.identitylink.time.RepeatedWork;

/** Audit records that are written together, at most half a second after what they record. */
@ApplicationScoped
class AuditBatches {

    private static final Logger LOG = Logger.getLogger(AuditBatches.class);

    private static final Duration INTERVAL = Duration.ofMillis(500);
    private static final int LARGEST = 1_000;

    /** More than a second's worth; a caller who finds it full writes the batch itself. */
    private static final int ROOM = 20_000;

    private static final String INSERT = """
            INSERT INTO audit_record (occurred_at, correlation_id, actor_kind, actor_id, actor_unit, client_id, realm,
              action, outcome, purpose, account_id, subject_id, fields)
            SELECT "occurredAt", "correlationId", "actorKind", "actorId", "actorUnit", "clientId", realm,
              action, outcome, purpose, "accountId", "subjectId", fields
            FROM jsonb_to_recordset(CAST(?1 AS jsonb)) AS record ("occurredAt" timestamptz, "correlationId" uuid,
              "actorKind" text, "actorId" text, "actorUnit" text, "clientId" text, realm text, action text,
              outcome text, purpose text, "accountId" uuid, "subjectId" uuid, fields text[])
            """;

    private final EntityManager entities;
    private final ObjectMapper json;
    private final BlockingQueue<AuditRecordRow> waiting = new LinkedBlockingQueue<>(ROOM);
    private final RepeatedWork work = new RepeatedWork("audit-batches");

    AuditBatches(EntityManager entities, ObjectMapper json) {
        this.entities = entities;
        this.json = json.copy().setVisibility(PropertyAccessor.FIELD, JsonAutoDetect.Visibility.NON_PRIVATE);
    }

    void start(@Observes StartupEvent starting) {
        work.every(INTERVAL, this::write);
    }

    /** What was decided is on record before the process goes. */
    void stop(@Observes ShutdownEvent stopping) {
        work.stop();
        try {
            write();
        } catch (RuntimeException storageAway) {
            LOG.errorf(
                    "%d audit records are lost: %s",
                    waiting.size(), storageAway.getClass().getSimpleName());
        }
    }

    void add(AuditRecordRow row) {
        while (!waiting.offer(row)) {
            write();
        }
    }

    /** A batch that fails stays, in its order, for the next time. */
    synchronized void write() {
        while (!waiting.isEmpty()) {
            List<AuditRecordRow> batch = new ArrayList<>(LARGEST);
            for (AuditRecordRow row : waiting) {
                batch.add(row);
                if (batch.size() == LARGEST) {
                    break;
                }
            }
            QuarkusTransaction.requiringNew().run(() -> insert(batch));
            batch.forEach(waiting::remove);
        }
    }

    /** One statement for all of them, in the caller's transaction. */
    void insert(List<AuditRecordRow> batch) {
        try {
            entities.createNativeQuery(INSERT)
                    .setParameter(1, json.writeValueAsString(batch))
                    .executeUpdate();
        } catch (JsonProcessingException broken) {
            throw new IllegalStateException("audit records are always JSON", broken);
        }
    }
}
