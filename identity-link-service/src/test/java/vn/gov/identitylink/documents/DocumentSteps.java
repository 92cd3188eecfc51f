package vn.gov.identitylink.documents;

import io.restassured.RestAssured;
import io.restassured.config.EncoderConfig;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import vn.gov.identitylink.testing.Letter;
import vn.gov.identitylink.testing.LetterSteps;

/** The calls about documents, and papers to make them with. */
final class DocumentSteps {

    private static final String DOCUMENTS = "/v1/document-stores/{storeId}/documents";

    private DocumentSteps() {}

    /** A birth certificate, as a PDF. */
    static Map<String, Object> aPaper() {
        Map<String, Object> paper = new LinkedHashMap<>();
        paper.put("kind", "BIRTH_CERTIFICATE");
        paper.put("title", "Giấy khai sinh");
        paper.put("mediaType", "application/pdf");
        return paper;
    }

    static Map<String, Object> aPaper(String field, Object value) {
        Map<String, Object> paper = aPaper();
        paper.put(field, value);
        return paper;
    }

    /** A PDF as far as its first and last bytes, with something of its own in between. */
    static byte[] pdf(String text) {
        return ("%PDF-1.7\n" + text + "\n%%EOF\n").getBytes(StandardCharsets.UTF_8);
    }

    /** The same with so many bytes. */
    static byte[] pdf(int size, long seed) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        byte[] begin = "%PDF-1.7\n".getBytes(StandardCharsets.US_ASCII);
        byte[] end = "\n%%EOF\n".getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(begin, 0, bytes, 0, begin.length);
        System.arraycopy(end, 0, bytes, size - end.length, end.length);
        return bytes;
    }

    static String reprDigest(byte[] bytes) {
        try {
            return "sha-256=:"
                    + Base64.getEncoder()
                            .encodeToString(MessageDigest.getInstance("SHA-256").digest(bytes))
                    + ":";
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    static Response stores(String token, String accountId) {
        return LetterSteps.as(token).get("/v1/accounts/{accountId}/document-stores", accountId);
    }

    static Response add(String token, String storeId, Map<String, ?> paper) {
        return LetterSteps.machine(token).body(paper).post(DOCUMENTS, storeId);
    }

    static Response list(String token, String storeId, Map<String, ?> query) {
        return LetterSteps.as(token)
                .header("Processing-Purpose", "1.004873")
                .queryParams(query)
                .get(DOCUMENTS, storeId);
    }

    static Response read(String token, String storeId, String documentId) {
        return LetterSteps.as(token).get(DOCUMENTS + "/{documentId}", storeId, documentId);
    }

    static Response put(String token, String storeId, String documentId, byte[] bytes) {
        return put(token, storeId, documentId, "application/pdf", reprDigest(bytes), bytes);
    }

    static Response put(
            String token, String storeId, String documentId, String mediaType, String reprDigest, byte[] bytes) {
        return LetterSteps.as(token)
                .config(RestAssured.config()
                        .encoderConfig(EncoderConfig.encoderConfig()
                                .encodeContentTypeAs(mediaType, ContentType.BINARY)
                                .appendDefaultContentCharsetToContentTypeIfUndefined(false)))
                .header("Processing-Purpose", "1.004873")
                .header("Repr-Digest", reprDigest)
                .contentType(mediaType)
                .body(bytes)
                .put(DOCUMENTS + "/{documentId}/content", storeId, documentId);
    }

    static Response content(String token, String storeId, String documentId, Map<String, ?> headers) {
        return LetterSteps.as(token).headers(headers).get(DOCUMENTS + "/{documentId}/content", storeId, documentId);
    }

    /** A paper with its bytes in the store of the portal account; its id. */
    static String stored(String token, String storeId, Map<String, ?> paper, byte[] bytes) {
        Response added = add(token, storeId, paper);
        added.then().statusCode(201);
        String documentId = added.path("documentId");
        put(token, storeId, documentId, String.valueOf(paper.get("mediaType")), reprDigest(bytes), bytes)
                .then()
                .statusCode(201);
        return documentId;
    }

    static String stored(Letter letter, byte[] bytes) {
        return stored(letter.token(), letter.accountId(), aPaper(), bytes);
    }
}
