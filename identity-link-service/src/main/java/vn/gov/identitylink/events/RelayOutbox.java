package vn.gov.identitylink.events;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.persistence.EntityManager;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;
import vn.gov.identitylink.cases.CaseKind;
import vn.gov.identitylink.cases.Cases;
import vn.gov.identitylink.outbox.EventType;
import vn.gov.identitylink.outbox.OutboxTold;
import vn.gov.identitylink.time.RepeatedWork;

/**
 * Tells the outbox on to every stream that wants to hear. All replicas do, each skipping what another has taken; of one
 * account, an event waits for those before it. An event and its deliveries change in one transaction, so that each arrives
 * once, whatever is killed when. What nobody can read is parked, counted, and a case for an operator.
 */
@ApplicationScoped
class RelayOutbox {

    private static final Logger LOG = Logger.getLogger(RelayOutbox.class);

    private static final int BATCH = 200;
    private static final Duration MEASURED_EVERY = Duration.ofSeconds(5);
    private static final Duration HOUSEKEEPING_EVERY = Duration.ofHours(1);
    private static final Duration DELIVERIES_KEPT = Duration.ofDays(7);

    private static final List<String> KNOWN =
            Arrays.stream(EventType.values()).map(EventType::word).toList();

    private static final String TAKE = """
            SELECT event_id FROM outbox_event AS next
            WHERE state = 'PENDING' AND NOT EXISTS (SELECT FROM outbox_event AS before
              WHERE before.account_id = next.account_id AND before.state = 'PENDING'
                AND (before.occurred_at, before.event_id) < (next.occurred_at, next.event_id))
            ORDER BY occurred_at LIMIT ?1 FOR UPDATE SKIP LOCKED
            """;

    private static final String NAME_SUBJECTS = """
            INSERT INTO event_subject (realm, client_id, account_id, subject)
            SELECT stream.realm, stream.client_id, account.account_id, gen_random_uuid()
            FROM outbox_event AS event
            JOIN account ON account.account_id = event.account_id
            JOIN event_stream AS stream ON stream.realm = account.realm AND event.type = ANY (stream.event_types)
            WHERE event.event_id = ANY (?1) AND NOT EXISTS (SELECT FROM event_subject AS named
              WHERE (named.realm, named.client_id, named.account_id) = (stream.realm, stream.client_id, account.account_id))
            ORDER BY stream.realm, stream.client_id, account.account_id ON CONFLICT DO NOTHING
            """;

    /** Without the id of a link, by which two receivers could join what they hear. */
    private static final String DELIVER = """
            INSERT INTO event_delivery (stream_id, event_id, type, subject, occurred_at, payload)
            SELECT stream.stream_id, event.event_id, event.type, named.subject, event.occurred_at,
              event.payload - 'linkId' - 'replacedLinkId'
            FROM outbox_event AS event
            LEFT JOIN account ON account.account_id = event.account_id
            JOIN event_stream AS stream ON (event.account_id IS NULL OR stream.realm = account.realm)
              AND event.type = ANY (stream.event_types)
            LEFT JOIN event_subject AS named ON (named.realm, named.client_id, named.account_id)
              = (stream.realm, stream.client_id, event.account_id)
            WHERE event.event_id = ANY (?1)
            ORDER BY event.occurred_at, event.event_id
            ON CONFLICT DO NOTHING
            """;

    private final EntityManager entities;
    private final SigningKeys keys;
    private final InstantSource clock;
    private final EventsConfig config;
    private final Event<OutboxTold> told;
    private final Cases cases;
    private final AtomicLong pending = new AtomicLong();
    private final AtomicLong parked = new AtomicLong();
    private final AtomicLong oldestMillis = new AtomicLong();
    private final RepeatedWork work = new RepeatedWork("outbox-relay");

    RelayOutbox(
            EntityManager entities,
            SigningKeys keys,
            InstantSource clock,
            EventsConfig config,
            Event<OutboxTold> told,
            Cases cases,
            MeterRegistry meters) {
        this.entities = entities;
        this.keys = keys;
        this.clock = clock;
        this.config = config;
        this.told = told;
        this.cases = cases;
        meters.gauge("outbox.pending", pending);
        meters.gauge("outbox.parked", parked);
        meters.gauge("outbox.oldest.pending.millis", oldestMillis);
    }

    void start(@Observes StartupEvent starting) {
        work.every(config.relayInterval(), this::relay);
        work.every(MEASURED_EVERY, this::measure);
        work.every(HOUSEKEEPING_EVERY, this::keepHouse);
    }

    void stop(@Observes ShutdownEvent stopping) {
        work.stop();
    }

    /** Until nothing is left that this replica may take. */
    void relay() {
        while (QuarkusTransaction.requiringNew().call(this::relayBatch) > 0) {
            // The next event of an account becomes free when the one before it is gone.
        }
    }

    void measure() {
        QuarkusTransaction.requiringNew().run(this::count);
    }

    void keepHouse() {
        QuarkusTransaction.requiringNew().run(keys::renew);
        QuarkusTransaction.requiringNew().run(this::forget);
    }

    private int relayBatch() {
        park();
        List<?> found = entities.createNativeQuery(TAKE).setParameter(1, BATCH).getResultList();
        UUID[] taken = found.stream().map(UUID.class::cast).toArray(UUID[]::new);
        if (taken.length > 0) {
            entities.createNativeQuery(NAME_SUBJECTS).setParameter(1, taken).executeUpdate();
            entities.createNativeQuery(DELIVER).setParameter(1, taken).executeUpdate();
            told.fire(new OutboxTold(List.of(taken)));
            entities.createNativeQuery("UPDATE outbox_event SET state = 'SENT' WHERE event_id = ANY (?1)")
                    .setParameter(1, taken)
                    .executeUpdate();
        }
        return taken.length;
    }

    private void park() {
        List<?> poison = entities.createNativeQuery("UPDATE outbox_event SET state = 'PARKED' WHERE state = 'PENDING'"
                        + " AND NOT type = ANY (?1) RETURNING event_id")
                .setParameter(1, KNOWN.toArray(String[]::new))
                .getResultList();
        if (!poison.isEmpty()) {
            LOG.errorf("%d events of an unknown type are parked", poison.size());
        }
        poison.forEach(event -> cases.open(CaseKind.EVENT_PARKED, (UUID) event));
    }

    private void count() {
        Object[] counted = (Object[]) entities.createNativeQuery("SELECT"
                        + " (SELECT count(*) FROM outbox_event WHERE state = 'PENDING'),"
                        + " (SELECT count(*) FROM outbox_event WHERE state = 'PARKED'),"
                        + " (SELECT coalesce(extract(epoch FROM ?1 - min(occurred_at)), 0) FROM outbox_event"
                        + " WHERE state = 'PENDING')")
                .setParameter(1, clock.instant())
                .getSingleResult();
        pending.set(((Number) counted[0]).longValue());
        parked.set(((Number) counted[1]).longValue());
        oldestMillis.set((long) (((Number) counted[2]).doubleValue() * 1000));
    }

    /** What was acknowledged is kept for replay, and no longer. The outbox itself stays: it is what happened. */
    private void forget() {
        entities.createNativeQuery("DELETE FROM event_delivery WHERE acknowledged_at < ?1")
                .setParameter(1, clock.instant().minus(DELIVERIES_KEPT))
                .executeUpdate();
    }
}
