package vn.gov.identitylink.registry;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.MappingBuilder;
import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import vn.gov.identitylink.citizen.BirthDate;
import vn.gov.identitylink.citizen.CitizenNumber;
import vn.gov.identitylink.citizen.FullName;
import vn.gov.identitylink.citizen.OldIdentityNumber;

/** The adapter before a registry that does what a test says; pauses are recorded instead of waited for. */
final class RegistryUnderTest implements AutoCloseable {

    static final Instant NOW = Instant.parse("2026-11-25T01:02:03.004Z");

    static final RegistryQuestion QUESTION = new RegistryQuestion(
            CitizenNumber.parse("052089999999"), null, FullName.parse("Nguyễn Văn Thử"), BirthDate.parse("1989-01-01"));

    static final RegistryQuestion QUESTION_BY_OLD_NUMBER = new RegistryQuestion(
            null, OldIdentityNumber.parse("215000000"), FullName.parse("NGUYEN VAN THU"), BirthDate.parse("1989"));

    private static final WireMockServer SERVER =
            new WireMockServer(WireMockConfiguration.options().dynamicPort());

    private final RegistryFace face;
    private final Map<String, String> settings = new LinkedHashMap<>();
    private final List<HttpPopulationRegistry> adapters = new ArrayList<>();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final List<Duration> pauses = new CopyOnWriteArrayList<>();
    private final AtomicInteger refusedTokens = new AtomicInteger();
    private final long seed = System.nanoTime();
    private volatile Optional<String> token = Optional.of("a-token");

    RegistryUnderTest(RegistryFace face) {
        this.face = face;
        SERVER.start();
        SERVER.resetAll();
        settings.put("identity-link.registry.url", SERVER.baseUrl());
        settings.put("identity-link.registry.try-timeout", "PT2S");
        settings.put("identity-link.registry.protocol", face.name());
        settings.put("identity-link.registry.exchange.user", "identity-link");
        settings.put("identity-link.registry.exchange.secret", "a-secret");
        settings.put("identity-link.registry.exchange.x-road-client", "VN/GOV/G22/IDENTITY-LINK");
        System.out.println("Seed of the pauses: " + seed);
    }

    RegistryUnderTest with(String key, String value) {
        settings.put("identity-link.registry." + key, value);
        return this;
    }

    RegistryUnderTest withoutToken() {
        token = Optional.empty();
        return this;
    }

    /** Nothing listens where the registry should be. */
    RegistryUnderTest refusingConnections() {
        return with("url", "http://localhost:1");
    }

    /** The registry says this to every question. */
    void saying(String body) {
        stub(face.question().willReturn(face.saying(body)));
    }

    void stub(MappingBuilder mapping) {
        SERVER.stubFor(mapping);
    }

    HttpPopulationRegistry adapter() {
        RegistryConfig config = config();
        RegistryProtocol protocol = switch (face) {
            case JSON -> new JsonProtocol(new FakeToken(), config);
            case SOAP -> new SoapProtocol(config, () -> NOW);
        };
        HttpPopulationRegistry adapter =
                new HttpPopulationRegistry(config, protocol, meters, new Random(seed), pauses::add);
        adapters.add(adapter);
        return adapter;
    }

    RegistryConfig config() {
        return new SmallRyeConfigBuilder()
                .withMapping(RegistryConfig.class)
                .withDefaultValues(settings)
                .build()
                .getConfigMapping(RegistryConfig.class);
    }

    RegistryAnswer ask() {
        return adapter().match(QUESTION);
    }

    /** Every question that has arrived, in order. */
    List<LoggedRequest> tries() {
        return SERVER.findAll(WireMock.postRequestedFor(WireMock.urlEqualTo(face.path())));
    }

    List<Duration> pauses() {
        return pauses;
    }

    int refusedTokens() {
        return refusedTokens.get();
    }

    SimpleMeterRegistry meters() {
        return meters;
    }

    @Override
    public void close() {
        adapters.forEach(HttpPopulationRegistry::close);
    }

    private final class FakeToken implements RegistryToken {

        @Override
        public Optional<String> get(Duration patience) {
            return token;
        }

        @Override
        public void refused() {
            refusedTokens.incrementAndGet();
        }
    }
}
