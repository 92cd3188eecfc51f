package vn.gov.identitylink.documents;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import vn.gov.identitylink.testing.Database;
import vn.gov.identitylink.testing.IdentityLinkTestResource;
import vn.gov.identitylink.testing.KillPoint;
import vn.gov.identitylink.testing.Letter;
import vn.gov.identitylink.testing.People;
import vn.gov.identitylink.testing.VneidPerson;

/**
 * Whatever is killed when: no paper is lost, altered or doubled. Each statement of a transfer is a kill point, at which the
 * connection dies; {@code -Dkill.rounds=200 -Dkill.seed=…} kills at that many random moments. {@link
 * TransferProcessKillsTest} does the same to processes.
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
        KillPoint.disarm();
    }

    /** The statement, by the row that it writes. */
    @ParameterizedTest
    @MethodSource("vn.gov.identitylink.documents.KillPoints#ofMove")
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
    @MethodSource("vn.gov.identitylink.documents.KillPoints#ofReturn")
    void killedWhileGivingBackItGivesBackAll(String point) {
        Papers papers = Papers.of(Letter.matched(People.aCitizen()));
        papers.link();
        mover.move();
        papers.endLink();
        arm(point);
        assertThrows(RuntimeException.class, mover::move, point);
        papers.assertNothingIsLost();
        disarm();
        mover.move();
        papers.assertAllInTheOldStore();
    }

    @ParameterizedTest
    @MethodSource("vn.gov.identitylink.documents.KillPoints#ofCopy")
    void killedWhileAKeptPaperIsCopiedThereIsOneCopy(String point) {
        UsedPaper used = UsedPaper.of(Letter.matched(People.aCitizen()));
        mover.move();
        used.endLink();
        arm(point);
        assertThrows(RuntimeException.class, mover::move, point);
        used.assertAlone();
        disarm();
        mover.move();
        used.assertCopiedOnce();
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
        KillPoint.arm(point, KillPoint.CONNECTION_DIES);
    }
}
