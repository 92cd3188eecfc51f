package vn.gov.identitylink.linking;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import vn.gov.identitylink.testing.Database;
import vn.gov.identitylink.testing.IdentityLinkTestResource;
import vn.gov.identitylink.testing.Letter;
import vn.gov.identitylink.testing.People;
import vn.gov.identitylink.testing.VneidPerson;

/**
 * Completions a second through the whole path, with the registry and VNeID as stubs on the same machine, beside the bare
 * statements of the same transactions. Not a part of the everyday suite: {@code -Dtest=LinkBenchmark}.
 */
@QuarkusTest
@QuarkusTestResource(IdentityLinkTestResource.class)
class LinkBenchmark {

    private static final int LINKS = Integer.getInteger("benchmark.links", 1_000);
    private static final int WARMING_UP = 200;
    private static final int CALLERS = 8;

    /** What a link writes, each table beside a copy of itself. */
    private static final List<String> WRITTEN =
            List.of("link", "proved_number", "account_index", "outbox_event", "document_store", "document_transfer");

    @Inject
    DataSource database;

    private record Ready(Letter letter, Letter.Attempt attempt, Map<String, String> redirect) {}

    @Test
    void completionsPerSecond() throws Exception {
        complete(prepare(WARMING_UP));
        List<Ready> ready = prepare(LINKS);
        long begin = System.nanoTime();
        complete(ready);
        double completions = LINKS * 1e9 / (System.nanoTime() - begin);
        List<String> accounts =
                ready.stream().map(each -> each.letter().accountId()).toList();
        double bare = bareTransactionsPerSecond(accounts);
        print(
                "%,d links by %d callers: %,.0f completions/s; the bare statements of the same transactions: %,.0f/s; ratio %.3f"
                        .formatted(LINKS, CALLERS, completions, bare, completions / bare));
    }

    private static List<Ready> prepare(int number) throws Exception {
        print("preparing %,d attempts".formatted(number));
        return allOf(number, () -> {
            Letter letter = Letter.matched(People.aCitizen());
            Letter.Attempt attempt = letter.startAttempt();
            return new Ready(letter, attempt, attempt.signIn(VneidPerson.of(letter.citizen())));
        });
    }

    private static void complete(List<Ready> ready) throws Exception {
        ConcurrentLinkedQueue<Ready> waiting = new ConcurrentLinkedQueue<>(ready);
        List<Integer> answers = allOf(ready.size(), () -> {
            Ready next = waiting.remove();
            return next.letter().complete(next.attempt(), next.redirect()).statusCode();
        });
        assertEquals(List.of(201), answers.stream().distinct().toList());
    }

    /** The claim and the link, as two transactions that write the same rows into copies of the tables. */
    private double bareTransactionsPerSecond(List<String> accounts) throws Exception {
        for (String table : WRITTEN) {
            Database.execute("CREATE TABLE benchmark_" + table + " (LIKE " + table + " INCLUDING ALL)");
        }
        Database.execute("GRANT SELECT, INSERT ON "
                + String.join(
                        ", ",
                        WRITTEN.stream().map(table -> "benchmark_" + table).toList())
                + " TO identity_link_application");
        try {
            ConcurrentLinkedQueue<String> waiting = new ConcurrentLinkedQueue<>(accounts);
            long begin = System.nanoTime();
            allOf(accounts.size(), () -> {
                writeBare(UUID.fromString(waiting.remove()));
                return true;
            });
            double perSecond = accounts.size() * 1e9 / (System.nanoTime() - begin);
            assertEquals(accounts.size(), Database.count("SELECT count(*) FROM benchmark_link"));
            return perSecond;
        } finally {
            for (String table : WRITTEN) {
                Database.execute("DROP TABLE benchmark_" + table);
            }
        }
    }

    private void writeBare(UUID account) throws SQLException {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            run(connection, "SELECT 1 FROM account WHERE account_id = ? FOR UPDATE", account);
            run(connection, "UPDATE link_attempt SET version = version + 1 WHERE account_id = ?", account);
            connection.commit();
            run(connection, "SELECT 1 FROM account WHERE account_id = ? FOR UPDATE", account);
            run(connection, "SELECT 1 FROM link WHERE account_id = ? AND state <> 'ENDED'", account);
            for (String table : WRITTEN) {
                String condition = table.equals("proved_number")
                        ? " WHERE link_id IN (SELECT link_id FROM link WHERE account_id = ?)"
                        : table.equals("outbox_event")
                                ? " WHERE account_id = ? AND type = 'linked'"
                                : " WHERE account_id = ?";
                run(connection, "INSERT INTO benchmark_" + table + " SELECT * FROM " + table + condition, account);
            }
            run(connection, "UPDATE link_attempt SET version = version + 1 WHERE account_id = ?", account);
            run(connection, "UPDATE account SET version = version + 1 WHERE account_id = ?", account);
            run(
                    connection,
                    "INSERT INTO audit_record (occurred_at, correlation_id, actor_kind, actor_id, client_id, realm,"
                            + " action, outcome, account_id, fields) SELECT now(), account_id, 'CITIZEN', external_id,"
                            + " 'portal-web', realm, 'LINK_CREATED', 'done', account_id, '{number}' FROM account"
                            + " WHERE account_id = ?",
                    account);
            connection.commit();
        }
    }

    private static void run(Connection connection, String sql, UUID account) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, account);
            statement.execute();
        }
    }

    private static <T extends @Nullable Object> List<T> allOf(int number, Callable<T> call) throws Exception {
        List<T> all = new ArrayList<>(number);
        try (var callers = Executors.newFixedThreadPool(CALLERS)) {
            List<Future<T>> running = new ArrayList<>(number);
            for (int i = 0; i < number; i++) {
                running.add(callers.submit(call));
            }
            for (Future<T> each : running) {
                all.add(each.get());
            }
        }
        return all;
    }

    private static void print(String line) {
        System.out.println(line);
    }
}
