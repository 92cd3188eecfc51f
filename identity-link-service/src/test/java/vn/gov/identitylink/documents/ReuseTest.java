package vn.gov.identitylink.documents;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vn.gov.identitylink.testing.Database;
import vn.gov.identitylink.testing.IdentityLinkTestResource;
import vn.gov.identitylink.testing.Letter;
import vn.gov.identitylink.testing.LetterSteps;
import vn.gov.identitylink.testing.People;
import vn.gov.identitylink.testing.Refusal;
import vn.gov.identitylink.testing.Tokens;
import vn.gov.identitylink.testing.VneidPerson;

/** Papers are given once: reused by the citizen's act or consent, asked about only where a dossier needs them, copied. */
@QuarkusTest
@QuarkusTestResource(IdentityLinkTestResource.class)
class ReuseTest {

    private static final byte[] PAPER = DocumentSteps.pdf("a paper to reuse");

    @Inject
    MoveDocuments mover;

    @Test
    void aCitizenLetsAPortalReuseAPaperAndSeesIt() {
        Linked citizen = linked();
        Response granted = grant(citizen.token(), citizen, Map.of("recipient", "province-portal"));
        granted.then()
                .statusCode(201)
                .body("state", equalTo("GRANTED"))
                .body("status", equalTo(1))
                .body("noticeVersion", nullValue())
                .body("expiresAt", notNullValue());
        DocumentSteps.read(citizen.token(), citizen.store(), citizen.document())
                .then()
                .body("reuse.status", equalTo(0));

        Response taken = retrieve(Tokens.otherPortal(), "1.004873", granted.path("reuseId"));
        taken.then()
                .statusCode(200)
                .contentType("application/pdf")
                .header("Repr-Digest", DocumentSteps.reprDigest(PAPER));
        assertArrayEquals(PAPER, taken.asByteArray());
        retrieve(Tokens.otherPortal(), "1.004873", granted.path("reuseId"))
                .then()
                .statusCode(200);

        DocumentSteps.read(citizen.token(), citizen.store(), citizen.document())
                .then()
                .body("reuse.status", equalTo(1));
        reuses(citizen.token(), citizen)
                .then()
                .statusCode(200)
                .body("items", hasSize(1))
                .body("items[0].state", equalTo("TAKEN"))
                .body("items[0].recipient", equalTo("province-portal"))
                .body("items[0].procedureCode", equalTo("1.004873"))
                .body("items[0].dossierCode", equalTo("G22.99-261126-0001"));
        assertEquals(
                List.of("DOCUMENT_REUSE_GRANTED done", "DOCUMENT_REUSE_TAKEN done", "DOCUMENT_REUSE_TAKEN done"),
                Database.auditOf(citizen.letter().accountId()).stream()
                        .filter(record -> record.startsWith("DOCUMENT_REUSE"))
                        .toList());
        assertFalse(
                Database.texts("SELECT encode(dossier, 'escape') FROM document_reuse")
                        .toString()
                        .contains("G22.99"),
                "the dossier's code is sealed");
    }

    @Test
    void aPortalReusesOnARecordedConsentInThePlaceOfAnotherResult() {
        Linked citizen = linked();
        String portal = Tokens.otherPortal().toString();
        Response granted = grant(portal, citizen, Map.of("consent", consent(), "replacedResultCode", "KQ.G22.000007"));
        granted.then()
                .statusCode(201)
                .body("recipient", equalTo("province-portal"))
                .body("status", equalTo(2))
                .body("noticeVersion", equalTo("3"))
                .body("noticeSha256", equalTo("a".repeat(64)));
        retrieve(Tokens.otherPortal(), "1.004873", granted.path("reuseId"))
                .then()
                .statusCode(200);
        DocumentSteps.read(citizen.token(), citizen.store(), citizen.document())
                .then()
                .body("reuse.status", equalTo(2))
                .body("reuse.replacedResultCode", equalTo("KQ.G22.000007"));
    }

    /** What an availability check does not tell is not handed out either; the citizen's own act is for any paper. */
    @Test
    void aPortalGrantsItselfNoKindThatTheProcedureDoesNotRequire() {
        Letter letter = Letter.matched(People.aCitizen());
        for (String kind : List.of("MARRIAGE_CERTIFICATE", "CRIMINAL_RECORD_CERTIFICATE")) {
            String document = DocumentSteps.stored(
                    Tokens.homePortal().toString(),
                    letter.accountId(),
                    paper(kind, "2099-01-01"),
                    DocumentSteps.pdf("not asked " + kind));
            Linked citizen = new Linked(letter, letter.token(), letter.accountId(), document);
            Refusal.of(() -> grant(Tokens.otherPortal().toString(), citizen, Map.of("consent", consent())))
                    .is(409, "document-not-reusable");
            grant(letter.token(), citizen, Map.of("recipient", "province-portal"))
                    .then()
                    .statusCode(201);
        }
    }

    @Test
    void aPortalWithoutConsentOrForAnotherProcedureIsRefused() {
        Linked citizen = linked();
        String portal = Tokens.otherPortal().toString();
        refusedGrant(portal, citizen, Map.of(), "/consent", "required");
        refusedGrant(
                portal,
                citizen,
                Map.of("consent", consent(), "procedureCode", "2.000889"),
                "/procedureCode",
                "not-the-processing-purpose");
        refusedGrant(
                portal,
                citizen,
                Map.of("consent", consent(), "recipient", "home-portal"),
                "/recipient",
                "not-the-caller");
        refusedGrant(citizen.token(), citizen, Map.of(), "/recipient", "required");
        refusedGrant(
                citizen.token(),
                citizen,
                Map.of("recipient", "home-portal", "consent", consent()),
                "/consent",
                "not-for-citizens");
        refusedGrant(citizen.token(), citizen, Map.of("recipient", "nobody"), "/recipient", "unknown-portal");
        Map<String, String> consent = new LinkedHashMap<>(consent());
        consent.put("givenAt", "2099-01-01T00:00:00Z");
        refusedGrant(portal, citizen, Map.of("consent", consent), "/consent/givenAt", "in-the-future");
        consent.put("givenAt", Instant.now().minus(31, ChronoUnit.DAYS).toString());
        refusedGrant(portal, citizen, Map.of("consent", consent), "/consent/givenAt", "too-long-ago");
        consent.putAll(Map.of("givenAt", Instant.now().toString(), "noticeSha256", "A".repeat(64)));
        refusedGrant(portal, citizen, Map.of("consent", consent), "/consent/noticeSha256", "digest-format");
    }

    @Test
    void aGrantIsForOnePortalOneProcedureAndAShortTime() {
        Linked citizen = linked();
        String reuseId = grant(citizen.token(), citizen, Map.of("recipient", "home-portal"))
                .path("reuseId");
        Refusal.of(() -> retrieve(Tokens.otherPortal(), "1.004873", reuseId)).is(404, "not-found");
        Refusal.of(() -> retrieve(Tokens.homePortal(), "2.000889", reuseId))
                .is(403, "processing-purpose-not-allowed", "DOCUMENT_REUSE_TAKEN processing-purpose-not-allowed");
        Refusal.of(() -> retrieve(Tokens.homePortal().inRealm("another-realm"), "1.004873", reuseId))
                .is(404, "not-found");
        Database.execute("UPDATE document_reuse SET expires_at = now() - interval '1 second' WHERE reuse_id = '"
                + reuseId + "'");
        Refusal.of(() -> retrieve(Tokens.homePortal(), "1.004873", reuseId))
                .is(410, "reuse-expired", "DOCUMENT_REUSE_TAKEN reuse-expired");
        reuses(citizen.token(), citizen).then().body("items.state", contains("EXPIRED"));
    }

    @Test
    void whatTheStoreHasDamagedIsNotTaken() {
        Linked citizen = linked();
        String reuseId = grant(citizen.token(), citizen, Map.of("recipient", "home-portal"))
                .path("reuseId");
        Database.execute("DELETE FROM document_chunk WHERE content_id = (SELECT content_id FROM document"
                + " WHERE document_id = '" + citizen.document() + "')");
        Refusal.of(() -> retrieve(Tokens.homePortal(), "1.004873", reuseId))
                .is(409, "document-damaged", "DOCUMENT_REUSE_TAKEN document-damaged");
        DocumentSteps.read(citizen.token(), citizen.store(), citizen.document())
                .then()
                .body("reuse.status", equalTo(0));
        Database.execute("UPDATE document SET details = '\\x00' WHERE document_id = '" + citizen.document() + "'");
        Refusal.of(() -> grant(citizen.token(), citizen, Map.of("recipient", "home-portal")))
                .is(409, "document-not-reusable");
    }

    @Test
    void anOlderGrantDoesNotOutliveTheLink() {
        Linked citizen = linked();
        String reuseId = grant(citizen.token(), citizen, Map.of("recipient", "home-portal"))
                .path("reuseId");
        Database.execute(
                "UPDATE link SET state = 'SUSPENDED', suspended_by = 'OPERATOR', suspended_at = now() WHERE account_id = '"
                        + citizen.letter().accountId() + "'");
        Refusal.of(() -> retrieve(Tokens.homePortal(), "1.004873", reuseId))
                .is(410, "reuse-expired", "DOCUMENT_REUSE_TAKEN reuse-expired");
    }

    /** What a citizen granted in the old store before the link is no grant of what VNeID guards since. */
    @Test
    void aGrantEndsWhenTheLinkMovesThePaperAndTheCitizenSeesThat() {
        Letter letter = Letter.matched(People.aCitizen());
        String document = DocumentSteps.stored(letter, PAPER);
        Linked before = new Linked(letter, letter.token(), letter.accountId(), document);
        String reuseId = grant(letter.token(), before, Map.of("recipient", "home-portal"))
                .path("reuseId");
        letter.link(VneidPerson.of(letter.citizen())).then().statusCode(201);
        mover.move();
        Refusal.of(() -> retrieve(Tokens.homePortal(), "1.004873", reuseId))
                .is(410, "reuse-expired", "DOCUMENT_REUSE_TAKEN reuse-expired");
        String token = letter.vneidToken();
        String store = DocumentSteps.stores(token, "me").path("items[1].storeId");
        reuses(token, new Linked(letter, token, store, document))
                .then()
                .statusCode(200)
                .body("items.state", contains("EXPIRED"));
    }

    @Test
    void thePaperIntoWhichADuplicateWasMergedShowsWhoReusedIt() {
        Letter letter = Letter.matched(People.aCitizen());
        List<String> equal = List.of(DocumentSteps.stored(letter, PAPER), DocumentSteps.stored(letter, PAPER));
        for (String document : equal) {
            Linked before = new Linked(letter, letter.token(), letter.accountId(), document);
            String reuseId = grant(letter.token(), before, Map.of("recipient", "home-portal"))
                    .path("reuseId");
            retrieve(Tokens.homePortal(), "1.004873", reuseId).then().statusCode(200);
        }
        letter.link(VneidPerson.of(letter.citizen())).then().statusCode(201);
        mover.move();
        String token = letter.vneidToken();
        String store = DocumentSteps.stores(token, "me").path("items[1].storeId");
        String one = DocumentSteps.list(token, store, Map.of()).path("items[0].documentId");
        reuses(token, new Linked(letter, token, store, one))
                .then()
                .body("items.state", contains("TAKEN", "TAKEN"))
                .body("items.documentId", hasItems(equal.get(0), equal.get(1)));
    }

    /** The portal knows nothing but the account and the citizen's consent. */
    @Test
    void aPortalTakesWhatTheAvailabilityCheckNamed() {
        Linked citizen = linked();
        String portal = Tokens.otherPortal().toString();
        Response available =
                check(portal, question("accountId", citizen.letter().accountId(), "consent", consent()));
        available
                .then()
                .statusCode(200)
                .body("items[0].available", equalTo(true))
                .body("items[0].storeId", equalTo(citizen.store()))
                .body("items[0].documentId", equalTo(citizen.document()));
        Linked named = new Linked(
                citizen.letter(), portal, available.path("items[0].storeId"), available.path("items[0].documentId"));
        String reuseId = grant(portal, named, Map.of("consent", consent())).path("reuseId");
        assertArrayEquals(
                PAPER, retrieve(Tokens.otherPortal(), "1.004873", reuseId).asByteArray());
    }

    @Test
    void aCopyWhileTheLinkIsHeldSaysWhatItLacks() throws IOException {
        Linked citizen = linked();
        assertFalse(text(copy(citizen.token()), "index.html").contains("đang tạm dừng"));
        Database.execute(
                "UPDATE link SET state = 'SUSPENDED', suspended_by = 'OPERATOR', suspended_at = now() WHERE account_id = '"
                        + citizen.letter().accountId() + "'");
        Map<String, byte[]> entries = copy(citizen.token());
        assertEquals(Set.of("index.html"), entries.keySet());
        assertTrue(text(entries, "index.html").contains("Liên kết với VNeID đang tạm dừng"));
    }

    @Test
    void anExpiredPaperIsNotReused() {
        Letter letter = Letter.registered(People.aCitizen());
        String expired = DocumentSteps.stored(
                letter.token(), letter.accountId(), DocumentSteps.aPaper("validUntil", "2020-01-01"), PAPER);
        Linked citizen = new Linked(letter, letter.token(), letter.accountId(), expired);
        Refusal.of(() -> grant(citizen.token(), citizen, Map.of("recipient", "home-portal")))
                .is(409, "document-not-reusable");
    }

    @Test
    void whatMovedIsReusedOnlyThroughVneid() {
        Linked citizen = linked();
        Refusal.of(() -> grant(citizen.letter().token(), citizen, Map.of("recipient", "home-portal")))
                .is(401, "step-up-required");
        Refusal.of(() -> reuses(citizen.letter().token(), citizen)).is(401, "step-up-required");
        Refusal.of(() -> check(citizen.letter().token(), question())).is(401, "step-up-required");
        Refusal.of(() -> LetterSteps.as(citizen.letter().token()).get("/v1/accounts/me/document-copy"))
                .is(401, "step-up-required");
    }

    @Test
    void nobodyElsesPaperIsThere() {
        Linked citizen = linked();
        Letter other = Letter.registered(People.aCitizen());
        Refusal.of(() -> grant(other.token(), citizen, Map.of("recipient", "home-portal")))
                .is(404, "not-found");
        Refusal.of(() -> reuses(other.token(), citizen)).is(404, "not-found");
        Refusal.of(() -> grant(
                        Tokens.otherPortal().inRealm("another-realm").toString(),
                        citizen,
                        Map.of("consent", consent())))
                .is(404, "not-found");
        Linked none = new Linked(
                citizen.letter(),
                citizen.token(),
                citizen.store(),
                UUID.randomUUID().toString());
        Refusal.of(() -> grant(citizen.token(), none, Map.of("recipient", "home-portal")))
                .is(404, "not-found");
        Refusal.of(() -> reuses(citizen.token(), none)).is(404, "not-found");
        Refusal.of(() -> LetterSteps.as(other.token())
                        .get("/v1/accounts/{id}/document-copy", citizen.letter().accountId()))
                .is(404, "not-found");
    }

    @Test
    void oneNoStandsForEverythingThatIsNotToBeHad() {
        Linked citizen = linked();
        String home = Tokens.homePortal().toString();
        for (String kind : List.of("MARRIAGE_CERTIFICATE", "CRIMINAL_RECORD_CERTIFICATE")) {
            DocumentSteps.stored(
                    home,
                    citizen.letter().accountId(),
                    paper(kind, "2099-01-01"),
                    DocumentSteps.pdf("of a kind that is not told " + kind));
        }
        DocumentSteps.stored(
                home,
                citizen.letter().accountId(),
                paper("DRIVING_LICENCE", "2020-01-01"),
                DocumentSteps.pdf("expired"));
        Map<String, Object> question = question("accountId", citizen.letter().accountId(), "consent", consent());
        question.put(
                "kinds",
                List.of("BIRTH_CERTIFICATE", "MARRIAGE_CERTIFICATE", "CRIMINAL_RECORD_CERTIFICATE", "DRIVING_LICENCE"));
        check(Tokens.otherPortal().toString(), question)
                .then()
                .statusCode(200)
                .body("items.findAll { it.available }.kind", contains("BIRTH_CERTIFICATE"))
                .body("items", hasSize(4))
                .body("items.findAll { !it.available }.documentId", everyItem(nullValue()));
        question.put("accountId", UUID.randomUUID().toString());
        check(Tokens.otherPortal().toString(), question)
                .then()
                .statusCode(200)
                .body("items.findAll { it.available }", hasSize(0))
                .body("items", hasSize(4));
    }

    @Test
    void theFirstAnswerForADossierAndKindStays() {
        Letter letter = Letter.registered(People.aCitizen());
        check(letter.token(), question()).then().statusCode(200).body("items[0].available", equalTo(false));
        DocumentSteps.stored(letter, PAPER);
        check(letter.token(), question()).then().body("items[0].available", equalTo(false));
        check(letter.token(), question("dossierCode", "ANOTHER")).then().body("items[0].available", equalTo(true));
        assertEquals(
                2,
                Database.count(
                        "SELECT count(*) FROM availability_question WHERE account_id = '" + letter.accountId() + "'"));
        check(letter.token(), question("dossierCode", "A-THIRD", "procedureCode", "9.999999"))
                .then()
                .body("items[0].available", equalTo(false));
    }

    @ParameterizedTest
    @CsvSource({
        "kinds, '', /kinds, required",
        "kinds, PASSPORT, /kinds/0, unknown-word",
        "dossierCode, 'a b', /dossierCode, code-format",
        "accountId, x, /accountId, account-id-format",
        "procedureCode, 2.000889, /procedureCode, not-the-processing-purpose"
    })
    void aQuestionThatDoesNotCheckIsRefused(String field, String value, String pointer, String code) {
        Map<String, Object> question = question("accountId", UUID.randomUUID().toString(), "consent", consent());
        question.put(field, field.equals("kinds") ? (value.isEmpty() ? List.of() : List.of(value)) : value);
        Refusal.of(() -> check(Tokens.otherPortal().toString(), question))
                .is(400, "validation-failed")
                .then()
                .body("errors[0].pointer", equalTo(pointer))
                .body("errors[0].code", equalTo(code));
    }

    @Test
    void aPortalAsksOnAConsentAndACitizenForThemselves() {
        Letter letter = Letter.registered(People.aCitizen());
        Refusal.of(() -> check(Tokens.otherPortal().toString(), question("accountId", letter.accountId())))
                .is(400, "validation-failed");
        Refusal.of(() -> check(letter.token(), question("accountId", letter.accountId(), "consent", consent())))
                .is(400, "validation-failed");
    }

    @Test
    void theCitizensCopyHoldsEveryPaperAsItCame() throws IOException {
        Linked citizen = linked();
        byte[] large = DocumentSteps.pdf(700_000, 9);
        String late = DocumentSteps.stored(
                citizen.letter().token(),
                citizen.letter().accountId(),
                DocumentSteps.aPaper("title", "../../etc/passwd"),
                large);
        Map<String, byte[]> entries = copy(citizen.token());
        String moved = "VNEID/BIRTH_CERTIFICATE-" + citizen.document();
        String waiting = "PORTAL/BIRTH_CERTIFICATE-" + late;
        assertEquals(
                List.of(
                        waiting + "/metadata.json",
                        waiting + "/content.pdf",
                        moved + "/metadata.json",
                        moved + "/content.pdf",
                        "index.html"),
                List.copyOf(entries.keySet()));
        assertArrayEquals(large, entries.get(waiting + "/content.pdf"));
        assertArrayEquals(PAPER, entries.get(moved + "/content.pdf"));
        assertEquals(
                true,
                new String(entries.getOrDefault(waiting + "/metadata.json", new byte[0]), StandardCharsets.UTF_8)
                        .contains("\"title\":\"../../etc/passwd\""));
        String index = text(entries, "index.html");
        assertTrue(index.contains("<td>../../etc/passwd</td>"), index);
        assertTrue(index.contains("<a href=\"" + moved + "/content.pdf\">"), index);
    }

    @Test
    void whatACitizenWroteIsNoMarkupInTheIndexOfTheCopy() throws IOException {
        Letter letter = Letter.registered(People.aCitizen());
        DocumentSteps.stored(
                letter.token(),
                letter.accountId(),
                DocumentSteps.aPaper("title", "</td><script>alert('x')</script>&\""),
                PAPER);
        DocumentSteps.add(letter.token(), letter.accountId(), DocumentSteps.aPaper("title", "no bytes yet"))
                .then()
                .statusCode(201);
        String index = text(copy(letter.token()), "index.html");
        assertTrue(
                index.contains("<td>&lt;/td&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;&quot;</td>"),
                index);
        assertTrue(index.contains("<td>no bytes yet</td>") && index.contains("Chưa có nội dung"), index);
    }

    private static String text(Map<String, byte[]> entries, String name) {
        return new String(entries.getOrDefault(name, new byte[0]), StandardCharsets.UTF_8);
    }

    @Test
    void aPaperThatTheStoreHasDamagedIsNamedInTheCopyAndTheOthersAreThere() throws IOException {
        Letter letter = Letter.matched(People.aCitizen());
        String whole = DocumentSteps.stored(letter, PAPER);
        List<String> damaged = new ArrayList<>();
        for (String damage : List.of(
                "DELETE FROM document_chunk WHERE position = 1 AND content_id = '%s'",
                "UPDATE document_chunk SET sealed = overlay(sealed PLACING 'x'::bytea FROM 40) WHERE position = 0"
                        + " AND content_id = '%s'")) {
            String id = DocumentSteps.stored(letter, DocumentSteps.pdf(700_000, damage.length()));
            Database.execute(damage.formatted(
                    Database.texts("SELECT content_id::text FROM document WHERE document_id = '" + id + "'")
                            .getFirst()));
            damaged.add("PORTAL/BIRTH_CERTIFICATE-" + id + "/content-damaged.txt");
        }
        for (String damage : List.of(
                "UPDATE document SET details = '\\x00' WHERE document_id = '%s'",
                "UPDATE document_content SET digest = '\\x00' WHERE content_id = (SELECT content_id FROM document"
                        + " WHERE document_id = '%s')")) {
            String id = DocumentSteps.stored(letter, DocumentSteps.pdf("damaged otherwise " + damage.length()));
            Database.execute(damage.formatted(id));
            if (damage.contains("digest")) {
                damaged.add("PORTAL/BIRTH_CERTIFICATE-" + id + "/content-damaged.txt");
            }
        }
        Map<String, byte[]> entries = copy(letter.token());
        assertEquals(
                3,
                text(entries, "index.html").split("Damaged in our store", -1).length - 1,
                "contents that are named as damaged");
        assertEquals(
                Set.copyOf(damaged),
                entries.keySet().stream()
                        .filter(name -> name.endsWith("damaged.txt"))
                        .collect(Collectors.toSet()));
        assertArrayEquals(PAPER, entries.get("PORTAL/BIRTH_CERTIFICATE-" + whole + "/content.pdf"));
    }

    /** Somebody reads the copy slowly; its citizen says meanwhile that this was not them. */
    @Test
    void aCopyBreaksOffWhenTheLinkIsDisputedMeanwhile() throws IOException {
        int each = 8 << 20;
        Letter letter = Letter.matched(People.aCitizen());
        for (int i = 0; i < 3; i++) {
            DocumentSteps.stored(letter, DocumentSteps.pdf(each, i));
        }
        letter.link(VneidPerson.of(letter.citizen())).then().statusCode(201);
        mover.move();
        String token = letter.vneidToken();
        String linkId = Database.texts("SELECT link_id FROM link WHERE account_id = '" + letter.accountId() + "'")
                .getFirst();
        try (Socket reader = new Socket()) {
            reader.setReceiveBufferSize(1 << 16);
            reader.connect(new InetSocketAddress("localhost", RestAssured.port));
            reader.getOutputStream()
                    .write(("GET /v1/accounts/me/document-copy HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                                    + token + "\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            InputStream answer = reader.getInputStream();
            assertTrue(new String(answer.readNBytes(1_000), StandardCharsets.ISO_8859_1).startsWith("HTTP/1.1 200 OK"));
            LetterSteps.as(token).post("/v1/links/{id}/disputes", linkId).then().statusCode(201);
            long received = untilItEnds(answer);
            assertTrue(received > 1_000_000 && received < 2L * each, "the paper that was being sent: " + received);
        }
    }

    /** How many bytes come before the connection is closed, or the last chunk says that this was all. */
    private static long untilItEnds(InputStream answer) {
        long received = 0;
        byte[] bytes = new byte[1 << 16];
        byte[] last = new byte[0];
        try {
            for (int read = answer.read(bytes); read >= 0; read = answer.read(bytes)) {
                received += read;
                last = Arrays.copyOf(bytes, read);
            }
        } catch (IOException reset) {
            return received;
        }
        assertFalse(new String(last, StandardCharsets.ISO_8859_1).endsWith("0\r\n\r\n"), "it looks complete");
        return received;
    }

    private static Map<String, byte[]> copy(String token) throws IOException {
        Response copy = LetterSteps.as(token).get("/v1/accounts/me/document-copy");
        copy.then().statusCode(200).contentType("application/zip");
        Map<String, byte[]> entries = new LinkedHashMap<>();
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(copy.asByteArray()))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                entries.put(entry.getName(), zip.readAllBytes());
            }
        }
        return entries;
    }

    /** Given 29 days ago: not too long. */
    private static Map<String, String> consent() {
        return Map.of(
                "noticeVersion",
                "3",
                "noticeSha256",
                "a".repeat(64),
                "givenAt",
                Instant.now().minus(29, ChronoUnit.DAYS).toString());
    }

    /** @param token signed in through VNeID since the link */
    private record Linked(Letter letter, String token, String store, String document) {}

    private Linked linked() {
        Letter letter = Letter.matched(People.aCitizen());
        String document = DocumentSteps.stored(letter, PAPER);
        letter.link(VneidPerson.of(letter.citizen())).then().statusCode(201);
        mover.move();
        String token = letter.vneidToken();
        return new Linked(letter, token, DocumentSteps.stores(token, "me").path("items[1].storeId"), document);
    }

    private static Map<String, Object> paper(String kind, String validUntil) {
        Map<String, Object> paper = DocumentSteps.aPaper("kind", kind);
        paper.put("source", "DATABASE");
        paper.put("validUntil", validUntil);
        return paper;
    }

    private static Response grant(String token, Linked citizen, Map<String, ?> more) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("procedureCode", "1.004873");
        body.put("dossierCode", "G22.99-261126-0001");
        body.putAll(more);
        return LetterSteps.machine(token)
                .body(body)
                .post("/v1/document-stores/{store}/documents/{document}/reuses", citizen.store(), citizen.document());
    }

    private static void refusedGrant(String token, Linked citizen, Map<String, ?> more, String pointer, String code) {
        Refusal.of(() -> grant(token, citizen, more))
                .is(400, "validation-failed")
                .then()
                .body("errors[0].pointer", equalTo(pointer))
                .body("errors[0].code", equalTo(code));
    }

    private static Response reuses(String token, Linked citizen) {
        return LetterSteps.as(token)
                .get("/v1/document-stores/{store}/documents/{document}/reuses", citizen.store(), citizen.document());
    }

    private static Response retrieve(Tokens portal, String purpose, String reuseId) {
        return LetterSteps.as(portal.toString())
                .header("Processing-Purpose", purpose)
                .post("/v1/document-reuses/{id}/retrieval", reuseId);
    }

    private static Map<String, Object> question(Object... more) {
        Map<String, Object> question = new LinkedHashMap<>();
        question.put("procedureCode", "1.004873");
        question.put("dossierCode", "G22.99-261126-0002");
        question.put("kinds", List.of("BIRTH_CERTIFICATE"));
        for (int i = 0; i < more.length; i += 2) {
            question.put((String) more[i], more[i + 1]);
        }
        return question;
    }

    private static Response check(String token, Map<String, ?> question) {
        return LetterSteps.machine(token).body(question).post("/v1/availability-checks");
    }
}
