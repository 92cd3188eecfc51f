package vn.gov.identitylink.testing;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The packaged service as a process of its own, on free ports, beside the service under test and in the same world: it can
 * be killed as the operating system kills, and be given little memory.
 */
public final class ServiceProcess implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Pattern LISTENING =
            Pattern.compile("Listening on: (http://\\S+?)\\. Management interface listening on (http://\\S+?)\\.?$");

    private static @Nullable Path packaged;
    private static int started;

    private final String name;
    private final Process process;
    private final Path log;
    private final CompletableFuture<Matcher> listening = new CompletableFuture<>();

    private ServiceProcess(String name, Process process, Path log) {
        this.name = name;
        this.process = process;
        this.log = log;
    }

    /** Starts one; {@link #awaitReady} tells when it serves. */
    public static ServiceProcess start(Map<String, String> settings, String... options) {
        try {
            return launch(settings, options);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static synchronized ServiceProcess launch(Map<String, String> settings, String... options)
            throws IOException {
        Path service = packaged();
        started++;
        String name = "service-" + started;
        Map<String, String> told = new HashMap<>(TestWorld.get().config());
        told.putAll(Map.of(
                "quarkus.http.host", "localhost",
                "quarkus.http.port", "0",
                "quarkus.management.host", "localhost",
                "quarkus.management.port", "0",
                "quarkus.datasource.password", "identity_link_application",
                "quarkus.flyway.password", "identity_link_owner",
                "quarkus.log.console.json.enabled", "false",
                // Its connections tell which process they are of.
                "quarkus.datasource.jdbc.additional-jdbc-properties.ApplicationName", name));
        told.putAll(settings);
        Path file = service.resolveSibling(name + ".properties");
        Properties properties = new Properties();
        properties.putAll(told);
        // Before what is packaged.
        properties.setProperty("config_ordinal", "500");
        try (var writer = Files.newBufferedWriter(file)) {
            properties.store(writer, null);
        }
        List<String> command = new ArrayList<>(List.of(java(), "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
        command.addAll(List.of(options));
        command.addAll(List.of("-Dsmallrye.config.locations=" + file.toUri(), "-jar", service.toString()));
        Path log = service.resolveSibling(name + ".log");
        ServiceProcess process = new ServiceProcess(
                name, new ProcessBuilder(command).redirectErrorStream(true).start(), log);
        Runtime.getRuntime().addShutdownHook(new Thread(process.process::destroyForcibly));
        Thread.ofPlatform().name(name).daemon().start(process::follow);
        return process;
    }

    /** Packaged once for each run of the tests. */
    private static Path packaged() throws IOException {
        Path there = packaged;
        if (there == null) {
            Path module = ProjectFiles.at("identity-link-service").toRealPath();
            Path target = Files.createDirectories(module.resolve("target/processes"));
            Process packaging = new ProcessBuilder(
                            java(),
                            "-cp",
                            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                            PackageService.class.getName(),
                            module.toString(),
                            target.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(target.resolve("packaging.log").toFile())
                    .start();
            if (exitOf(packaging) != 0) {
                throw new IllegalStateException("not packaged: " + Files.readString(target.resolve("packaging.log")));
            }
            there = target.resolve("quarkus-app/quarkus-run.jar");
            packaged = there;
        }
        return there;
    }

    private static String java() {
        return System.getProperty("java.home") + File.separator + "bin" + File.separator + "java";
    }

    private void follow() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
                var writer = Files.newBufferedWriter(log)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                writer.write(line + "\n");
                writer.flush();
                Matcher match = LISTENING.matcher(line);
                if (match.find()) {
                    listening.complete(match);
                }
            }
        } catch (IOException killed) {
            // The last line of a killed process is cut.
        }
        listening.completeExceptionally(new IllegalStateException(name + " has ended; see " + log));
    }

    /** What its connections to the database call themselves. */
    public String name() {
        return name;
    }

    public ServiceProcess awaitReady() {
        address(1);
        return this;
    }

    public URI url() {
        return address(1);
    }

    /** Where health and metrics are. */
    public URI management() {
        return address(2);
    }

    private URI address(int group) {
        try {
            return URI.create(
                    listening.get(PATIENCE.toSeconds(), TimeUnit.SECONDS).group(group));
        } catch (InterruptedException | ExecutionException | TimeoutException notStarted) {
            throw new IllegalStateException(name + " did not start; see " + log, notStarted);
        }
    }

    /** The bytes that live objects take, after everything else was collected. */
    public long liveBytes() {
        String jcmd = System.getProperty("java.home") + File.separator + "bin" + File.separator + "jcmd";
        try {
            Process asked = new ProcessBuilder(jcmd, Long.toString(process.pid()), "GC.class_histogram").start();
            try (BufferedReader lines = asked.inputReader(StandardCharsets.UTF_8)) {
                String[] total = lines.lines()
                        .filter(line -> line.startsWith("Total"))
                        .findFirst()
                        .orElseThrow()
                        .split(" +", -1);
                return Long.parseLong(total[2]);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** How long it computes in the next seconds; it is left alone meanwhile. */
    public Duration computesIn(Duration time) {
        Duration before = computed();
        try {
            process.onExit().get(time.toMillis(), TimeUnit.MILLISECONDS);
            throw new IllegalStateException(name + " has ended; see " + log);
        } catch (TimeoutException stillThere) {
            return computed().minus(before);
        } catch (InterruptedException | ExecutionException stopped) {
            throw new IllegalStateException(stopped);
        }
    }

    /** How long it has computed so far. */
    private Duration computed() {
        return process.info().totalCpuDuration().orElseThrow();
    }

    /** SIGKILL: no hook runs, no connection is closed, nothing is said. Returns when the process is gone. */
    public void kill() {
        process.destroyForcibly();
        exitOf(process);
    }

    @Override
    public void close() {
        kill();
    }

    private static int exitOf(Process process) {
        try {
            return process.waitFor();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }
}
