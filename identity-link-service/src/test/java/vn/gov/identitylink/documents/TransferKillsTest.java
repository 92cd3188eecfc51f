package vn.gov.identitylink.documents;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vn.gov.identitylink.testing.Database;
import vn.gov.identitylink.testing.IdentityLinkTestResource;
import vn.gov.identitylink.testing.Letter;
import vn.gov.identitylink.testing.LetterSteps;
import vn.gov.identitylink.testing.People;
import vn.gov.identitylink.testing.VneidPerson;

/**
 * Whatever is killed when: no paper is lost, altered or doubled. The worker remembers nothing between batches, so that to
 * it a killed process and a killed connection are the same: its transaction is gone. Each statement of a transfer is a
 * kill point, at which the connection dies; {@code -Dkill.rounds=200 -Dkill.seed=…} kills at that many random moments.
 */
@QuarkusTest
@QuarkusTestResource(IdentityLinkTestResource.class)
class TransferKillsTest {

    private static final int ROUNDS = Integer.getInteger("kill.rounds", 10);
    private static final long SEED = Long.getLong("kill.seed", System.nanoTime());

    @Inject
    MoveDocuments mover;

    @Inject
    DocumentFixture fixture;

    @AfterEach
    void disarm() {
        for (String table :
                List.of("document", "document_transfer", "document_transfer_item", "audit_record", "outbox_event")) {
            Database.execute("DROP TRIGGER IF EXISTS kill_here ON " + table);
        }
    }

    /** The statement, by the row that it writes. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "document_transfer_item BEFORE INSERT WHEN (NEW.state = 'PENDING')",
                "document_transfer BEFORE UPDATE WHEN (NEW.state = 'MOVING' AND OLD.state = 'PREPARING')",
                "document BEFORE UPDATE WHEN (NEW.store_kind = 'VNEID' AND OLD.store_kind = 'PORTAL')",
                "document BEFORE UPDATE WHEN (NEW.state = 'MERGED')",
                "document_transfer_item BEFORE UPDATE WHEN (NEW.state = 'MOVED')",
                "document_transfer_item BEFORE UPDATE WHEN (NEW.state = 'PARKED')",
                "audit_record BEFORE INSERT WHEN (NEW.action = 'DOCUMENT_MOVED')",
                "document_transfer BEFORE UPDATE WHEN (NEW.state = 'MOVING' AND OLD.state = 'MOVING')",
                "document_transfer BEFORE UPDATE WHEN (NEW.state = 'COMPLETED' AND OLD.state = 'MOVING')",
                "outbox_event BEFORE INSERT WHEN (NEW.type = 'documents-moved')",
                "document_transfer AFTER UPDATE WHEN (NEW.state = 'COMPLETED' AND NOT NEW.work)"
            })
    void killedAtAStepTheTransferGoesOnFromThere(String point) {
        Papers papers = Papers.of(Letter.matched(People.aCitizen()));
        papers.link();
        arm(point);
        assertThrows(RuntimeException.class, mover::move, "the kill point was hit: " + point);
        papers.assertNothingIsLost();
        disarm();
        mover.move();
        papers.assertAllMoved();
    }

    @Test
    void killedWhileTheLinkIsMadeThereIsNoTransferOrAWholeOne() {
        Papers papers = Papers.of(Letter.matched(People.aCitizen()));
        arm("document_transfer BEFORE INSERT WHEN (true)");
        Response refused = papers.letter().link(VneidPerson.of(papers.letter().citizen()));
        assertTrue(refused.statusCode() >= 500, refused::asString);
        assertEquals(
                0,
                Database.count("SELECT count(*) FROM link WHERE account_id = '"
                        + papers.letter().accountId() + "'"));
        disarm();
        papers.assertNothingIsLost();
        papers.link();
        mover.move();
        papers.assertAllMoved();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "document_transfer_item BEFORE UPDATE WHEN (NEW.state = 'RETURNED')",
                "document BEFORE UPDATE WHEN (NEW.store_kind = 'PORTAL' AND OLD.store_kind = 'VNEID')",
                "audit_record BEFORE INSERT WHEN (NEW.action = 'DOCUMENT_RETURNED')",
                "document_transfer BEFORE UPDATE WHEN (NEW.state = 'RETURNED' AND OLD.state = 'RETURNING')"
            })
    void killedWhileGivingBackItGivesBackAll(String point) {
        Papers papers = Papers.of(Letter.matched(People.aCitizen()));
        papers.link();
        mover.move();
        Database.execute("UPDATE link SET state = 'ENDED', ended_at = now() WHERE account_id = '"
                + papers.letter().accountId() + "'");
        arm(point);
        assertThrows(RuntimeException.class, mover::move, point);
        papers.assertNothingIsLost();
        disarm();
        mover.move();
        papers.assertAllInTheOldStore();
    }

    @Test
    void killedAtRandomMomentsTheTransferArrives() throws Exception {
        System.out.printf("kill.rounds=%d kill.seed=%d%n", ROUNDS, SEED);
        Random random = new Random(SEED);
        Letter letter = Letter.matched(People.aCitizen());
        fixture.fill(letter.accountId(), 150 * ROUNDS);
        letter.link(VneidPerson.of(letter.citizen())).then().statusCode(201);
        try (var worker = Executors.newSingleThreadExecutor()) {
            for (int round = 0; round < ROUNDS; round++) {
                Future<?> moving = worker.submit(mover::move);
                long until = System.nanoTime() + random.nextInt(60_000_000);
                while (System.nanoTime() < until) {
                    Thread.onSpinWait();
                }
                Database.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                        + " WHERE usename = 'identity_link_application'");
                try {
                    moving.get();
                } catch (java.util.concurrent.ExecutionException killed) {
                    assertFalse(killed.getCause() instanceof AssertionError);
                }
                assertEquals(
                        150L * ROUNDS,
                        Database.count("SELECT count(*) FROM document WHERE state = 'STORED' AND account_id = '"
                                + letter.accountId() + "'"));
            }
        }
        moveOnLivingConnections();
        String account = letter.accountId();
        assertEquals(
                150L * ROUNDS,
                Database.count(
                        "SELECT count(*) FROM document WHERE store_kind = 'VNEID' AND account_id = '" + account + "'"));
        assertEquals(
                150L * ROUNDS,
                Database.count("SELECT count(DISTINCT subject_id) FROM audit_record WHERE action = 'DOCUMENT_MOVED'"
                        + " AND account_id = '" + account + "'"));
        assertEquals(
                150L * ROUNDS,
                Database.count("SELECT count(*) FROM audit_record WHERE action = 'DOCUMENT_MOVED' AND account_id = '"
                        + account + "'"));
        Database.forgetTransfersOf(account);
    }

    /** The pool finds out, connection by connection, that those it kept are dead. */
    private void moveOnLivingConnections() {
        Instant deadline = Instant.now().plusSeconds(30);
        while (true) {
            try {
                mover.move();
                return;
            } catch (RuntimeException dead) {
                assertTrue(Instant.now().isBefore(deadline), "no connection lives");
            }
        }
    }

    /** At this statement the connection that makes it dies. */
    private static void arm(String point) {
        String[] parts = point.split(" ", 2);
        Database.execute("CREATE OR REPLACE FUNCTION kill_here() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS"
                + " $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NEW; END $$");
        String[] when = parts[1].split(" WHEN ", 2);
        Database.execute("CREATE TRIGGER kill_here " + when[0] + " ON " + parts[0] + " FOR EACH ROW WHEN " + when[1]
                + " EXECUTE FUNCTION kill_here()");
    }

    /** A citizen's papers as the citizen remembers them: the journal that the checker holds the service against. */
    private record Papers(Letter letter, Map<String, byte[]> whole, String equal, String poison) {

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
            String linkId = Database.texts("SELECT link_id FROM link WHERE state = 'ACTIVE' AND account_id = '"
                            + letter.accountId() + "'")
                    .getFirst();
            Response transfer = LetterSteps.as(letter.token()).get("/v1/links/{id}/transfer", linkId);
            assertEquals("COMPLETED", transfer.path("state"));
            assertEquals(whole.size(), transfer.<Integer>path("progress.moved"));
            assertEquals(1, transfer.<Integer>path("progress.duplicates"));
            assertEquals(1, transfer.<Integer>path("progress.parked"));
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
                        expected,
                        DocumentSteps.content(token, store, id, Map.of()).asByteArray());
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
}
