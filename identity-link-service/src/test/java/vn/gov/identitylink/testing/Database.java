package vn.gov.identitylink.testing;

import io.quarkus.arc.Arc;
import io.restassured.RestAssured;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import vn.gov.identitylink.audit.AuditLog;

/** What the service's tables hold, seen by a superuser. */
public final class Database {

    /**
     * Checked in their own way: audit records by {@link #auditedSince}. Attempts are counted for refused calls too.
     */
    private static final Set<String> NOT_COMPARED = Set.of("flyway_schema_history", "audit_record", "rate_limit");

    /** Megabytes that nobody may update: which there are says all. */
    private static final Map<String, String> COMPARED_AS =
            Map.of("document_chunk", "(SELECT content_id, position, octet_length(sealed) FROM document_chunk)");

    private static @Nullable String comparison;

    private Database() {}

    /** How many rows each table has and a digest of all of them: equal only if no row was added, removed or changed. */
    public static Map<String, String> rows() {
        Map<String, String> rows = new TreeMap<>();
        for (String row : texts(compared())) {
            String[] parts = row.split("=", 2);
            rows.put(parts[0], parts[1]);
        }
        return rows;
    }

    /** All tables in one statement: every refusal looks twice, and a connection each would take longer than the tests. */
    private static synchronized String compared() {
        String known = comparison;
        if (known == null) {
            known = texts("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename").stream()
                    .filter(table -> !NOT_COMPARED.contains(table))
                    .map(table -> "SELECT '" + table + "=' || count(*) || ' rows, digest '"
                            + " || coalesce(sum(hashtextextended(t::text, 0)), 0) FROM "
                            + COMPARED_AS.getOrDefault(table, table) + " t")
                    .collect(Collectors.joining(" UNION ALL "));
            comparison = known;
        }
        return known;
    }

    /** The last audit record so far. */
    public static long lastAuditRecord() {
        writeBatches();
        return Long.parseLong(texts("SELECT coalesce(max(record_id), 0)::text FROM audit_record")
                .getFirst());
    }

    /** What earlier calls have left to be written together must not be taken for the next call's. */
    private static void writeBatches() {
        Arc.container().instance(AuditLog.class).get().writeBatch();
    }

    /** Action and outcome of each audit record since then, such as {@code LINK_CREATED done}, in their order. */
    public static List<String> auditedSince(long record) {
        writeBatches();
        return texts("SELECT action || ' ' || outcome FROM audit_record WHERE record_id > " + record
                + " ORDER BY record_id");
    }

    /** The account's audit records, oldest first, as action and outcome. */
    public static List<String> auditOf(String accountId) {
        return texts("SELECT action || ' ' || outcome FROM audit_record WHERE account_id = '" + accountId
                + "' ORDER BY record_id");
    }

    /** The types of the account's events, oldest first. */
    public static List<String> eventsOf(String accountId) {
        return texts("SELECT type FROM outbox_event WHERE account_id = '" + accountId + "' ORDER BY occurred_at, type");
    }

    /**
     * Forgets a citizen's documents, and all that was ever said of them: thousands of rows that a test made, and every
     * later refusal would look through.
     */
    public static void forgetDocumentsOf(String accountId) {
        for (String table : List.of("document", "document_content")) {
            execute("DELETE FROM " + table + " WHERE account_id = '" + accountId + "'");
        }
    }

    /** The same with what a transfer did to them; the transfer itself stays. */
    public static void forgetTransfersOf(String accountId) {
        execute("DELETE FROM document_transfer_item WHERE document_id IN (SELECT document_id FROM document"
                + " WHERE account_id = '" + accountId + "')");
        execute("DELETE FROM audit_record WHERE account_id = '" + accountId + "' AND action LIKE 'DOCUMENT_%'");
        forgetDocumentsOf(accountId);
    }

    /** One number from the database. */
    public static long count(String sql) {
        return Long.parseLong(texts(sql).getFirst());
    }

    /** Ends every connection of the service and lets it make none, until {@link #letIn}. */
    public static void lockOut() {
        administer("ALTER DATABASE identity_link ALLOW_CONNECTIONS false");
        administer("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'identity_link'");
    }

    public static void letIn() {
        administer("ALTER DATABASE identity_link ALLOW_CONNECTIONS true");
    }

    private static void administer(String sql) {
        try (Connection connection = TestWorld.get().database().administrator();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }

    /** After it was locked out: returns as soon as the service's pool has found out, connection by connection. */
    public static void awaitService() {
        Instant deadline = Instant.now().plusSeconds(30);
        while (RestAssured.given().get("/v1/event-keys").statusCode() != 200) {
            if (Instant.now().isAfter(deadline)) {
                throw new AssertionError("the database did not come back");
            }
        }
    }

    /** The first column of a query's rows. */
    public static List<String> texts(String sql) {
        try (Connection connection = TestWorld.get().database().superuser();
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(sql)) {
            List<String> texts = new ArrayList<>();
            while (found.next()) {
                texts.add(found.getString(1));
            }
            return texts;
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }

    /** Runs a statement past every grant. */
    public static void execute(String sql) {
        try (Connection connection = TestWorld.get().database().superuser();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }
}
