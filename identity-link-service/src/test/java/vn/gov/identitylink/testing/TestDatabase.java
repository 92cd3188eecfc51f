package vn.gov.identitylink.testing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
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

    private final String server;
    private final Runnable stop;

    private TestDatabase(String server, Runnable stop) {
        this.server = server;
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
                    .start();
            return new TestDatabase("localhost:" + postgres.getPort(), () -> {
                try {
                    postgres.close();
                } catch (IOException stillThere) {
                    throw new UncheckedIOException(stillThere);
                }
            });
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
                postgres.getHost() + ":" + postgres.getMappedPort(PostgreSQLContainer.POSTGRESQL_PORT), postgres::stop);
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
        return DriverManager.getConnection("jdbc:postgresql://" + server + "/" + database, role, role);
    }

    void stop() {
        stop.run();
    }
}
