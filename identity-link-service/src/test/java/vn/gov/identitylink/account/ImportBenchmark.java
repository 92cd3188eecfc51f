package vn.gov.identitylink.account;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import vn.gov.identitylink.testing.Database;
import vn.gov.identitylink.testing.IdentityLinkTestResource;
import vn.gov.identitylink.testing.Tokens;

/**
 * How many accounts a second an import takes, beside PostgreSQL's own COPY of the same rows into the same tables in the same
 * run, and how much memory it holds. Not a part of the everyday suite: {@code -Dtest=ImportBenchmark
 * -Dtest.longest-import=5000000}, with {@code -Dbenchmark.accounts=1000000} for another size.
 */
@QuarkusTest
@QuarkusTestResource(IdentityLinkTestResource.class)
class ImportBenchmark {

    private static final int ACCOUNTS = Integer.getInteger("benchmark.accounts", 100_000);

    /** What an import fills, in the order of its references. */
    private static final Map<String, String> ROWS = new LinkedHashMap<>();

    static {
        String imported =
                "(SELECT account_id FROM account WHERE origin = 'IMPORTED' AND external_id LIKE 'BENCHMARK-%')";
        ROWS.put(
                "citizen_key",
                "SELECT k.* FROM citizen_key k JOIN account a USING (key_id) WHERE a.account_id IN " + imported);
        ROWS.put("account", "SELECT * FROM account WHERE account_id IN " + imported);
        ROWS.put("account_index", "SELECT * FROM account_index WHERE account_id IN " + imported);
        ROWS.put("audit_record", "SELECT * FROM audit_record WHERE account_id IN " + imported);
        ROWS.put("outbox_event", "SELECT * FROM outbox_event WHERE account_id IN " + imported);
    }

    @Test
    void accountsPerSecond() throws Exception {
        importAll("WARM", Math.min(20_000, ACCOUNTS));
        long lowest = usedHeap();
        double seconds = importAll("BENCHMARK", ACCOUNTS);
        System.out.printf(
                "import: %,d accounts in %.1f s, %,.0f a second; heap in use before %d MiB, after %d MiB%n",
                ACCOUNTS, seconds, ACCOUNTS / seconds, lowest >> 20, usedHeap() >> 20);
        double copied = copyAll();
        System.out.printf(
                "COPY of the same rows, one table after the other: %.1f s, %,.0f accounts a second; the import is %.2f of it%n",
                copied, ACCOUNTS / copied, copied / seconds);
    }

    private static double importAll(String prefix, int count) throws Exception {
        long begin = System.nanoTime();
        try (HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            HttpResponse<String> answer = client.send(
                    HttpRequest.newBuilder(URI.create("http://localhost:" + RestAssured.port + "/v1/account-imports"))
                            .header("Authorization", "Bearer " + Tokens.homePortal())
                            .header("Processing-Purpose", "1.004873")
                            .header("Idempotency-Key", UUID.randomUUID().toString())
                            .header("Content-Type", "application/x-ndjson")
                            .timeout(Duration.ofHours(1))
                            .POST(HttpRequest.BodyPublishers.ofInputStream(() -> new Lines(prefix, count)))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertEquals(201, answer.statusCode(), answer.body());
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        assertEquals(count, Database.count("SELECT imported FROM account_import ORDER BY started_at DESC LIMIT 1"));
        return seconds;
    }

    /**
     * Into tables that have the same columns, constraints and indexes, each in one transaction of its own; from files of the
     * database's own machine, without the way through a connection.
     */
    private static double copyAll() {
        double seconds = 0;
        for (Map.Entry<String, String> table : ROWS.entrySet()) {
            String file = System.getProperty("java.io.tmpdir") + "/import-benchmark-" + table.getKey();
            Database.execute("COPY (" + table.getValue() + ") TO '" + file + "' (FORMAT binary)");
            Database.execute("CREATE TABLE copy_of_" + table.getKey() + " (LIKE " + table.getKey()
                    + " INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING INDEXES)");
            long begin = System.nanoTime();
            Database.execute("COPY copy_of_" + table.getKey() + " FROM '" + file + "' (FORMAT binary)");
            seconds += (System.nanoTime() - begin) / 1e9;
            Database.execute("DROP TABLE copy_of_" + table.getKey());
            Database.execute("COPY (SELECT WHERE false) TO '" + file + "'");
        }
        return seconds;
    }

    private static long usedHeap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    /** Lines made while they are sent. */
    private static final class Lines extends InputStream {

        private final String prefix;
        private final int count;
        private int made;
        private byte[] line = {};
        private int position;

        Lines(String prefix, int count) {
            this.prefix = prefix;
            this.count = count;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] buffer, int from, int length) {
            if (position == line.length) {
                if (made == count) {
                    return -1;
                }
                made++;
                String number = "003089" + String.format("%06d", made % 1_000_000);
                line = ("{\"externalId\":\"" + prefix + "-" + made + "\",\"declaredIdentity\":{\"number\":\"" + number
                                + "\",\"fullName\":\"Nguyễn Văn Thử\",\"birthDate\":\"1989-05-17\",\"sex\":\"MALE\"},"
                                + "\"contact\":{\"phone\":\"0900" + String.format("%06d", made % 1_000_000)
                                + "\"},\"locality\":{\"communeCode\":\""
                                + List.of("21583", "21553", "21607").get(made % 3)
                                + "\",\"asOf\":\"2024-01-29\"}}\n")
                        .getBytes(StandardCharsets.UTF_8);
                position = 0;
            }
            int some = Math.min(length, line.length - position);
            System.arraycopy(line, position, buffer, from, some);
            position += some;
            return some;
        }
    }
}
