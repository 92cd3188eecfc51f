package vn.gov.populationregistry;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Whether testers may change what this registry answers. */
@ConfigMapping(prefix = "population-registry.admin")
interface AdminConfig {

    /** Without it, everything under {@code /v1/admin} is 404, whatever the token. */
    @WithDefault("false")
    boolean enabled();
}
