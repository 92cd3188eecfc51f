package vn.gov.identitylink.registry;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.MappingBuilder;
import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
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

    static final RegistryQuestion QUESTION = new RegistryQuestion(
            CitizenNumber.parse("052089999999"), null, FullName.parse("Nguyễn Văn Thử"), BirthDate.parse("1989-01-01"));

    static final RegistryQuestion QUESTION_BY_OLD_NUMBER = new RegistryQuestion(
            null, OldIdentityNumber.parse("215000000"), FullName.parse("NGUYEN VAN THU"), BirthDate.parse("1989"));

    private static final String MATCH = """
            {"outcome": "MATCH", "record": {"number": "052089999999", "oldNumber": "215000000", "formerNumbers": [],
             "fullName": "NGUYỄN VĂN THỬ", "birthDate": "1989-01-01", "sex": "MALE",
             "ethnicity": "01", "religion": "00",
             "placeOfBirth": {"province": "52", "district": "540", "commune": "21583", "detail": "PHƯỜNG LÊ LỢI"},
             "nativePlace": {"province": "52", "commune": "21583", "detail": "PHƯỜNG LÊ LỢI"},
             "permanentResidence": {"province": "52", "commune": "21583", "detail": "PHƯỜNG LÊ LỢI"},
             "lifeState": "ALIVE", "recordVersion": "1"}}""";

    private static final String PATH = "/v1/citizen-matches";

    private static final WireMockServer SERVER =
            new WireMockServer(WireMockConfiguration.options().dynamicPort());

    private final Map<String, String> settings = new LinkedHashMap<>();
    private final List<HttpPopulationRegistry> adapters = new ArrayList<>();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final List<Duration> pauses = new CopyOnWriteArrayList<>();
    private final AtomicInteger refusedTokens = new AtomicInteger();
    private final long seed = System.nanoTime();
    private volatile Optional<String> token = Optional.of("a-token");

    RegistryUnderTest() {
        SERVER.start();
        SERVER.resetAll();
        settings.put("identity-link.registry.url", SERVER.baseUrl());
        settings.put("identity-link.registry.try-timeout", "PT2S");
        System.out.println("Seed of the pauses: " + seed);
    }

    /** The letter's citizen, as the registry answers. */
    static String match() {
        return MATCH;
    }

    /** The same answer with one piece of its text replaced. */
    static String matchWith(String piece, String instead) {
        if (!MATCH.contains(piece)) {
            throw new IllegalArgumentException("the answer has no " + piece);
        }
        return MATCH.replace(piece, instead);
    }

    static MappingBuilder question() {
        return WireMock.post(PATH);
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

    void stub(MappingBuilder mapping) {
        SERVER.stubFor(mapping);
    }

    HttpPopulationRegistry adapter() {
        RegistryConfig config = new SmallRyeConfigBuilder()
                .withMapping(RegistryConfig.class)
                .withDefaultValues(settings)
                .build()
                .getConfigMapping(RegistryConfig.class);
        HttpPopulationRegistry adapter =
                new HttpPopulationRegistry(config, new FakeToken(), meters, new Random(seed), pauses::add);
        adapters.add(adapter);
        return adapter;
    }

    RegistryAnswer ask() {
        return adapter().match(QUESTION);
    }

    /** Every question that has arrived, in order. */
    List<LoggedRequest> tries() {
        return SERVER.findAll(WireMock.postRequestedFor(WireMock.urlEqualTo(PATH)));
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
