package vn.gov.identitylink.localstack;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What each part is told in the local stack, as environment variables: the one place to look at. Passwords and secrets
 * are the public ones of a stack that listens on this machine only and holds synthetic people.
 */
final class LocalSettings {

    // Base64 of 32 bytes that say what they are.
    private static final String LOCAL_KEY_ENCRYPTION_KEY = base64("local stack: key-encryption key.");
    private static final String LOCAL_INDEX_KEY = base64("local stack: key of the look-ups");

    private final StackPlan plan;

    LocalSettings(StackPlan plan) {
        this.plan = plan;
    }

    private static String base64(String thirtyTwoCharacters) {
        byte[] key = thirtyTwoCharacters.getBytes(StandardCharsets.US_ASCII);
        if (key.length != 32) {
            throw new IllegalArgumentException("a key has 32 bytes, not " + key.length);
        }
        return Base64.getEncoder().encodeToString(key);
    }

    Map<String, String> keycloak() {
        Map<String, String> settings = new TreeMap<>();
        settings.put("KC_DB_URL", plan.jdbcUrl("keycloak"));
        settings.put("KC_DB_USERNAME", "keycloak");
        settings.put("KC_DB_PASSWORD", "keycloak");
        settings.put("KC_HOSTNAME", plan.keycloakUrl());
        settings.put("KC_HTTP_ENABLED", "true");
        settings.put("KC_HTTP_HOST", "localhost");
        settings.put("KC_HTTP_PORT", Integer.toString(plan.keycloak()));
        settings.put("KC_HTTP_MANAGEMENT_PORT", Integer.toString(plan.keycloakManagement()));
        settings.put("KC_CACHE", "local");
        settings.put("KC_LOG_LEVEL", "info,io.smallrye.health:warn");
        settings.put("KC_BOOTSTRAP_ADMIN_USERNAME", "admin");
        settings.put("KC_BOOTSTRAP_ADMIN_PASSWORD", "admin");
        settings.put("JAVA_OPTS_KC_HEAP", "-Xms128m -Xmx512m");
        // The realm files name these addresses; see local-stack/keycloak.
        settings.put("KEYCLOAK_URL", plan.keycloakUrl());
        settings.put("KEYCLOAK_BACKCHANNEL_URL", plan.keycloakUrl());
        settings.put("PORTAL_URL", StackPlan.PORTAL_URL);
        settings.put("SERVICE_URL", plan.serviceUrl());
        settings.put("REGISTRY_URL", plan.registryUrl());
        return settings;
    }

    /** @param registryProtocol {@code JSON} or {@code SOAP}; both are served by the same registry */
    Map<String, String> service(String registryProtocol) {
        Map<String, String> settings = http(plan.service(), plan.serviceManagement());
        settings.put("QUARKUS_DATASOURCE_JDBC_URL", plan.jdbcUrl("identity_link"));
        settings.put("QUARKUS_DATASOURCE_PASSWORD", "identity_link_application");
        settings.put("QUARKUS_FLYWAY_PASSWORD", "identity_link_owner");
        settings.put("QUARKUS_OIDC_AUTH_SERVER_URL", plan.issuer("portal"));
        settings.put("IDENTITY_LINK_HTTP_PUBLIC_URL", plan.serviceUrl());
        settings.put("IDENTITY_LINK_ACCOUNTS_POPULATION", "SYNTHETIC");
        // The names of keys and clients are parts of these names, so they are written as the configuration spells them.
        settings.put("identity-link.protection.key-encryption-keys.local-1", LOCAL_KEY_ENCRYPTION_KEY);
        settings.put("IDENTITY_LINK_PROTECTION_CURRENT_KEY_ENCRYPTION_KEY", "local-1");
        settings.put("identity-link.protection.index-keys.local-1", LOCAL_INDEX_KEY);
        for (String frontEnd : List.of("portal-web", "staff-desk", "swagger-ui")) {
            settings.put("identity-link.linking.redirect-uris." + frontEnd, StackPlan.PORTAL_URL + "/link/callback");
        }
        settings.put("IDENTITY_LINK_NOTICES_DIRECTORY", plan.notices().toString());
        settings.put("IDENTITY_LINK_NOTICES_DISPUTE_PAGE", StackPlan.PORTAL_URL + "/not-me");
        settings.put("IDENTITY_LINK_EVENTS_PUSH_TO_PRIVATE_ADDRESSES", "true");
        settings.put("identity-link.events.push-hosts.province-portal", "localhost:" + plan.receiver());
        settings.put("identity-link.linking.vneid-clients.portal-web", "portal-broker");
        settings.put("IDENTITY_LINK_SWAGGER_UI_REALM", plan.issuer("portal"));
        settings.put("identity-link.swagger-ui.people.citizen", "thu.nguyen");
        settings.put("identity-link.swagger-ui.people.officer", "officer.quynhon");
        for (String portal : List.of("home-portal", "province-portal")) {
            settings.put("identity-link.swagger-ui.clients." + portal, portal + "-secret");
        }
        settings.put("IDENTITY_LINK_VNEID_ISSUER", plan.issuer("vneid"));
        settings.put("IDENTITY_LINK_VNEID_DISCOVERY_URL", plan.issuer("vneid") + "/.well-known/openid-configuration");
        settings.put("IDENTITY_LINK_VNEID_CLIENT_ID", "identity-link-service");
        settings.put("IDENTITY_LINK_VNEID_CLIENT_SECRET", "identity-link-service-secret");
        settings.put("IDENTITY_LINK_REGISTRY_URL", plan.registryUrl());
        settings.put("IDENTITY_LINK_REGISTRY_AGENCY_CODE", "local-stack");
        settings.put("IDENTITY_LINK_REGISTRY_PROTOCOL", registryProtocol);
        settings.put("IDENTITY_LINK_REGISTRY_EXCHANGE_USER", "identity-link");
        settings.put("IDENTITY_LINK_REGISTRY_EXCHANGE_SECRET", "identity-link-secret");
        settings.put("IDENTITY_LINK_REGISTRY_EXCHANGE_X_ROAD_CLIENT", "VN/GOV/G22/IDENTITY-LINK");
        settings.put("QUARKUS_OIDC_CLIENT_AUTH_SERVER_URL", plan.issuer("vneid"));
        settings.put("QUARKUS_OIDC_CLIENT_CONNECTION_DELAY", "4M");
        settings.put("QUARKUS_OIDC_CLIENT_CLIENT_ID", "identity-link-service-registry");
        settings.put("QUARKUS_OIDC_CLIENT_CREDENTIALS_SECRET", "identity-link-service-registry-secret");
        return settings;
    }

    Map<String, String> registry() {
        Map<String, String> settings = http(plan.registry(), plan.registryManagement());
        settings.put("QUARKUS_OIDC_AUTH_SERVER_URL", plan.issuer("vneid"));
        settings.put("POPULATION_REGISTRY_ADMIN_ENABLED", "true");
        return settings;
    }

    private static Map<String, String> http(int port, int managementPort) {
        Map<String, String> settings = new TreeMap<>();
        settings.put("QUARKUS_HTTP_HOST", "localhost");
        settings.put("QUARKUS_HTTP_PORT", Integer.toString(port));
        settings.put("QUARKUS_MANAGEMENT_HOST", "localhost");
        settings.put("QUARKUS_MANAGEMENT_PORT", Integer.toString(managementPort));
        settings.put("QUARKUS_SWAGGER_UI_ENABLED", "true");
        // All programs start at the same time, and Keycloak is the slowest.
        settings.put("QUARKUS_OIDC_CONNECTION_DELAY", "4M");
        return settings;
    }
}
