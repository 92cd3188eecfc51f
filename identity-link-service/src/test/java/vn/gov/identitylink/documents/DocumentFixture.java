package vn.gov.identitylink.documents;

import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.UUID;
import vn.gov.identitylink.account.Account;
import vn.gov.identitylink.account.Accounts;
import vn.gov.identitylink.protection.Cell;
import vn.gov.identitylink.testing.TestWorld;

/** Fills stores past HTTP, as if the documents had come one by one: real bytes, really sealed. */
@ApplicationScoped
class DocumentFixture {

    private static final int BATCH = 1_000;

    private final Accounts accounts;

    DocumentFixture(Accounts accounts) {
        this.accounts = accounts;
    }

    /** Adds that many documents to the portal account's store, each with bytes of its own. */
    void fill(String accountId, int count) {
        Account account = QuarkusTransaction.requiringNew()
                .call(() -> accounts.byId(UUID.fromString(accountId)).orElseThrow());
        try (Connection connection = TestWorld.get().database().superuser();
                PreparedStatement store =
                        connection.prepareStatement("INSERT INTO document_store (store_id, account_id,"
                                + " kind, created_at) VALUES (?, ?, 'PORTAL', now()) ON CONFLICT DO NOTHING");
                PreparedStatement content = connection.prepareStatement("INSERT INTO document_content (content_id,"
                        + " account_id, state, address, digest, byte_size, begun_at, touched_at)"
                        + " VALUES (?, ?, 'COMMITTED', ?, ?, ?, now(), now())");
                PreparedStatement chunk = connection.prepareStatement(
                        "INSERT INTO document_chunk (content_id, position, sealed) VALUES (?, 0, ?)");
                PreparedStatement document = connection.prepareStatement("INSERT INTO document (document_id,"
                        + " account_id, store_id, store_kind, state, kind, source, signature, media_type,"
                        + " from_national_store, details, content_id, byte_size, origin_store_id, added_at, stored_at,"
                        + " version) VALUES (?, ?, ?, 'PORTAL', 'STORED', 'OTHER', 'PROCEDURE_RESULT', 'UNSIGNED',"
                        + " 'application/pdf', false, ?, ?, ?, ?, now(), now(), 0)")) {
            connection.setAutoCommit(false);
            store.setObject(1, account.accountId());
            store.setObject(2, account.accountId());
            store.executeUpdate();
            for (int i = 1; i <= count; i++) {
                add(account, i, content, chunk, document);
                if (i % BATCH == 0 || i == count) {
                    content.executeBatch();
                    chunk.executeBatch();
                    document.executeBatch();
                    connection.commit();
                }
            }
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private static void add(
            Account account, int serial, PreparedStatement content, PreparedStatement chunk, PreparedStatement document)
            throws SQLException {
        UUID contentId = UUID.randomUUID();
        UUID documentId = UUID.randomUUID();
        byte[] bytes = DocumentSteps.pdf("Paper " + serial + " " + contentId);
        byte[] digest = sha256(bytes);
        content.setObject(1, contentId);
        content.setObject(2, account.accountId());
        content.setBytes(3, account.key().fingerprint(digest));
        content.setBytes(
                4,
                account.key()
                        .seal(
                                PostgresDocumentContents.digestCell(contentId),
                                HexFormat.of().formatHex(digest)));
        content.setLong(5, bytes.length);
        content.addBatch();
        chunk.setObject(1, contentId);
        chunk.setBytes(2, account.key().sealBytes(new Cell("document_chunk", "sealed[0]", contentId), bytes));
        chunk.addBatch();
        document.setObject(1, documentId);
        document.setObject(2, account.accountId());
        document.setObject(3, account.accountId());
        document.setBytes(
                4,
                account.key()
                        .seal(
                                DocumentRow.cell(documentId),
                                new DocumentDetails("Paper " + serial, null, null, null, null, null, null).write()));
        document.setObject(5, contentId);
        document.setLong(6, bytes.length);
        document.setObject(7, account.accountId());
        document.addBatch();
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
