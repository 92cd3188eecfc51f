package vn.gov.identitylink.documents;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.restassured.response.Response;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import vn.gov.identitylink.testing.Database;
import vn.gov.identitylink.testing.Letter;
import vn.gov.identitylink.testing.LetterSteps;
import vn.gov.identitylink.testing.VneidPerson;

/** A citizen's papers as the citizen remembers them: the journal that the checker holds the service against. */
record Papers(Letter letter, Map<String, byte[]> whole, String equal, String poison) {

    /** Three of one kind, two equal ones, and one that is damaged at rest. */
    static Papers of(Letter letter) {
        Map<String, byte[]> whole = new HashMap<>();
        for (int i = 0; i < 3; i++) {
            byte[] bytes = DocumentSteps.pdf("journal " + i);
            whole.put(DocumentSteps.stored(letter, bytes), bytes);
        }
        byte[] twice = DocumentSteps.pdf("in two dossiers");
        whole.put(DocumentSteps.stored(letter, twice), twice);
        String equal = DocumentSteps.stored(letter, twice);
        String poison = DocumentSteps.stored(letter, DocumentSteps.pdf("poison"));
        Database.execute("UPDATE document_content SET digest = '\\x00' WHERE content_id ="
                + " (SELECT content_id FROM document WHERE document_id = '" + poison + "')");
        return new Papers(letter, whole, equal, poison);
    }

    void link() {
        letter.link(VneidPerson.of(letter.citizen())).then().statusCode(201);
    }

    String linkId() {
        return Database.texts(
                        "SELECT link_id FROM link WHERE state = 'ACTIVE' AND account_id = '" + letter.accountId() + "'")
                .getFirst();
    }

    void endLink() {
        Database.execute(
                "UPDATE link SET state = 'ENDED', ended_at = now() WHERE account_id = '" + letter.accountId() + "'");
    }

    /** Every paper is there, once. */
    void assertNothingIsLost() {
        assertEquals(
                whole.size() + 2,
                Database.count("SELECT count(*) FROM document WHERE account_id = '" + letter.accountId() + "'"));
        assertEquals(
                0,
                Database.count("SELECT count(*) FROM document AS merged LEFT JOIN document AS kept"
                        + " ON kept.document_id = merged.merged_into AND kept.content_id = merged.content_id"
                        + " WHERE merged.account_id = '" + letter.accountId() + "' AND merged.state = 'MERGED'"
                        + " AND (kept.state IS NULL OR kept.state <> 'STORED')"));
    }

    /** Moved, merged or visibly parked; each once in the items, the audit and the receipt; every byte as it came. */
    void assertAllMoved() {
        assertNothingIsLost();
        String linkId = linkId();
        Response transfer = LetterSteps.as(letter.token()).get("/v1/links/{id}/transfer", linkId);
        assertEquals("COMPLETED", transfer.path("state"));
        assertEquals(whole.size(), transfer.<Integer>path("progress.moved"));
        assertEquals(1, transfer.<Integer>path("progress.duplicates"));
        assertEquals(1, transfer.<Integer>path("progress.parked"));
        Map<String, Object> receipt = TransferReceipt.claims(transfer.path("receipt"));
        assertEquals(whole.size() + 2L, receipt.get("documents"));
        assertEquals((long) whole.size(), receipt.get("moved"));
        assertEquals(1L, receipt.get("duplicates"));
        assertEquals(1L, receipt.get("parked"));
        assertEquals(TransferReceipt.fates(letter, linkId), receipt.get("fatesSha256"));
        Map<String, Integer> audited = new HashMap<>();
        Database.auditOf(letter.accountId()).stream()
                .filter(record -> record.startsWith("DOCUMENT_"))
                .forEach(record -> audited.merge(record, 1, Integer::sum));
        assertEquals(whole.size(), audited.get("DOCUMENT_MOVED done"));
        assertEquals(1, audited.get("DOCUMENT_MERGED done"));
        assertEquals(1, audited.get("DOCUMENT_PARKED unreadable"));
        assertEquals(1, audited.get("DOCUMENT_TRANSFER_COMPLETED done"));
        assertEquals(
                1,
                Database.eventsOf(letter.accountId()).stream()
                        .filter("documents-moved"::equals)
                        .count());
        String token = letter.vneidToken();
        String store = DocumentSteps.stores(token, "me").path("items[1].storeId");
        List<String> moved = DocumentSteps.list(token, store, Map.of()).path("items.documentId");
        assertEquals(whole.size(), moved.size());
        byte[] twice = DocumentSteps.pdf("in two dossiers");
        for (String id : moved) {
            // Of two equal papers either may be the one that stays.
            byte[] expected = id.equals(equal) ? twice : whole.getOrDefault(id, new byte[0]);
            assertArrayEquals(
                    expected, DocumentSteps.content(token, store, id, Map.of()).asByteArray());
        }
        assertEquals(
                1,
                Database.count("SELECT count(*) FROM document WHERE store_kind = 'PORTAL' AND state = 'STORED'"
                        + " AND document_id = '" + poison + "'"));
    }

    void assertAllInTheOldStore() {
        assertNothingIsLost();
        assertEquals(
                whole.size() + 2,
                Database.count("SELECT count(*) FROM document WHERE store_kind = 'PORTAL' AND state = 'STORED'"
                        + " AND account_id = '" + letter.accountId() + "'"));
        whole.forEach((id, bytes) -> assertArrayEquals(
                bytes,
                DocumentSteps.content(letter.token(), letter.accountId(), id, Map.of())
                        .asByteArray()));
    }
}
