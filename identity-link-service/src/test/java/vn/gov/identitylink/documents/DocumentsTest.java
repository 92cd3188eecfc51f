package vn.gov.identitylink.documents;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import vn.gov.identitylink.testing.Database;
import vn.gov.identitylink.testing.IdentityLinkTestResource;
import vn.gov.identitylink.testing.Letter;
import vn.gov.identitylink.testing.LogCapture;
import vn.gov.identitylink.testing.People;
import vn.gov.identitylink.testing.ProjectFiles;
import vn.gov.identitylink.testing.RawHttp;
import vn.gov.identitylink.testing.Refusal;
import vn.gov.identitylink.testing.Tokens;

/** Papers come into a store, are found there, and come out as they came in. */
@QuarkusTest
@QuarkusTestResource(IdentityLinkTestResource.class)
class DocumentsTest {

    private static final int MIB = 1024 * 1024;

    @Inject
    SweepDocuments sweeper;

    @Inject
    DocumentFixture fixture;

    @Test
    void whatComesInComesOut() {
        Letter letter = Letter.registered(People.aCitizen());
        String store = letter.accountId();
        byte[] bytes = DocumentSteps.pdf(600_000, 1);
        Response added = DocumentSteps.add(letter.token(), store, DocumentSteps.aPaper());
        added.then()
                .statusCode(201)
                .body("state", equalTo("AWAITING_CONTENT"))
                .body("sha256", nullValue())
                .body("reusable", equalTo(false));
        String id = added.path("documentId");
        Refusal.of(() -> DocumentSteps.content(letter.token(), store, id, Map.of()))
                .is(404, "not-found");

        DocumentSteps.put(letter.token(), store, id, bytes)
                .then()
                .statusCode(201)
                .body("state", equalTo("STORED"))
                .body("byteSize", equalTo(600_000))
                .body("reusable", equalTo(true));

        Response content = DocumentSteps.content(letter.token(), store, id, Map.of());
        content.then()
                .statusCode(200)
                .contentType("application/pdf")
                .header("Repr-Digest", DocumentSteps.reprDigest(bytes))
                .header("Content-Length", "600000")
                .header("Content-Disposition", "attachment; filename=\"" + id + ".pdf\"");
        assertArrayEquals(bytes, content.asByteArray());
        assertEquals(
                List.of(
                        "ACCOUNT_REGISTERED done",
                        "DOCUMENT_ADDED done",
                        "DOCUMENT_STORED done",
                        "DOCUMENT_CONTENT_READ done"),
                Database.auditOf(store));
        DocumentSteps.stores(letter.token(), "me")
                .then()
                .statusCode(200)
                .body("items", hasSize(1))
                .body("items[0].storeId", equalTo(store))
                .body("items[0].kind", equalTo("PORTAL"))
                .body("items[0].documents", equalTo(1))
                .body("items[0].bytes", equalTo(600_000));
    }

    @Test
    void partsAndWhatTheCallerHasAlready() {
        Letter letter = Letter.registered(People.aCitizen());
        byte[] bytes = DocumentSteps.pdf(600_000, 2);
        String id = DocumentSteps.stored(letter, bytes);
        String tag = content(letter, id, Map.of()).header("ETag");

        content(letter, id, Map.of("If-None-Match", tag)).then().statusCode(304);
        Response part = content(letter, id, Map.of("Range", "bytes=262140-524300"));
        part.then().statusCode(206).header("Content-Range", "bytes 262140-524300/600000");
        assertArrayEquals(Arrays.copyOfRange(bytes, 262_140, 524_301), part.asByteArray());
        content(letter, id, Map.of("Range", "bytes=0-9", "If-Range", tag))
                .then()
                .statusCode(206);
        content(letter, id, Map.of("Range", "bytes=0-9", "If-Range", "\"other\""))
                .then()
                .statusCode(200);
        content(letter, id, Map.of("Range", "bytes=0-1,5-6")).then().statusCode(200);
        content(letter, id, Map.of("Range", "bytes=600000-"))
                .then()
                .statusCode(416)
                .header("Content-Range", "bytes */600000")
                .body("code", equalTo("range-not-satisfiable"));
    }

    @Test
    void anEmptyRestOfTheLastChunkIsNoChunk() {
        Letter letter = Letter.registered(People.aCitizen());
        byte[] bytes = DocumentSteps.pdf(2 * StoredContent.CHUNK, 3);
        String id = DocumentSteps.stored(letter, bytes);
        assertArrayEquals(bytes, content(letter, id, Map.of()).asByteArray());
        assertEquals(2, chunksOf(letter));
    }

    @Test
    void theSameBytesAgainAreTheSameDocumentAndOthersAreRefused() {
        Letter letter = Letter.registered(People.aCitizen());
        byte[] bytes = DocumentSteps.pdf("same");
        String id = DocumentSteps.stored(letter, bytes);
        DocumentSteps.put(letter.token(), letter.accountId(), id, bytes)
                .then()
                .statusCode(200)
                .body("documentId", equalTo(id));
        Refusal.of(() -> DocumentSteps.put(letter.token(), letter.accountId(), id, DocumentSteps.pdf("other")))
                .is(409, "document-immutable");
        assertEquals(1, chunksOf(letter));
    }

    @Test
    void equalBytesOfOneCitizenAreKeptOnceAndThoseOfAnotherApart() {
        byte[] bytes = DocumentSteps.pdf("a form that many hand in");
        Letter one = Letter.registered(People.aCitizen());
        Letter other = Letter.registered(People.aCitizen());
        String first = DocumentSteps.stored(one, bytes);
        String second = DocumentSteps.stored(one, bytes);
        DocumentSteps.stored(other, bytes);
        assertEquals(1, contentsOf(one));
        assertEquals(1, chunksOf(one));
        assertEquals(1, contentsOf(other));
        assertEquals(
                2,
                Database.count("SELECT count(DISTINCT address) FROM document_content WHERE account_id IN ('"
                        + one.accountId() + "', '" + other.accountId() + "')"),
                "two citizens' addresses of the same bytes have nothing in common");
        assertArrayEquals(bytes, content(one, first, Map.of()).asByteArray());
        assertArrayEquals(bytes, content(one, second, Map.of()).asByteArray());
    }

    @Test
    void bytesThatAreNotWhatWasSaidAreRefusedAndLeaveNothing() {
        Letter letter = Letter.registered(People.aCitizen());
        String store = letter.accountId();
        String id =
                DocumentSteps.add(letter.token(), store, DocumentSteps.aPaper()).path("documentId");
        byte[] bytes = DocumentSteps.pdf("bytes");
        byte[] text = "not a PDF".getBytes(StandardCharsets.UTF_8);
        String digest = DocumentSteps.reprDigest(bytes);

        Refusal.of(() ->
                        DocumentSteps.put(letter.token(), store, id, "application/pdf", digest, DocumentSteps.pdf("x")))
                .is(422, "document-digest-mismatch", "DOCUMENT_STORED document-digest-mismatch");
        Refusal.of(() -> DocumentSteps.put(letter.token(), store, id, text))
                .is(422, "document-type-mismatch", "DOCUMENT_STORED document-type-mismatch");
        Refusal.of(() -> DocumentSteps.put(letter.token(), store, id, "image/png", digest, bytes))
                .is(422, "document-type-mismatch", "DOCUMENT_STORED document-type-mismatch");
        for (String wrong : List.of("", "sha-512=:AAAA:", "sha-256=AAAA", "sha-256=:AAAA:")) {
            Response refused = Refusal.of(
                            () -> DocumentSteps.put(letter.token(), store, id, "application/pdf", wrong, bytes))
                    .is(400, "invalid-parameter");
            String code = wrong.isEmpty() ? "required" : "digest-format";
            assertEquals("/Repr-Digest " + code, Refusal.faults(refused));
        }
        Refusal.of(() -> DocumentSteps.put(letter.token(), store, id, "application/pdf", digest, new byte[0]))
                .is(400, "malformed-request");
        DocumentSteps.put(letter.token(), store, id, "application/pdf", "sha-512=:AAAA:, " + digest, bytes)
                .then()
                .statusCode(201);
    }

    @Test
    void aDocumentMayHave20MiBAndNotAByteMore() {
        Letter letter = Letter.registered(People.aCitizen());
        byte[] largest = DocumentSteps.pdf(20 * MIB, 4);
        String id = DocumentSteps.stored(letter, largest);
        assertArrayEquals(largest, content(letter, id, Map.of()).asByteArray());

        String next = DocumentSteps.add(letter.token(), letter.accountId(), DocumentSteps.aPaper())
                .path("documentId");
        byte[] tooLarge = DocumentSteps.pdf(20 * MIB + 1, 5);
        Refusal.of(() -> DocumentSteps.put(letter.token(), letter.accountId(), next, tooLarge))
                .is(413, "payload-too-large");
        String declared = RawHttp.begin(
                RestAssured.port,
                head(letter, next) + "Content-Length: 104857600\n\n",
                "%PDF-".getBytes(StandardCharsets.US_ASCII));
        assertTrue(declared.startsWith("HTTP/1.1 413"), declared);
        assertTrue(declared.contains("\"payload-too-large\""), declared);
    }

    @Test
    void otherRoutesTakeNoMoreThanBefore() {
        String answer = RawHttp.begin(RestAssured.port, """
                POST /v1/accounts HTTP/1.1
                Host: localhost
                Connection: close
                Content-Type: application/json
                Content-Length: 200000

                """, new byte[10]);
        assertTrue(answer.startsWith("HTTP/1.1 413"), answer);
    }

    @Test
    void uploadsThatBreakOffAreSweptAway() throws IOException {
        Letter letter = Letter.registered(People.aCitizen());
        String id = DocumentSteps.add(letter.token(), letter.accountId(), DocumentSteps.aPaper())
                .path("documentId");
        byte[] begin = DocumentSteps.pdf(StoredContent.CHUNK * 3 / 2, 6);
        List<Socket> senders = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            Socket sender = new Socket("localhost", RestAssured.port);
            sender.getOutputStream()
                    .write((head(letter, id) + "Content-Length: 10000000\n\n")
                            .replace("\n", "\r\n")
                            .getBytes(StandardCharsets.ISO_8859_1));
            sender.getOutputStream().write(begin);
            sender.getOutputStream().flush();
            senders.add(sender);
        }
        await(() -> Database.count("SELECT count(*) FROM document_chunk JOIN document_content USING (content_id)"
                        + " WHERE account_id = '" + letter.accountId() + "'")
                == 50);
        // While fifty senders pause, the service works, and no connection to the database waits for them.
        assertEquals(0, Database.count("SELECT count(*) FROM pg_stat_activity WHERE state = 'idle in transaction'"));
        DocumentSteps.list(letter.token(), letter.accountId(), Map.of()).then().statusCode(200);
        for (Socket sender : senders) {
            sender.close();
        }
        Database.execute("UPDATE document_content SET touched_at = now() - interval '1 hour' WHERE account_id = '"
                + letter.accountId() + "'");
        sweeper.sweep();
        assertEquals(0, contentsOf(letter));
        assertEquals(0, chunksOf(letter));
        DocumentSteps.put(letter.token(), letter.accountId(), id, DocumentSteps.pdf("at last"))
                .then()
                .statusCode(201);
    }

    @Test
    void aDocumentWhoseContentNeverCameIsForgotten() {
        Letter letter = Letter.registered(People.aCitizen());
        String id = DocumentSteps.add(letter.token(), letter.accountId(), DocumentSteps.aPaper())
                .path("documentId");
        sweeper.sweep();
        DocumentSteps.read(letter.token(), letter.accountId(), id).then().statusCode(200);
        Database.execute("UPDATE document SET added_at = now() - interval '8 days' WHERE document_id = '" + id + "'");
        sweeper.sweep();
        Refusal.of(() -> DocumentSteps.read(letter.token(), letter.accountId(), id))
                .is(404, "not-found");
    }

    /** {@code openapi/examples/papers.json}, with which the local stack fills stores. */
    @Test
    void everyPaperOfTheSeedIsAccepted() {
        Letter letter = Letter.registered(People.aCitizen());
        List<Map<String, Object>> papers = JsonPath.from(
                        ProjectFiles.at("openapi/examples/papers.json").toFile())
                .getList("");
        for (Map<String, Object> seed : papers) {
            Map<String, Object> paper = new LinkedHashMap<>(seed);
            paper.keySet().removeAll(List.of("citizen", "byteSize"));
            DocumentSteps.add(Tokens.homePortal().toString(), letter.accountId(), paper)
                    .then()
                    .statusCode(201);
        }
        list(letter, Map.of("limit", "100")).then().body("items", hasSize(papers.size()));
    }

    @Test
    void theHomePortalSaysAllThatAPaperIs() {
        Letter letter = Letter.registered(People.aCitizen());
        String number = Objects.requireNonNull(letter.citizen().number());
        Map<String, Object> paper = DocumentSteps.aPaper();
        paper.putAll(Map.of(
                "source", "PROCEDURE_RESULT",
                "signature", "SIGNED_BY_ISSUER",
                "code", "KQ.G22.000001",
                "number", "KS 12/2020",
                "issuerCode", "G22",
                "issuerName", "Ủy ban nhân dân xã",
                "issuedOn", "2020-02-29",
                "subjectNumber", number));
        paper.putAll(Map.of(
                "validFrom", "2020-02-29",
                "validUntil", "2021-02-28",
                "procedureCode", "1.004873",
                "dossierCode", "G22.99-200229-0001",
                "fromNationalStore", true));
        String home = Tokens.homePortal().toString();
        String id = DocumentSteps.stored(home, letter.accountId(), paper, DocumentSteps.pdf("result"));
        DocumentSteps.read(letter.token(), letter.accountId(), id)
                .then()
                .statusCode(200)
                .body("code", equalTo("KQ.G22.000001"))
                .body("number", equalTo("KS 12/2020"))
                .body("issuerCode", equalTo("G22"))
                .body("issuerName", equalTo("Ủy ban nhân dân xã"))
                .body("issuedOn", equalTo("2020-02-29"))
                .body("validFrom", equalTo("2020-02-29"))
                .body("validUntil", equalTo("2021-02-28"))
                .body("validity", equalTo("EXPIRED"))
                .body("reusable", equalTo(false))
                .body("subjectNumber", equalTo("•••••••••" + number.substring(9)))
                .body("source", equalTo("PROCEDURE_RESULT"))
                .body("signature", equalTo("SIGNED_BY_ISSUER"))
                .body("procedureCode", equalTo("1.004873"))
                .body("dossierCode", equalTo("G22.99-200229-0001"))
                .body("provenance.originStoreId", equalTo(letter.accountId()))
                .body("reuse.status", equalTo(0))
                .body("reuse.fromNationalStore", equalTo(true));
        String row = Database.texts("SELECT encode(details, 'escape') FROM document WHERE document_id = '" + id + "'")
                .getFirst();
        assertFalse(row.contains(number) || row.contains("KS 12/2020"), "sealed at rest");
    }

    @ParameterizedTest
    @CsvSource({
        "kind, PASSPORT, unknown-word",
        "title, ' ', text-format",
        "title, 'a\u0007b', text-format",
        "title, 'exe.\u202Efdp', text-format",
        "mediaType, text/html, unknown-media-type",
        "source, DATABASE, not-for-citizens",
        "source, SOMEWHERE, unknown-word",
        "signature, SIGNED_BY_ISSUER, not-for-citizens",
        "number, ' ', number-format",
        "number, 'a\u0007b', number-format",
        "code, 'a b', code-format",
        "issuedOn, 2999-01-01, date-in-future",
        "issuedOn, 2021-02-29, date-format",
        "issuedOn, 29/02/2020, date-format",
        "subjectNumber, 12345, citizen-number-format",
        "subjectNumber, 001089000001, citizen-number-not-accepted-here",
        "procedureCode, '', code-format"
    })
    void aFieldThatDoesNotCheckIsNamed(String field, String value, String code) {
        Letter letter = Letter.registered(People.aCitizen());
        Refusal.of(() -> DocumentSteps.add(letter.token(), letter.accountId(), DocumentSteps.aPaper(field, value)))
                .is(400, "validation-failed")
                .then()
                .body("errors", hasSize(1))
                .body("errors[0].pointer", equalTo("/" + field))
                .body("errors[0].code", equalTo(code));
    }

    @Test
    void whatOnlyTheHomePortalSaysACitizenDoesNot() {
        Letter letter = Letter.registered(People.aCitizen());
        Refusal.of(() -> DocumentSteps.add(
                        letter.token(), letter.accountId(), DocumentSteps.aPaper("fromNationalStore", true)))
                .is(400, "validation-failed");
        Map<String, Object> backwards = DocumentSteps.aPaper("validFrom", "2021-01-01");
        backwards.put("validUntil", "2020-01-01");
        Refusal.of(() -> DocumentSteps.add(letter.token(), letter.accountId(), backwards))
                .is(400, "validation-failed")
                .then()
                .body("errors[0].code", equalTo("before-valid-from"));
    }

    @ParameterizedTest
    @CsvSource({"../../etc/passwd", "C:\\windows\\system32", "<script>alert(1)</script>", "'; DROP TABLE document; --"})
    void aHostileTitleIsATextLikeAnother(String title) {
        Letter letter = Letter.registered(People.aCitizen());
        String id = DocumentSteps.stored(
                letter.token(), letter.accountId(), DocumentSteps.aPaper("title", title), DocumentSteps.pdf(title));
        DocumentSteps.read(letter.token(), letter.accountId(), id).then().body("title", equalTo(title));
        content(letter, id, Map.of()).then().header("Content-Disposition", "attachment; filename=\"" + id + ".pdf\"");
    }

    @Test
    void aListHasPagesAndFilters() {
        Letter letter = Letter.registered(People.aCitizen());
        String home = Tokens.homePortal().toString();
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            Map<String, Object> paper = DocumentSteps.aPaper("source", "DATABASE");
            paper.put("kind", i % 2 == 0 ? "BIRTH_CERTIFICATE" : "DRIVING_LICENCE");
            paper.put("validUntil", i == 4 ? "2020-01-01" : "2099-01-01");
            paper.put("validFrom", i == 3 ? "2098-01-01" : "2019-01-01");
            ids.addFirst(DocumentSteps.stored(home, letter.accountId(), paper, DocumentSteps.pdf("page " + i)));
        }
        ids.addFirst(DocumentSteps.add(letter.token(), letter.accountId(), DocumentSteps.aPaper())
                .path("documentId"));

        Response first = list(letter, Map.of("limit", 4));
        first.then().body("items.documentId", equalTo(ids.subList(0, 4))).body("nextCursor", notNullValue());
        list(letter, Map.of("limit", "4", "cursor", first.<String>path("nextCursor")))
                .then()
                .body("items.documentId", equalTo(ids.subList(4, 6)))
                .body("nextCursor", nullValue());
        list(letter, Map.of("kind", "DRIVING_LICENCE")).then().body("items", hasSize(2));
        list(letter, Map.of("source", "CITIZEN_UPLOAD")).then().body("items.documentId", contains(ids.get(0)));
        list(letter, Map.of("state", "STORED")).then().body("items", hasSize(5));
        list(letter, Map.of("validity", "EXPIRED"))
                .then()
                .body("items.documentId", contains(ids.get(1)))
                .body("items[0].reusable", equalTo(false));
        list(letter, Map.of("validity", "NOT_YET_VALID")).then().body("items.documentId", contains(ids.get(2)));
        list(letter, Map.of("validity", "VALID")).then().body("items", hasSize(4));
        for (Map<String, String> wrong : List.of(
                Map.of("limit", "0"),
                Map.of("limit", "101"),
                Map.of("limit", "x"),
                Map.of("cursor", "x"),
                Map.of("cursor", "MV8x"),
                Map.of("kind", "PASSPORT"),
                Map.of("source", "FOUND"),
                Map.of("state", "LOST"),
                Map.of("validity", "valid"))) {
            Response refused = Refusal.of(() -> DocumentSteps.list(letter.token(), letter.accountId(), wrong))
                    .is(400, "invalid-parameter");
            String parameter = wrong.keySet().iterator().next();
            String code = Map.of("limit", "range", "cursor", "cursor-format").getOrDefault(parameter, "unknown-word");
            assertEquals("/" + parameter + " " + code, Refusal.faults(refused));
        }
    }

    @Test
    void tenThousandDocumentsAreListedPageByPage() {
        Letter letter = Letter.registered(People.aCitizen());
        fixture.fill(letter.accountId(), 10_000);
        Set<String> seen = new HashSet<>();
        String cursor = "";
        int pages = 0;
        while (cursor != null) {
            Response page = list(letter, cursor.isEmpty() ? Map.of() : Map.of("cursor", cursor));
            seen.addAll(page.<List<String>>path("items.documentId"));
            cursor = page.path("nextCursor");
            pages++;
        }
        assertEquals(100, pages);
        assertEquals(10_000, seen.size());
        Database.forgetDocumentsOf(letter.accountId());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DELETE FROM document_chunk WHERE position = 1 AND content_id = '%s'",
                "UPDATE document_chunk SET sealed = overlay(sealed PLACING 'x'::bytea FROM 40) WHERE position = 0 AND content_id = '%s'",
                "UPDATE document_content SET digest = '\\x00' WHERE content_id = '%s'"
            })
    void contentThatTheStoreHasDamagedIsSaidToBeAndNotSent(String damage) {
        Letter letter = Letter.registered(People.aCitizen());
        String id = DocumentSteps.stored(letter, DocumentSteps.pdf(700_000, 11));
        Database.execute(damage.formatted(contentOf(id)));
        Refusal.of(() -> DocumentSteps.content(letter.token(), letter.accountId(), id, Map.of()))
                .is(409, "document-damaged", "DOCUMENT_CONTENT_READ done");
    }

    /** As the answer tells them to do: nothing that was acknowledged then is thrown away for what cannot be read. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "DELETE FROM document_chunk WHERE position = 1 AND content_id = '%s'",
                "UPDATE document_chunk SET sealed = overlay(sealed PLACING 'x'::bytea FROM 40) WHERE position = 2 AND content_id = '%s'",
                "UPDATE document_content SET digest = '\\x00' WHERE content_id = '%s'"
            })
    void theSameBytesAgainMendWhatTheStoreHasDamaged(String damage) {
        Letter letter = Letter.registered(People.aCitizen());
        byte[] bytes = DocumentSteps.pdf(700_000, 13);
        String first = DocumentSteps.stored(letter, bytes);
        Database.execute(damage.formatted(contentOf(first)));
        DocumentSteps.put(letter.token(), letter.accountId(), first, bytes)
                .then()
                .statusCode(200)
                .body("damaged", equalTo(false));
        assertArrayEquals(
                bytes,
                DocumentSteps.content(letter.token(), letter.accountId(), first, Map.of())
                        .asByteArray());

        Database.execute(damage.formatted(contentOf(first)));
        String second = DocumentSteps.stored(letter, bytes);
        for (String each : List.of(first, second)) {
            assertArrayEquals(
                    bytes,
                    DocumentSteps.content(letter.token(), letter.accountId(), each, Map.of())
                            .asByteArray());
        }
        assertEquals(
                1,
                Database.count("SELECT count(*) FROM document_content WHERE account_id = '" + letter.accountId() + "'"),
                "what was damaged is gone");
        Refusal.of(() -> DocumentSteps.put(
                        letter.token(), letter.accountId(), first, DocumentSteps.pdf("of other bytes")))
                .is(409, "document-immutable");
    }

    /** As if five gibibytes were there already, but for a little. */
    @Test
    void aCitizensUploadsEndAtTheirLimitAndResultsDoNot() {
        Letter letter = Letter.registered(People.aCitizen());
        byte[] bytes = DocumentSteps.pdf(1_000, 21);
        String first = DocumentSteps.stored(letter, bytes);
        Database.execute(
                "UPDATE document SET byte_size = 5 * 1024::bigint ^ 3 - 1000 WHERE document_id = '" + first + "'");
        String larger = added(letter);
        Refusal.of(() -> DocumentSteps.put(letter.token(), letter.accountId(), larger, DocumentSteps.pdf(1_001, 22)))
                .is(409, "upload-limit-reached");
        DocumentSteps.put(letter.token(), letter.accountId(), larger, DocumentSteps.pdf(1_000, 23))
                .then()
                .statusCode(201);
        String none = added(letter);
        Refusal.of(() -> DocumentSteps.put(letter.token(), letter.accountId(), none, DocumentSteps.pdf("none")))
                .is(409, "upload-limit-reached");
        // What was stored is stored again, and what an authority issued comes.
        DocumentSteps.put(letter.token(), letter.accountId(), first, bytes)
                .then()
                .statusCode(200);
        DocumentSteps.stored(
                Tokens.homePortal().toString(),
                letter.accountId(),
                DocumentSteps.aPaper("source", "PROCEDURE_RESULT"),
                DocumentSteps.pdf("a result"));
    }

    @Test
    void soManyPapersMayAwaitTheirBytes() {
        Letter letter = Letter.registered(People.aCitizen());
        String first = added(letter);
        Database.execute(
                "INSERT INTO document SELECT (jsonb_populate_record(document, jsonb_build_object('document_id',"
                        + " gen_random_uuid()))).* FROM document, generate_series(2, 1000) WHERE document_id = '"
                        + first + "'");
        Refusal.of(() -> DocumentSteps.add(letter.token(), letter.accountId(), DocumentSteps.aPaper()))
                .is(409, "upload-limit-reached");
        DocumentSteps.put(letter.token(), letter.accountId(), first, DocumentSteps.pdf("one less"))
                .then()
                .statusCode(201);
        DocumentSteps.add(letter.token(), letter.accountId(), DocumentSteps.aPaper())
                .then()
                .statusCode(201);
    }

    private static String added(Letter letter) {
        Response added = DocumentSteps.add(letter.token(), letter.accountId(), DocumentSteps.aPaper());
        added.then().statusCode(201);
        return added.path("documentId");
    }

    /** The second chunk is altered: a part of the third is whole, a part of the second is not. */
    @Test
    void aPartThatIsNotDamagedIsSent() {
        Letter letter = Letter.registered(People.aCitizen());
        byte[] bytes = DocumentSteps.pdf(700_000, 12);
        String id = DocumentSteps.stored(letter, bytes);
        Database.execute(
                "UPDATE document_chunk SET sealed = overlay(sealed PLACING 'x'::bytea FROM 40) WHERE position = 1"
                        + " AND content_id = '" + contentOf(id) + "'");
        assertArrayEquals(
                Arrays.copyOfRange(bytes, 600_000, 600_010),
                DocumentSteps.content(letter.token(), letter.accountId(), id, Map.of("Range", "bytes=600000-600009"))
                        .asByteArray());
        Refusal.of(() -> DocumentSteps.content(
                        letter.token(), letter.accountId(), id, Map.of("Range", "bytes=300000-300009")))
                .is(409, "document-damaged", "DOCUMENT_CONTENT_READ done");
    }

    /** The first chunk is whole, so the answer has begun: it ends before its length, and nothing altered is sent. */
    @Test
    void damageThatIsFoundLateEndsTheAnswer() throws IOException {
        Letter letter = Letter.registered(People.aCitizen());
        String id = DocumentSteps.stored(letter, DocumentSteps.pdf(700_000, 14));
        Database.execute(
                "UPDATE document_chunk SET sealed = overlay(sealed PLACING 'x'::bytea FROM 40) WHERE position = 1"
                        + " AND content_id = '" + contentOf(id) + "'");
        HttpURLConnection connection = (HttpURLConnection) URI.create("http://localhost:" + RestAssured.port
                        + "/v1/document-stores/" + letter.accountId() + "/documents/" + id + "/content")
                .toURL()
                .openConnection();
        connection.setRequestProperty("Authorization", "Bearer " + letter.token());
        try (LogCapture logs = LogCapture.open();
                InputStream body = connection.getInputStream()) {
            assertEquals(700_000, connection.getContentLength());
            byte[] received = new byte[700_000];
            assertThrows(IOException.class, () -> {
                int read = body.readNBytes(received, 0, received.length);
                if (read < received.length) {
                    throw new IOException("ended after " + read);
                }
            });
            Refusal.assertNoPersonalData(logs.lines());
        } finally {
            connection.disconnect();
        }
    }

    @Test
    void aPaperWhoseDetailsAreDamagedTakesTheListNotAwayAndKeepsItsBytes() {
        Letter letter = Letter.registered(People.aCitizen());
        byte[] bytes = DocumentSteps.pdf("details are damaged");
        String damaged = DocumentSteps.stored(letter, bytes);
        String whole = DocumentSteps.stored(letter, DocumentSteps.pdf("whole"));
        Database.execute("UPDATE document SET details = '\\x00' WHERE document_id = '" + damaged + "'");
        DocumentSteps.list(letter.token(), letter.accountId(), Map.of())
                .then()
                .statusCode(200)
                .body("items.documentId", contains(whole, damaged))
                .body("items.damaged", contains(false, true))
                .body("items.title", contains("Giấy khai sinh", ""))
                .body("items.reusable", contains(true, false));
        assertArrayEquals(
                bytes,
                DocumentSteps.content(letter.token(), letter.accountId(), damaged, Map.of())
                        .asByteArray());
    }

    private static String contentOf(String documentId) {
        return Database.texts("SELECT content_id::text FROM document WHERE document_id = '" + documentId + "'")
                .getFirst();
    }

    @Test
    void anotherCitizensStoreDoesNotExist() {
        Letter owner = Letter.registered(People.aCitizen());
        Letter other = Letter.registered(People.aCitizen());
        String id = DocumentSteps.stored(owner, DocumentSteps.pdf("mine"));
        for (String store : List.of(owner.accountId(), UUID.randomUUID().toString())) {
            Refusal.of(() -> DocumentSteps.list(other.token(), store, Map.of())).is(404, "not-found");
            Refusal.of(() -> DocumentSteps.add(other.token(), store, DocumentSteps.aPaper()))
                    .is(404, "not-found");
            Refusal.of(() -> DocumentSteps.read(other.token(), store, id)).is(404, "not-found");
            Refusal.of(() -> DocumentSteps.content(other.token(), store, id, Map.of()))
                    .is(404, "not-found");
            Refusal.of(() -> DocumentSteps.put(other.token(), store, id, DocumentSteps.pdf("x")))
                    .is(404, "not-found");
        }
        Refusal.of(() -> DocumentSteps.stores(other.token(), owner.accountId())).is(404, "not-found");
        Refusal.of(() -> DocumentSteps.read(other.token(), other.accountId(), id))
                .is(404, "not-found");
    }

    private static Response content(Letter letter, String id, Map<String, String> headers) {
        return DocumentSteps.content(letter.token(), letter.accountId(), id, headers);
    }

    private static Response list(Letter letter, Map<String, ?> query) {
        Response list = DocumentSteps.list(letter.token(), letter.accountId(), query);
        list.then().statusCode(200);
        return list;
    }

    private static String head(Letter letter, String id) {
        return "PUT /v1/document-stores/" + letter.accountId() + "/documents/" + id + "/content HTTP/1.1\n"
                + "Host: localhost\nConnection: close\nContent-Type: application/pdf\nAuthorization: Bearer "
                + letter.token() + "\nRepr-Digest: " + DocumentSteps.reprDigest(new byte[0]) + "\n";
    }

    private static long contentsOf(Letter letter) {
        return Database.count("SELECT count(*) FROM document_content WHERE account_id = '" + letter.accountId() + "'");
    }

    private static long chunksOf(Letter letter) {
        return Database.count("SELECT count(*) FROM document_chunk JOIN document_content USING (content_id)"
                + " WHERE account_id = '" + letter.accountId() + "'");
    }

    private static void await(java.util.function.BooleanSupplier condition) {
        long patience = System.nanoTime() + 20_000_000_000L;
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < patience, "it did not come to that");
            Thread.onSpinWait();
        }
    }
}
