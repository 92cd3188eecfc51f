package vn.gov.identitylink.documents;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import vn.gov.identitylink.testing.Database;
import vn.gov.identitylink.testing.IdentityLinkTestResource;
import vn.gov.identitylink.testing.KillPoint;
import vn.gov.identitylink.testing.Letter;
import vn.gov.identitylink.testing.LetterSteps;
import vn.gov.identitylink.testing.People;
import vn.gov.identitylink.testing.ProjectFiles;
import vn.gov.identitylink.testing.Refusal;
import vn.gov.identitylink.testing.TestWorld;
import vn.gov.identitylink.testing.Tokens;
import vn.gov.identitylink.testing.VneidPerson;

/** The letter's purpose: with the link, the papers move by themselves. */
@QuarkusTest
@QuarkusTestResource(IdentityLinkTestResource.class)
class TransferTest {

    /** Whoever commits late waits for this advisory lock. */
    private static final int LATE = 8;

    @Inject
    MoveDocuments mover;

    @Inject
    DocumentFixture fixture;

    @Test
    void theLinkMovesThePapersAndSaysSo() {
        Letter letter = Letter.matched(People.aCitizen());
        byte[] bytes = DocumentSteps.pdf(300_000, 1);
        String birth = DocumentSteps.stored(letter, bytes);
        String licence = DocumentSteps.stored(
                letter.token(),
                letter.accountId(),
                DocumentSteps.aPaper("kind", "DRIVING_LICENCE"),
                DocumentSteps.pdf("licence"));
        link(letter);
        String linkId = linkId(letter);

        transfer(letter, linkId).then().body("state", equalTo("PREPARING")).body("manifest", nullValue());
        mover.move();

        Response done = transfer(letter, linkId);
        done.then()
                .body("state", equalTo("COMPLETED"))
                .body("manifest.documents", equalTo(2))
                .body("manifest.bytes", equalTo(300_000 + DocumentSteps.pdf("licence").length))
                .body("manifest.kinds", equalTo(Map.of("BIRTH_CERTIFICATE", 1, "DRIVING_LICENCE", 1)))
                .body("progress.moved", equalTo(2))
                .body("progress.pending", equalTo(0));
        Map<String, Object> receipt = TransferReceipt.claims(done.path("receipt"));
        assertEquals(2L, receipt.get("documents"));
        assertEquals(2L, receipt.get("moved"));
        assertEquals(0L, receipt.get("parked"));
        assertEquals(linkId, receipt.get("linkId"));
        assertEquals(TransferReceipt.fates(letter, linkId), receipt.get("fatesSha256"));

        String store = vneidStore(letter);
        DocumentSteps.list(letter.vneidToken(), store, Map.of())
                .then()
                .statusCode(200)
                .body("items.documentId", contains(licence, birth))
                .body("items[0].provenance.originStoreId", equalTo(letter.accountId()))
                .body("items[0].provenance.movedByLink", equalTo(linkId))
                .body("items[0].reusable", equalTo(true));
        DocumentSteps.list(letter.vneidToken(), letter.accountId(), Map.of())
                .then()
                .body("items", hasSize(0));
        assertArrayEquals(
                bytes,
                DocumentSteps.content(letter.vneidToken(), store, birth, Map.of())
                        .asByteArray());
        List<String> audit = Database.auditOf(letter.accountId());
        assertEquals(2, audit.stream().filter("DOCUMENT_MOVED done"::equals).count());
        assertEquals(
                1,
                audit.stream()
                        .filter("DOCUMENT_TRANSFER_COMPLETED done"::equals)
                        .count());
        assertEquals("documents-moved", Database.eventsOf(letter.accountId()).getLast());
        assertEquals(
                1,
                Database.count("SELECT count(*) FROM document_content WHERE account_id = '" + letter.accountId()
                        + "' AND byte_size = 300000"),
                "a move copies nothing");
    }

    /** Rule 3: a link gives the session that made it no new right. */
    @Test
    void onlyAVneidSignInSinceTheLinkReadsWhatMoved() {
        Letter letter = Letter.matched(People.aCitizen());
        String id = DocumentSteps.stored(letter, DocumentSteps.pdf("moved"));
        link(letter);
        mover.move();
        String store = vneidStore(letter);
        String inTheSessionThatLinked = Tokens.citizen(letter.techId())
                .throughVneid()
                .authenticatedAt(java.time.Instant.now().plusSeconds(1))
                .with("sid", letter.sessionId())
                .toString();
        String beforeTheLink = Tokens.citizen(letter.techId())
                .throughVneid()
                .authenticatedAt(java.time.Instant.now().minusSeconds(3_600))
                .toString();
        for (String token : List.of(letter.token(), inTheSessionThatLinked, beforeTheLink)) {
            Refusal.of(() -> DocumentSteps.list(token, store, Map.of())).is(401, "step-up-required");
            Refusal.of(() -> DocumentSteps.read(token, store, id)).is(401, "step-up-required");
            Refusal.of(() -> DocumentSteps.content(token, store, id, Map.of())).is(401, "step-up-required");
            Refusal.of(() -> DocumentSteps.add(token, store, DocumentSteps.aPaper()))
                    .is(401, "step-up-required");
            Refusal.of(() -> DocumentSteps.put(token, store, id, DocumentSteps.pdf("moved")))
                    .is(401, "step-up-required");
            DocumentSteps.stores(token, "me")
                    .then()
                    .body("items[1].storeId", equalTo(store))
                    .body("items[1].open", equalTo(false))
                    .body("items[1].documents", nullValue());
        }
        String home = Tokens.homePortal().toString();
        Refusal.of(() -> DocumentSteps.list(home, store, Map.of())).is(404, "not-found");
        Refusal.of(() -> DocumentSteps.read(letter.token(), letter.accountId(), id))
                .is(404, "not-found");
    }

    @Test
    void equalBytesMoveOnce() {
        Letter letter = Letter.matched(People.aCitizen());
        byte[] bytes = DocumentSteps.pdf("scanned twice");
        DocumentSteps.stored(letter, bytes);
        DocumentSteps.stored(letter, bytes);
        link(letter);
        mover.move();
        String store = vneidStore(letter);
        transfer(letter, linkId(letter))
                .then()
                .body("progress.moved", equalTo(1))
                .body("progress.duplicates", equalTo(1));
        DocumentSteps.list(letter.vneidToken(), store, Map.of()).then().body("items", hasSize(1));

        String again = DocumentSteps.add(letter.vneidToken(), store, DocumentSteps.aPaper())
                .path("documentId");
        Refusal.of(() -> DocumentSteps.put(letter.vneidToken(), store, again, bytes))
                .is(409, "document-already-stored");
        // The same bytes as a paper of another kind are another paper, as they are to a transfer.
        DocumentSteps.stored(letter.vneidToken(), store, DocumentSteps.aPaper("kind", "MARRIAGE_CERTIFICATE"), bytes);
        DocumentSteps.list(letter.vneidToken(), store, Map.of("state", "STORED"))
                .then()
                .body("items", hasSize(2));
    }

    /** The scan of a certificate that its owner once uploaded, and the certificate. */
    @Test
    void theSameBytesWithAnAuthoritysSignatureAreAnotherPaper() {
        Letter letter = Letter.matched(People.aCitizen());
        byte[] bytes = DocumentSteps.pdf("a certificate, saved and uploaded by its owner");
        Map<String, Object> scan = DocumentSteps.aPaper("kind", "OTHER");
        Map<String, Object> certificate = DocumentSteps.aPaper();
        String first = DocumentSteps.stored(letter.token(), letter.accountId(), scan, bytes);
        DocumentSteps.stored(letter.token(), letter.accountId(), certificate, bytes);
        link(letter);
        mover.move();
        String late = DocumentSteps.stored(letter.token(), letter.accountId(), certificate, bytes);
        mover.move();
        transfer(letter, linkId(letter))
                .then()
                .body("progress.moved", equalTo(2))
                .body("progress.duplicates", equalTo(0))
                .body("late.duplicates", equalTo(1));
        String store = vneidStore(letter);
        DocumentSteps.list(letter.vneidToken(), store, Map.of())
                .then()
                .body("items.kind", containsInAnyOrder("OTHER", "BIRTH_CERTIFICATE"));
        DocumentSteps.read(letter.vneidToken(), store, first).then().body("kind", equalTo("OTHER"));
        Refusal.of(() -> DocumentSteps.read(letter.vneidToken(), store, late)).is(404, "not-found");
    }

    @Test
    void aPaperThatComesLaterFollows() {
        Letter letter = Letter.matched(People.aCitizen());
        String begun = DocumentSteps.add(letter.token(), letter.accountId(), DocumentSteps.aPaper())
                .path("documentId");
        link(letter);
        mover.move();
        String linkId = linkId(letter);
        Response before = transfer(letter, linkId);
        before.then().body("state", equalTo("COMPLETED")).body("manifest.documents", equalTo(0));

        DocumentSteps.put(letter.token(), letter.accountId(), begun, DocumentSteps.pdf("late"))
                .then()
                .statusCode(201);
        String result = DocumentSteps.stored(
                Tokens.homePortal().toString(),
                letter.accountId(),
                DocumentSteps.aPaper("source", "PROCEDURE_RESULT"),
                DocumentSteps.pdf("result"));
        transfer(letter, linkId).then().body("late.pending", equalTo(2));
        mover.move();
        transfer(letter, linkId).then().body("late.moved", equalTo(2)).body("receipt", equalTo(before.path("receipt")));
        DocumentSteps.list(letter.vneidToken(), vneidStore(letter), Map.of())
                .then()
                .body("items.documentId", contains(result, begun));
    }

    /** What is not as it was stored stays where it is, and says why; the rest moves. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "content-incomplete | DELETE FROM document_chunk WHERE content_id = (SELECT content_id FROM document WHERE document_id = '%s')",
                "content-incomplete | UPDATE document_chunk SET sealed = substr(sealed, 2) WHERE content_id = (SELECT content_id FROM document WHERE document_id = '%s')",
                "unreadable | UPDATE document SET details = '\\x00' WHERE document_id = '%s'",
                "unreadable | UPDATE document_content SET digest = '\\x00' WHERE content_id = (SELECT content_id FROM document WHERE document_id = '%s')",
                "digest-altered | UPDATE document_content SET address = '\\x00' WHERE content_id = (SELECT content_id FROM document WHERE document_id = '%s')"
            })
    void aPoisonDocumentIsParked(String reason, String damage) {
        Letter letter = Letter.matched(People.aCitizen());
        String poison = DocumentSteps.stored(letter, DocumentSteps.pdf("poison"));
        String whole = DocumentSteps.stored(letter, DocumentSteps.pdf("whole"));
        Database.execute(damage.formatted(poison));
        link(letter);
        mover.move();
        String linkId = linkId(letter);
        transfer(letter, linkId)
                .then()
                .body("state", equalTo("COMPLETED"))
                .body("progress.moved", equalTo(1))
                .body("progress.parked", equalTo(1));
        items(letter, linkId, Map.of("state", "PARKED"))
                .then()
                .body("items.documentId", contains(poison))
                .body("items.reason", contains(reason))
                .body("items[0].foundAs", nullValue());
        assertTrue(Database.auditOf(letter.accountId()).contains("DOCUMENT_PARKED " + reason));
        items(letter, linkId, Map.of("state", "MOVED")).then().body("items.documentId", contains(whole));
    }

    @Test
    void nothingMovesAfterTheLinkHasEnded() {
        Letter letter = Letter.matched(People.aCitizen());
        fixture.fill(letter.accountId(), 1_200);
        link(letter);
        String linkId = linkId(letter);
        assertTrue(mover.step(), "the manifest");
        assertTrue(mover.step(), "a batch");
        transfer(letter, linkId).then().body("progress.moved", equalTo(500));
        end(linkId);
        mover.move();
        transfer(letter, linkId)
                .then()
                .body("state", equalTo("RETURNED"))
                .body("receipt", nullValue())
                .body("progress.cancelled", equalTo(700))
                .body("progress.returned", equalTo(500));
        assertEquals(
                1_200,
                Database.count("SELECT count(*) FROM document WHERE state = 'STORED' AND store_id = '"
                        + letter.accountId() + "'"));
        Database.forgetTransfersOf(letter.accountId());
    }

    @Test
    void whileALinkIsSuspendedNothingMoves() {
        Letter letter = Letter.matched(People.aCitizen());
        String id = DocumentSteps.stored(letter, DocumentSteps.pdf("held"));
        link(letter);
        String linkId = linkId(letter);
        Database.execute(
                "UPDATE link SET state = 'SUSPENDED', suspended_by = 'OPERATOR', suspended_at = now() WHERE link_id = '"
                        + linkId + "'");
        mover.move();
        transfer(letter, linkId).then().body("state", equalTo("PREPARING")).body("waitsFor", equalTo("HOLD_END"));
        DocumentSteps.read(letter.token(), letter.accountId(), id).then().statusCode(200);
        Database.execute("UPDATE link SET state = 'ACTIVE', suspended_by = NULL, suspended_at = NULL WHERE link_id = '"
                + linkId + "'");
        mover.move();
        transfer(letter, linkId)
                .then()
                .body("state", equalTo("COMPLETED"))
                .body("waitsFor", nullValue())
                .body("progress.moved", equalTo(1));

        // A paper that comes while the link is held waits, and says for what.
        Database.execute(
                "UPDATE link SET state = 'SUSPENDED', suspended_by = 'OPERATOR', suspended_at = now() WHERE link_id = '"
                        + linkId + "'");
        transfer(letter, linkId).then().body("waitsFor", nullValue());
        DocumentSteps.stored(letter, DocumentSteps.pdf("late, and held"));
        mover.move();
        transfer(letter, linkId)
                .then()
                .body("state", equalTo("COMPLETED"))
                .body("late.pending", equalTo(1))
                .body("waitsFor", equalTo("HOLD_END"));
    }

    @Test
    void whatTheLinkMovedIsGivenBackButWhatADossierUsedIsKept() {
        Letter letter = Letter.matched(People.aCitizen());
        byte[] twice = DocumentSteps.pdf("scanned twice");
        DocumentSteps.stored(letter, twice);
        DocumentSteps.stored(letter, twice);
        String used = DocumentSteps.stored(letter, DocumentSteps.pdf("used"));
        String old = DocumentSteps.stored(letter, DocumentSteps.pdf("moved long ago"));
        link(letter);
        mover.move();
        String linkId = linkId(letter);
        Database.execute("UPDATE document SET reuse = 1 WHERE document_id = '" + used + "'");
        Database.execute(
                "UPDATE document SET moved_at = moved_at - interval '31 days' WHERE document_id = '" + old + "'");
        end(linkId);
        mover.move();
        transfer(letter, linkId)
                .then()
                .body("state", equalTo("RETURNED"))
                .body("progress.returned", equalTo(2))
                .body("progress.kept", equalTo(2));
        Map<String, String> kept =
                items(letter, linkId, Map.of("state", "KEPT")).jsonPath().<Map<String, String>>getList("items").stream()
                        .collect(Collectors.toMap(item -> item.get("documentId"), item -> item.get("reason")));
        assertEquals(Map.of(used, "used-in-a-dossier", old, "moved-too-long-ago"), kept);

        // Of what is kept the citizen has the same paper anew, and loses none.
        Map<String, String> foundAs =
                items(letter, linkId, Map.of("state", "KEPT")).jsonPath().<Map<String, String>>getList("items").stream()
                        .collect(Collectors.toMap(item -> item.get("documentId"), item -> item.get("foundAs")));
        DocumentSteps.list(letter.token(), letter.accountId(), Map.of())
                .then()
                .body("items", hasSize(4))
                .body("items.documentId", hasItems(foundAs.get(used), foundAs.get(old)));
        Response anew = DocumentSteps.read(letter.token(), letter.accountId(), foundAs.getOrDefault(used, ""));
        anew.then()
                .body("title", equalTo("Giấy khai sinh"))
                .body("provenance.copyOf", equalTo(used))
                .body("storedAt", equalTo(anew.path("addedAt")))
                .body("reuse.status", equalTo(1));
        assertArrayEquals(
                DocumentSteps.pdf("used"),
                DocumentSteps.content(letter.token(), letter.accountId(), foundAs.getOrDefault(used, ""), Map.of())
                        .asByteArray());
        assertEquals(
                4,
                Database.auditOf(letter.accountId()).stream()
                        .filter("DOCUMENT_RETURNED done"::equals)
                        .count());

        // With the next link of the same identity, both are the same paper again.
        Database.execute("UPDATE proved_number SET released_at = now() WHERE link_id = '" + linkId + "'");
        link(letter);
        mover.move();
        String next = Database.texts(
                        "SELECT link_id FROM link WHERE state = 'ACTIVE' AND account_id = '" + letter.accountId() + "'")
                .getFirst();
        items(letter, next, Map.of("state", "DUPLICATE")).then().body("items.foundAs", hasItems(used, old));
    }

    @Test
    void aHundredThousandPapersMoveAndOnesOfOthersDoNotWait() {
        int many = Integer.getInteger("transfer.documents", 3_000);
        Letter letter = Letter.matched(People.aCitizen());
        fixture.fill(letter.accountId(), many);
        Letter other = Letter.matched(People.aCitizen());
        DocumentSteps.stored(other, DocumentSteps.pdf("one"));
        link(letter);
        link(other);
        for (int step = 0; step < 8; step++) {
            mover.step();
        }
        transfer(other, linkId(other)).then().body("state", equalTo("COMPLETED"));
        mover.move();
        String linkId = linkId(letter);
        transfer(letter, linkId)
                .then()
                .body("state", equalTo("COMPLETED"))
                .body("manifest.documents", equalTo(many))
                .body("progress.moved", equalTo(many));
        int pages = 0;
        String cursor = "";
        while (cursor != null) {
            Response page = items(letter, linkId, cursor.isEmpty() ? Map.of() : Map.of("cursor", cursor));
            cursor = page.path("nextCursor");
            pages++;
        }
        assertEquals((many + 99) / 100, pages);
        Database.forgetTransfersOf(letter.accountId());
    }

    @Test
    void severalInstancesShareTheWorkWithoutDoingItTwice() throws Exception {
        List<Letter> letters = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Letter letter = Letter.matched(People.aCitizen());
            fixture.fill(letter.accountId(), 700);
            link(letter);
            letters.add(letter);
        }
        try (var instances = Executors.newFixedThreadPool(4)) {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                running.add(instances.submit(mover::move));
            }
            for (Future<?> one : running) {
                one.get();
            }
        }
        mover.move();
        for (Letter letter : letters) {
            transfer(letter, linkId(letter))
                    .then()
                    .body("state", equalTo("COMPLETED"))
                    .body("progress.moved", equalTo(700));
            assertEquals(
                    700,
                    Database.auditOf(letter.accountId()).stream()
                            .filter("DOCUMENT_MOVED done"::equals)
                            .count());
            Database.forgetTransfersOf(letter.accountId());
        }
    }

    @Test
    void aPaperThatComesWhileTheManifestIsDrawnUpIsNotSkipped() {
        Letter letter = Letter.matched(People.aCitizen());
        int more = 5_100;
        fixture.fill(letter.accountId(), more);
        link(letter);
        assertTrue(mover.step(), "the first page of the manifest");
        for (int i = 0; i < 4; i++) {
            // Its random id stands before or after the page's last.
            DocumentSteps.stored(letter, DocumentSteps.pdf("meanwhile " + i));
        }
        mover.move();
        transfer(letter, linkId(letter))
                .then()
                .body("state", equalTo("COMPLETED"))
                .body("progress.moved", equalTo(more))
                .body("late.moved", equalTo(4));
        Database.forgetTransfersOf(letter.accountId());
    }

    /**
     * Whoever stores a paper and whoever links lock the account first: whichever comes second sees what the first did, though
     * that one committed late.
     */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "document BEFORE UPDATE WHEN (NEW.state = 'STORED' AND OLD.state = 'AWAITING_CONTENT')",
                "document_transfer BEFORE INSERT WHEN (NEW.state = 'PREPARING')"
            })
    void aPaperThatIsStoredWhileTheLinkIsMadeIsNotSkipped(String whoCommitsLate) throws Exception {
        Letter letter = Letter.matched(People.aCitizen());
        Runnable stores = () -> DocumentSteps.stored(letter, DocumentSteps.pdf("at the same time"));
        Runnable links = () -> link(letter);
        boolean linkIsLate = whoCommitsLate.startsWith("document_transfer");
        try (Connection holder = TestWorld.get().database().superuser();
                Statement statement = holder.createStatement();
                ExecutorService both = Executors.newFixedThreadPool(2)) {
            statement.execute("SELECT pg_advisory_lock(" + LATE + ")");
            KillPoint.arm(whoCommitsLate, "pg_advisory_xact_lock_shared(" + LATE + ")");
            Future<?> late = both.submit(linkIsLate ? links : stores);
            awaitWaiting(1);
            Future<?> second = both.submit(linkIsLate ? stores : links);
            awaitWaiting(2);
            mover.move();
            statement.execute("SELECT pg_advisory_unlock(" + LATE + ")");
            late.get();
            second.get();
        } finally {
            KillPoint.disarm();
        }
        mover.move();
        Response moved = transfer(letter, linkId(letter));
        moved.then().body("state", equalTo("COMPLETED"));
        assertEquals(1, moved.<Integer>path("progress.moved") + moved.<Integer>path("late.moved"));
    }

    /**
     * A way back holds the paper that a batch of the next link finds to be the same as one of its own, and then needs the
     * transfer that this batch holds. The database ends one of the two; it begins anew.
     */
    @Test
    void aWayBackAndABatchOfTheNextLinkThatMeetBothArrive() throws Exception {
        Letter letter = Letter.matched(People.aCitizen());
        byte[] twice = DocumentSteps.pdf("in both links");
        DocumentSteps.stored(letter, twice);
        link(letter);
        mover.move();
        String ended = linkId(letter);
        end(ended);
        Database.execute("UPDATE proved_number SET released_at = now() WHERE link_id = '" + ended + "'");
        DocumentSteps.stored(letter, twice);
        link(letter);
        try (Connection holder = TestWorld.get().database().superuser();
                Statement statement = holder.createStatement();
                ExecutorService both = Executors.newFixedThreadPool(2)) {
            statement.execute("SELECT pg_advisory_lock(" + LATE + ")");
            KillPoint.arm(
                    "document_transfer_item BEFORE INSERT WHEN (NEW.late)",
                    "pg_advisory_xact_lock_shared(" + LATE + ")");
            Future<?> wayBack = both.submit(mover::move);
            awaitWaiting(1);
            Future<?> next = both.submit(mover::move);
            awaitWaiting(2);
            statement.execute("SELECT pg_advisory_unlock(" + LATE + ")");
            wayBack.get();
            next.get();
        } finally {
            KillPoint.disarm();
        }
        mover.move();
        transfer(letter, ended).then().body("state", equalTo("RETURNED"));
        String account = " AND account_id = '" + letter.accountId() + "'";
        assertEquals(
                List.of("COMPLETED"),
                Database.texts("SELECT state FROM document_transfer WHERE link_id <> '" + ended + "'" + account));
        assertEquals(
                List.of("MERGED PORTAL", "STORED VNEID"),
                Database.texts(
                        "SELECT state || ' ' || store_kind FROM document WHERE true" + account + " ORDER BY state"));
    }

    private static void awaitWaiting(int transactions) {
        Instant deadline = Instant.now().plusSeconds(20);
        while (Database.count("SELECT count(DISTINCT pid) FROM pg_locks WHERE NOT granted") < transactions) {
            assertTrue(Instant.now().isBefore(deadline), "nobody waits for the one who commits late");
        }
    }

    @Test
    void whoWaitsHearsOfAChangeAndWhoHasTheLatestHearsNothing() throws Exception {
        Letter letter = Letter.matched(People.aCitizen());
        DocumentSteps.stored(letter, DocumentSteps.pdf("awaited"));
        link(letter);
        String linkId = linkId(letter);
        Response now = transfer(letter, linkId);
        String token = letter.token();
        try (var waiting = Executors.newSingleThreadExecutor()) {
            Future<Response> answer = waiting.submit(() -> LetterSteps.as(token)
                    .header("If-None-Match", now.header("ETag"))
                    .queryParam("wait", "25")
                    .get("/v1/links/{id}/transfer", linkId));
            mover.move();
            answer.get()
                    .then()
                    .statusCode(200)
                    .time(org.hamcrest.Matchers.lessThan(Duration.ofSeconds(20).toMillis()));
        }
        Response done = transfer(letter, linkId);
        LetterSteps.as(token)
                .header("If-None-Match", done.header("ETag"))
                .queryParam("wait", "25")
                .get("/v1/links/{id}/transfer", linkId)
                .then()
                .statusCode(304);
    }

    @Test
    void aWaitThatEndsAnswersWhatThereIs() {
        Letter letter = Letter.linked(People.aCitizen());
        LetterSteps.as(letter.token())
                .queryParam("wait", "1")
                .get("/v1/links/{id}/transfer", linkId(letter))
                .then()
                .statusCode(200)
                .body("state", equalTo("PREPARING"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"26", "-1", "x", "100", "1.5"})
    void aWaitOutOfRangeIsRefused(String wait) {
        Letter letter = Letter.linked(People.aCitizen());
        String linkId = linkId(letter);
        Response refused = Refusal.of(() ->
                        LetterSteps.as(letter.token()).queryParam("wait", wait).get("/v1/links/{id}/transfer", linkId))
                .is(400, "invalid-parameter");
        assertEquals("/wait range", Refusal.faults(refused));
    }

    @Test
    void aPageOfPapersThatCannotBeReadIsRefusedAndEachParameterNamed() {
        Letter letter = Letter.linked(People.aCitizen());
        String linkId = linkId(letter);
        Response refused = Refusal.of(() -> LetterSteps.as(letter.token())
                        .get("/v1/links/{id}/transfer/documents?cursor=x&limit=101&state=LOST", linkId))
                .is(400, "invalid-parameter");
        assertEquals("/state unknown-word;/limit range;/cursor cursor-format", Refusal.faults(refused));
    }

    @Test
    void anotherCitizensTransferDoesNotExist() {
        Letter owner = Letter.linked(People.aCitizen());
        Letter other = Letter.linked(People.aCitizen());
        String linkId = linkId(owner);
        Refusal.of(() -> LetterSteps.as(other.token()).get("/v1/links/{id}/transfer", linkId))
                .is(404, "not-found");
        Refusal.of(() -> LetterSteps.as(other.token()).get("/v1/links/{id}/transfer/documents", linkId))
                .is(404, "not-found");
        Refusal.of(() -> LetterSteps.as(other.token()).get("/v1/links/{id}/transfer", UUID.randomUUID()))
                .is(404, "not-found");
    }

    @Test
    void aTransferWhoseAccountDoesNotOpenWaitsAndStopsNobodyElses() {
        Letter closed = Letter.matched(People.aCitizen());
        DocumentSteps.stored(closed, DocumentSteps.pdf("closed"));
        link(closed);
        String closedLink = linkId(closed);
        Letter other = Letter.matched(People.aCitizen());
        DocumentSteps.stored(other, DocumentSteps.pdf("other"));
        link(other);
        mover.step();
        mover.step();
        String keep = "UPDATE citizen_key SET wrapped_key = %s WHERE key_id = (SELECT key_id FROM account"
                + " WHERE account_id = '" + closed.accountId() + "')";
        String wrapped = Database.texts("SELECT encode(wrapped_key, 'hex') FROM citizen_key WHERE key_id ="
                        + " (SELECT key_id FROM account WHERE account_id = '" + closed.accountId() + "')")
                .getFirst();
        Database.execute(keep.formatted("NULL"));
        mover.move();

        transfer(other, linkId(other))
                .then()
                .body("state", equalTo("COMPLETED"))
                .body("progress.moved", equalTo(1));
        assertEquals(
                1,
                Database.count("SELECT count(*) FROM operator_case WHERE kind = 'DOCUMENTS_NOT_MOVING'"
                        + " AND subject_id = '" + closedLink + "'"));
        Database.execute(keep.formatted("decode('" + wrapped + "', 'hex')"));
        mover.move();
        transfer(closed, closedLink).then().body("state", equalTo("MOVING"));
        Database.execute("UPDATE document_transfer SET worked_at = now() WHERE link_id = '" + closedLink + "'");
        mover.move();
        transfer(closed, closedLink).then().body("state", equalTo("COMPLETED"));
    }

    @Test
    void whatIsGivenBackAfterTheNextLinkFollowsThatLink() {
        Letter letter = Letter.matched(People.aCitizen());
        DocumentSteps.stored(letter, DocumentSteps.pdf("moved twice"));
        link(letter);
        mover.move();
        String first = linkId(letter);
        end(first);
        Database.execute("UPDATE proved_number SET released_at = now() WHERE link_id = '" + first + "'");
        // What the first link moved is given back late: the second has been listed by then.
        Database.execute(
                "UPDATE document_transfer SET worked_at = now() + interval '1 hour' WHERE link_id = '" + first + "'");
        link(letter);
        String second = Database.texts(
                        "SELECT link_id FROM link WHERE state = 'ACTIVE' AND account_id = '" + letter.accountId() + "'")
                .getFirst();
        mover.move();
        transfer(letter, second).then().body("state", equalTo("COMPLETED")).body("manifest.documents", equalTo(0));

        Database.execute("UPDATE document_transfer SET worked_at = now() WHERE link_id = '" + first + "'");
        mover.move();
        transfer(letter, first).then().body("state", equalTo("RETURNED"));
        transfer(letter, second).then().body("late.moved", equalTo(1));
    }

    /** V44 gives what was kept before it: as if the link had ended under the version before. */
    @Test
    void whatWasKeptByAnEarlierVersionIsGivenToItsCitizenToo() throws IOException {
        Letter letter = Letter.matched(People.aCitizen());
        String used = DocumentSteps.stored(letter, DocumentSteps.pdf("kept by an earlier version"));
        link(letter);
        mover.move();
        String linkId = linkId(letter);
        Database.execute("UPDATE document SET reuse = 1 WHERE document_id = '" + used + "'");
        end(linkId);
        Database.execute(
                "UPDATE document_transfer_item SET state = 'KEPT', reason = 'used-in-a-dossier' WHERE link_id = '"
                        + linkId + "'");
        Database.execute("UPDATE document_transfer SET state = 'RETURNED', returned_at = now(), work = false"
                + " WHERE link_id = '" + linkId + "'");
        mover.move();
        DocumentSteps.list(letter.token(), letter.accountId(), Map.of()).then().body("items", hasSize(0));

        String migration = Files.readString(ProjectFiles.at(
                "identity-link-service/src/main/resources/db/migration/V44__paper_instead_of_a_kept_one.sql"));
        Database.execute(migration.substring(migration.indexOf("UPDATE document_transfer_item")));
        mover.move();
        transfer(letter, linkId).then().body("state", equalTo("RETURNED")).body("progress.kept", equalTo(1));
        DocumentSteps.list(letter.token(), letter.accountId(), Map.of())
                .then()
                .body("items", hasSize(1))
                .body("items.provenance.copyOf", contains(used));
    }

    private static void link(Letter letter) {
        letter.link(VneidPerson.of(letter.citizen())).then().statusCode(201);
    }

    private static void end(String linkId) {
        Database.execute("UPDATE link SET state = 'ENDED', ended_at = now() WHERE link_id = '" + linkId + "'");
    }

    private static String linkId(Letter letter) {
        return Database.texts("SELECT link_id FROM link WHERE account_id = '" + letter.accountId() + "'")
                .getFirst();
    }

    private static String vneidStore(Letter letter) {
        return DocumentSteps.stores(letter.vneidToken(), "me").path("items[1].storeId");
    }

    private static Response transfer(Letter letter, String linkId) {
        Response response = LetterSteps.as(letter.token()).get("/v1/links/{id}/transfer", linkId);
        response.then().statusCode(200);
        return response;
    }

    private static Response items(Letter letter, String linkId, Map<String, ?> query) {
        Response response =
                LetterSteps.as(letter.token()).queryParams(query).get("/v1/links/{id}/transfer/documents", linkId);
        response.then().statusCode(200);
        return response;
    }
}
