package vn.gov.identitylink.access;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AccessConfigTest {

    @Test
    void defaults() {
        AccessConfig config = read(Map.of());
        assertEquals(Set.of("portal-web", "swagger-ui"), config.citizenClients());
        assertEquals(Set.of("home-portal"), config.homePortalClients());
        assertEquals(Set.of("province-portal"), config.otherPortalClients());
        assertEquals(Set.of("staff-desk", "swagger-ui"), config.staffClients());
        assertEquals("BCA", config.vneidLoginIdp());
        assertEquals(Duration.ofSeconds(30), config.clockSkew());
        assertEquals(Duration.ofHours(1), config.longestTokenLife());
    }

    @Test
    void everyKeyIsRead() {
        AccessConfig config = read(Map.of(
                "identity-link.access.citizen-clients", "a",
                "identity-link.access.home-portal-clients", "b",
                "identity-link.access.other-portal-clients", "c,d",
                "identity-link.access.staff-clients", "e",
                "identity-link.access.vneid-login-idp", "f",
                "identity-link.access.clock-skew", "1S",
                "identity-link.access.longest-token-life", "5M"));
        assertEquals(Set.of("a"), config.citizenClients());
        assertEquals(Set.of("b"), config.homePortalClients());
        assertEquals(Set.of("c", "d"), config.otherPortalClients());
        assertEquals(Set.of("e"), config.staffClients());
        assertEquals("f", config.vneidLoginIdp());
        assertEquals(Duration.ofSeconds(1), config.clockSkew());
        assertEquals(Duration.ofMinutes(5), config.longestTokenLife());
    }

    private static AccessConfig read(Map<String, String> properties) {
        return new SmallRyeConfigBuilder()
                .withMapping(AccessConfig.class)
                .withConverter(Duration.class, 200, new io.quarkus.runtime.configuration.DurationConverter())
                .withSources(new PropertiesConfigSource(properties, "test", 100))
                .build()
                .getConfigMapping(AccessConfig.class);
    }
}
