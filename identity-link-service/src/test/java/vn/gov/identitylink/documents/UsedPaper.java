package vn.gov.identitylink.documents;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import vn.gov.identitylink.testing.Database;
import vn.gov.identitylink.testing.Letter;
import vn.gov.identitylink.testing.VneidPerson;

/** A citizen's only paper, which the link moves and a dossier uses: it stays when the link ends, and a copy goes back. */
record UsedPaper(Letter letter, String linkId) {

    private static final byte[] BYTES = DocumentSteps.pdf("used in a dossier");

    static UsedPaper of(Letter letter) {
        DocumentSteps.stored(letter, BYTES);
        letter.link(VneidPerson.of(letter.citizen())).then().statusCode(201);
        String linkId = Database.texts("SELECT link_id FROM link WHERE account_id = '" + letter.accountId() + "'")
                .getFirst();
        return new UsedPaper(letter, linkId);
    }

    /** A dossier has used it meanwhile. */
    void endLink() {
        Database.execute("UPDATE document SET reuse = 1 WHERE account_id = '" + letter.accountId() + "'");
        Database.execute("UPDATE link SET state = 'ENDED', ended_at = now() WHERE link_id = '" + linkId + "'");
    }

    void assertAlone() {
        assertEquals(
                1, Database.count("SELECT count(*) FROM document WHERE account_id = '" + letter.accountId() + "'"));
    }

    void assertCopiedOnce() {
        List<String> copies =
                DocumentSteps.list(letter.token(), letter.accountId(), Map.of()).path("items.documentId");
        assertEquals(1, copies.size());
        assertArrayEquals(
                BYTES,
                DocumentSteps.content(letter.token(), letter.accountId(), copies.getFirst(), Map.of())
                        .asByteArray());
    }
}
