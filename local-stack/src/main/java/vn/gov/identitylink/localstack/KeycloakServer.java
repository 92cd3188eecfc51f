package vn.gov.identitylink.localstack;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Keycloak from its Maven artifact, which the build has unpacked, with the realm files of this module. */
final class KeycloakServer {

    /** Options that Keycloak fixes when it is built; a change of them builds it again. */
    private static final List<String> BUILD_OPTIONS = List.of("--db=postgres", "--health-enabled=true");

    private final StackPlan plan;
    private final Children children;
    private final Path home;

    KeycloakServer(StackPlan plan, Children children) throws IOException {
        this.plan = plan;
        this.children = children;
        this.home = plan.programs().resolve("keycloak/keycloak-" + Versions.of("keycloak"));
    }

    private Path built() {
        return home.resolve("built-for-local-stack");
    }

    boolean isBuilt() throws IOException {
        return Files.exists(built()) && Files.readString(built()).equals(BUILD_OPTIONS.toString());
    }

    /** Takes most of a minute, once; later starts reuse it. */
    void build() throws IOException, StackFailure, InterruptedException {
        if (!Files.isExecutable(script())) {
            throw new StackFailure(
                    "Keycloak is not unpacked in " + home + ": run mvn -pl local-stack process-resources.");
        }
        // Two stacks of one clone (a test beside ./run) share the program.
        try (FileChannel file = FileChannel.open(
                        home.resolve("build.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = file.lock()) {
            if (isBuilt() || !lock.isValid()) {
                return;
            }
            List<String> command = new ArrayList<>(List.of(script().toString(), "build"));
            command.addAll(BUILD_OPTIONS);
            if (!children.run("keycloak-build", command, Duration.ofMinutes(10))) {
                throw new StackFailure(
                        "Keycloak could not be built; see " + plan.logs().resolve("keycloak-build.log"));
            }
            Files.writeString(built(), BUILD_OPTIONS.toString());
        }
    }

    ChildProcess start(Map<String, String> settings) throws IOException, StackFailure {
        Path imports = Files.createDirectories(home.resolve("data/import"));
        for (String realm : RealmFiles.REALMS) {
            Path file = new RealmFiles(plan.projectRoot()).committed(realm);
            Files.copy(file, imports.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
        }
        return children.start(
                "keycloak",
                List.of(script().toString(), "start", "--optimized", "--import-realm"),
                settings,
                ChildProcess.StopSignal.TERM);
    }

    private Path script() {
        return home.resolve("bin/kc.sh");
    }
}
