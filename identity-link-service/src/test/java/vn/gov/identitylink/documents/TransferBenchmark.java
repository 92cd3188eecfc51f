package vn.gov.identitylink.documents;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import vn.gov.identitylink.testing.Database;
import vn.gov.identitylink.testing.IdentityLinkTestResource;
import vn.gov.identitylink.testing.Letter;
import vn.gov.identitylink.testing.People;
import vn.gov.identitylink.testing.VneidPerson;

/**
 * Documents moved per second by one worker, from the link's commit to the receipt, for one citizen with more and more
 * documents and for more and more citizens with ten. Not a part of the everyday suite: {@code -Dtest=TransferBenchmark}.
 */
@QuarkusTest
@QuarkusTestResource(IdentityLinkTestResource.class)
class TransferBenchmark {

    private static final int DOCUMENTS = Integer.getInteger("benchmark.documents", 100_000);
    private static final int CITIZENS = Integer.getInteger("benchmark.citizens", 1_000);
    private static final int EACH = 10;

    @Inject
    MoveDocuments mover;

    @Inject
    DocumentFixture fixture;

    @Test
    void documentsPerSecond() {
        measure(1, 1_000);
        for (int documents = 1; documents <= DOCUMENTS; documents *= 10) {
            measure(1, documents);
        }
        for (int citizens = 1; citizens <= CITIZENS; citizens *= 10) {
            measure(citizens, EACH);
        }
    }

    private void measure(int citizens, int documents) {
        List<Letter> letters = new ArrayList<>();
        for (int i = 0; i < citizens; i++) {
            Letter letter = Letter.matched(People.aCitizen());
            fixture.fill(letter.accountId(), documents);
            letter.link(VneidPerson.of(letter.citizen())).then().statusCode(201);
            letters.add(letter);
        }
        Database.execute("ANALYZE document, document_content, document_chunk, document_transfer_item");
        long begin = System.nanoTime();
        mover.move();
        double seconds = (System.nanoTime() - begin) / 1e9;
        System.out.printf(
                "%,d citizens with %,d documents: %.2f s, %,.0f documents/s%n",
                citizens, documents, seconds, (double) citizens * documents / seconds);
        for (Letter letter : letters) {
            assertEquals(
                    documents,
                    Database.count("SELECT count(*) FROM document WHERE store_kind = 'VNEID' AND account_id = '"
                            + letter.accountId() + "'"));
            Database.forgetTransfersOf(letter.accountId());
        }
    }
}
