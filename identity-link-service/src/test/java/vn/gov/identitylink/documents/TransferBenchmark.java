package vn.gov.identitylink.documents;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import vn.gov.identitylink.testing.Database;
import vn.gov.identitylink.testing.IdentityLinkTestResource;
import vn.gov.identitylink.testing.Letter;
import vn.gov.identitylink.testing.People;
import vn.gov.identitylink.testing.TestWorld;
import vn.gov.identitylink.testing.VneidPerson;

/**
 * Documents moved per second by one worker, from the link's commit to the receipt, for one citizen with more and more
 * documents and for more and more citizens with ten; beside bare SQL that writes the same rows for equal stores, one
 * transaction a citizen, and neither opens a paper's details nor checks its bytes. Not a part of the everyday suite: {@code
 * -Dtest=TransferBenchmark}.
 */
@QuarkusTest
@QuarkusTestResource(IdentityLinkTestResource.class)
class TransferBenchmark {

    private static final int DOCUMENTS = Integer.getInteger("benchmark.documents", 100_000);
    private static final int CITIZENS = Integer.getInteger("benchmark.citizens", 1_000);
    private static final int EACH = 10;

    private static final String BARE = """
            BEGIN;
            INSERT INTO document_transfer_item (link_id, document_id, state, late, kind, byte_size, settled_at)
              SELECT link_id, document_id, 'MOVED', false, kind, byte_size, now()
              FROM document_transfer JOIN document ON store_id = from_store_id WHERE document_transfer.account_id = '%1$s';
            UPDATE document SET store_id = to_store_id, store_kind = 'VNEID', moved_by_link = link_id, moved_at = now(),
              version = document.version + 1
              FROM document_transfer WHERE store_id = from_store_id AND document_transfer.account_id = '%1$s';
            INSERT INTO audit_record (occurred_at, correlation_id, actor_kind, actor_id, client_id, realm, action, outcome,
                account_id, subject_id, fields)
              SELECT now(), gen_random_uuid(), 'service', 'bare', 'bare', 'bare', 'DOCUMENT_MOVED', 'done', account_id,
                document_id, '{}' FROM document WHERE account_id = '%1$s' AND store_kind = 'VNEID';
            UPDATE document_transfer SET work = false WHERE account_id = '%1$s';
            COMMIT
            """;

    @Inject
    MoveDocuments mover;

    @Inject
    DocumentFixture fixture;

    @Test
    void documentsPerSecond() throws SQLException {
        measure(1, 1_000);
        for (int documents = 1; documents <= DOCUMENTS; documents *= 10) {
            measure(1, documents);
        }
        for (int citizens = 1; citizens <= CITIZENS; citizens *= 10) {
            measure(citizens, EACH);
        }
    }

    private void measure(int citizens, int documents) throws SQLException {
        List<String> bare = linked(citizens, documents);
        double bareSeconds = moveBare(bare);
        forget(bare, documents);

        List<String> moved = linked(citizens, documents);
        long begin = System.nanoTime();
        mover.move();
        double seconds = (System.nanoTime() - begin) / 1e9;
        forget(moved, documents);
        double all = (double) citizens * documents;
        System.out.printf(
                "%,d citizens with %,d documents: %.3f s, %,.0f documents/s; bare SQL %.3f s, %,.0f documents/s; %.2f of it%n",
                citizens, documents, seconds, all / seconds, bareSeconds, all / bareSeconds, bareSeconds / seconds);
    }

    /** On one connection, as the worker has one. */
    private static double moveBare(List<String> accounts) throws SQLException {
        try (Connection connection = TestWorld.get().database().superuser();
                Statement statement = connection.createStatement()) {
            long begin = System.nanoTime();
            for (String account : accounts) {
                statement.execute(BARE.formatted(account));
            }
            return (System.nanoTime() - begin) / 1e9;
        }
    }

    /** Accounts with a link each and all papers still in the old store. */
    private List<String> linked(int citizens, int documents) {
        List<String> accounts = new ArrayList<>();
        for (int i = 0; i < citizens; i++) {
            Letter letter = Letter.matched(People.aCitizen());
            fixture.fill(letter.accountId(), documents);
            letter.link(VneidPerson.of(letter.citizen())).then().statusCode(201);
            accounts.add(letter.accountId());
        }
        Database.execute("ANALYZE document, document_content, document_chunk, document_transfer_item");
        return accounts;
    }

    private static void forget(List<String> accounts, int documents) {
        for (String account : accounts) {
            assertEquals(
                    documents,
                    Database.count("SELECT count(*) FROM document WHERE store_kind = 'VNEID' AND account_id = '"
                            + account + "'"));
            Database.forgetTransfersOf(account);
        }
    }
}
