package vn.gov.identitylink.events;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import vn.gov.identitylink.outbox.EventType;
import vn.gov.identitylink.testing.Database;
import vn.gov.identitylink.testing.IdentityLinkTestResource;
import vn.gov.identitylink.testing.LetterSteps;
import vn.gov.identitylink.testing.Tokens;
import vn.gov.identitylink.time.RepeatedWork;

/**
 * How late a portal hears, at rest and at 500 links a second, and how fast a backlog is caught up with beside the bare SQL
 * that writes the same deliveries. Not a part of the everyday suite: {@code -Dtest=EventsBenchmark}.
 */
@QuarkusTest
@QuarkusTestResource(IdentityLinkTestResource.class)
class EventsBenchmark {

    private static final int ACCOUNTS = 10_000;
    private static final int RATE = Integer.getInteger("benchmark.rate", 500);
    private static final int SECONDS = Integer.getInteger("benchmark.seconds", 20);
    private static final int BACKLOG = Integer.getInteger("benchmark.backlog", 180_000);
    private static final int ALONE = 50;

    /** As in production. */
    private static final Duration INTERVAL = Duration.ofMillis(300);

    private static final String FIRST = "00000000-0000-4000-a000-000000000001";
    private static final String LINK = "00000000-0000-4000-a000-000000000000";

    private static final String EVENT = "INSERT INTO outbox_event VALUES (?, 'linked',"
            + " ('00000000-0000-4000-a000-' || lpad(?::text, 12, '0'))::uuid, now(),"
            + " '{\"linkId\": \"00000000-0000-4000-a000-000000000000\"}', 'PENDING')";

    @Inject
    RelayOutbox relay;

    @Inject
    DataSource database;

    private final String token = Tokens.homePortal().toString();
    private final Map<UUID, Instant> told = new ConcurrentHashMap<>();
    private final AtomicInteger next = new AtomicInteger();
    private String stream = "";

    @Test
    void howLateAPortalHearsAndHowFastABacklogIsCaughtUpWith() throws Exception {
        Database.execute("UPDATE outbox_event SET state = 'SENT'");
        Database.execute("DELETE FROM event_stream");
        Database.execute("INSERT INTO citizen_key SELECT ('00000000-0000-4000-a000-' || lpad(n::text, 12, '0'))::uuid,"
                + " 'local', NULL, now() FROM generate_series(1, " + ACCOUNTS + ") AS n");
        Database.execute("INSERT INTO account (account_id, realm, external_id, kind, key_id, assurance, registered_at,"
                + " version) SELECT key_id, '" + Tokens.REALM
                + "', key_id::text, 'CITIZEN', key_id, 'DECLARED', now(), 0"
                + " FROM citizen_key WHERE key_id::text LIKE '00000000-0000-4000-a000-%'");
        // One link for all: a notice names the link that it tells of.
        Database.execute(
                "INSERT INTO link_attempt (attempt_id, account_id, method, state, issuer, client_id, redirect_uri,"
                        + " created_at, expires_at, version) SELECT account_id, account_id, 'REDIRECT', 'VOIDED', 'i', 'c', 'r',"
                        + " now(), now(), 0 FROM account WHERE account_id = '" + FIRST + "'");
        Database.execute("INSERT INTO link (link_id, realm, account_id, attempt_id, issuer, subject, identity_level,"
                + " citizen_number, state, legal_basis, linked_at, version) SELECT '" + LINK
                + "', realm, account_id, account_id, 'i', 's', 2, '\\x00', 'ACTIVE', 'b', now(), 0 FROM account"
                + " WHERE account_id = '" + FIRST + "'");
        Database.execute("ANALYZE account");
        stream = LetterSteps.machine(token)
                .body(Map.of("eventsRequested", List.of(EventTypes.uriOf(EventType.LINKED))))
                .post("/v1/event-streams")
                .path("streamId");
        RepeatedWork running = new RepeatedWork("benchmark-relay");
        running.every(INTERVAL, relay::relay);
        print("delay at rest: " + atRest());
        print("delay at %d links/s for %d s: %s".formatted(RATE, SECONDS, underLoad()));
        running.stop();
        catchUp();
    }

    private String atRest() throws Exception {
        List<Long> delays = new ArrayList<>();
        for (int i = 0; i < ALONE; i++) {
            tell(1);
            while (!told.isEmpty()) {
                delays.addAll(poll());
            }
        }
        return spread(delays);
    }

    private String underLoad() throws Exception {
        List<Long> delays = new ArrayList<>();
        int most = RATE * SECONDS;
        AtomicInteger begun = new AtomicInteger();
        try (ScheduledExecutorService links = Executors.newSingleThreadScheduledExecutor()) {
            var linking = links.scheduleAtFixedRate(
                    () -> {
                        if (begun.get() < most) {
                            tell(RATE / 100);
                            begun.addAndGet(RATE / 100);
                        }
                    },
                    0,
                    10,
                    TimeUnit.MILLISECONDS);
            while (delays.size() < most) {
                delays.addAll(poll());
            }
            linking.cancel(false);
        }
        assertEquals(most, delays.size(), "each event once");
        return spread(delays);
    }

    private void catchUp() throws Exception {
        Database.execute("INSERT INTO outbox_event SELECT gen_random_uuid(), 'linked',"
                + " ('00000000-0000-4000-a000-' || lpad((1 + n % " + ACCOUNTS + ")::text, 12, '0'))::uuid,"
                + " now() - interval '1 hour' + n * interval '1 millisecond',"
                + " '{\"linkId\": \"00000000-0000-4000-a000-000000000000\"}', 'PENDING' FROM generate_series(1, "
                + BACKLOG + ") AS n");
        Database.execute("ANALYZE outbox_event");
        Instant began = Instant.now();
        relay.relay();
        double relayed = BACKLOG / seconds(began);
        assertEquals(0, Database.count("SELECT count(*) FROM outbox_event WHERE state = 'PENDING'"));
        Database.execute("CREATE TABLE benchmark_delivery (LIKE event_delivery INCLUDING ALL)");
        try {
            Instant bare = Instant.now();
            Database.execute("INSERT INTO benchmark_delivery (stream_id, event_id, type, subject, occurred_at, payload)"
                    + " SELECT stream_id, event_id, type, subject, occurred_at, payload FROM event_delivery"
                    + " WHERE acknowledged_at IS NULL ORDER BY position");
            double copied = BACKLOG / seconds(bare);
            print("catching up with %,d events: %,.0f/s; the same deliveries in one bare statement: %,.0f/s; ratio %.2f"
                    .formatted(BACKLOG, relayed, copied, relayed / copied));
        } finally {
            Database.execute("DROP TABLE benchmark_delivery");
        }
    }

    private static double seconds(Instant since) {
        return Duration.between(since, Instant.now()).toMillis() / 1000.0;
    }

    private void tell(int count) {
        try (Connection connection = database.getConnection();
                PreparedStatement insert = connection.prepareStatement(EVENT)) {
            Instant now = Instant.now();
            for (int i = 0; i < count; i++) {
                UUID event = UUID.randomUUID();
                told.put(event, now);
                insert.setObject(1, event);
                insert.setInt(2, 1 + next.getAndIncrement() % ACCOUNTS);
                insert.addBatch();
            }
            insert.executeBatch();
        } catch (SQLException broken) {
            throw new IllegalStateException(broken);
        }
    }

    private List<String> acknowledged = List.of();

    /** What arrived, in milliseconds after it was told. */
    private List<Long> poll() {
        Response polled = LetterSteps.machine(token)
                .body(Map.of("maxEvents", 100, "ack", acknowledged))
                .post("/v1/event-streams/{id}/poll", stream);
        Instant now = Instant.now();
        Map<String, String> sets = polled.jsonPath().getMap("sets");
        acknowledged = List.copyOf(sets.keySet());
        List<Long> delays = new ArrayList<>();
        for (String id : acknowledged) {
            Instant at = told.remove(UUID.fromString(id));
            if (at != null) {
                delays.add(Duration.between(at, now).toMillis());
            }
        }
        return delays;
    }

    private static String spread(List<Long> delays) {
        delays.sort(null);
        return "median %d ms, 95th percentile %d ms, longest %d ms of %,d events"
                .formatted(
                        delays.get(delays.size() / 2),
                        delays.get(delays.size() * 95 / 100),
                        delays.getLast(),
                        delays.size());
    }

    private static void print(String line) {
        System.out.println(line);
    }
}
