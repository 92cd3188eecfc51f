package vn.gov.identitylink.localstack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Power cuts at the worst moments, against the packaged service and real PostgreSQL and Keycloak. */
@ExtendWith(RunningStack.class)
class FaultsEndToEndTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Longer than the socket timeout of the service's connections, shorter than any citizen waits. */
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(15);

    private static final int EVENTS_PER_KILL = 40;

    private final StackPlan plan;
    private final LocalStack stack;

    FaultsEndToEndTest(StackPlan plan, LocalStack stack) {
        this.plan = plan;
        this.stack = stack;
    }

    @Test
    void killed_between_exchange_and_commit_nothing_is_half_done_and_the_citizen_begins_anew() throws Exception {
        Attempt attempt = openAttempt("abroad");
        try (Connection database = superuser();
                Statement statement = database.createStatement()) {
            // The transaction of the link cannot write its event, so it stands between exchange and commit.
            database.setAutoCommit(false);
            statement.execute("LOCK TABLE outbox_event IN SHARE ROW EXCLUSIVE MODE");
            CompletableFuture<Void> completion = CompletableFuture.runAsync(attempt::completeWhateverComes);
            // Others wait for the table too: those who count events, and those who send them.
            await(() -> count("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
                            + " AND query ILIKE 'insert into outbox_event%'")
                    > 0);
            stack.children().kill(LocalStack.SERVICE);
            database.rollback();
            completion.join();
        }
        assertEquals(0, attempt.links(), "nothing is half done");
        stack.startServiceAgain();

        assertEquals("409 attempt-in-progress", attempt.complete());
        execute("UPDATE link_attempt SET exchanging_since = exchanging_since - interval '1 hour' WHERE attempt_id = '"
                + attempt.id() + "'");
        assertEquals("400 identity-assertion-rejected", attempt.complete(), "the code was spent before the kill");
        assertEquals(0, attempt.links());

        assertEquals("201 ", anotherAttempt(attempt).complete());
        assertEquals(1, attempt.links());
    }

    @Test
    void killed_between_commit_and_answer_the_same_completion_is_the_same_link() throws Exception {
        Attempt attempt = openAttempt("no-phone");
        try (Socket connection = attempt.sendAndNeverRead()) {
            assertTrue(connection.isConnected());
            await(() -> attempt.links() == 1);
            stack.children().kill(LocalStack.SERVICE);
        }
        stack.startServiceAgain();

        assertEquals("200 ", attempt.complete());
        assertEquals(1, attempt.links());
        assertEquals(
                1,
                count("SELECT count(*) FROM outbox_event WHERE type = 'linked' AND account_id = '" + attempt.accountId()
                        + "'"));
    }

    @Test
    void a_database_that_crashes_is_a_503_and_keeps_every_acknowledged_link() throws Exception {
        Attempt attempt = openAttempt("new-address");
        assertEquals("201 ", attempt.complete());

        stack.children().kill(LocalStack.POSTGRESQL);
        Api.Answer refused = attempt.session().api().get("/v1/accounts/me");
        assertEquals("503 storage-unavailable", refused.status() + " " + refused.code());
        assertTrue(refused.retryAfter().isPresent());

        stack.startPostgresql();
        await(() -> attempt.session().api().get("/v1/accounts/me").status() == 200);
        assertEquals("200 ", attempt.complete());
    }

    @Test
    void a_database_that_freezes_is_a_503_in_seconds() throws Exception {
        Attempt attempt = openAttempt("year-only");
        ChildProcess postgresql = stack.children().named(LocalStack.POSTGRESQL);
        postgresql.freeze(true);
        try {
            Instant begin = Instant.now();
            assertEquals("503 storage-unavailable", attempt.complete());
            Duration took = Duration.between(begin, Instant.now());
            assertTrue(took.compareTo(ANSWER_WITHIN) < 0, took::toString);
        } finally {
            postgresql.freeze(false);
        }
        await(() -> attempt.complete().equals("201 "));
        assertEquals(1, attempt.links());
    }

    @Test
    void killed_while_events_are_pushed_each_arrives_and_none_twice_under_another_id() throws Exception {
        HomePortal homePortal = new HomePortal(plan);
        Api portal = patiently(() -> new Api(
                plan.serviceUrl(),
                OpenIdClient.machine(plan.issuer("portal"), "province-portal").ownToken(),
                Map.of("Processing-Purpose", "1.004873")));
        homePortal.register(patiently(homePortal::api), citizen("no-phone"));
        forgetStream();
        try (PushedEvents receiver = new PushedEvents(plan.receiver())) {
            Api.Answer subscribed = portal.post(
                    "/v1/event-streams",
                    Map.of(
                            "eventsRequested",
                            List.of("urn:vn:gov:identity-link:event-type:contact-changed"),
                            "delivery",
                            Map.of("method", "urn:ietf:rfc:8935", "endpointUrl", receiver.url())));
            assertTrue(subscribed.status() == 201 || subscribed.status() == 200, subscribed.code());
            for (PushedEvents.Fault fault : PushedEvents.Fault.values()) {
                receiver.failOnce(fault);
                int before = receiver.received().size();
                changeContacts(EVENTS_PER_KILL);
                await(() -> receiver.received().size() > before + EVENTS_PER_KILL / 4);
                stack.children().kill(LocalStack.SERVICE);
                stack.startServiceAgain();
                // The lease of the process that was killed has run out.
                execute("UPDATE event_stream SET push_next_at = now() WHERE client_id = 'province-portal'");
            }
            await(() -> count("SELECT count(*) FROM outbox_event WHERE state = 'PENDING'") == 0
                    && count("SELECT count(*) FROM event_delivery WHERE acknowledged_at IS NULL") == 0);
            Set<String> told = texts("SELECT event_id::text FROM outbox_event WHERE type = 'contact-changed'"
                    + " AND payload @> '{\"test\": \"push\"}'");
            assertEquals(EVENTS_PER_KILL * PushedEvents.Fault.values().length, told.size());
            assertEquals(told, receiver.received(), "each arrived, and nothing else");
        }
    }

    /** Keycloak finds out, connection by connection, that its database was away in an earlier test. */
    private static <T> T patiently(Callable<T> call) throws Exception {
        Instant deadline = Instant.now().plus(PATIENCE);
        while (true) {
            try {
                return call.call();
            } catch (IOException away) {
                assertTrue(Instant.now().isBefore(deadline), "Keycloak did not come back");
            }
        }
    }

    /** What the walk-through subscribed to, and what waits there unread, is not this test's. */
    private void forgetStream() throws SQLException {
        try (Connection database = superuser();
                Statement statement = database.createStatement()) {
            statement.executeUpdate("DELETE FROM event_stream WHERE client_id = 'province-portal'");
        }
    }

    /** As many changes as the citizens would make, one transaction each. */
    private void changeContacts(int many) throws SQLException {
        try (Connection database = superuser();
                Statement statement = database.createStatement()) {
            for (int i = 0; i < many; i++) {
                assertEquals(
                        1,
                        statement.executeUpdate("INSERT INTO outbox_event SELECT gen_random_uuid(), 'contact-changed',"
                                + " account_id, clock_timestamp(), '{\"test\": \"push\"}', 'PENDING' FROM account"
                                + " ORDER BY account_id LIMIT 1"));
            }
        }
    }

    private Citizen citizen(String key) throws IOException {
        return Citizen.readAll(plan.projectRoot()).stream()
                .filter(person -> person.key().equals(key))
                .findFirst()
                .orElseThrow();
    }

    private Attempt openAttempt(String key) throws Exception {
        MatchedCitizen matched = MatchedCitizen.of(plan, key);
        return begin(matched.citizen(), matched.accountId(), matched.session());
    }

    private Attempt anotherAttempt(Attempt former) throws Exception {
        return begin(former.citizen(), former.accountId(), former.session());
    }

    private Attempt begin(Citizen citizen, String accountId, CitizenSession session) throws Exception {
        Api.Answer started = session.startLinkAttempt();
        assertEquals(201, started.status(), started.code());
        return new Attempt(citizen, accountId, session, started, session.signInForAttempt(started, citizen));
    }

    private final class Attempt {

        private final Citizen citizen;
        private final String accountId;
        private final CitizenSession session;
        private final Api.Answer started;
        private final Map<String, String> redirect;

        Attempt(
                Citizen citizen,
                String accountId,
                CitizenSession session,
                Api.Answer started,
                Map<String, String> redirect) {
            this.citizen = citizen;
            this.accountId = accountId;
            this.session = session;
            this.started = started;
            this.redirect = redirect;
        }

        Citizen citizen() {
            return citizen;
        }

        String accountId() {
            return accountId;
        }

        CitizenSession session() {
            return session;
        }

        String id() {
            return started.body().path("attemptId").asText();
        }

        /** Status and code. */
        String complete() throws IOException, InterruptedException {
            Api.Answer answer = session.complete(started, redirect);
            return answer.status() + " " + answer.code();
        }

        /** For a service that is killed meanwhile. */
        void completeWhateverComes() {
            try {
                session.complete(started, redirect);
            } catch (IOException | InterruptedException killed) {
                // What the client sees of a kill is a lost connection.
            }
        }

        Socket sendAndNeverRead() throws IOException {
            byte[] body = new ObjectMapper().writeValueAsBytes(redirect);
            String head = String.join(
                    "\r\n",
                    List.of(
                            "POST /v1/accounts/me/link-attempts/" + id() + "/completion HTTP/1.1",
                            "Host: localhost",
                            "Authorization: Bearer " + session.accessToken(),
                            "Content-Type: application/json",
                            "Content-Length: " + body.length,
                            "",
                            ""));
            Socket connection = new Socket("localhost", plan.service());
            connection.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            connection.getOutputStream().write(body);
            connection.getOutputStream().flush();
            return connection;
        }

        long links() throws SQLException {
            return count("SELECT count(*) FROM link WHERE account_id = '" + accountId + "'");
        }
    }

    @FunctionalInterface
    private interface Condition {
        boolean holds() throws Exception;
    }

    private static void await(Condition condition) throws Exception {
        Instant deadline = Instant.now().plus(PATIENCE);
        while (!condition.holds()) {
            assertTrue(Instant.now().isBefore(deadline), "the awaited moment did not come");
            Thread.onSpinWait();
        }
    }

    private long count(String sql) throws SQLException {
        try (Connection connection = superuser();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private Set<String> texts(String sql) throws SQLException {
        Set<String> texts = new TreeSet<>();
        try (Connection connection = superuser();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
        }
        return texts;
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = superuser();
                Statement statement = connection.createStatement()) {
            assertEquals(1, statement.executeUpdate(sql));
        }
    }

    private Connection superuser() throws SQLException {
        return DriverManager.getConnection(plan.jdbcUrl("identity_link"), "postgres", "postgres");
    }
}
