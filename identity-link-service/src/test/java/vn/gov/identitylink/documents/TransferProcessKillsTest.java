package vn.gov.identitylink.documents;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.agroal.api.AgroalDataSource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import vn.gov.identitylink.testing.Database;
import vn.gov.identitylink.testing.IdentityLinkTestResource;
import vn.gov.identitylink.testing.KillPoint;
import vn.gov.identitylink.testing.Letter;
import vn.gov.identitylink.testing.LetterSteps;
import vn.gov.identitylink.testing.People;
import vn.gov.identitylink.testing.ServiceProcess;
import vn.gov.identitylink.testing.TestWorld;
import vn.gov.identitylink.testing.VneidPerson;

/**
 * Two processes of the packaged service share the transfers; one of them is killed with SIGKILL, at a statement or at a
 * random moment, and the other one finishes; or the database's processes are, and both go on when it is back. A few of
 * each in everyday runs; {@code -Dkill.rounds=200 -Dkill.seed=…} takes every kill point and that many random moments.
 */
@QuarkusTest
@QuarkusTestResource(IdentityLinkTestResource.class)
class TransferProcessKillsTest {

    private static final boolean ALL = Integer.getInteger("kill.rounds") != null;
    private static final int ROUNDS = Integer.getInteger("kill.rounds", 1);
    private static final long SEED = Long.getLong("kill.seed", System.nanoTime());
    private static final int CITIZENS = 3;
    private static final int EACH = 200;

    /** Whoever comes to the kill point waits for this advisory lock. */
    private static final int HELD = 7;

    private static final List<ServiceProcess> PROCESSES = new ArrayList<>();

    @Inject
    DocumentFixture fixture;

    @Inject
    AgroalDataSource pool;

    @BeforeAll
    static void startTwo() {
        startTo(2);
    }

    @AfterAll
    static void stop() {
        PROCESSES.forEach(ServiceProcess::close);
        PROCESSES.clear();
    }

    /** The one that takes the place of a killed one starts while the killed one's work is looked at. */
    @BeforeEach
    void awaitBoth() {
        PROCESSES.forEach(ServiceProcess::awaitReady);
    }

    @AfterEach
    void disarm() {
        KillPoint.disarm();
        Database.execute("DROP SCHEMA IF EXISTS witness CASCADE");
    }

    static List<String> pointsOfMove() {
        return some(KillPoints.ofMove(), 2, 12);
    }

    static List<String> pointsOfReturn() {
        return some(KillPoints.ofReturn(), 1);
    }

    static List<String> pointsOfCopy() {
        return some(KillPoints.ofCopy(), 0);
    }

    private static List<String> some(List<String> points, int... everyday) {
        return ALL ? points : IntStream.of(everyday).mapToObj(points::get).toList();
    }

    @ParameterizedTest
    @MethodSource("pointsOfMove")
    void aProcessKilledAtAStepLosesNothingAndAnotherFinishes(String point) throws SQLException {
        Papers papers = Papers.of(Letter.matched(People.aCitizen()));
        killAt(point, papers::link, papers::assertNothingIsLost);
        awaitState(papers.letter(), papers.linkId(), "COMPLETED");
        papers.assertAllMoved();
    }

    @ParameterizedTest
    @MethodSource("pointsOfReturn")
    void aProcessKilledWhileGivingBackLosesNothingAndAnotherGivesBackAll(String point) throws SQLException {
        Papers papers = Papers.of(Letter.matched(People.aCitizen()));
        papers.link();
        String linkId = papers.linkId();
        awaitState(papers.letter(), linkId, "COMPLETED");
        killAt(point, papers::endLink, papers::assertNothingIsLost);
        awaitState(papers.letter(), linkId, "RETURNED");
        papers.assertAllInTheOldStore();
    }

    @ParameterizedTest
    @MethodSource("pointsOfCopy")
    void aProcessKilledWhileItCopiesAKeptPaperLeavesOneCopy(String point) throws SQLException {
        UsedPaper used = UsedPaper.of(Letter.matched(People.aCitizen()));
        awaitState(used.letter(), used.linkId(), "COMPLETED");
        killAt(point, used::endLink, used::assertAlone);
        awaitState(used.letter(), used.linkId(), "RETURNED");
        used.assertCopiedOnce();
    }

    @Test
    void processesKilledAtRandomMomentsLoseDoubleAndAlterNothing() {
        killAtRandomMoments(random -> {
            PROCESSES.remove(random.nextInt(2)).kill();
            startTo(2);
        });
    }

    /** Its clients are the two processes, the service under test, and a citizen who stores papers meanwhile. */
    @Test
    void aDatabaseKilledAtRandomMomentsLosesDoublesAndAltersNothing() {
        Letter storing = Letter.matched(People.aCitizen());
        killAtRandomMoments(random -> {
            Map<String, byte[]> acknowledged =
                    storeWhile(storing, () -> TestWorld.get().database().kill());
            // The service under test need not answer 503 once for each connection that died.
            pool.flush(AgroalDataSource.FlushMode.INVALID);
            acknowledged.forEach((id, bytes) -> assertArrayEquals(
                    bytes,
                    DocumentSteps.content(storing.token(), storing.accountId(), id, Map.of())
                            .asByteArray()));
            Database.forgetDocumentsOf(storing.accountId());
        });
    }

    /** The citizen's journal: what was answered with 201. It begins before the kill. */
    private static Map<String, byte[]> storeWhile(Letter citizen, Runnable kill) {
        Map<String, byte[]> acknowledged = new ConcurrentHashMap<>();
        CountDownLatch begun = new CountDownLatch(1);
        AtomicBoolean back = new AtomicBoolean();
        try (ExecutorService storing = Executors.newSingleThreadExecutor()) {
            Future<?> stored = storing.submit(() -> {
                boolean served = true;
                while (served && !back.get()) {
                    served = store(citizen, acknowledged);
                    begun.countDown();
                }
            });
            begun.await();
            kill.run();
            back.set(true);
            stored.get();
        } catch (InterruptedException | ExecutionException failed) {
            throw new IllegalStateException(failed);
        }
        return acknowledged;
    }

    private static boolean store(Letter citizen, Map<String, byte[]> acknowledged) {
        Response added = DocumentSteps.add(citizen.token(), citizen.accountId(), DocumentSteps.aPaper());
        if (!isServed(added)) {
            return false;
        }
        String id = added.path("documentId");
        byte[] bytes = DocumentSteps.pdf("paper " + id);
        if (!isServed(DocumentSteps.put(citizen.token(), citizen.accountId(), id, bytes))) {
            return false;
        }
        acknowledged.put(id, bytes);
        return true;
    }

    private static boolean isServed(Response answer) {
        if (answer.statusCode() != 201) {
            assertEquals("storage-unavailable", answer.path("code"));
        }
        return answer.statusCode() == 201;
    }

    private void killAtRandomMoments(Consumer<Random> kill) {
        System.out.printf("kill.rounds=%d kill.seed=%d%n", ROUNDS, SEED);
        Random random = new Random(SEED);
        int hits = 0;
        for (int round = 0; round < ROUNDS; round++) {
            awaitBoth();
            List<Letter> letters = filled();
            Map<Letter, String> before =
                    letters.stream().collect(Collectors.toMap(one -> one, one -> bytes(one, "PORTAL")));
            boolean wayBack = random.nextBoolean();
            linkAllAtOnce(letters);
            if (wayBack) {
                letters.forEach(one -> awaitState(one, linkId(one), "COMPLETED"));
                endAllAtOnce(letters);
            }
            long until = System.nanoTime() + random.nextInt(300_000_000);
            while (System.nanoTime() < until) {
                Thread.onSpinWait();
            }
            Instant killed = Instant.now();
            kill.accept(random);
            boolean hit = false;
            for (Letter letter : letters) {
                if (wayBack) {
                    assertGivenBack(letter);
                    assertEquals(before.get(letter), bytes(letter, "PORTAL"), "every byte as it came");
                } else {
                    assertMoved(letter);
                    assertEquals(before.get(letter), bytes(letter, "VNEID"), "every byte as it came");
                }
                hit |= Database.count("SELECT count(*) FROM document_transfer WHERE link_id = '" + linkId(letter)
                                + "' AND greatest(completed_at, returned_at) > '" + killed + "'")
                        > 0;
                Database.forgetTransfersOf(letter.accountId());
            }
            hits += hit ? 1 : 0;
            System.out.printf(
                    "round %d of %d, %s: %d kills before the work was done%n",
                    round + 1, ROUNDS, wayBack ? "the way back" : "the move", hits);
        }
    }

    private static void assertMoved(Letter letter) {
        String linkId = linkId(letter);
        Response done = awaitState(letter, linkId, "COMPLETED");
        assertEquals(EACH, done.<Integer>path("progress.moved"));
        assertMovedOnce(letter);
        Map<String, Object> receipt = TransferReceipt.claims(done.path("receipt"));
        assertEquals((long) EACH, receipt.get("moved"));
        assertEquals(TransferReceipt.fates(letter, linkId), receipt.get("fatesSha256"));
    }

    /** As many as before, each once: what a dossier used stays, and its copy goes back in its place. */
    private static void assertGivenBack(Letter letter) {
        Response done = awaitState(letter, linkId(letter), "RETURNED");
        String account = " AND account_id = '" + letter.accountId() + "'";
        long used = Database.count("SELECT count(*) FROM document WHERE copy_of IS NULL AND reuse = 1" + account);
        assertEquals(used, done.<Integer>path("progress.kept").longValue());
        assertEquals(EACH - used, done.<Integer>path("progress.returned").longValue());
        assertEquals(
                EACH,
                Database.count(
                        "SELECT count(*) FROM document WHERE store_kind = 'PORTAL' AND state = 'STORED'" + account));
        assertEquals(used, Database.count("SELECT count(*) FROM document WHERE store_kind = 'VNEID'" + account));
        assertEquals(
                used,
                Database.count("SELECT count(DISTINCT copy_of) FROM document WHERE store_kind = 'PORTAL'" + account));
        assertEquals(
                EACH, Database.count("SELECT count(*) FROM audit_record WHERE action = 'DOCUMENT_RETURNED'" + account));
        assertEquals(
                EACH,
                Database.count("SELECT count(DISTINCT subject_id) FROM audit_record"
                        + " WHERE action = 'DOCUMENT_RETURNED'" + account));
        assertEquals(
                used, Database.count("SELECT count(*) FROM audit_record WHERE action = 'DOCUMENT_KEPT'" + account));
    }

    /** Who moved what is written down by the database itself, beside the service's own books. */
    @Test
    void twoProcessesShareABacklogAndMoveEachPaperOnce() {
        Database.execute("CREATE SCHEMA IF NOT EXISTS witness");
        Database.execute("CREATE TABLE witness.moved (document_id uuid, process text)");
        Database.execute("CREATE FUNCTION witness.write() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS"
                + " $$ BEGIN INSERT INTO witness.moved VALUES (NEW.document_id, current_setting('application_name'));"
                + " RETURN NEW; END $$");
        Database.execute("CREATE TRIGGER witness AFTER UPDATE ON document_transfer_item FOR EACH ROW"
                + " WHEN (OLD.state = 'PENDING') EXECUTE FUNCTION witness.write()");
        List<Letter> letters = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            letters.addAll(filled());
        }
        linkAllAtOnce(letters);
        letters.forEach(one -> awaitState(one, linkId(one), "COMPLETED"));
        long documents = (long) letters.size() * EACH;
        assertEquals(documents, Database.count("SELECT count(*) FROM witness.moved"));
        assertEquals(documents, Database.count("SELECT count(DISTINCT document_id) FROM witness.moved"));
        assertEquals(2, Database.count("SELECT count(DISTINCT process) FROM witness.moved"), "both had a share");
        for (Letter letter : letters) {
            assertMovedOnce(letter);
            Database.forgetTransfersOf(letter.accountId());
        }
    }

    /** Work begins, one process comes to the point and is killed there; what it was saying to the database ends as it may. */
    private static void killAt(String point, Runnable work, Runnable assertNothingIsLost) throws SQLException {
        try (Connection holder = TestWorld.get().database().superuser();
                Statement statement = holder.createStatement()) {
            statement.execute("SELECT pg_advisory_lock(" + HELD + ")");
            KillPoint.arm(point, "pg_advisory_xact_lock_shared(" + HELD + ")");
            work.run();
            List<String> there = awaitSomebodyAtThePoint();
            assertEquals(1, there.size(), "two do the same work");
            ServiceProcess killed = PROCESSES.stream()
                    .filter(process -> there.contains(process.name()))
                    .findFirst()
                    .orElseThrow();
            killed.kill();
            PROCESSES.remove(killed);
            startTo(2);
            assertNothingIsLost.run();
        }
        KillPoint.disarm();
    }

    private static List<String> awaitSomebodyAtThePoint() {
        Instant deadline = Instant.now().plusSeconds(20);
        while (true) {
            List<String> there =
                    Database.texts("SELECT application_name FROM pg_locks JOIN pg_stat_activity USING (pid)"
                            + " WHERE locktype = 'advisory' AND NOT granted");
            if (!there.isEmpty()) {
                return there;
            }
            assertTrue(Instant.now().isBefore(deadline), "nobody came to the kill point");
        }
    }

    /** The whole backlog is there before any of it may be taken. */
    private static void linkAllAtOnce(List<Letter> letters) {
        Database.execute("CREATE SCHEMA IF NOT EXISTS witness");
        Database.execute("CREATE OR REPLACE FUNCTION witness.hold_back() RETURNS trigger LANGUAGE plpgsql AS"
                + " $$ BEGIN NEW.worked_at := NEW.worked_at + interval '1 hour'; RETURN NEW; END $$");
        Database.execute("GRANT USAGE ON SCHEMA witness TO identity_link_application");
        Database.execute("CREATE OR REPLACE TRIGGER hold_back BEFORE INSERT ON document_transfer FOR EACH ROW"
                + " EXECUTE FUNCTION witness.hold_back()");
        letters.forEach(one -> one.link(VneidPerson.of(one.citizen())).then().statusCode(201));
        Database.execute("UPDATE document_transfer SET worked_at = started_at WHERE state = 'PREPARING'");
    }

    /** About a quarter of the papers has been used in dossiers. */
    private static void endAllAtOnce(List<Letter> letters) {
        String accounts = letters.stream().map(Letter::accountId).collect(Collectors.joining("', '", "('", "')"));
        Database.execute("UPDATE document SET reuse = 1 WHERE document_id < '40000000-0000-0000-0000-000000000000'"
                + " AND account_id IN " + accounts);
        Database.execute("UPDATE link SET state = 'ENDED', ended_at = now() WHERE account_id IN " + accounts);
    }

    private List<Letter> filled() {
        List<Letter> letters = new ArrayList<>();
        for (int i = 0; i < CITIZENS; i++) {
            Letter letter = Letter.matched(People.aCitizen());
            fixture.fill(letter.accountId(), EACH);
            letters.add(letter);
        }
        return letters;
    }

    private static void startTo(int number) {
        while (PROCESSES.size() < number) {
            PROCESSES.add(ServiceProcess.start(Map.of("identity-link.documents.transfer-interval", "PT0.02S")));
        }
    }

    /** The long poll of a citizen's front end. */
    private static Response awaitState(Letter letter, String linkId, String state) {
        Instant deadline = Instant.now().plusSeconds(60);
        while (true) {
            Response transfer = LetterSteps.as(letter.token()).get("/v1/links/{id}/transfer", linkId);
            transfer.then().statusCode(200);
            if (state.equals(transfer.path("state"))) {
                return transfer;
            }
            assertTrue(Instant.now().isBefore(deadline), transfer::asString);
            LetterSteps.as(letter.token())
                    .header("If-None-Match", transfer.header("ETag"))
                    .queryParam("wait", "5")
                    .get("/v1/links/{id}/transfer", linkId);
        }
    }

    private static void assertMovedOnce(Letter letter) {
        String account = " AND account_id = '" + letter.accountId() + "'";
        assertEquals(
                EACH, Database.count("SELECT count(*) FROM document WHERE store_kind = 'VNEID'" + account), "moved");
        assertEquals(EACH, Database.count("SELECT count(*) FROM document WHERE state = 'STORED'" + account), "all");
        assertEquals(
                EACH, Database.count("SELECT count(*) FROM audit_record WHERE action = 'DOCUMENT_MOVED'" + account));
        assertEquals(
                EACH,
                Database.count("SELECT count(DISTINCT subject_id) FROM audit_record WHERE action = 'DOCUMENT_MOVED'"
                        + account));
        assertEquals(
                1,
                Database.count("SELECT count(*) FROM outbox_event WHERE type = 'documents-moved'" + account),
                "told once");
    }

    private static String linkId(Letter letter) {
        return Database.texts("SELECT link_id FROM link WHERE account_id = '" + letter.accountId() + "'")
                .getFirst();
    }

    /** One digest over every document of the store and its stored bytes; a copy counts as what it is a copy of. */
    private static String bytes(Letter letter, String store) {
        return Database.texts("SELECT md5(string_agg(paper || ' ' || position || ' ' || md5(sealed), ','"
                        + " ORDER BY paper, position)) FROM (SELECT coalesce(copy_of, document_id) AS paper, content_id"
                        + " FROM document WHERE store_kind = '" + store + "' AND account_id = '" + letter.accountId()
                        + "') AS document JOIN document_chunk USING (content_id)")
                .getFirst();
    }
}
