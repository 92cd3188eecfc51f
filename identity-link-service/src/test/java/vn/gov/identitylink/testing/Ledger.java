package vn.gov.identitylink.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the database holds at one moment, read past the service: a refusal must leave every row as it was, except the
 * audit record that tells of it and the state of the attempt that it ends.
 */
public final class Ledger {

    private static final List<String> TABLES =
            List.of("citizen_key", "account", "account_index", "verification", "link", "proved_number", "outbox_event");

    private final Map<String, String> digests;

    private Ledger(Map<String, String> digests) {
        this.digests = digests;
    }

    public static Ledger now() {
        Map<String, String> digests = new LinkedHashMap<>();
        for (String table : TABLES) {
            digests.put(
                    table,
                    query("SELECT count(*) || ' ' || coalesce(md5(string_agg(t::text, '' ORDER BY t::text)), '') FROM "
                                    + table + " t")
                            .getFirst());
        }
        return new Ledger(digests);
    }

    public void assertNothingChangedExceptAudit() {
        assertEquals(digests, now().digests);
    }

    /** The account's audit records, oldest first, as "ACTION outcome". */
    public static List<String> audit(String accountId) {
        return query("SELECT action || ' ' || outcome FROM audit_record WHERE account_id = '" + accountId
                + "' ORDER BY record_id");
    }

    /** The account's outbox events, oldest first. */
    public static List<String> events(String accountId) {
        return query("SELECT type FROM outbox_event WHERE account_id = '" + accountId + "' ORDER BY occurred_at, type");
    }

    /** One number from the database. */
    public static long count(String sql) {
        return Long.parseLong(query(sql).getFirst());
    }

    /** Changes a row behind the service's back, as time or a killed process would. */
    public static void change(String sql) {
        try (Connection connection = TestWorld.get().database().superuser();
                Statement statement = connection.createStatement()) {
            assertEquals(1, statement.executeUpdate(sql), "rows changed by the test");
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private static List<String> query(String sql) {
        try (Connection connection = TestWorld.get().database().superuser();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> values = new ArrayList<>();
            while (rows.next()) {
                values.add(rows.getString(1));
            }
            return values;
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }
}
