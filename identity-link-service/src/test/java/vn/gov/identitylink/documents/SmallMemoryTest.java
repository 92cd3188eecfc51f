package vn.gov.identitylink.documents;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import vn.gov.identitylink.testing.Database;
import vn.gov.identitylink.testing.IdentityLinkTestResource;
import vn.gov.identitylink.testing.Letter;
import vn.gov.identitylink.testing.People;
import vn.gov.identitylink.testing.ServiceProcess;
import vn.gov.identitylink.testing.VneidPerson;

/**
 * A process of the service with a small heap: uploads and moves of any number need no more memory, and whoever abandons an
 * upload leaves nothing that computes. {@code -Dmemory.uploads=50 -Dmemory.documents=100000} for the numbers.
 */
@QuarkusTest
@QuarkusTestResource(IdentityLinkTestResource.class)
class SmallMemoryTest {

    private static final int UPLOADS = Integer.getInteger("memory.uploads", 4);
    private static final int DOCUMENTS = Integer.getInteger("memory.documents", 2_000);
    private static final int ABANDONED = 50;
    private static final int MIB = 1024 * 1024;

    /** What caches and pools may grow by, whatever the number of uploads and documents. */
    private static final long GROWTH = 12L * MIB;

    private static ServiceProcess service;

    @Inject
    DocumentFixture fixture;

    @BeforeAll
    static void startWithSmallHeap() {
        service = ServiceProcess.start(Map.of("identity-link.documents.transfer-interval", "PT0.2S"), "-Xmx128m");
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void uploadsOfTwentyMegabytesLeaveTheHeapAsItWas() throws Exception {
        Letter letter = Letter.registered(People.aCitizen());
        upload(letter, 0);
        long before = service.liveBytes();
        Instant begin = Instant.now();
        for (int i = 1; i <= UPLOADS; i++) {
            upload(letter, i);
        }
        Duration took = Duration.between(begin, Instant.now());
        long after = service.liveBytes();
        System.out.printf(
                "%d uploads of 20 MiB in %.1f s; live heap %.1f MiB before, %.1f MiB after, of 128%n",
                UPLOADS, took.toMillis() / 1e3, (double) before / MIB, (double) after / MIB);
        assertTrue(after - before < GROWTH, () -> "the heap grew by " + (after - before));
        Database.forgetDocumentsOf(letter.accountId());
    }

    @Test
    void aMoveOfManyPapersLeavesTheHeapAsItWas() {
        move(500);
        long before = service.liveBytes();
        Duration took = move(DOCUMENTS);
        long after = service.liveBytes();
        System.out.printf(
                "%,d documents moved in %.1f s; live heap %.1f MiB before, %.1f MiB after, of 128%n",
                DOCUMENTS, took.toMillis() / 1e3, (double) before / MIB, (double) after / MIB);
        assertTrue(after - before < GROWTH, () -> "the heap grew by " + (after - before));
    }

    @Test
    void abandonedUploadsComputeNothing() throws IOException {
        Letter letter = Letter.registered(People.aCitizen());
        String id = DocumentSteps.add(letter.token(), letter.accountId(), DocumentSteps.aPaper())
                .path("documentId");
        byte[] begin = DocumentSteps.pdf(StoredContent.CHUNK * 3 / 2, 6);
        List<Socket> senders = new ArrayList<>();
        for (int i = 0; i < ABANDONED; i++) {
            Socket sender = new Socket("localhost", service.url().getPort());
            sender.getOutputStream().write(head(letter, id).getBytes(StandardCharsets.ISO_8859_1));
            sender.getOutputStream().write(begin);
            sender.getOutputStream().flush();
            senders.add(sender);
        }
        Instant deadline = Instant.now().plusSeconds(60);
        while (Database.count("SELECT count(*) FROM document_chunk JOIN document_content USING (content_id)"
                        + " WHERE account_id = '" + letter.accountId() + "'")
                < ABANDONED) {
            assertTrue(Instant.now().isBefore(deadline), "the beginnings do not arrive");
        }
        Duration waiting = service.computesIn(Duration.ofSeconds(4));
        for (Socket sender : senders) {
            sender.close();
        }
        Duration left = service.computesIn(Duration.ofSeconds(4));
        System.out.printf(
                "%d abandoned uploads: %d ms of a processor in 4 s while the senders pause, %d ms after they left%n",
                ABANDONED, waiting.toMillis(), left.toMillis());
        assertTrue(waiting.toMillis() < 1_000, waiting::toString);
        assertTrue(left.toMillis() < 1_500, left::toString);
    }

    private static void upload(Letter letter, int serial) throws IOException, InterruptedException {
        byte[] bytes = DocumentSteps.pdf(20 * MIB, serial);
        String id = DocumentSteps.add(letter.token(), letter.accountId(), DocumentSteps.aPaper())
                .path("documentId");
        HttpRequest request = HttpRequest.newBuilder(URI.create(
                        service.url() + "/v1/document-stores/" + letter.accountId() + "/documents/" + id + "/content"))
                .header("Authorization", "Bearer " + letter.token())
                .header("Content-Type", "application/pdf")
                .header("Repr-Digest", DocumentSteps.reprDigest(bytes))
                .PUT(HttpRequest.BodyPublishers.ofByteArray(bytes))
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            assertEquals(
                    201,
                    client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode());
        }
    }

    private Duration move(int documents) {
        Letter letter = Letter.matched(People.aCitizen());
        fixture.fill(letter.accountId(), documents);
        Instant begin = Instant.now();
        letter.link(VneidPerson.of(letter.citizen())).then().statusCode(201);
        Instant deadline = begin.plusSeconds(60 + documents / 100);
        while (Database.count("SELECT count(*) FROM document_transfer WHERE state = 'COMPLETED' AND account_id = '"
                        + letter.accountId() + "'")
                == 0) {
            assertTrue(Instant.now().isBefore(deadline), "the papers do not move");
        }
        Duration took = Duration.between(begin, Instant.now());
        assertEquals(
                documents,
                Database.count("SELECT count(*) FROM document WHERE store_kind = 'VNEID' AND account_id = '"
                        + letter.accountId() + "'"));
        Database.forgetTransfersOf(letter.accountId());
        return took;
    }

    private static String head(Letter letter, String documentId) {
        return "PUT /v1/document-stores/%s/documents/%s/content HTTP/1.1\r\nHost: localhost:%d\r\n"
                        .formatted(letter.accountId(), documentId, RestAssured.port)
                + "Authorization: Bearer " + letter.token() + "\r\nContent-Type: application/pdf\r\n"
                + "Repr-Digest: " + DocumentSteps.reprDigest(new byte[1]) + "\r\nContent-Length: 10000000\r\n\r\n";
    }
}
