package vn.gov.identitylink.coverage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import vn.gov.identitylink.testing.Database;
import vn.gov.identitylink.testing.IdentityLinkTestResource;
import vn.gov.identitylink.testing.Tokens;

/**
 * The report of a province with all its communes, however many accounts there are, beside the query that would count them
 * anew in the same database. Not a part of the everyday suite: {@code -Dtest=CoverageBenchmark}, with {@code
 * -Dbenchmark.accounts=100000,1000000,10000000} for other sizes.
 */
@QuarkusTest
@QuarkusTestResource(IdentityLinkTestResource.class)
class CoverageBenchmark {

    private static final long[] SIZES = Arrays.stream(
                    System.getProperty("benchmark.accounts", "100000,1000000").split(","))
            .mapToLong(Long::parseLong)
            .toArray();
    private static final int WARMING_UP = 20;
    private static final int CALLS = 100;

    /** As counting one event after the other would have left it. */
    private static final String COUNTERS = """
            INSERT INTO coverage_count
            SELECT a.realm, a.commune_code, DATE '1975-04-30', false, (a.registered_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date,
              count(*), 0, 0, 0, 0 FROM account a WHERE a.realm = 'benchmark' GROUP BY 1, 2, 5
            """;

    private static final String COUNTED_ANEW = """
            SELECT count(*) FROM (SELECT commune_code, count(*), count(*) FILTER (WHERE assurance <> 'DECLARED'),
              count(*) FILTER (WHERE EXISTS (SELECT FROM link l WHERE l.account_id = a.account_id AND l.state = 'ACTIVE'))
              FROM account a WHERE realm = 'benchmark' GROUP BY 1) AS counted
            """;

    @Test
    void theProvinceWithAllItsCommunes() throws Exception {
        Database.execute(
                "INSERT INTO citizen_key VALUES ('00000000-0000-4000-a000-000000000001', 'local', NULL, now())");
        Database.execute(
                "INSERT INTO coverage_statistic SELECT code, valid_from, DATE '2024-06-30' - 7 * week, 5000, 500,"
                        + " 3000 - 50 * week, now() FROM administrative_unit, generate_series(0, 13) AS week"
                        + " WHERE level = 'COMMUNE' AND valid_until = '2025-06-30' AND code BETWEEN '21000' AND '22999'");
        long there = 0;
        for (long size : SIZES) {
            // Every 159th account is of one commune; they came over 350 days.
            Database.execute("""
                    INSERT INTO account (account_id, realm, external_id, kind, key_id, assurance, commune_code,
                      commune_code_as_of, registered_at, version)
                    SELECT gen_random_uuid(), 'benchmark', n::text, 'CITIZEN', '00000000-0000-4000-a000-000000000001',
                      'DECLARED', unit.code, '2024-01-29', TIMESTAMPTZ '2024-06-30 00:00+07' - (n %% 350) * INTERVAL '1 day', 0
                    FROM generate_series(%d, %d) AS n
                    JOIN (SELECT code, row_number() OVER (ORDER BY code) - 1 AS i FROM administrative_unit
                      WHERE level = 'COMMUNE' AND valid_until = '2025-06-30' AND code BETWEEN '21000' AND '22999') AS unit
                      ON unit.i = n %% 159
                    """.formatted(there + 1, size));
            there = size;
            Database.execute("DELETE FROM coverage_count WHERE realm = 'benchmark'");
            Database.execute(COUNTERS);
            Database.execute("ANALYZE account, coverage_count, coverage_statistic");
            long begin = System.nanoTime();
            String recounted = recount();
            double recount = (System.nanoTime() - begin) / 1e9;
            assertTrue(recounted.endsWith("\"differences\":0}"), recounted);
            List<Double> calls = measure();
            long anew = System.nanoTime();
            Database.texts(COUNTED_ANEW);
            double scan = (System.nanoTime() - anew) / 1e6;
            System.out.printf(
                    "%,d accounts, %,d rows of counters: report median %.1f ms, 95%% %.1f ms; counting anew %.0f ms; recount with"
                            + " proof %.1f s%n",
                    size,
                    Database.count("SELECT count(*) FROM coverage_count WHERE realm = 'benchmark'"),
                    calls.get(CALLS / 2),
                    calls.get(CALLS * 95 / 100),
                    scan,
                    recount);
        }
    }

    /** Of ten million accounts it takes longer than a call may; its result is listed then. */
    private static String recount() throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> begun = client.send(
                    recounts().POST(HttpRequest.BodyPublishers.noBody()).build(), HttpResponse.BodyHandlers.ofString());
            if (begun.statusCode() == 200) {
                return begun.body();
            }
            assertEquals(202, begun.statusCode(), begun.body());
            String id = JsonPath.from(begun.body()).getString("recountId");
            String listed = "";
            while (!listed.contains(id)) {
                listed = client.send(recounts().build(), HttpResponse.BodyHandlers.ofString())
                        .body();
            }
            return listed.substring(listed.indexOf(id), listed.indexOf('}', listed.indexOf(id)) + 1);
        }
    }

    private static HttpRequest.Builder recounts() {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + RestAssured.port + "/v1/coverage-recounts"))
                .header("Authorization", "Bearer " + Tokens.operator());
    }

    /** Milliseconds of one call after the other, sorted. */
    private static List<Double> measure() throws Exception {
        String token = Tokens.officer().inRealm("benchmark").toString();
        HttpRequest request = HttpRequest.newBuilder(URI.create(
                        "http://localhost:" + RestAssured.port + "/v1/coverage?unit=52&date=2024-06-30&depth=2"))
                .header("Authorization", "Bearer " + token)
                .build();
        List<Double> calls = new ArrayList<>();
        try (HttpClient client = HttpClient.newHttpClient()) {
            for (int call = -WARMING_UP; call < CALLS; call++) {
                long begin = System.nanoTime();
                assertEquals(
                        200,
                        client.send(request, HttpResponse.BodyHandlers.ofString())
                                .statusCode());
                if (call >= 0) {
                    calls.add((System.nanoTime() - begin) / 1e6);
                }
            }
        }
        calls.sort(null);
        return calls;
    }
}
