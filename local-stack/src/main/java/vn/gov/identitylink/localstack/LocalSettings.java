package vn.gov.identitylink.localstack;

import java.util.Map;
import java.util.TreeMap;

/**
 * What each part is told in the local stack, as environment variables: the one place to look at. Passwords and secrets
 * are the public ones of a stack that listens on this machine only and holds synthetic people.
 */
final class LocalSettings {

    private final StackPlan plan;

    LocalSettings(StackPlan plan) {
        this.plan = plan;
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

    Map<String, String> service() {
        return new TreeMap<>();
    }

    Map<String, String> registry() {
        return new TreeMap<>();
    }
}
