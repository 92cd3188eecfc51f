package vn.gov.populationregistry;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How many people there are beside the named ones, and which. */
@ConfigMapping(prefix = "population-registry.computed")
interface ComputedConfig {

    /** From none to fifty million; more cost neither memory nor time to start, but statistics take longer. */
    @WithDefault("1000")
    int people();

    /** The same seed gives the same people everywhere. */
    @WithDefault("1")
    long seed();
}
