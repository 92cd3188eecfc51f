package vn.gov.identitylink.testing;

import static io.restassured.RestAssured.given;

import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.Map;

/** The calls that a portal makes on the letter's way, each with the token it would make it with. */
public final class LetterSteps {

    /** The portal's page that VNeID sends the browser back to. */
    public static final String REDIRECT_URI = "http://localhost:8100/link/callback";

    private LetterSteps() {}

    public static Response register(String token, Map<String, ?> account) {
        return machine(token).body(account).post("/v1/accounts");
    }

    public static Response readAccount(String token, String accountId) {
        return as(token).get("/v1/accounts/{accountId}", accountId);
    }

    public static Response declare(String token, String accountId, String ifMatch, Map<String, ?> identity) {
        return as(token)
                .header("If-Match", ifMatch)
                .contentType(ContentType.JSON)
                .body(identity)
                .put("/v1/accounts/{accountId}/declared-identity", accountId);
    }

    public static Response changeContact(String token, String accountId, String ifMatch, Map<String, ?> contact) {
        return as(token)
                .header("If-Match", ifMatch)
                .contentType(ContentType.JSON)
                .body(contact)
                .put("/v1/accounts/{accountId}/contact", accountId);
    }

    public static Response verify(String token, String accountId) {
        return as(token).post("/v1/accounts/{accountId}/verifications", accountId);
    }

    public static Response confirm(String token, String accountId, String verificationId, String ifMatch) {
        return as(token)
                .header("If-Match", ifMatch)
                .post(
                        "/v1/accounts/{accountId}/verifications/{verificationId}/confirmation",
                        accountId,
                        verificationId);
    }

    public static Response startAttempt(String token, String accountId) {
        return as(token)
                .contentType(ContentType.JSON)
                .body(Map.of("method", "REDIRECT", "redirectUri", REDIRECT_URI))
                .post("/v1/accounts/{accountId}/link-attempts", accountId);
    }

    /** The new link is to take the place of that one. */
    public static Response startReplacement(String token, String accountId, String linkId) {
        return as(token)
                .contentType(ContentType.JSON)
                .body(Map.of("method", "REDIRECT", "redirectUri", REDIRECT_URI, "replaces", linkId))
                .post("/v1/accounts/{accountId}/link-attempts", accountId);
    }

    public static Response readAttempt(String token, String accountId, String attemptId) {
        return as(token).get("/v1/accounts/{accountId}/link-attempts/{attemptId}", accountId, attemptId);
    }

    public static Response complete(String token, String accountId, String attemptId, Map<String, ?> redirect) {
        return as(token)
                .contentType(ContentType.JSON)
                .body(redirect)
                .post("/v1/accounts/{accountId}/link-attempts/{attemptId}/completion", accountId, attemptId);
    }

    public static Response links(String token, String accountId) {
        return as(token).get("/v1/accounts/{accountId}/links", accountId);
    }

    public static Response lookUp(String token, Map<String, ?> key) {
        return machine(token).body(key).post("/v1/account-lookups");
    }

    /** A request with a bearer token. */
    public static RequestSpecification as(String token) {
        return given().auth().oauth2(token).accept(ContentType.ANY);
    }

    /** A machine client's request: it says for which procedure it reads. */
    public static RequestSpecification machine(String token) {
        return as(token).header("Processing-Purpose", "1.004873").contentType(ContentType.JSON);
    }
}
