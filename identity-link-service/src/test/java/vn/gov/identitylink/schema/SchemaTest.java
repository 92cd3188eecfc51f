package vn.gov.identitylink.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What all migrations make of an empty database. After a new migration: {@code mvn test -pl identity-link-service
 * -Dtest=SchemaTest -Dschema.update}, and review the difference.
 */
@QuarkusTest
class SchemaTest {

    private static final Path GOLDEN = Path.of("src/test/resources/schema.golden.txt");

    private static final String CATALOGUE = """
            WITH own AS (
              SELECT oid, relname, relacl FROM pg_class
              WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND relname NOT LIKE 'flyway%'
            )
            SELECT line FROM (
              SELECT relname AS t, 1 AS part, attnum AS n, format('%s.%s %s%s%s', relname, attname,
                  format_type(atttypid, atttypmod), CASE WHEN attnotnull THEN ' not null' ELSE '' END,
                  CASE WHEN attidentity <> '' THEN ' identity' ELSE '' END) AS line
                FROM own JOIN pg_attribute ON attrelid = own.oid WHERE attnum > 0 AND NOT attisdropped
              UNION ALL
              SELECT relname, 2, 0, format('%s %s %s', relname, conname, pg_get_constraintdef(c.oid))
                FROM own JOIN pg_constraint c ON conrelid = own.oid WHERE contype <> 'n'
              UNION ALL
              SELECT relname, 3, 0, format('%s %s', relname, pg_get_indexdef(indexrelid))
                FROM own JOIN pg_index ON indrelid = own.oid
              UNION ALL
              SELECT relname, 4, 0, format('%s %s', relname, acl) FROM own, unnest(relacl) AS acl
              UNION ALL
              SELECT relname, 5, 0, format('%s %s', relname, pg_get_triggerdef(t.oid))
                FROM own JOIN pg_trigger t ON tgrelid = own.oid WHERE NOT tgisinternal
            ) AS lines ORDER BY t COLLATE "C", part, n, line COLLATE "C"
            """;

    @Inject
    DataSource application;

    @Test
    void theMigrationsMakeTheReviewedSchema() throws SQLException, IOException {
        List<String> lines = new ArrayList<>();
        try (Connection connection = application.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(CATALOGUE)) {
            while (rows.next()) {
                lines.add(rows.getString(1));
            }
        }
        if (System.getProperty("schema.update") != null) {
            Files.createDirectories(GOLDEN.getParent());
            Files.write(GOLDEN, lines);
        }
        assertEquals(Files.readAllLines(GOLDEN), lines);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE audit_record SET outcome = 'done'",
                "DELETE FROM audit_record",
                "TRUNCATE audit_record",
                "DELETE FROM link",
                "DELETE FROM proved_number",
                "DELETE FROM outbox_event",
                "DROP TABLE link",
                "ALTER TABLE audit_record ADD COLUMN x text",
                "CREATE TABLE x (y text)"
            })
    void theApplicationCanAlterNeitherTheLogNorTheSchema(String statementText) throws SQLException {
        try (Connection connection = application.getConnection();
                Statement statement = connection.createStatement()) {
            SQLException refused = assertThrows(SQLException.class, () -> statement.execute(statementText));
            assertEquals("42501", refused.getSQLState(), "insufficient privilege");
        }
    }
}
