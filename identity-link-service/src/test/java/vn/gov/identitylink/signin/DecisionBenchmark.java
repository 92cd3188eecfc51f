package vn.gov.identitylink.signin;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import vn.gov.identitylink.testing.Database;
import vn.gov.identitylink.testing.IdentityLinkTestResource;
import vn.gov.identitylink.testing.Tokens;

/**
 * Decisions per second beside a plain read by primary key through the same stack, in the same run. Not a part of the
 * everyday suite: {@code -Dtest=DecisionBenchmark}.
 */
@QuarkusTest
@QuarkusTestResource(IdentityLinkTestResource.class)
class DecisionBenchmark {

    private static final int ACCOUNTS = Integer.getInteger("benchmark.accounts", 100_000);
    private static final Duration ROUND = Duration.ofSeconds(Integer.getInteger("benchmark.seconds", 5));
    private static final int CALLERS = 8;
    private static final int WARMING_UP = 3;
    private static final int ROUNDS = 7;
    private static final String DECISIONS = "/v1/sign-in-decisions";

    private final AtomicLong asked = new AtomicLong();

    @Test
    void decisionsPerSecond() throws Exception {
        Database.execute("INSERT INTO citizen_key SELECT ('00000000-0000-4000-9000-' || lpad(n::text, 12, '0'))::uuid,"
                + " 'local', NULL, now() FROM generate_series(1, " + ACCOUNTS + ") AS n");
        Database.execute("INSERT INTO account (account_id, realm, external_id, kind, key_id, assurance, registered_at,"
                + " version) SELECT key_id, '" + Tokens.REALM
                + "', key_id::text, 'CITIZEN', key_id, 'DECLARED', now(), 0"
                + " FROM citizen_key WHERE key_id::text LIKE '00000000-0000-4000-9000-%'");
        Database.execute("ANALYZE account");
        print("%,d accounts".formatted(ACCOUNTS));
        for (int round = 0; round < WARMING_UP; round++) {
            callsPerSecond(DECISIONS);
            callsPerSecond(PlainRead.PATH);
        }
        List<Double> ratios = new ArrayList<>();
        for (int round = 1; round <= ROUNDS; round++) {
            double plain = callsPerSecond(PlainRead.PATH);
            double decisions = callsPerSecond(DECISIONS);
            ratios.add(decisions / plain);
            print("round %d of %d: %,.0f decisions/s, %,.0f plain reads/s, ratio %.2f"
                    .formatted(round, ROUNDS, decisions, plain, decisions / plain));
        }
        ratios.sort(null);
        print("ratio: median %.2f, from %.2f to %.2f"
                .formatted(ratios.get(ROUNDS / 2), ratios.getFirst(), ratios.getLast()));
        Database.lastAuditRecord();
        assertEquals(
                0,
                Database.count("SELECT count(*) FROM audit_record WHERE action = 'SIGN_IN_DECIDED'"
                                + " AND account_id::text LIKE '00000000-0000-4000-9000-%'")
                        - decided.get(),
                "every decision is on record");
    }

    private final AtomicLong decided = new AtomicLong();

    /** Each caller with a connection of its own, one call after the other. */
    private double callsPerSecond(String path) throws Exception {
        String token = Tokens.homePortal().toString();
        long begin = System.nanoTime();
        long end = begin + ROUND.toNanos();
        Callable<Long> calling = () -> {
            try (HttpClient client =
                    HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
                long count = 0;
                while (System.nanoTime() < end) {
                    call(client, path, token);
                    count++;
                }
                return count;
            }
        };
        long calls = 0;
        try (var callers = Executors.newFixedThreadPool(CALLERS)) {
            for (Future<Long> count : callers.invokeAll(Collections.nCopies(CALLERS, calling))) {
                calls += count.get();
            }
        }
        if (path.equals(DECISIONS)) {
            decided.addAndGet(calls);
        }
        return calls * 1e9 / (System.nanoTime() - begin);
    }

    private void call(HttpClient client, String path, String token) throws IOException, InterruptedException {
        UUID account = UUID.fromString(
                "00000000-0000-4000-9000-%012d".formatted(1 + asked.getAndIncrement() * 7_919 % ACCOUNTS));
        HttpResponse<String> answer = client.send(
                HttpRequest.newBuilder(URI.create("http://localhost:" + RestAssured.port + path))
                        .header("Authorization", "Bearer " + token)
                        .header("Processing-Purpose", "1.004873")
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString("{\"externalId\":\"" + account + "\"}"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertEquals(200, answer.statusCode());
    }

    private static void print(String line) {
        System.out.println(line);
    }
}
