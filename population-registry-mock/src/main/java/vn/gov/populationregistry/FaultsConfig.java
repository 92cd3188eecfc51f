package vn.gov.populationregistry;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Map;
import java.util.Optional;

/** Which faults there are from the start: by default none. */
@ConfigMapping(prefix = "population-registry.faults")
interface FaultsConfig {

    /** The same seed and the same look-ups give the same faults. */
    @WithDefault("1")
    long seed();

    /** By name; asked in the order of their names. */
    Map<String, Rule> rules();

    interface Rule {

        /** As in the header {@code Mock-Scenario}. */
        String scenario();

        /** Of the look-ups that the rule is for, from 0 to 1. */
        double share();

        /** Only look-ups of this service. */
        Optional<LookUp.Service> service();

        /** Only look-ups by this client, or user of the exchange. */
        Optional<String> caller();
    }
}
