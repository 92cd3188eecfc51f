package vn.gov.identitylink.localstack;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * PostgreSQL, Keycloak and both services as processes of this machine. {@link #start} returns when all of them answer;
 * {@link #close} ends them. What an earlier, killed run has left is stopped first.
 */
final class LocalStack implements AutoCloseable {

    static final String SERVICE = "identity-link-service";
    static final String POSTGRESQL = "postgresql";

    private static final Duration START_PATIENCE = Duration.ofMinutes(4);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(500);

    private final StackPlan plan;
    private final Progress progress;
    private final Children children;
    private final LocalSettings settings;
    private String registryProtocol = "JSON";
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    private @Nullable FileChannel lockFile;

    LocalStack(StackPlan plan, Progress progress) {
        this.plan = plan;
        this.progress = progress;
        this.children = new Children(plan);
        this.settings = new LocalSettings(plan);
    }

    /** Only one launcher may use a stack's directory; the lock goes when the launcher goes, however it ends. */
    void claim() throws IOException, StackFailure {
        Files.createDirectories(plan.processIds());
        FileChannel file = FileChannel.open(
                plan.processIds().resolve("launcher.lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
        FileLock lock = file.tryLock();
        Path idFile = plan.processIds().resolve("launcher");
        if (lock == null) {
            throw new StackFailure("The stack is already running (process " + Files.readString(idFile)
                    + "): use it as it is, or end it with Ctrl-C there.");
        }
        lockFile = file;
        Files.writeString(idFile, Long.toString(ProcessHandle.current().pid()));
        List<ProcessHandle> leftovers = Children.leftovers(plan);
        if (!leftovers.isEmpty()) {
            progress.say("An earlier run was killed: ending the " + leftovers.size() + " processes that it left.");
            ChildProcess.stop(leftovers, ChildProcess.StopSignal.TERM);
        }
        new PostgresServer(plan, children).stopOldServer();
    }

    /** Forgets accounts, links and sign-ins; programs that were unpacked and built stay. */
    void dropData() throws IOException {
        Directories.delete(plan.directory().resolve("postgresql"));
    }

    void start() throws IOException, SQLException, StackFailure, InterruptedException {
        checkPorts();
        startProviders();
        startServices();
    }

    private void startProviders() throws IOException, SQLException, StackFailure, InterruptedException {
        startPostgresql();
        KeycloakServer keycloak = new KeycloakServer(plan, children);
        if (!keycloak.isBuilt()) {
            progress.step("Keycloak is built, once", keycloak::build);
        }
        warnAboutOldRealms();
        ChildProcess keycloakProcess = keycloak.start(settings.keycloak());
        progress.step(
                "Keycloak on port " + plan.keycloak(),
                () -> await(keycloakProcess, () -> answers(plan.keycloakManagement(), "/health/ready")));
    }

    void startPostgresql() throws IOException, SQLException, StackFailure, InterruptedException {
        PostgresServer postgresql = new PostgresServer(plan, children);
        progress.step("PostgreSQL on port " + plan.postgresql(), () -> {
            ChildProcess process = postgresql.start();
            await(process, postgresql::isReady);
            postgresql.createRolesAndDatabases();
        });
    }

    private void startServices() throws IOException, SQLException, StackFailure, InterruptedException {
        ChildProcess registry = startService("population-registry-mock", settings.registry());
        ChildProcess service = startService(SERVICE, settings.service(registryProtocol));
        progress.step(
                "population-registry-mock on port " + plan.registry(),
                () -> await(registry, () -> answers(plan.registryManagement(), "/q/health/ready")));
        awaitService(service);
    }

    /** The service that is started next speaks so to the registry: {@code JSON} or {@code SOAP}. */
    void speakToRegistry(String protocol) {
        registryProtocol = protocol;
    }

    /** Starts the service again after it was ended. */
    void startServiceAgain() throws IOException, SQLException, StackFailure, InterruptedException {
        awaitService(startService(SERVICE, settings.service(registryProtocol)));
    }

    private void awaitService(ChildProcess service)
            throws IOException, SQLException, StackFailure, InterruptedException {
        progress.step(
                "identity-link-service on port " + plan.service(),
                () -> await(service, () -> answers(plan.serviceManagement(), "/q/health/ready")));
    }

    Children children() {
        return children;
    }

    private ChildProcess startService(String module, Map<String, String> environment) throws IOException, StackFailure {
        Path program = plan.projectRoot().resolve(module + "/target/quarkus-app/quarkus-run.jar");
        if (!Files.exists(program)) {
            throw new StackFailure(module + " is not built: start with ./run, or run mvn package first.");
        }
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx384m",
                "-jar",
                program.toString());
        return children.start(module, command, environment, ChildProcess.StopSignal.TERM);
    }

    private void checkPorts() throws StackFailure {
        List<String> taken = new ArrayList<>();
        plan.ports().forEach((port, wanted) -> {
            if (!isFree(port)) {
                taken.add(port + " (wanted by " + wanted + ")");
            }
        });
        if (!taken.isEmpty()) {
            throw new StackFailure("Another program listens on port " + String.join(", port ", taken)
                    + ": end it, then start again. \"ss -ltnp\" tells which it is.");
        }
    }

    private static boolean isFree(int port) {
        for (String address : List.of("127.0.0.1", "0.0.0.0")) {
            try (ServerSocket socket = new ServerSocket()) {
                socket.setReuseAddress(true);
                socket.bind(new InetSocketAddress(address, port));
            } catch (IOException e) {
                return false;
            }
        }
        return true;
    }

    /** Keycloak imports a realm only where there is none yet. */
    private void warnAboutOldRealms() throws IOException {
        StringBuilder files = new StringBuilder();
        for (String realm : RealmFiles.REALMS) {
            files.append(Files.readString(new RealmFiles(plan.projectRoot()).committed(realm)));
        }
        Path imported = plan.directory().resolve("postgresql/imported-realms");
        if (!Files.exists(imported)) {
            Files.writeString(imported, files);
        } else if (!Files.readString(imported).contentEquals(files)) {
            progress.say("The realm files have changed since this data was made: ./run --fresh takes them over.");
        }
    }

    @FunctionalInterface
    private interface Probe {
        boolean isReady() throws IOException, InterruptedException;
    }

    private void await(ChildProcess process, Probe probe) throws IOException, StackFailure, InterruptedException {
        Instant deadline = Instant.now().plus(START_PATIENCE);
        while (!probe.isReady()) {
            Optional<ChildProcess> ended = children.ended();
            if (ended.isPresent()) {
                throw new StackFailure(ended.get().name() + " ended while it was starting; see "
                        + ended.get().log());
            }
            if (Instant.now().isAfter(deadline)) {
                throw new StackFailure(process.name() + " does not get ready; see " + process.log());
            }
            Thread.sleep(POLL_INTERVAL);
        }
        process.recordIds();
    }

    private boolean answers(int port, String path) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                .timeout(Duration.ofSeconds(5))
                .build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() {
        children.close();
        try {
            if (lockFile != null) {
                lockFile.close();
            }
        } catch (IOException e) {
            // The process is ending, and the lock with it.
        }
    }
}
