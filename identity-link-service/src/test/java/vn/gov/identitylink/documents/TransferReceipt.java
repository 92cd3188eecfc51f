package vn.gov.identitylink.documents;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.SignedJWT;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import vn.gov.identitylink.testing.Letter;
import vn.gov.identitylink.testing.LetterSteps;

/** What a receipt says, checked as a citizen's front end would. */
final class TransferReceipt {

    private TransferReceipt() {}

    /** The claims of a receipt whose signature holds. */
    static Map<String, Object> claims(String text) {
        try {
            SignedJWT receipt = SignedJWT.parse(text);
            JWK key = JWKSet.parse(RestAssured.get("/v1/event-keys").asString())
                    .getKeyByKeyId(receipt.getHeader().getKeyID());
            assertTrue(receipt.verify(new ECDSAVerifier(key.toECKey())), "the signature");
            assertEquals(
                    "document-transfer-receipt+jwt",
                    receipt.getHeader().getType().toString());
            return receipt.getJWTClaimsSet().getClaims();
        } catch (ParseException | JOSEException malformed) {
            throw new AssertionError(malformed);
        }
    }

    /** The digest of a receipt, made from what the list of documents says. */
    static String fates(Letter letter, String linkId) {
        List<String> lines = new ArrayList<>();
        @Nullable String cursor = "";
        while (cursor != null) {
            Response page = LetterSteps.as(letter.token())
                    .queryParams(cursor.isEmpty() ? Map.of() : Map.of("cursor", cursor))
                    .get("/v1/links/{id}/transfer/documents", linkId);
            page.then().statusCode(200);
            page.jsonPath().<Map<String, Object>>getList("items").stream()
                    .filter(item -> Boolean.FALSE.equals(item.get("late")))
                    .forEach(item ->
                            lines.add(item.get("documentId") + " " + item.get("state") + " " + item.get("byteSize")));
            cursor = page.path("nextCursor");
        }
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256")
                            .digest(String.join("\n", lines).getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
