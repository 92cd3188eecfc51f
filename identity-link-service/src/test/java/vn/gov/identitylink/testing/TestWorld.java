package vn.gov.identitylink.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Everything around the service, started once per test run. */
public final class TestWorld {

    private static @Nullable TestWorld world;

    private final TestDatabase database = TestDatabase.start();
    private final PortalRealm portal = new PortalRealm();
    private final VneidRealm vneid = new VneidRealm();
    private final StubRegistry registry = new StubRegistry(vneid);
    private final Path notices = temporaryDirectory();
    private final PushReceiver homeReceiver = new PushReceiver();
    private final PushReceiver otherReceiver = new PushReceiver();

    private TestWorld() {}

    /** The world of this run. */
    public static synchronized TestWorld get() {
        TestWorld running = world;
        if (running == null) {
            running = new TestWorld();
            world = running;
            Runtime.getRuntime().addShutdownHook(new Thread(running::stop));
        }
        return running;
    }

    public TestDatabase database() {
        return database;
    }

    public PortalRealm portal() {
        return portal;
    }

    public VneidRealm vneid() {
        return vneid;
    }

    /** Where the home portal has its events pushed. */
    public PushReceiver homeReceiver() {
        return homeReceiver;
    }

    /** Where the other portal has its events pushed. */
    public PushReceiver otherReceiver() {
        return otherReceiver;
    }

    /** Where notices to citizens arrive. */
    public Path notices() {
        return notices;
    }

    private static Path temporaryDirectory() {
        try {
            return Files.createTempDirectory("notices");
        } catch (IOException noRoom) {
            throw new UncheckedIOException(noRoom);
        }
    }

    public StubRegistry registry() {
        return registry;
    }

    /** How the service is told about this world. */
    Map<String, String> config() {
        return Map.ofEntries(
                Map.entry("quarkus.datasource.jdbc.url", database.jdbcUrl()),
                // One line per test run, or a warning per keyword of OpenAPI, says nothing about the service.
                Map.entry("quarkus.log.category.\"io.zonky.test\".level", "WARN"),
                Map.entry("quarkus.log.category.\"com.networknt.schema\".level", "ERROR"),
                Map.entry("quarkus.http.test-port", "0"),
                Map.entry("quarkus.management.test-port", "0"),
                Map.entry("quarkus.oidc.auth-server-url", portal.issuer()),
                Map.entry("quarkus.oidc-client.auth-server-url", vneid.issuer()),
                Map.entry("quarkus.oidc-client.token-path", "/token"),
                Map.entry("quarkus.oidc-client.client-id", VneidRealm.REGISTRY_CLIENT_ID),
                Map.entry("quarkus.oidc-client.credentials.secret", VneidRealm.REGISTRY_CLIENT_SECRET),
                Map.entry("identity-link.registry.url", registry.url().toString()),
                Map.entry("identity-link.registry.agency-code", "G22"),
                Map.entry("identity-link.vneid.issuer", vneid.issuer()),
                Map.entry(
                        "identity-link.vneid.discovery-url",
                        vneid.discoveryUrl().toString()),
                Map.entry("identity-link.vneid.client-id", VneidRealm.CLIENT_ID),
                Map.entry("identity-link.vneid.client-secret", VneidRealm.CLIENT_SECRET),
                Map.entry("identity-link.linking.redirect-uris.portal-web", VneidRealm.REDIRECT_URI.toString()),
                Map.entry("identity-link.linking.redirect-uris.staff-desk", VneidRealm.REDIRECT_URI.toString()),
                Map.entry("identity-link.linking.vneid-clients.portal-web", VneidRealm.PORTAL_CLIENT_ID),
                // All tests share one client; its own test has another one.
                Map.entry("identity-link.limits.verifications-per-client-and-minute", "1000000"),
                // Tests say themselves when events are told on: a refusal must change no row, and sees none changing.
                Map.entry("identity-link.events.relay-interval", "PT24H"),
                Map.entry(
                        "identity-link.events.push-hosts.home-portal",
                        homeReceiver.url().getAuthority()),
                Map.entry(
                        "identity-link.events.push-hosts.province-portal",
                        otherReceiver.url().getAuthority()),
                Map.entry("identity-link.events.push-to-private-addresses", "true"),
                Map.entry("identity-link.notices.interval", "PT24H"),
                Map.entry("identity-link.notices.directory", notices.toString()),
                Map.entry("identity-link.notices.dispute-page", "http://localhost:8100/not-me"),
                Map.entry("identity-link.signals.interval", "PT24H"),
                Map.entry("identity-link.idempotency.sweep-interval", "PT24H"),
                // Nor when documents move, and abandoned uploads are swept.
                Map.entry("identity-link.documents.transfer-interval", "PT24H"),
                Map.entry("identity-link.documents.sweep-interval", "PT24H"),
                Map.entry(
                        "identity-link.documents.procedures.\"1.004873\"",
                        "BIRTH_CERTIFICATE,DRIVING_LICENCE,CRIMINAL_RECORD_CERTIFICATE"),
                Map.entry("identity-link.coverage.count-interval", "PT0S"),
                Map.entry("identity-link.coverage.figures-interval", "PT0S"),
                Map.entry("identity-link.accounts.population", "SYNTHETIC"),
                Map.entry("identity-link.accounts.longest-import", System.getProperty("test.longest-import", "2000")),
                Map.entry(
                        "identity-link.protection.key-encryption-keys.local", key("a key-encryption key of tests...")),
                Map.entry("identity-link.protection.current-key-encryption-key", "local"),
                Map.entry("identity-link.protection.index-keys.local", key("an index key of tests...........")));
    }

    private static String key(String thirtyTwoCharacters) {
        return Base64.getEncoder().encodeToString(thirtyTwoCharacters.getBytes(StandardCharsets.US_ASCII));
    }

    private void stop() {
        homeReceiver.stop();
        otherReceiver.stop();
        registry.stop();
        vneid.stop();
        portal.stop();
        database.stop();
    }
}
