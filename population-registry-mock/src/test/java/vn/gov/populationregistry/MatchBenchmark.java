package vn.gov.populationregistry;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/**
 * Matches per second on ten million computed people beside a constant answer in the same run, and the heap over a million
 * distinct citizens. Not a part of the everyday suite: {@code -Dtest=MatchBenchmark}.
 */
@QuarkusTest
@QuarkusTestResource(TestIssuer.class)
@TestProfile(MatchBenchmark.TenMillion.class)
class MatchBenchmark {

    private static final int PEOPLE = 10_000_000;
    private static final int CALLERS = 8;
    private static final int WARMING_UP = 3;
    private static final int ROUNDS = 7;
    private static final Duration ROUND = Duration.ofSeconds(Integer.getInteger("benchmark.seconds", 5));
    private static final int DISTINCT = Integer.getInteger("benchmark.citizens", 1_000_000);
    // Larger than what is remembered of request ids and calls, so that both are full before the heap is measured.
    private static final int FILLING = 150_000;
    // Every look-up asks for another citizen: the step is coprime to the number of people.
    private static final long STEP = 7_654_321;

    public static class TenMillion implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "population-registry.computed.people",
                    Integer.toString(PEOPLE),
                    // A line per look-up would measure the terminal.
                    "quarkus.log.category.\"vn.gov.populationregistry\".level",
                    "WARN");
        }
    }

    @Inject
    ComputedPopulation people;

    private final AtomicLong asked = new AtomicLong();

    @Test
    void matchesPerSecondAndHeap() throws Exception {
        print("warming up");
        for (int round = 0; round < WARMING_UP; round++) {
            callsPerSecond(Registry.MATCHES);
            callsPerSecond(ConstantAnswer.PATH);
        }
        var ratios = new ArrayList<Double>();
        for (int round = 1; round <= ROUNDS; round++) {
            double constant = callsPerSecond(ConstantAnswer.PATH);
            double matches = callsPerSecond(Registry.MATCHES);
            ratios.add(matches / constant);
            print("round %d of %d: %,.0f matches/s, %,.0f constant answers/s, ratio %.2f"
                    .formatted(round, ROUNDS, matches, constant, matches / constant));
        }
        ratios.sort(null);
        print("ratio: median %.2f, from %.2f to %.2f"
                .formatted(ratios.get(ROUNDS / 2), ratios.getFirst(), ratios.getLast()));

        ask(FILLING);
        long before = heap();
        print("heap before: %.1f MiB".formatted(before / 1048576.0));
        for (int tenth = 1; tenth <= 10; tenth++) {
            ask(DISTINCT / 10);
            print("heap after %,d distinct citizens: %.1f MiB".formatted(tenth * DISTINCT / 10, heap() / 1048576.0));
        }
    }

    /** Each caller with a connection of its own, one call after the other. */
    private double callsPerSecond(String path) throws Exception {
        long begin = System.nanoTime();
        long end = begin + ROUND.toNanos();
        long calls = together(client -> {
            long count = 0;
            while (System.nanoTime() < end) {
                call(client, path);
                count++;
            }
            return count;
        });
        return calls * 1e9 / (System.nanoTime() - begin);
    }

    private void ask(int times) throws Exception {
        var left = new AtomicLong(times);
        together(client -> {
            while (left.getAndDecrement() > 0) {
                call(client, Registry.MATCHES);
            }
            return 0L;
        });
    }

    private interface Calling {
        long run(HttpClient client) throws IOException, InterruptedException;
    }

    private static long together(Calling calling) throws InterruptedException, ExecutionException {
        long sum = 0;
        try (var callers = Executors.newFixedThreadPool(CALLERS)) {
            var counts = new ArrayList<Future<Long>>();
            for (int caller = 0; caller < CALLERS; caller++) {
                Callable<Long> one = () -> {
                    try (var client = HttpClient.newBuilder()
                            .version(HttpClient.Version.HTTP_1_1)
                            .build()) {
                        return calling.run(client);
                    }
                };
                counts.add(callers.submit(one));
            }
            for (var count : counts) {
                sum += count.get();
            }
        }
        return sum;
    }

    private void call(HttpClient client, String path) throws IOException, InterruptedException {
        var citizen =
                people.person((int) (asked.getAndIncrement() * STEP % PEOPLE)).citizen();
        var body = """
                {"requestId": "%s", "procedureCode": "2.000889", "integrationCode": "037", "agencyCode": "H08",
                 "officerCode": "benchmark", "number": "%s", "fullName": "%s", "birthDate": "%s"}""".formatted(UUID.randomUUID(), citizen.number(), citizen.fullName(), citizen.birthDate());
        var request = HttpRequest.newBuilder(URI.create("http://localhost:" + RestAssured.port + path))
                .header("Authorization", "Bearer " + token())
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        var answer = client.send(request, HttpResponse.BodyHandlers.ofString());
        assertEquals(200, answer.statusCode());
        assertEquals("{\"outcome\":\"MATCH\"", answer.body().substring(0, 18));
    }

    private volatile String token = TestIssuer.token();
    private volatile long tokenMadeAt = System.nanoTime();

    private String token() {
        if (System.nanoTime() - tokenMadeAt > Duration.ofMinutes(2).toNanos()) {
            token = TestIssuer.token();
            tokenMadeAt = System.nanoTime();
        }
        return token;
    }

    private static long heap() {
        var memory = ManagementFactory.getMemoryMXBean();
        // What is only softly held may need a second collection.
        memory.gc();
        memory.gc();
        return memory.getHeapMemoryUsage().getUsed();
    }

    private static void print(String line) {
        System.out.println(line);
    }
}
