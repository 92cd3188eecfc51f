package vn.gov.populationregistry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The exchange's services 037 and 033: their shapes, their quirks, their locks. */
@QuarkusTest
@QuarkusTestResource(TestIssuer.class)
class SoapTest {

    private static final String LOOK_UP = "/soap/TraCuuThongTinCongDan";
    private static final String VERIFY = "/soap/XacThucThongTinCongDan";
    private static final String SUBSYSTEM = "VN/GOV/G22/IDENTITY-LINK";

    @ParameterizedTest
    @CsvSource({
        "soap-037-request, soap-037-answer, /soap/TraCuuThongTinCongDan",
        "soap-033-request, soap-033-answer, /soap/XacThucThongTinCongDan"
    })
    void theExampleAnswerIsTheAnswerToTheExampleRequest(String request, String answer, String path) {
        var sent =
                example(request).replaceAll("REQ-2024-\\d+", UUID.randomUUID().toString());
        assertEquals(example(answer).strip(), call(path, sent).asString());
    }

    @ParameterizedTest
    @CsvSource({
        "053089999999, NGUYEN VAN THU, 19890101",
        "052089999999, NGUYEN VAN, 19890101",
        "052089999999, NGUYEN VAN THU, 19890102"
    })
    void noMatchIsACollectionWithoutACitizen(String number, String name, String birthDate) {
        var answer = lookUp(number, name, "<dan:NgayThangNam>" + birthDate + "</dan:NgayThangNam>");
        assertEquals(200, answer.statusCode());
        assertEquals(example("soap-037-no-match-answer").strip(), answer.asString());
    }

    @Test
    void aBirthKnownByItsYearHasNoDay() {
        lookUp("053140000123", nameOf("053140000123"), "<dan:Nam>1940</dan:Nam>")
                .then()
                .statusCode(200)
                .body(containsString("<ns1:Nam>1940</ns1:Nam></ns1:NgayThangNamSinh>"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"deceased", "missing", "under-correction"})
    void nobodyIsFoundWhoMustNotBeTakenForLiving(String key) {
        var person = Registry.people().stream()
                .filter(each -> key.equals(each.path("key").asText()))
                .findFirst()
                .orElseThrow();
        lookUp(
                        person.path("number").asText(),
                        person.path("fullName").asText(),
                        "<dan:Nam>" + person.path("birthDate").asText().substring(0, 4) + "</dan:Nam>")
                .then()
                .statusCode(200)
                .body(not(containsString("CongDan>")));
    }

    @Test
    void aCitizenExistsForTheVerificationOnlyUnderTheirOwnName() {
        call(
                        VERIFY,
                        example("soap-033-request")
                                .replaceAll("REQ-2024-\\d+", UUID.randomUUID().toString())
                                .replace("NGUYEN VAN THU", "TRAN VAN THU"))
                .then()
                .statusCode(200)
                .body(containsString("<dan:TonTai>false</dan:TonTai>"));
    }

    @Test
    void theServiceMayBeNamedByEitherOfItsElements() {
        call(LOOK_UP, request("052089999999").replace("MaTichHop", "MaDichVu"))
                .then()
                .statusCode(200)
                .body(containsString("<ns1:SoDinhDanh>052089999999</ns1:SoDinhDanh>"));
    }

    @Test
    void aRequestIdThatWasSeenIsRefused() {
        var request = request("052089999999");
        call(LOOK_UP, request).then().statusCode(200);
        call(LOOK_UP, request).then().statusCode(409).body(containsString("<code>request-id-reused</code>"));
    }

    @Test
    void aNumberThatCouldBeARealPersonsIsRefused() {
        call(LOOK_UP, request("001089000001"))
                .then()
                .statusCode(400)
                .body(containsString("<code>number-not-synthetic</code>"));
    }

    @Test
    void theRegistryIsDownForItsNumber() {
        call(LOOK_UP, request("053078000105"))
                .then()
                .statusCode(503)
                .header("Retry-After", equalTo("30"))
                .body(containsString("<faultcode>soapenv:Server</faultcode>"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void whatIsWrongIsNamedAndNotRepeated(String pointer, String code, String from, String to) {
        var request = request("052089999999");
        assertFalse(request.equals(request.replaceFirst(from, to)), "the change is there");
        call(LOOK_UP, request.replaceFirst(from, to))
                .then()
                .statusCode(400)
                .body(containsString("<code>validation-failed</code>"))
                .body(containsString("<error pointer=\"" + pointer + "\" code=\"" + code + "\">"))
                .body(not(containsString("NGUYEN")));
    }

    static Stream<Arguments> whatIsWrongIsNamedAndNotRepeated() {
        return Stream.of(
                Arguments.of("/MaYeuCau", "required", "<dan:MaYeuCau>.*</dan:MaYeuCau>", ""),
                Arguments.of("/MaDVC", "required", "<dan:MaDVC>.*</dan:MaDVC>", ""),
                Arguments.of("/MaCanBo", "required", "<dan:MaCanBo>.*</dan:MaCanBo>", ""),
                Arguments.of("/MaDonVi", "required", "<dan:MaDonVi>.*</dan:MaDonVi>", ""),
                Arguments.of("/MaTichHop", "invalid", ">037<", ">033<"),
                Arguments.of(
                        "/MaTichHop",
                        "exactly-one-of-MaTichHop-and-MaDichVu",
                        "<dan:MaTichHop>037</dan:MaTichHop>",
                        ""),
                Arguments.of(
                        "/MaDonVi",
                        "out-of-order",
                        "(<dan:MaDonVi>G22</dan:MaDonVi>)(<dan:SoDinhDanh>\\d+</dan:SoDinhDanh>)",
                        "$2$1"),
                Arguments.of("/HoVaTen", "repeated", "(<dan:HoVaTen>.*</dan:HoVaTen>)", "$1$1"),
                Arguments.of("/HoVaTen", "invalid", "NGUYEN VAN THU", "<dan:Ten>NGUYEN</dan:Ten>"),
                Arguments.of("/SoDinhDanh", "invalid", "052089999999", "05208999999"),
                Arguments.of("/SoDinhDanh", "required", "<dan:SoDinhDanh>\\d+</dan:SoDinhDanh>", ""),
                Arguments.of("/NgayThangNamSinh", "invalid", "19890101", "19890230"),
                Arguments.of("/NgayThangNamSinh", "invalid", "19890101", "1989"),
                Arguments.of("/", "unknown-element", "<dan:HoVaTen>", "<dan:NGUYEN/><dan:HoVaTen>"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "NGUYEN VAN THU",
                "{\"number\": \"052089999999\"}",
                "<a/>",
                "<soapenv:Envelope xmlns:soapenv=\"http://schemas.xmlsoap.org/soap/envelope/\"/>",
                "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><a>&x;</a>",
                "<!DOCTYPE a [<!ENTITY x \"xx\"><!ENTITY y \"&x;&x;\">]><a>&y;</a>"
            })
    void whatIsNoEnvelopeAroundTheServiceIsAFault(String body) {
        call(LOOK_UP, body).then().statusCode(400).body(containsString("<code>malformed-request</code>"));
    }

    @Test
    void aDocumentTypeIsRefusedEvenAroundAGoodRequest() {
        call(LOOK_UP, "<!DOCTYPE x [<!ENTITY n \"THU\">]>" + request("052089999999"))
                .then()
                .statusCode(400)
                .body(containsString("<code>malformed-request</code>"));
    }

    @Test
    void theOtherServicesElementIsNoRequest() {
        call(VERIFY, request("052089999999")).then().statusCode(400);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource
    void credentialsThatTheExchangeWouldRefuseAreRefused(
            String header, String code, String timestamp, String authorization, String subsystem) {
        var call = Registry.anybody().contentType("text/xml");
        header(call, "Timestamp", timestamp);
        header(call, "Authorization", authorization);
        header(call, "X-Road-Client", subsystem);
        call.body(request("052089999999").getBytes(UTF_8))
                .post(LOOK_UP)
                .then()
                .statusCode(401)
                .header("WWW-Authenticate", containsString("Basic"))
                .body(containsString("<code>exchange-credentials-refused</code>"))
                .body(containsString("<error pointer=\"" + header + "\" code=\"" + code + "\">"));
    }

    static Stream<Arguments> credentialsThatTheExchangeWouldRefuseAreRefused() {
        var now = millisFromNow(0);
        var good = basic("identity-link", hash("identity-link", now, "identity-link-secret"));
        var old = millisFromNow(-301);
        var early = millisFromNow(301);
        return Stream.of(
                Arguments.of("Timestamp", "required", null, good, SUBSYSTEM),
                Arguments.of("Timestamp", "invalid", "now", good, SUBSYSTEM),
                Arguments.of("Timestamp", "outside-clock-window", old, signed(old), SUBSYSTEM),
                Arguments.of("Timestamp", "outside-clock-window", early, signed(early), SUBSYSTEM),
                Arguments.of("Authorization", "required", now, null, SUBSYSTEM),
                Arguments.of("Authorization", "invalid", now, "Bearer abc", SUBSYSTEM),
                Arguments.of("Authorization", "invalid", now, "Basic ====", SUBSYSTEM),
                Arguments.of("Authorization", "invalid", now, basic("identity-link", ""), SUBSYSTEM),
                Arguments.of(
                        "Authorization", "invalid", now, basic("identity-link", "identity-link-secret"), SUBSYSTEM),
                Arguments.of("Authorization", "invalid", now, basic("stranger", hash("stranger", now, "")), SUBSYSTEM),
                Arguments.of("Authorization", "invalid", millisFromNow(-1), good, SUBSYSTEM),
                Arguments.of(
                        "Authorization",
                        "invalid",
                        now,
                        good.replace(good.substring(good.length() - 8), "AAAAAAAA"),
                        SUBSYSTEM),
                Arguments.of("X-Road-Client", "required", now, good, null),
                Arguments.of("X-Road-Client", "not-this-callers", now, good, "VN/GOV/H08/OTHER"));
    }

    @Test
    void anotherServicesHashIsRefused() {
        var now = millisFromNow(0);
        Registry.anybody()
                .contentType("text/xml")
                .header("Timestamp", now)
                .header("Authorization", signed(now))
                .header("X-Road-Client", SUBSYSTEM)
                .body(request("052089999999").getBytes(UTF_8))
                .post(VERIFY)
                .then()
                .statusCode(401);
    }

    @Test
    void aTokenIsNoCredentialOfTheExchange() {
        Registry.caller()
                .contentType("text/xml")
                .body(request("052089999999").getBytes(UTF_8))
                .post(LOOK_UP)
                .then()
                .statusCode(401);
    }

    private static String nameOf(String number) {
        return Registry.people().stream()
                .filter(person -> number.equals(person.path("number").asText()))
                .findFirst()
                .orElseThrow()
                .path("fullName")
                .asText();
    }

    private static Response lookUp(String number, String name, String birth) {
        return call(
                LOOK_UP,
                request(number)
                        .replace("NGUYEN VAN THU", name)
                        .replace("<dan:NgayThangNam>19890101</dan:NgayThangNam>", birth));
    }

    /** The example of the contract without its line breaks, about this number and with a request id of its own. */
    private static String request(String number) {
        return example("soap-037-request")
                .replaceAll(">\\s+<", "><")
                .replaceAll("REQ-2024-\\d+", UUID.randomUUID().toString())
                .replace("052089999999", number);
    }

    private static Response call(String path, String body) {
        return send(Registry.anybody(), path, body);
    }

    /** The letter's citizen, with further headers. */
    static Response lookUpLetterCitizen(Map<String, String> headers) {
        return send(Registry.anybody().headers(headers), LOOK_UP, request("052089999999"));
    }

    /** Without the contract, which no broken body can keep. */
    static Response lookUpLetterCitizenUnchecked(Map<String, String> headers) {
        return send(RestAssured.given().headers(headers), LOOK_UP, request("052089999999"));
    }

    private static Response send(RequestSpecification caller, String path, String body) {
        var now = millisFromNow(0);
        return caller.contentType("text/xml")
                .header("Timestamp", now)
                .header(
                        "Authorization",
                        basic(
                                "identity-link",
                                ExchangeCredentials.hash(path, "identity-link", now, "identity-link-secret")))
                .header("X-Road-Client", SUBSYSTEM)
                .header("SOAPAction", "\"\"")
                .body(body.getBytes(UTF_8))
                .post(path);
    }

    private static void header(RequestSpecification call, String name, String value) {
        if (value != null) {
            call.header(name, value);
        }
    }

    private static String signed(String timestamp) {
        return basic("identity-link", hash("identity-link", timestamp, "identity-link-secret"));
    }

    private static String hash(String user, String timestamp, String secret) {
        return ExchangeCredentials.hash(LOOK_UP, user, timestamp, secret);
    }

    private static String basic(String user, String hash) {
        return "Basic " + Base64.getEncoder().encodeToString((user + ":" + hash).getBytes(UTF_8));
    }

    private static String millisFromNow(long seconds) {
        return String.valueOf(System.currentTimeMillis() + seconds * 1000);
    }

    private static String example(String name) {
        return Contract.read()
                .path("components")
                .path("examples")
                .path(name)
                .path("value")
                .asText();
    }
}
