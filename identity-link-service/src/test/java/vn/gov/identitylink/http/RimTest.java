package vn.gov.identitylink.http;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vn.gov.identitylink.testing.IdentityLinkTestResource;
import vn.gov.identitylink.testing.LogCapture;
import vn.gov.identitylink.testing.RawHttp;
import vn.gov.identitylink.testing.Tokens;

@QuarkusTest
@QuarkusTestResource(IdentityLinkTestResource.class)
class RimTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/problems/not-found",
                "/v1/problems/unknown",
                "/v1/nothing",
                "/",
                "/q/openapi",
                "/q/nothing",
                "/probe/unannotated",
                "/probe/defect",
                "/probe/sql/08006"
            })
    void everyAnswerIsNeitherStoredNorSniffed(String path) {
        given().get(path)
                .then()
                .header("Cache-Control", equalTo("no-store"))
                .header("X-Content-Type-Options", equalTo("nosniff"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/nothing", "/", "/v1/problems/unknown", "/v1", "/V1/problems/not-found", "/q/nothing"})
    void whatIsNotThereIsAProblem(String path) {
        problem(given().get(path).then(), 404, "not-found");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/%zz",
                "/v1/%00",
                "/v1/problems/%00",
                "/v1/problems/%C0%AE",
                "/v1/problems/%ED%A0%80",
                "/v1/problems/..%2f..%2fetc",
                "/v1/../../etc/passwd",
                "//v1//problems//x",
                "/v1/problems/x?%zz=%zz",
                "*",
                "http://other.example/v1/problems/x"
            })
    void aHostileTargetIsAClientError(String target) {
        String answer = RawHttp.get(RestAssured.port, target);
        assertTrue(answer.startsWith("HTTP/1.1 4"), () -> target + " → " + answer);
        assertFalse(answer.contains("java."), answer);
    }

    @Test
    void aProblemIsInVietnameseUnlessEnglishIsPreferred() {
        given().get("/v1/nothing").then().header("Content-Language", "vi").body("title", equalTo("Không tìm thấy"));
        for (String vietnamese :
                new String[] {"vi", "vi-VN,en;q=0.5", "fr", "*", "no such, header;q=x", "en;q=0.1,vi"}) {
            given().header("Accept-Language", vietnamese)
                    .get("/v1/nothing")
                    .then()
                    .header("Content-Language", "vi");
        }
        for (String english : new String[] {"en", "en-GB", "fr, en;q=0.3"}) {
            given().header("Accept-Language", english)
                    .get("/v1/nothing")
                    .then()
                    .header("Content-Language", "en")
                    .body("title", equalTo("Not found"));
        }
    }

    @Test
    void everyRequestHasItsOwnId() {
        String one = given().get("/v1/nothing").path("instance");
        String other = given().header("X-Request-Id", one).get("/v1/nothing").path("instance");
        assertFalse(one.equals(other));
    }

    @Test
    void anotherMethodLearnsTheAllowedOnes() {
        problem(given().delete("/v1/problems/not-found").then(), 405, "method-not-allowed")
                .header("Allow", "GET, HEAD, OPTIONS");
        problem(given().get("/probe/body").then(), 405, "method-not-allowed").header("Allow", "OPTIONS, POST");
    }

    @Test
    void anotherFormatIsNotAcceptable() {
        problem(given().accept("text/html").get("/v1/problems/not-found").then(), 406, "not-acceptable");
        problem(given().accept("nonsense").get("/v1/problems/not-found").then(), 406, "not-acceptable");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/plain",
                "application/xml",
                "multipart/form-data",
                "application/x-www-form-urlencoded",
                "application/json; charset=utf-16",
                "application/json; charset=iso-8859-1",
                "application/merge-patch+json"
            })
    void onlyJsonInUtf8IsRead(String contentType) {
        String answer = RawHttp.send(
                RestAssured.port,
                "POST /probe/body HTTP/1.1\nHost: localhost\nConnection: close\nContent-Type: " + contentType
                        + "\nContent-Length: 2\n\n",
                "{}".getBytes(StandardCharsets.UTF_8));
        assertTrue(answer.startsWith("HTTP/1.1 415"), answer);
        assertTrue(answer.contains("unsupported-media-type"), answer);
    }

    @Test
    void aBodyWithoutTypeIsNotRead() {
        String answer = RawHttp.send(
                RestAssured.port,
                "POST /probe/body HTTP/1.1\nHost: localhost\nConnection: close\nContent-Length: 2\n\n",
                "{}".getBytes(StandardCharsets.UTF_8));
        assertTrue(answer.startsWith("HTTP/1.1 4"), answer);
        assertTrue(answer.contains("application/problem+json"), answer);
    }

    @Test
    void aBodyMayHave64KiB() {
        String largest = "{\"list\":[" + "\"0123456789abcdef\",".repeat(3_400) + "\"end\"]}";
        assertTrue(largest.length() < 64 * 1024);
        given().contentType(ContentType.JSON)
                .body(largest)
                .post("/probe/body")
                .then()
                .statusCode(200);
    }

    @Test
    void aLargerBodyIsRefusedWhetherItsLengthIsDeclaredOrNot() {
        byte[] large = ("{\"text\":\"" + "a".repeat(64 * 1024) + "\"}").getBytes(StandardCharsets.UTF_8);
        String declared = RawHttp.send(
                RestAssured.port,
                "POST /probe/body HTTP/1.1\nHost: localhost\nConnection: close\nContent-Type: application/json\nContent-Length: "
                        + large.length + "\n\n",
                large);
        assertTrue(declared.startsWith("HTTP/1.1 413"), declared);
        assertTrue(declared.contains("\"payload-too-large\""), declared);

        String chunk = Integer.toHexString(large.length) + "\r\n" + new String(large, StandardCharsets.UTF_8)
                + "\r\n0\r\n\r\n";
        String chunked = RawHttp.send(
                RestAssured.port,
                "POST /probe/body HTTP/1.1\nHost: localhost\nConnection: close\nContent-Type: application/json\nTransfer-Encoding: chunked\n\n",
                chunk.getBytes(StandardCharsets.UTF_8));
        assertTrue(chunked.startsWith("HTTP/1.1 413"), chunked);
        assertTrue(chunked.contains("\"payload-too-large\""), chunked);
    }

    @Test
    void whatNobodyAnnotatedNobodyMayCall() {
        problem(given().get("/probe/unannotated").then(), 401, "unauthenticated");
        for (Tokens token : new Tokens[] {
            Tokens.citizen("TECH-1"), Tokens.homePortal(), Tokens.otherPortal(), Tokens.officer(), Tokens.operator()
        }) {
            problem(
                    given().auth()
                            .oauth2(token.toString())
                            .get("/probe/unannotated")
                            .then(),
                    403,
                    "actor-not-allowed");
        }
    }

    @Test
    void anIdOfAnotherFormIsNotThere() {
        problem(given().get("/probe/id/x").then(), 404, "not-found");
        problem(given().get("/probe/id/" + "9".repeat(300)).then(), 404, "not-found");
        problem(
                given().header("If-Number", "x")
                        .get("/probe/id/" + UUID.randomUUID())
                        .then(),
                400,
                "malformed-request");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "08006", "08001", "25006", "28P01", "3D000", "40001", "40P01", "53300", "55000", "57P01", "58030",
                "none"
            })
    void anUnreachableDatabaseAsksForPatience(String sqlState) {
        problem(given().get("/probe/sql/" + sqlState).then(), 503, "storage-unavailable")
                .header("Retry-After", "5")
                .body("retryable", equalTo(true));
    }

    @Test
    void aDefectTellsTheCallerAReferenceAndTheLogNoMessage() {
        try (LogCapture logs = LogCapture.open()) {
            String instance = problem(given().get("/probe/defect").then(), 500, "internal")
                    .body(not(containsString("053192000102")))
                    .extract()
                    .path("instance");
            problem(given().get("/probe/sql/23505").then(), 500, "internal");
            String log = String.join("\n", logs.lines());
            assertTrue(log.contains("java.lang.IllegalArgumentException"), log);
            assertTrue(log.contains("ProbeResource.defect"), log);
            assertFalse(log.contains("053192000102"), log);
            assertTrue(instance.startsWith("urn:uuid:"));
        }
    }

    @Test
    void optionsAndHeadTellNothing() {
        assertEquals("", given().head("/v1/problems/not-found").asString());
        given().options("/v1/problems/not-found").then().header("Allow", not(equalTo(null)));
        assertTrue(given().request("TRACE", "/v1/problems/not-found").statusCode() >= 400);
    }

    private static ValidatableResponse problem(ValidatableResponse answer, int status, String code) {
        return answer.statusCode(status)
                .contentType("application/problem+json")
                .body("code", equalTo(code))
                .body("status", equalTo(status))
                .body("type", equalTo("http://localhost:8080/v1/problems/" + code))
                .body("instance", matchesPattern("urn:uuid:[0-9a-f-]{36}"));
    }
}
