package vn.gov.identitylink.account;

import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.config.EncoderConfig;
import io.restassured.config.RestAssuredConfig;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import vn.gov.identitylink.testing.Database;
import vn.gov.identitylink.testing.IdentityLinkTestResource;
import vn.gov.identitylink.testing.Letter;
import vn.gov.identitylink.testing.LetterSteps;
import vn.gov.identitylink.testing.People;
import vn.gov.identitylink.testing.Refusal;
import vn.gov.identitylink.testing.SyntheticCitizen;
import vn.gov.identitylink.testing.Tokens;

/** Bulk imports over HTTP. */
@QuarkusTest
@QuarkusTestResource(IdentityLinkTestResource.class)
class AccountImportsTest {

    private static final String IMPORTS = "/v1/account-imports";

    @Test
    void manyAccountsAreImportedAndEachIsAsIfRegistered() {
        SyntheticCitizen citizen = People.aCitizen();
        String techId = "IMPORTED-" + UUID.randomUUID();
        String key = UUID.randomUUID().toString();
        Response done =
                send(key, false, """
                {"externalId":"%s","declaredIdentity":{"number":"%s","fullName":"Nguyễn Văn Thử","birthDate":"1989-05-17"},\
                "contact":{"phone":"0900600001"},"locality":{"communeCode":"21583","asOf":"2024-01-29"}}
                """.formatted(techId, Objects.requireNonNull(citizen.number())) + line(techId + "-2"));
        done.then()
                .statusCode(201)
                .header("Location", endsWith(IMPORTS + "/" + key))
                .body("state", equalTo("COMPLETED"))
                .body("lines", equalTo(2))
                .body("imported", equalTo(2))
                .body("rejected", equalTo(0))
                .body("errors", hasSize(0));
        String accountId = LetterSteps.lookUp(Tokens.homePortal().toString(), Map.of("number", citizen.number()))
                .then()
                .body("items", hasSize(1))
                .body("items[0].assurance", equalTo("DECLARED"))
                .extract()
                .path("items[0].accountId");
        assertEquals(
                List.of("ACCOUNT_REGISTERED done"), Database.auditOf(accountId).subList(0, 1));
        assertEquals(List.of("account-registered"), Database.eventsOf(accountId));
        assertEquals(
                "IMPORTED",
                Database.texts("SELECT origin FROM account WHERE account_id = '" + accountId + "'")
                        .getFirst());
        LetterSteps.readAccount(Tokens.citizen(techId).toString(), "me")
                .then()
                .statusCode(200)
                .body("identity.fullName.value", notNullValue());
        read(key).then().statusCode(200).body("completedAt", notNullValue()).body("imported", equalTo(2));
    }

    @Test
    void anAccountThatIsThereStaysAsItIsProvedOrNot() {
        SyntheticCitizen citizen = People.aCitizen();
        Letter linked = Letter.linked(citizen);
        String before = rowOf(linked.accountId());
        send(null, false, """
                        {"externalId":"%s","declaredIdentity":{"number":"003089400001","fullName":"Trần Văn Khác","birthDate":"1989-05-17"}}
                        """.formatted(linked.techId()))
                .then()
                .statusCode(201)
                .body("imported", equalTo(0))
                .body("alreadyThere", equalTo(1));
        assertEquals(before, rowOf(linked.accountId()));
    }

    @Test
    void everyHostileLineIsRejectedByItsNumberAndTheOthersAreImported() {
        String techId = "HOSTILE-" + UUID.randomUUID();
        byte[] overlong = {'{', '"', 'x', '"', ':', '"', (byte) 0xC0, (byte) 0x80, '"', '}', '\n'};
        InputStream body = new SequenceInputStream(
                stream(String.join(
                        "\n",
                        line(techId + "-1").strip(),
                        "",
                        "null",
                        "{",
                        "[]",
                        "{}{}",
                        "{\"externalId\":\"A\",\"externalId\":\"B\"}",
                        "{\"externalId\":\"A\",\"unknown\":1}",
                        "{\"externalId\":1}",
                        "{}",
                        "{\"externalId\":\"a b\",\"kind\":\"KING\"}",
                        "{\"externalId\":\"A\",\"declaredIdentity\":{\"number\":\"052089000001\",\"fullName\":\"Nguyễn Văn Thử\",\"birthDate\":\"1989\"}}",
                        "{\"externalId\":\"A\",\"declaredIdentity\":{\"number\":\"003089400001\",\"fullName\":\"Nguyễn Văn Thử\",\"birthDate\":\"1990\"}}",
                        "{\"externalId\":\"A\",\"locality\":{\"communeCode\":\"2158\"}}",
                        "{\"externalId\":\"" + "a".repeat(70_000) + "\"}",
                        "{\"externalId\":\"a\\u0000b\"}",
                        "{\"assurance\":\"PROVED\",\"externalId\":\"A\"}",
                        "{\"externalId\":\"A\",\"declaredIdentity\":{\"fullName\":\"" + "a".repeat(65_000) + "\"}}",
                        "\uFEFF{\"externalId\":\"A\"}",
                        "")),
                new SequenceInputStream(
                        new ByteArrayInputStream(overlong),
                        stream(line(techId + "-1") + line(techId + "-2").strip())));
        Response done = send(null, false, read(body));
        done.then()
                .statusCode(201)
                .body("lines", equalTo(22))
                .body("imported", equalTo(2))
                .body("alreadyThere", equalTo(1))
                .body("rejected", equalTo(19));
        List<Map<String, Object>> errors = done.path("errors");
        assertEquals(
                List.of(
                        "2  empty-line",
                        "3  malformed",
                        "4  malformed",
                        "5  malformed",
                        "6  malformed",
                        "7  malformed",
                        "8 /unknown unknown-member",
                        "9 /externalId wrong-type",
                        "10 /externalId required",
                        "11 /externalId external-id-format",
                        "11 /kind account-kind-unknown-word",
                        "12 /declaredIdentity/number citizen-number-not-accepted-here",
                        "13 /declaredIdentity/number number-disagrees-with-birth-date",
                        "14 /locality/communeCode commune-code-format",
                        "15  line-too-long",
                        "16 /externalId wrong-type",
                        "17 /assurance unknown-member",
                        "18 /declaredIdentity/fullName value-too-long",
                        "19  byte-order-mark",
                        "20  not-utf-8"),
                errors.stream()
                        .map(error -> error.get("line") + " " + error.get("pointer") + " " + error.get("code"))
                        .toList());
        assertEquals(
                "Dòng này để trống. Hãy bỏ dòng, hoặc điền đủ nội dung.",
                errors.getFirst().get("detail"));
        LetterSteps.machine(Tokens.homePortal().toString())
                .header("Accept-Language", "en")
                .get("/v1/account-imports/{id}", done.<String>path("importId"))
                .then()
                .header("Content-Language", "en")
                .body("errors[0].detail", equalTo("This line is empty. Remove it, or fill it in."));
    }

    @Test
    void aByteOrderMarkMayBeginAStream() {
        send(null, true, "\uFEFF" + line("MARKED"))
                .then()
                .statusCode(201)
                .body("imported", equalTo(1))
                .body("rejected", equalTo(0));
    }

    @Test
    void aDryRunChecksEveryLineAndImportsNone() {
        String techId = "DRY-" + UUID.randomUUID();
        long accounts = Database.count("SELECT count(*) FROM account");
        String key = UUID.randomUUID().toString();
        send(key, true, line(techId) + "x\n")
                .then()
                .statusCode(201)
                .body("dryRun", equalTo(true))
                .body("imported", equalTo(1))
                .body("rejected", equalTo(1));
        assertEquals(accounts, Database.count("SELECT count(*) FROM account"));
        Refusal.of(() -> send(key, false, line(techId) + "x\n")).is(422, "idempotency-key-reused");
        send(null, false, line(techId)).then().body("imported", equalTo(1));
    }

    @Test
    void theSameAgainIsTheSameAndAnotherStreamUnderTheKeyIsRefused() {
        String key = UUID.randomUUID().toString();
        String lines = line("SAME-" + key);
        send(key, false, lines).then().statusCode(201);
        Map<String, String> before = Database.rows();
        send(key, false, lines).then().statusCode(200).body("imported", equalTo(1));
        assertEquals(before, Database.rows());
        for (String other : List.of(line("OTHER"), lines + line("MORE"), "\n")) {
            Refusal.of(() -> send(key, false, other)).is(422, "idempotency-key-reused");
        }
        String longer = UUID.randomUUID().toString();
        send(longer, false, lines(longer, 3)).then().statusCode(201);
        Refusal.of(() -> send(longer, false, lines(longer, 2))).is(422, "idempotency-key-reused");
    }

    @Test
    void aBrokenStreamGoesOnBehindTheLastBatch() throws IOException {
        String key = UUID.randomUUID().toString();
        String all = lines(key, 1_234);
        try (Socket client = new Socket("localhost", RestAssured.port)) {
            begin(client, key, all.substring(0, all.indexOf(key + "-600")));
            awaitLines(key, 500);
        }
        awaitBreak(key);
        try (Socket again = new Socket("localhost", RestAssured.port)) {
            begin(again, key, all.substring(0, all.indexOf(key + "-1100")));
            awaitLines(key, 1_000);
            read(key).then().body("state", equalTo("RECEIVING")).body("brokenOffAt", nullValue());
        }
        awaitBreak(key);
        read(key)
                .then()
                .statusCode(200)
                .body("state", equalTo("RECEIVING"))
                .body("lines", equalTo(1_000))
                .body("imported", equalTo(1_000))
                .body("completedAt", nullValue());

        send(key, false, all)
                .then()
                .statusCode(201)
                .body("brokenOffAt", nullValue())
                .body("lines", equalTo(1_234))
                .body("imported", equalTo(1_234))
                .body("alreadyThere", equalTo(0));
        assertEquals(1_234, Database.count("SELECT count(*) FROM account WHERE external_id LIKE 'I-" + key + "-%'"));
        assertEquals(
                1_234,
                Database.count(
                        "SELECT count(*) FROM outbox_event JOIN account USING (account_id) WHERE external_id LIKE 'I-"
                                + key + "-%'"));
    }

    /** Sends the beginning of an import that says it is longer. */
    private static void begin(Socket connection, String key, String lines) throws IOException {
        String head = """
                POST /v1/account-imports HTTP/1.1
                Host: localhost
                Authorization: Bearer %s
                Processing-Purpose: 1.004873
                Idempotency-Key: %s
                Content-Type: application/x-ndjson
                Content-Length: 1000000

                """.formatted(Tokens.homePortal(), key).replace("\n", "\r\n");
        connection.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
        connection.getOutputStream().write(lines.getBytes(StandardCharsets.UTF_8));
        connection.getOutputStream().flush();
    }

    private static void awaitLines(String key, int lines) {
        long patience = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (Database.count("SELECT coalesce(max(lines), 0) FROM account_import WHERE import_id = '" + key + "'")
                < lines) {
            assertTrue(System.nanoTime() < patience, "the batches that have arrived are committed meanwhile");
        }
    }

    private static void awaitBreak(String key) {
        long patience = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (read(key).path("brokenOffAt") == null) {
            assertTrue(
                    System.nanoTime() < patience, "an import whose client has gone does not look like one that runs");
        }
    }

    /** The other one is a trigger that takes the step away just before it is made. */
    @Test
    void ofTwoThatSendTheSameImportOneGoesOn() {
        String key = UUID.randomUUID().toString();
        Database.execute("CREATE FUNCTION another_is_faster() RETURNS trigger LANGUAGE plpgsql AS"
                + " 'BEGIN RETURN NULL; END'");
        Database.execute("CREATE TRIGGER another_is_faster BEFORE UPDATE ON account_import FOR EACH ROW"
                + " WHEN (NEW.import_id = '" + key + "') EXECUTE FUNCTION another_is_faster()");
        try {
            Refusal.of(() -> send(key, false, lines(key, 600)))
                    .changing("account_import")
                    .is(409, "idempotency-in-progress");
        } finally {
            Database.execute("DROP TRIGGER another_is_faster ON account_import");
            Database.execute("DROP FUNCTION another_is_faster");
        }
        assertEquals(0, Database.count("SELECT count(*) FROM account WHERE external_id LIKE 'I-" + key + "-%'"));
        send(key, false, lines(key, 600)).then().statusCode(201).body("imported", equalTo(600));
    }

    @Test
    void moreLinesThanAnImportMayHaveAreNotTaken() {
        String key = UUID.randomUUID().toString();
        Response refused = send(key, true, "x\n".repeat(2_001));
        assertEquals("413 payload-too-large", refused.statusCode() + " " + refused.path("code"));
        read(key)
                .then()
                .body("lines", equalTo(2_000))
                .body("rejected", equalTo(2_000))
                .body("errors", hasSize(1_000));
    }

    @Test
    void aRequestThatIsNoImportIsRefused() {
        Refusal.of(() -> send(null, false, "")).is(400, "malformed-request");
        Refusal.of(() -> send("a-key", false, line("A")))
                .is(400, "validation-failed")
                .then()
                .body("errors[0].code", equalTo("idempotency-key-format"));
        Refusal.of(() -> LetterSteps.as(Tokens.homePortal().toString())
                        .header("Processing-Purpose", "1.004873")
                        .contentType("application/x-ndjson")
                        .config(plain())
                        .body(line("A").getBytes(StandardCharsets.UTF_8))
                        .queryParam("dryRun", "perhaps")
                        .post(IMPORTS))
                .is(400, "validation-failed");
        Refusal.of(() -> read(UUID.randomUUID().toString())).is(404, "not-found");
    }

    @Test
    void anImportIsSeenInItsRealmOnly() {
        String key = UUID.randomUUID().toString();
        send(key, true, line("A")).then().statusCode(201);
        Refusal.of(() -> LetterSteps.as(
                                Tokens.homePortal().inRealm("another-realm").toString())
                        .get(IMPORTS + "/{id}", key))
                .is(404, "not-found");
    }

    @Test
    void linesAreReadAsTheyComeAndOneAtATime() throws IOException {
        ImportLines lines = new ImportLines(stream("a\r\n\nb" + "c".repeat(70_000) + "\nd"));
        assertEquals("a", text(lines.next()));
        assertEquals("", text(lines.next()));
        assertTrue(Objects.requireNonNull(lines.next()).length > ImportLines.LONGEST);
        assertEquals("d", text(lines.next()));
        assertNull(lines.next());
        assertEquals(4, lines.count());
        InputStream broken = new SequenceInputStream(stream("a\nb"), new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("broken off");
            }

            @Override
            public int read(byte[] buffer, int from, int length) throws IOException {
                throw new IOException("broken off");
            }
        });
        ImportLines cut = new ImportLines(broken);
        assertEquals("a", text(cut.next()));
        assertThrows(IOException.class, () -> text(cut.next()));
    }

    private static String text(byte @Nullable [] line) {
        return new String(Objects.requireNonNull(line), StandardCharsets.UTF_8);
    }

    private static String rowOf(String accountId) {
        return Database.texts("SELECT a::text FROM account a WHERE account_id = '" + accountId + "'")
                .getFirst();
    }

    private static String line(String externalId) {
        return "{\"externalId\":\"" + externalId + "\"}\n";
    }

    private static String lines(String key, int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(i -> line("I-" + key + "-" + i))
                .collect(Collectors.joining());
    }

    private static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] read(InputStream stream) {
        try {
            return stream.readAllBytes();
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static Response read(String key) {
        return LetterSteps.as(Tokens.homePortal().toString()).get(IMPORTS + "/{id}", key);
    }

    private static Response send(@Nullable String key, boolean dryRun, String lines) {
        return send(key, dryRun, lines.getBytes(StandardCharsets.UTF_8));
    }

    private static Response send(@Nullable String key, boolean dryRun, byte[] lines) {
        var request = LetterSteps.as(Tokens.homePortal().toString())
                .header("Processing-Purpose", "1.004873")
                .config(plain())
                .contentType("application/x-ndjson")
                .queryParam("dryRun", dryRun)
                .body(lines);
        if (key != null) {
            request.header("Idempotency-Key", key);
        }
        return request.post(IMPORTS);
    }

    /** REST-assured knows no lines of JSON and would not send them. */
    private static RestAssuredConfig plain() {
        return RestAssuredConfig.config()
                .encoderConfig(EncoderConfig.encoderConfig()
                        .appendDefaultContentCharsetToContentTypeIfUndefined(false)
                        .encodeContentTypeAs("application/x-ndjson", ContentType.TEXT));
    }
}
