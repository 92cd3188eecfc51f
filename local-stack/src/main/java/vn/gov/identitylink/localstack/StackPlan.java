package vn.gov.identitylink.localstack;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Where one running stack is: its ports on this machine and its directories.
 *
 * @param projectRoot the repository's root
 * @param directory what this stack writes: database, logs, process ids
 * @param receiver where the other portal may have its events pushed; nothing listens here until somebody writes a receiver
 */
record StackPlan(
        Path projectRoot,
        Path directory,
        int postgresql,
        int keycloak,
        int keycloakManagement,
        int service,
        int serviceManagement,
        int registry,
        int registryManagement,
        int receiver) {

    /** Nothing listens here: the portal's front end is only where the sign-in pages send the browser back to. */
    static final String PORTAL_URL = "http://localhost:8100";

    /** The ports that the documentation names, and data that outlives the run. */
    static StackPlan product(Path projectRoot) {
        return new StackPlan(
                projectRoot, projectRoot.resolve(".local-stack"), 5432, 8180, 9180, 8080, 9080, 8090, 9090, 8110);
    }

    /** Ports that are free now, so that tests run beside a stack that somebody works with. */
    static StackPlan onFreePorts(Path projectRoot, Path directory) throws IOException {
        List<ServerSocket> reserved = new ArrayList<>();
        try {
            int[] ports = new int[8];
            for (int i = 0; i < ports.length; i++) {
                ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                reserved.add(socket);
                ports[i] = socket.getLocalPort();
            }
            return new StackPlan(
                    projectRoot,
                    directory,
                    ports[0],
                    ports[1],
                    ports[2],
                    ports[3],
                    ports[4],
                    ports[5],
                    ports[6],
                    ports[7]);
        } finally {
            for (ServerSocket socket : reserved) {
                socket.close();
            }
        }
    }

    /** Port → who wants it, in the order of starting. */
    Map<Integer, String> ports() {
        Map<Integer, String> ports = new LinkedHashMap<>();
        ports.put(postgresql, "PostgreSQL");
        ports.put(keycloak, "Keycloak");
        ports.put(keycloakManagement, "Keycloak's health");
        ports.put(service, "identity-link-service");
        ports.put(serviceManagement, "identity-link-service's health");
        ports.put(registry, "population-registry-mock");
        ports.put(registryManagement, "population-registry-mock's health");
        return ports;
    }

    /** Programs that are unpacked once and shared by every stack of this clone. */
    Path programs() {
        return projectRoot.resolve(".local-stack");
    }

    Path logs() {
        return directory.resolve("logs");
    }

    /** What citizens are told, a file for each channel. */
    Path notices() {
        return directory.resolve("notices");
    }

    Path processIds() {
        return directory.resolve("run");
    }

    String keycloakUrl() {
        return "http://localhost:" + keycloak;
    }

    String serviceUrl() {
        return "http://localhost:" + service;
    }

    String registryUrl() {
        return "http://localhost:" + registry;
    }

    String issuer(String realm) {
        return keycloakUrl() + "/realms/" + realm;
    }

    String jdbcUrl(String database) {
        return "jdbc:postgresql://localhost:" + postgresql + "/" + database;
    }
}
