package vn.gov.identitylink.testing;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.arc.Arc;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import vn.gov.identitylink.citizen.BirthDate;
import vn.gov.identitylink.citizen.CitizenNumber;
import vn.gov.identitylink.citizen.FullName;
import vn.gov.identitylink.citizen.Likeness;
import vn.gov.identitylink.registry.PopulationRegistry;
import vn.gov.identitylink.registry.RegistryAnswer;
import vn.gov.identitylink.registry.RegistryQuestion;

/** The population registry's JSON contract over the synthetic citizens. */
public final class StubRegistry {

    /** {@code identity-link.registry.circuit-breaker.last-tries}. */
    private static final int TRIES_THAT_COUNT = 20;

    private static final RegistryQuestion ABOUT_NOBODY = new RegistryQuestion(
            CitizenNumber.parse("052089999900"), null, FullName.parse("Không Ai Cả"), BirthDate.parse("1989-01-01"));

    private final TestServer server = new TestServer();
    private final Set<String> requestIds = ConcurrentHashMap.newKeySet();
    private final Map<String, List<Long>> figures = new ConcurrentHashMap<>();
    private volatile @Nullable SyntheticCitizen stranger;
    private volatile boolean forgetful;
    private volatile Runnable breakpoint = () -> {};

    StubRegistry(VneidRealm vneid) {
        server.route("/v1/population-statistics", this::figures);
        server.route("/v1/citizen-matches", request -> {
            String authorization = request.header("Authorization");
            return authorization.startsWith("Bearer ")
                            && vneid.isRegistryToken(authorization.substring("Bearer ".length()))
                    ? match(request)
                    : problem(401, "invalid-token");
        });
    }

    public URI url() {
        return server.address();
    }

    public void fail(Fault fault) {
        server.fail(fault);
    }

    /** Of this commune the registry has figures, on every day: eligible people, level 1, level 2; children besides. */
    public void figuresOf(String commune, long eligible, long level1, long level2) {
        figures.put(commune, List.of(eligible, level1, level2));
    }

    private TestServer.Answer figures(TestServer.Request request) {
        String commune = request.parameters().getOrDefault("locality", "");
        List<Long> known = figures.get(commune);
        if (known == null) {
            return problem(400, "validation-failed");
        }
        return TestServer.Answer.json(
                200,
                Map.of(
                        "locality",
                        Map.of("code", commune, "level", "COMMUNE", "name", "A commune"),
                        "date",
                        request.parameters().getOrDefault("date", ""),
                        "ageGroups",
                        List.of(
                                Map.of("fromAge", 0, "population", 1000, "vneidLevel1", 0, "vneidLevel2", 0),
                                Map.of(
                                        "fromAge",
                                        14,
                                        "population",
                                        known.get(0),
                                        "vneidLevel1",
                                        known.get(1),
                                        "vneidLevel2",
                                        known.get(2)))));
    }

    /** From now on a question waits here before it is answered. */
    public void stopAt(Runnable breakpoint) {
        this.breakpoint = breakpoint;
    }

    /** Whatever is asked, the record of this person is the answer. */
    public void answerAbout(SyntheticCitizen other) {
        stranger = other;
    }

    /** From now on nobody is known. */
    public void forgetEverybody() {
        forgetful = true;
    }

    /** Everything works again. After a fault also for the circuit breaker: good tries take the place of those that failed. */
    public void heal() {
        forgetful = false;
        stranger = null;
        if (!server.isFailing()) {
            return;
        }
        server.fail(Fault.NONE);
        PopulationRegistry registry =
                Arc.container().instance(PopulationRegistry.class).get();
        Instant deadline = Instant.now().plusSeconds(30);
        int answered = 0;
        while (answered < TRIES_THAT_COUNT) {
            assertTrue(Instant.now().isBefore(deadline), "the circuit to the registry stays open");
            answered = registry.match(ABOUT_NOBODY) instanceof RegistryAnswer.NoMatch ? answered + 1 : 0;
        }
    }

    public int calls() {
        return server.calls();
    }

    /** Returns as soon as this many questions have arrived. */
    public void awaitCalls(int expected) {
        server.awaitCalls(expected);
    }

    private TestServer.Answer match(TestServer.Request request) throws IOException {
        breakpoint.run();
        JsonNode asked = TestServer.JSON.readTree(request.body());
        if (!requestIds.add(asked.path("requestId").asText())) {
            return problem(409, "request-id-reused");
        }
        if (asked.has("number") == asked.has("oldNumber")) {
            return problem(400, "validation-failed");
        }
        if (forgetful) {
            return TestServer.Answer.json(200, Map.of("outcome", "NO_MATCH"));
        }
        SyntheticCitizen liedAbout = stranger;
        if (liedAbout != null) {
            return TestServer.Answer.json(200, Map.of("outcome", "MATCH", "record", record(liedAbout)));
        }
        if (SyntheticCitizen.all().stream()
                .anyMatch(citizen -> citizen.registry().equals("UNAVAILABLE") && hasNumber(citizen, asked))) {
            return new TestServer.Answer(
                    503,
                    "application/problem+json",
                    "{\"code\":\"registry-unavailable\"}",
                    Map.of("Retry-After", "30"));
        }
        Optional<SyntheticCitizen> found = SyntheticCitizen.all().stream()
                .filter(citizen -> citizen.registry().equals("RECORD"))
                .filter(citizen -> hasNumber(citizen, asked))
                .filter(citizen -> FullName.parse(citizen.fullName())
                                .likenessTo(
                                        FullName.parse(asked.path("fullName").asText()))
                        != Likeness.DIFFERENT)
                .filter(citizen -> BirthDate.parse(citizen.birthDate())
                        .agreesWith(BirthDate.parse(asked.path("birthDate").asText())))
                .findFirst();
        return TestServer.Answer.json(
                200,
                found.<Map<String, Object>>map(citizen -> Map.of("outcome", "MATCH", "record", record(citizen)))
                        .orElse(Map.of("outcome", "NO_MATCH")));
    }

    private static boolean hasNumber(SyntheticCitizen citizen, JsonNode asked) {
        String number = asked.path("number").asText();
        return asked.has("number")
                ? number.equals(citizen.number()) || citizen.formerNumbers().contains(number)
                : asked.path("oldNumber").asText().equals(citizen.oldNumber());
    }

    private static Map<String, @Nullable Object> record(SyntheticCitizen citizen) {
        Map<String, @Nullable Object> record = new LinkedHashMap<>();
        record.put("number", citizen.number());
        if (citizen.oldNumber() != null) {
            record.put("oldNumber", citizen.oldNumber());
        }
        record.put("formerNumbers", citizen.formerNumbers());
        record.put("fullName", citizen.fullName());
        record.put("birthDate", citizen.birthDate());
        record.put("sex", citizen.sex());
        record.put("ethnicity", "01");
        record.put("religion", "00");
        record.put("placeOfBirth", citizen.placeOfBirth());
        record.put("nativePlace", citizen.nativePlace());
        record.put("permanentResidence", citizen.permanentResidence());
        record.put("lifeState", citizen.lifeState());
        record.put("recordVersion", "1");
        return record;
    }

    private static TestServer.Answer problem(int status, String code) {
        return new TestServer.Answer(status, "application/problem+json", "{\"code\":\"" + code + "\"}", Map.of());
    }

    void stop() {
        server.stop();
    }
}
