package vn.gov.populationregistry;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.in;
import static org.hamcrest.Matchers.matchesPattern;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the registry refuses, how it says so, and that nothing a caller sends makes it fail. */
@QuarkusTest
@QuarkusTestResource(TestIssuer.class)
class RefusalsTest {

    private static final int LARGEST_BODY = 64 * 1024;

    @ParameterizedTest
    @EnumSource(
            value = Problem.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"INTERNAL", "EXCHANGE_CREDENTIALS_REFUSED", "TOO_MANY_CITIZENS"})
    void everyRefusalOfTheCatalogueCanBeMet(Problem problem) {
        provoke(problem)
                .then()
                .statusCode(problem.status())
                .body("code", equalTo(problem.code()))
                .body("status", equalTo(problem.status()))
                .body("type", equalTo("urn:problem-type:population-registry:" + problem.code()))
                .body("instance", matchesPattern("urn:uuid:[0-9a-f-]{36}"));
    }

    private static Response provoke(Problem problem) {
        return switch (problem) {
            case MALFORMED_REQUEST -> Registry.send("{");
            case VALIDATION_FAILED -> Registry.send("{}");
            case NUMBER_NOT_SYNTHETIC ->
                Registry.ask(Registry.question(question -> question.put("number", "001089999999")));
            case UNAUTHENTICATED ->
                Registry.anybody().contentType("application/json").body("{}").post(Registry.MATCHES);
            case INVALID_TOKEN ->
                Registry.anybody()
                        .auth()
                        .preemptive()
                        .oauth2("x")
                        .contentType("application/json")
                        .body("{}")
                        .post(Registry.MATCHES);
            case INSUFFICIENT_SCOPE ->
                Registry.anybody()
                        .auth()
                        .preemptive()
                        .oauth2(TestIssuer.token(claims -> claims.unsetClaim("scope")))
                        .contentType("application/json")
                        .body("{}")
                        .post(Registry.MATCHES);
            case NOT_FOUND -> Registry.caller().get("/v1/citizens");
            case METHOD_NOT_ALLOWED -> Registry.caller().get(Registry.MATCHES);
            case NOT_ACCEPTABLE ->
                Registry.caller()
                        .accept("text/html")
                        .contentType("application/json")
                        .body(Registry.question())
                        .post(Registry.MATCHES);
            case REQUEST_ID_REUSED -> {
                var question = Registry.question();
                Registry.ask(question).then().statusCode(200);
                yield Registry.ask(question);
            }
            case PAYLOAD_TOO_LARGE -> Registry.send(" ".repeat(LARGEST_BODY) + Registry.json(Registry.question()));
            case UNSUPPORTED_MEDIA_TYPE ->
                Registry.caller().contentType("text/plain").body("{}").post(Registry.MATCHES);
            case EXCHANGE_CREDENTIALS_REFUSED -> throw new IllegalArgumentException("a fault, see SoapTest");
            case TOO_MANY_CALLS -> askFor("rate-limited");
            case BROKEN_AS_ASKED -> askFor("broken");
            case NUMBER_TAKEN -> AdminTest.put("taken", AdminTest.citizen("053089000137"));
            case TOO_MANY_CITIZENS -> throw new IllegalArgumentException("see CitizensTest");
            case INTERNAL -> throw new IllegalArgumentException("nothing a caller does leads there");
            case REGISTRY_UNAVAILABLE ->
                Registry.ask(Registry.question(question -> question.put("number", "053078000105")));
        };
    }

    private static Response askFor(String scenario) {
        return Registry.caller()
                .header("Mock-Scenario", scenario)
                .contentType("application/json")
                .body(Registry.question())
                .post(Registry.MATCHES);
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/citizen-matches, POST",
        "/soap/TraCuuThongTinCongDan, POST",
        "/v1/population-statistics, GET",
        "/v1/admin/citizens, 'GET, DELETE'",
        "/v1/admin/citizens/x, 'GET, PUT, DELETE'",
        "/v1/admin/faults, 'GET, PUT, DELETE'",
        "/v1/admin/calls, 'GET, DELETE'"
    })
    void anotherMethodIsToldWhichOnesAreAllowed(String path, String allowed) {
        Registry.caller()
                .patch(path)
                .then()
                .statusCode(405)
                .header("Allow", equalTo(allowed))
                .body("code", equalTo("method-not-allowed"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "en | en",
                "en-GB,vi;q=0.5 | en",
                "vi-VN,en;q=0.9 | vi",
                "fr | vi",
                "* | vi",
                ";;;q=x | vi",
                "en;q=7 | vi"
            })
    void titleAndDetailAreVietnameseUnlessEnglishIsAskedFor(String acceptLanguage, String language) {
        Registry.caller()
                .header("Accept-Language", acceptLanguage)
                .get("/nowhere")
                .then()
                .header("Content-Language", equalTo(language))
                .body("title", equalTo(language.equals("en") ? "Not found" : "Không tìm thấy"));
    }

    @ParameterizedTest
    @MethodSource("bodiesThatAreNotOneJsonObject")
    void aBodyThatIsNotOneJsonObjectAsDescribedIsMalformed(byte[] body) {
        Registry.caller()
                .contentType("application/json")
                .body(body)
                .post(Registry.MATCHES)
                .then()
                .statusCode(400)
                .body("code", equalTo("malformed-request"));
    }

    static Stream<byte[]> bodiesThatAreNotOneJsonObject() {
        var good = Registry.json(Registry.question());
        var text = Stream.of(
                "",
                " ",
                "null",
                "true",
                "7",
                "\"x\"",
                "[]",
                "[" + good + "]",
                "{",
                "{}}",
                good + "x",
                good + good,
                good.replace("{", "{\"number\":\"052089999999\","),
                good.replace("{", "{\"unknown\":1,"),
                good.replace("\"052089999999\"", "52089999999"),
                good.replace("\"052089999999\"", "52089999999.0"),
                good.replace("\"052089999999\"", "true"),
                good.replace("\"052089999999\"", "[\"052089999999\"]"),
                good.replace("\"052089999999\"", "{}"),
                good.replace("\"1989-01-01\"", "[1989,1,1]"),
                good.replace("\"1989-01-01\"", "1989"),
                good.replace("VĂN", "V\nN"),
                good.replace("\"037\"", "'037'"),
                good.replace("\"037\"", "NaN"),
                good.replace("{", "{/* comment */"),
                "{\"a\":".repeat(5000) + "1" + "}".repeat(5000),
                "[".repeat(5000));
        var bytes = Stream.of(
                good.getBytes(UTF_16LE),
                // An overlong slash, a surrogate in UTF-8, and half a character.
                withName(good, "c0af"),
                withName(good, "eda080"),
                withName(good, "e1ba"));
        return Stream.concat(text.map(body -> body.getBytes(UTF_8)), bytes);
    }

    private static byte[] withName(String body, String hex) {
        var start = body.indexOf("NGUYỄN");
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes(body.substring(0, start).getBytes(UTF_8));
        bytes.writeBytes(HexFormat.of().parseHex(hex));
        bytes.writeBytes(body.substring(start).getBytes(UTF_8));
        return bytes.toByteArray();
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("wrongFields")
    void aWrongFieldIsNamedWithoutItsValue(String field, String code, Object value) {
        var answer = Registry.ask(Registry.question(question -> {
            if (field.equals("oldNumber")) {
                question.remove("number");
            }
            question.put(field, value);
        }));
        answer.then()
                .statusCode(400)
                .body("code", equalTo("validation-failed"))
                .body("errors.pointer", equalTo(List.of("/" + field)))
                .body("errors.code", equalTo(List.of(code)));
    }

    static Stream<Arguments> wrongFields() {
        var invalid = Stream.of(
                        Stream.of("", "a b", "é", "x".repeat(41), "a\n").map(value -> List.of("requestId", value)),
                        Stream.of("", "x".repeat(21), "a/b").map(value -> List.of("procedureCode", value)),
                        Stream.of("", "033", "37", "037\n").map(value -> List.of("integrationCode", value)),
                        Stream.of("", "x".repeat(36)).map(value -> List.of("agencyCode", value)),
                        Stream.of("", "x".repeat(21)).map(value -> List.of("officerCode", value)),
                        Stream.of(
                                        "",
                                        "05208999999",
                                        "0520899999990",
                                        "052089999999\n",
                                        " 052089999999",
                                        "+52089999999",
                                        "05208999999x",
                                        "052089999999\u0000",
                                        "０５２０８９９９９９９９",
                                        "٠٥٢٠٨٩٩٩٩٩٩٩")
                                .map(value -> List.of("number", value)),
                        Stream.of("", "21500000", "2150000000", "21500000\n").map(value -> List.of("oldNumber", value)),
                        Stream.of(
                                        "",
                                        " ",
                                        "\u200b",
                                        "123",
                                        "x".repeat(101),
                                        "A\u0000B",
                                        "A\nB",
                                        "A\ud800",
                                        "\udc00A",
                                        "A\u009b")
                                .map(value -> List.of("fullName", value)),
                        Stream.of(
                                        "",
                                        "89",
                                        "1989-13",
                                        "1989-00",
                                        "1989-02-29",
                                        "2001-02-31",
                                        "1989-1-1",
                                        "01/01/1989",
                                        "19890101",
                                        "1989-01-01T00:00:00Z",
                                        "1989\n",
                                        "１９８９")
                                .map(value -> List.of("birthDate", value)))
                .flatMap(values -> values)
                .map(pair -> Arguments.of(pair.get(0), "invalid", pair.get(1)));
        var missing = Stream.of(
                        "requestId",
                        "procedureCode",
                        "integrationCode",
                        "agencyCode",
                        "officerCode",
                        "number",
                        "fullName",
                        "birthDate")
                .map(field -> Arguments.of(field, "required", null));
        return Stream.concat(invalid, missing);
    }

    @Test
    void bothNumbersAtOnceAreRefused() {
        Registry.ask(Registry.question(question -> question.put("oldNumber", "215000000")))
                .then()
                .statusCode(400)
                .body("errors.pointer", equalTo(List.of("/oldNumber")))
                .body("errors.code", equalTo(List.of("only-without-number")));
    }

    @Test
    void everythingThatIsWrongIsSaidAtOnce() {
        Registry.send("{\"number\":\"1\"}")
                .then()
                .body("errors.pointer", hasItems("/requestId", "/number", "/fullName", "/birthDate"))
                .body("errors.code", everyItem(in(List.of("required", "invalid"))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "001089999999",
                "052089999998",
                "079201000001",
                "096085000001",
                "101085000001",
                "999085000001",
                "000085000001"
            })
    void aNumberThatCouldBeARealPersonsIsNotLookedUp(String number) {
        Registry.ask(Registry.question(question -> question.put("number", number)))
                .then()
                .statusCode(400)
                .body("code", equalTo("number-not-synthetic"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"215000001", "010000001", "381000001"})
    void anOldNumberThatCouldBeARealPersonsIsNotLookedUp(String oldNumber) {
        Registry.ask(Registry.question(question -> {
                    question.remove("number");
                    question.put("oldNumber", oldNumber);
                }))
                .then()
                .statusCode(400)
                .body("code", equalTo("number-not-synthetic"));
    }

    @Test
    void twoCallersMayUseTheSameRequestId() {
        var question = Registry.question();
        Registry.ask(question).then().statusCode(200);
        Registry.anybody()
                .auth()
                .preemptive()
                .oauth2(TestIssuer.token(claims -> claims.setStringClaim("azp", "another-client")))
                .contentType("application/json")
                .body(question)
                .post(Registry.MATCHES)
                .then()
                .statusCode(200);
    }

    @Test
    void anUnansweredQuestionUsesItsRequestIdUp() {
        var question = Registry.question(change -> change.put("number", "053078000105"));
        Registry.ask(question).then().statusCode(503);
        Registry.ask(question).then().statusCode(409);
    }

    @Test
    void aBodyOfExactly64KibibytesIsRead() {
        var question = Registry.json(Registry.question());
        var padding = " ".repeat(LARGEST_BODY - question.getBytes(UTF_8).length);
        Registry.send(question + padding).then().statusCode(200);
        Registry.send(question + padding + " ").then().statusCode(413);
    }

    @Test
    void aBodyOfTwelveMegabytesIsRefusedLikeASmallerOne() {
        Registry.send("x".repeat(12_000_000)).then().statusCode(413).body("code", equalTo("payload-too-large"));
    }

    @ParameterizedTest
    @ValueSource(ints = {LARGEST_BODY + 1, 500_000, 12_000_000})
    void aLargeBodyThatDoesNotSayHowLargeItIsIsRefusedToo(int length) throws IOException, InterruptedException {
        var endless = HttpRequest.BodyPublishers.ofInputStream(
                () -> new ByteArrayInputStream("x".repeat(length).getBytes(UTF_8)));
        var request = HttpRequest.newBuilder(
                        URI.create(RestAssured.baseURI + ":" + RestAssured.port + Registry.MATCHES))
                .header("Authorization", "Bearer " + TestIssuer.token())
                .header("Content-Type", "application/json")
                .POST(endless)
                .timeout(Duration.ofSeconds(20))
                .build();
        try (var client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            var answer = client.send(request, HttpResponse.BodyHandlers.ofString());
            assertEquals(413, answer.statusCode());
            assertEquals(
                    "application/problem+json",
                    answer.headers().firstValue("Content-Type").orElse(""));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {";;;", "application/json;q=x", "*/*", "application/*", "/"})
    void noAcceptHeaderMakesTheRegistryFail(String accept) {
        var status = Registry.caller()
                .header("Accept", accept)
                .contentType("application/json")
                .body(Registry.question())
                .post(Registry.MATCHES)
                .statusCode();
        assertEquals(true, status < 500, String.valueOf(status));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"json", "application/json;;charset=", "*/*", "application/xml", "application/json;charset=UTF-99"
            })
    void noContentTypeMakesTheRegistryFail(String contentType) {
        var status = Registry.caller()
                .header("Content-Type", contentType)
                .body(Registry.json(Registry.question()).getBytes(UTF_8))
                .post(Registry.MATCHES)
                .statusCode();
        assertEquals(true, status < 500, String.valueOf(status));
    }
}
