package vn.gov.populationregistry;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Map;

/** Who may ask through the national exchange's SOAP services. */
@ConfigMapping(prefix = "population-registry.exchange")
interface ExchangeConfig {

    /** How far {@code Timestamp} may be from this clock, either way. Wider accepts headers that were written down longer. */
    @WithDefault("PT5M")
    Duration clockWindow();

    /** By user name. A user who is not here is refused as one with a wrong hash is. */
    Map<String, Client> clients();

    interface Client {

        /** What both sides know; only its hash travels. */
        String secret();

        /** The subsystem that must stand in {@code X-Road-Client}. */
        String xRoadClient();
    }
}
