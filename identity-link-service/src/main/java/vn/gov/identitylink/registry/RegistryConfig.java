package vn.gov.identitylink.registry;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * How the population registry is reached, in whose name it is asked, and how patiently. Public only because the validator
 * of constraints cannot reach into a package-private mapping.
 */
@ConfigMapping(prefix = "identity-link.registry")
public interface RegistryConfig {

    /** Base address, without the path of a call. */
    URI url();

    /** The address of one call. */
    default URI endpoint(String path) {
        return URI.create(url().toString().replaceAll("/+$", "") + path);
    }

    /** Which of the registry's faces is spoken to; {@code SOAP} needs what {@link #exchange} names. */
    @WithDefault("JSON")
    Protocol protocol();

    /** A face of the registry. */
    enum Protocol {
        /** The contract of {@code openapi/population-registry.yaml}, with access tokens. */
        JSON,
        /** Service 037 of the national data exchange. */
        SOAP
    }

    /** Who we are at the national data exchange. */
    Exchange exchange();

    /** What the exchange's operator gives out. Read only where the protocol is {@code SOAP}. */
    interface Exchange {

        /** The path of service 037 behind the base address; a part of what is hashed, so it must be the exchange's. */
        @Pattern(regexp = "/[!-~]*")
        @WithDefault("/soap/TraCuuThongTinCongDan")
        String path();

        /** The user of the Basic header. */
        Optional<@Pattern(regexp = "[!-9;-~]{1,60}") String> user();

        /** Never travels; only its hash does. */
        Optional<String> secret();

        /** Our subsystem, {@code X-Road-Client}, such as {@code VN/GOV/G22/IDENTITY-LINK}. */
        Optional<@Pattern(regexp = "[!-~]{1,200}") String> xRoadClient();

        /** {@code ApiKey}, where the exchange wants one. */
        Optional<@Pattern(regexp = "[!-~]{1,200}") String> apiKey();
    }

    /** The administrative procedure on whose behalf questions are asked ({@code MaDVC}); the registry accounts for it. */
    @Size(min = 1, max = 20)
    @WithDefault("account-linking")
    String procedureCode();

    /**
     * The agency that asks ({@code MaDonVi}, Decision 20/2020/QĐ-TTg), by default the Government Office, which runs the
     * portal. A wrong one is refused or charged to others.
     */
    @Size(min = 1, max = 35)
    @WithDefault("G22")
    String agencyCode();

    /** The officer or system that asks ({@code MaCanBo}); the registry refuses questions without one. */
    @Size(min = 1, max = 20)
    @WithDefault("identity-link")
    String officerCode();

    /** How long a connection may take. Longer makes citizens wait for a registry that is not there. */
    @WithDefault("PT1S")
    Duration connectTimeout();

    /** How long one try may take from the first to the last byte; a try that takes longer is not repeated. */
    @WithDefault("PT3S")
    Duration tryTimeout();

    /** How long a question may take with all its tries and pauses: no less than one try, and what a citizen waits. */
    @WithDefault("PT5S")
    Duration deadline();

    /** How often a try is repeated after a lost connection, 429 or 503. More prolongs an overload. */
    @Min(0)
    @Max(2)
    @WithDefault("2")
    int retries();

    /** The pause before the first repetition, doubled before the next and shortened by up to a half at random. */
    @WithDefault("PT0.1S")
    Duration firstPause();

    /** A registry that asks for a longer pause than this is not asked again within the same question. */
    @WithDefault("PT1S")
    Duration longestPause();

    /** What callers are told to wait when the registry does not say. */
    @WithDefault("PT5S")
    Duration retryAfter();

    /** When the registry is left alone for a while. */
    CircuitBreaker circuitBreaker();

    /** Counts tries that found no registry: no connection, no answer in time, 401, 403, 429 or 5xx. */
    interface CircuitBreaker {

        /** How many tries are looked at. Fewer opens the circuit sooner, and by chance. */
        @Min(2)
        @WithDefault("20")
        int lastTries();

        /** The share of failures among them that opens the circuit. */
        @WithDefault("0.5")
        double failureRatio();

        /** How long nobody asks; callers are told to wait as long. */
        @WithDefault("PT5S")
        Duration delay();
    }
}
