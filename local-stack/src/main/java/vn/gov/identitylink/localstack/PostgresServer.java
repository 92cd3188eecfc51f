package vn.gov.identitylink.localstack;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/**
 * PostgreSQL 18 from its Maven artifact, on a fixed port with a fixed data directory, durable as in production
 * ({@code fsync} and {@code synchronous_commit} stay on).
 *
 * <p>The server refuses to run as root. Started by root, it runs in a user namespace of its own, or, where the machine
 * does not allow that (many containers), as the user nobody.
 */
final class PostgresServer {

    static final String SUPERUSER = "postgres";
    private static final String NOBODY = "65534";

    private final StackPlan plan;
    private final Children children;
    private final Path home;
    private final Path data;

    PostgresServer(StackPlan plan, Children children) {
        this.plan = plan;
        this.children = children;
        this.home = plan.programs().resolve("postgresql-program");
        this.data = plan.directory().resolve("postgresql");
    }

    ChildProcess start() throws IOException, StackFailure, InterruptedException {
        unpack();
        stopOldServer();
        List<String> prefix = asAllowedUser();
        if (!Files.exists(data.resolve("PG_VERSION"))) {
            initialise(prefix);
        }
        give(data, prefix);
        List<String> command = new ArrayList<>(prefix);
        command.add(home.resolve("bin/postgres").toString());
        command.addAll(List.of("-D", data.toString(), "-p", Integer.toString(plan.postgresql())));
        for (String setting : List.of(
                "listen_addresses=localhost",
                "unix_socket_directories=",
                "fsync=on",
                "synchronous_commit=on",
                "max_connections=300",
                "timezone=UTC",
                "log_parameter_max_length=0",
                "log_parameter_max_length_on_error=0",
                "log_min_error_statement=panic",
                "log_error_verbosity=terse")) {
            command.addAll(List.of("-c", setting));
        }
        return children.start(LocalStack.POSTGRESQL, command, Map.of(), ChildProcess.StopSignal.INT);
    }

    boolean isReady() {
        try (Connection connection = connect("postgres")) {
            return connection.isValid(1);
        } catch (SQLException e) {
            return false;
        }
    }

    Connection connect(String database) throws SQLException {
        return DriverManager.getConnection(plan.jdbcUrl(database), SUPERUSER, SUPERUSER);
    }

    /** Roles and databases; can be repeated. */
    void createRolesAndDatabases() throws IOException, SQLException {
        Path roles = plan.projectRoot().resolve("identity-link-service/src/main/resources/db/roles.sql");
        try (Connection connection = connect("postgres");
                Statement statement = connection.createStatement()) {
            statement.execute(Files.readString(roles));
            createRole(statement, "keycloak");
            for (String role :
                    List.of("identity_link_owner", "identity_link_application", "identity_link_sealer", "keycloak")) {
                statement.execute("ALTER ROLE " + role + " PASSWORD '" + role + "'");
            }
            createDatabase(statement, "identity_link", "identity_link_owner");
            statement.execute(
                    "GRANT CONNECT ON DATABASE identity_link TO identity_link_application, identity_link_sealer");
            createDatabase(statement, "keycloak", "keycloak");
        }
    }

    private static void createRole(Statement statement, String role) throws SQLException {
        if (!exists(statement, "SELECT FROM pg_roles WHERE rolname = '" + role + "'")) {
            statement.execute("CREATE ROLE " + role + " LOGIN");
        }
    }

    private static void createDatabase(Statement statement, String database, String owner) throws SQLException {
        if (!exists(statement, "SELECT FROM pg_database WHERE datname = '" + database + "'")) {
            statement.execute("CREATE DATABASE " + database + " OWNER " + owner);
            statement.execute("REVOKE ALL ON DATABASE " + database + " FROM PUBLIC");
        }
    }

    private static boolean exists(Statement statement, String query) throws SQLException {
        try (ResultSet row = statement.executeQuery(query)) {
            return row.next();
        }
    }

    /** A server outlives a killed launcher, and a second one on the same files would be refused. */
    void stopOldServer() throws IOException {
        Path idFile = data.resolve("postmaster.pid");
        if (Files.exists(idFile)) {
            long id = Long.parseLong(Files.readAllLines(idFile).get(0).strip());
            List<ProcessHandle> old =
                    ProcessHandle.of(id)
                            .filter(handle -> handle.info().command().orElse("").endsWith("/postgres"))
                            .stream()
                            .toList();
            ChildProcess.stop(old, ChildProcess.StopSignal.INT);
        }
    }

    private void initialise(List<String> prefix) throws IOException, StackFailure, InterruptedException {
        // Into a directory that is renamed when complete: a killed initdb leaves nothing that looks like a database.
        Path unfinished = plan.directory().resolve("postgresql.new");
        Directories.delete(unfinished);
        Files.createDirectories(unfinished);
        Path password = plan.directory().resolve("superuser-password");
        Files.writeString(password, SUPERUSER);
        give(unfinished, prefix);
        List<String> command = new ArrayList<>(prefix);
        command.add(home.resolve("bin/initdb").toString());
        command.addAll(List.of(
                "-D",
                unfinished.toString(),
                "-U",
                SUPERUSER,
                "--pwfile=" + password,
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale=C",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8"));
        boolean done = children.run("postgresql-initdb", command, Duration.ofMinutes(2));
        Files.delete(password);
        if (!done) {
            throw new StackFailure("PostgreSQL could not create its data directory; see "
                    + plan.logs().resolve("postgresql-initdb.log"));
        }
        Files.move(unfinished, data, StandardCopyOption.ATOMIC_MOVE);
    }

    private static List<String> asAllowedUser() throws IOException, StackFailure, InterruptedException {
        if (!"root".equals(System.getProperty("user.name"))) {
            return List.of();
        }
        if (succeeds("unshare", "-U", "true")) {
            return List.of("unshare", "-U");
        }
        // The capability lets nobody pass through directories that only root may enter, such as /root.
        List<String> setpriv = List.of(
                "setpriv",
                "--reuid=" + NOBODY,
                "--regid=" + NOBODY,
                "--clear-groups",
                "--inh-caps=+dac_override",
                "--ambient-caps=+dac_override");
        List<String> trial = new ArrayList<>(setpriv);
        trial.add("true");
        if (succeeds(trial.toArray(String[]::new))) {
            return setpriv;
        }
        throw new StackFailure("PostgreSQL does not run as root, and neither unshare nor setpriv works here:"
                + " start as an ordinary user.");
    }

    private static boolean succeeds(String... command) throws InterruptedException {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }

    /** As root: the data belongs to whoever the server runs as this time. */
    private static void give(Path directory, List<String> prefix) throws IOException, InterruptedException {
        if (!prefix.isEmpty()) {
            String owner = prefix.contains("setpriv") ? NOBODY : "0";
            new ProcessBuilder("chown", "-R", owner + ":" + owner, directory.toString())
                    .start()
                    .waitFor();
        }
    }

    private void unpack() throws IOException, StackFailure {
        String archive = "/postgres-linux-" + architecture() + ".txz";
        try (InputStream file = PostgresServer.class.getResourceAsStream(archive)) {
            if (file == null) {
                throw new StackFailure("No PostgreSQL for " + System.getProperty("os.name") + " on "
                        + System.getProperty("os.arch") + ": use Linux on x86-64 or arm64, or docker compose.");
            }
            Path complete = home.resolve("complete-" + Versions.of("postgresql"));
            if (Files.exists(complete)) {
                return;
            }
            Directories.delete(home);
            Files.createDirectories(home);
            try (TarArchiveInputStream tar =
                    new TarArchiveInputStream(new XZCompressorInputStream(new BufferedInputStream(file)))) {
                for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                    unpack(tar, entry);
                }
            }
            Files.createFile(complete);
        }
    }

    private void unpack(TarArchiveInputStream tar, TarArchiveEntry entry) throws IOException {
        Path target = home.resolve(entry.getName()).normalize();
        if (!target.startsWith(home)) {
            throw new IOException("the archive names a file outside its directory: " + entry.getName());
        }
        if (entry.isDirectory()) {
            Files.createDirectories(target);
        } else if (entry.isSymbolicLink()) {
            Files.createDirectories(target.getParent());
            Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
        } else {
            Files.createDirectories(target.getParent());
            Files.copy(tar, target);
            if ((entry.getMode() & 0100) != 0) {
                Set<PosixFilePermission> permissions = EnumSet.copyOf(Files.getPosixFilePermissions(target));
                permissions.addAll(Set.of(
                        PosixFilePermission.OWNER_EXECUTE,
                        PosixFilePermission.GROUP_EXECUTE,
                        PosixFilePermission.OTHERS_EXECUTE));
                Files.setPosixFilePermissions(target, permissions);
            }
        }
    }

    private static String architecture() {
        return switch (System.getProperty("os.arch").toLowerCase(Locale.ROOT)) {
            case "amd64", "x86_64" -> "x86_64";
            case "aarch64", "arm64" -> "arm_64";
            default -> "unknown";
        };
    }
}
