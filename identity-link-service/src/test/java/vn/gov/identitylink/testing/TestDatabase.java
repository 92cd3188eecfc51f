package vn.gov.identitylink.testing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.testcontainers.postgresql.PostgreSQLContainer;

/**
 * A real PostgreSQL 18 with the service's roles and database: from its Maven artifacts, or in a container with {@code
 * -Dtest.database=containers}.
 */
public final class TestDatabase {

    private static final List<String> ROLES =
            List.of("identity_link_owner", "identity_link_application", "identity_link_sealer");

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** One step in the life of the server, which may fail as processes and containers do. */
    @FunctionalInterface
    private interface Act {

        void run() throws Exception;
    }

    private final String server;
    private final Act kill;
    private final Act stop;

    private TestDatabase(String server, Act kill, Act stop) {
        this.server = server;
        this.kill = kill;
        this.stop = stop;
    }

    static TestDatabase start() {
        TestDatabase database = "containers".equals(System.getProperty("test.database")) ? contained() : embedded();
        database.prepare();
        return database;
    }

    private static TestDatabase embedded() {
        try {
            EmbeddedPostgres postgres = EmbeddedPostgres.builder()
                    .setServerConfig("max_connections", "200")
                    // What is committed survives the server's processes, if not the machine.
                    .setServerConfig("synchronous_commit", "on")
                    .setServerConfig("fsync", "off")
                    .start();
            String server = "localhost:" + postgres.getPort();
            return new TestDatabase(server, () -> killWorkersOf(server), postgres::close);
        } catch (IOException notStarted) {
            throw new UncheckedIOException(notStarted);
        }
    }

    @SuppressWarnings("resource") // Stopped by stop().
    private static TestDatabase contained() {
        PostgreSQLContainer postgres = new PostgreSQLContainer("postgres:18")
                .withUsername("postgres")
                .withPassword("postgres")
                .withDatabaseName("postgres");
        postgres.start();
        return new TestDatabase(
                postgres.getHost() + ":" + postgres.getMappedPort(PostgreSQLContainer.POSTGRESQL_PORT),
                // All but the container's first process, which is the one that starts the others.
                () -> postgres.execInContainer("bash", "-c", "kill -KILL -1"),
                postgres::stop);
    }

    private static void killWorkersOf(String server) throws SQLException {
        for (String process : texts(server, "SELECT pid FROM pg_stat_activity")) {
            ProcessHandle.of(Long.parseLong(process)).ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    private void prepare() {
        try (Connection superuser = connect("postgres", "postgres");
                Statement statement = superuser.createStatement()) {
            statement.execute(roles());
            for (String role : ROLES) {
                statement.execute("ALTER ROLE " + role + " PASSWORD '" + role + "'");
            }
            statement.execute("CREATE DATABASE identity_link OWNER identity_link_owner");
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private static String roles() {
        try (InputStream script = Objects.requireNonNull(TestDatabase.class.getResourceAsStream("/db/roles.sql"))) {
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    public String jdbcUrl() {
        return "jdbc:postgresql://" + server + "/identity_link";
    }

    /** A connection past every grant: for looking, and for breaking things. */
    public Connection superuser() throws SQLException {
        return connect("identity_link", "postgres");
    }

    /** A superuser's connection to the server, not to the service's database. */
    Connection administrator() throws SQLException {
        return connect("postgres", "postgres");
    }

    /** A connection as one of the service's roles. */
    public Connection as(String role) throws SQLException {
        return connect("identity_link", role);
    }

    private Connection connect(String database, String role) throws SQLException {
        return connect(server, database, role);
    }

    private static Connection connect(String server, String database, String role) throws SQLException {
        return DriverManager.getConnection("jdbc:postgresql://" + server + "/" + database, role, role);
    }

    private static List<String> texts(String server, String sql) throws SQLException {
        try (Connection superuser = connect(server, "postgres", "postgres");
                Statement statement = superuser.createStatement();
                ResultSet found = statement.executeQuery(sql)) {
            List<String> texts = new ArrayList<>();
            while (found.next()) {
                texts.add(found.getString(1));
            }
            return texts;
        }
    }

    /**
     * SIGKILL to every process of the server but the one that starts the others again, which then recovers from the log of
     * what was committed. Returns when the server serves again.
     */
    public void kill() {
        String checkpointer = "SELECT pid FROM pg_stat_activity WHERE backend_type = 'checkpointer'";
        try {
            List<String> killed = texts(server, checkpointer);
            kill.run();
            Instant deadline = Instant.now().plus(PATIENCE);
            while (isDownOr(killed, checkpointer)) {
                if (Instant.now().isAfter(deadline)) {
                    throw new IllegalStateException("the database did not come back");
                }
            }
        } catch (Exception failed) {
            throw new IllegalStateException(failed);
        }
    }

    private boolean isDownOr(List<String> killed, String checkpointer) {
        try {
            List<String> there = texts(server, checkpointer);
            return there.isEmpty() || there.equals(killed);
        } catch (SQLException down) {
            return true;
        }
    }

    void stop() {
        try {
            stop.run();
        } catch (Exception stillThere) {
            throw new IllegalStateException(stillThere);
        }
    }
}
