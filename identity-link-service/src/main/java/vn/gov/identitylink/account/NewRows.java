package vn.gov.identitylink.account;

import java.sql.Connection;
import java.sql.Date;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Rows of accounts for one statement, column by column. They were imported, and nothing about them is proved. */
final class NewRows {

    private static final String INSERT = """
            INSERT INTO account (account_id, realm, external_id, kind, key_id, assurance, declared_identity, declared_at,
              contact, commune_code, commune_code_as_of, registered_at, version, origin)
            SELECT account_id, ?, external_id, kind, key_id, 'DECLARED', declared_identity, declared_at, contact,
              commune_code, commune_code_as_of, ?, 0, 'IMPORTED'
            FROM unnest(?, ?, ?, ?, ?, ?, ?, ?, ?) AS made (account_id, external_id, kind, key_id, declared_identity,
              declared_at, contact, commune_code, commune_code_as_of)
            """;

    private final String realm;
    private final Timestamp at;
    private final List<UUID> accountIds = new ArrayList<>();
    private final List<String> externalIds = new ArrayList<>();
    private final List<String> kinds = new ArrayList<>();
    private final List<UUID> keyIds = new ArrayList<>();
    private final List<byte @Nullable []> identities = new ArrayList<>();
    private final List<@Nullable Timestamp> declaredAt = new ArrayList<>();
    private final List<byte @Nullable []> contacts = new ArrayList<>();
    private final List<@Nullable String> communes = new ArrayList<>();
    private final List<@Nullable Date> communesAsOf = new ArrayList<>();

    NewRows(String realm, Instant at) {
        this.realm = realm;
        this.at = Timestamp.from(at);
    }

    void add(
            UUID accountId,
            String externalId,
            AccountKind kind,
            UUID keyId,
            byte @Nullable [] identity,
            @Nullable Instant declared,
            byte @Nullable [] contact,
            @Nullable String commune,
            @Nullable LocalDate communeAsOf) {
        accountIds.add(accountId);
        externalIds.add(externalId);
        kinds.add(kind.name());
        keyIds.add(keyId);
        identities.add(identity);
        declaredAt.add(declared == null ? null : Timestamp.from(declared));
        contacts.add(contact);
        communes.add(commune);
        communesAsOf.add(communeAsOf == null ? null : Date.valueOf(communeAsOf));
    }

    void insert(Connection connection) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
            insert.setString(1, realm);
            insert.setTimestamp(2, at);
            insert.setArray(3, connection.createArrayOf("uuid", accountIds.toArray()));
            insert.setArray(4, connection.createArrayOf("text", externalIds.toArray()));
            insert.setArray(5, connection.createArrayOf("text", kinds.toArray()));
            insert.setArray(6, connection.createArrayOf("uuid", keyIds.toArray()));
            insert.setArray(7, connection.createArrayOf("bytea", identities.toArray(byte[][]::new)));
            insert.setArray(8, connection.createArrayOf("timestamptz", declaredAt.toArray()));
            insert.setArray(9, connection.createArrayOf("bytea", contacts.toArray(byte[][]::new)));
            insert.setArray(10, connection.createArrayOf("text", communes.toArray()));
            insert.setArray(11, connection.createArrayOf("date", communesAsOf.toArray()));
            insert.executeUpdate();
        }
    }
}
