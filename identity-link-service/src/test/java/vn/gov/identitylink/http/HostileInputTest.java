package vn.gov.identitylink.http;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import vn.gov.identitylink.testing.IdentityLinkTestResource;
import vn.gov.identitylink.testing.RawHttp;

/** Bodies that are not what the contract says. None is accepted and none is a server error. */
@QuarkusTest
@QuarkusTestResource(IdentityLinkTestResource.class)
class HostileInputTest {

    @ParameterizedTest(name = "{0}")
    @MethodSource("hostileBodies")
    void aHostileBodyIsRefused(String name, byte[] body) {
        String answer = RawHttp.send(
                RestAssured.port,
                "POST /probe/body HTTP/1.1\nHost: localhost\nConnection: close\nContent-Type: application/json\nContent-Length: "
                        + body.length + "\n\n",
                body);
        assertTrue(answer.startsWith("HTTP/1.1 400"), answer);
        assertTrue(
                answer.contains("\"code\":\"malformed-request\"") || answer.contains("\"code\":\"validation-failed\""),
                answer);
        assertTrue(answer.contains("application/problem+json"), answer);
        assertFalse(answer.contains("java") || answer.contains("jackson") || answer.contains("053192000102"), answer);
    }

    @Test
    void aBodyAsTheContractSaysIsRead() {
        String sound = """
                {"text":"Nguyễn Văn Thử 𝒳","number":1,"flag":true,"ratio":1.5,"choice":"MALE","date":"2001-02-28",
                 "instant":"2001-02-28T00:00:00Z","id":"6f5f6d04-4dbb-4c3a-8ba8-1d6d3b6b3f00","list":["a",""],
                 "nested":{"text":"b"}}""";
        given().contentType("application/json; charset=utf-8")
                .body(sound.getBytes(StandardCharsets.UTF_8))
                .post("/probe/body")
                .then()
                .statusCode(200)
                .body("text", equalTo("Nguyễn Văn Thử 𝒳"));
    }

    static Stream<Arguments> hostileBodies() {
        return Stream.concat(texts(), bytes());
    }

    private static Stream<Arguments> texts() {
        return Stream.of(
                        "",
                        " ",
                        "\n",
                        "null",
                        "true",
                        "0",
                        "\"text\"",
                        "[]",
                        "[{}]",
                        "{",
                        "}",
                        "{}{}",
                        "{} x",
                        "{},",
                        "{\"text\":\"a\",\"text\":\"b\"}",
                        "{\"nested\":{\"text\":\"a\",\"text\":\"a\"}}",
                        "{\"text\":\"a\",}",
                        "{text:\"a\"}",
                        "{'text':'a'}",
                        "{\"text\":'a'}",
                        "// c\n{}",
                        "/* c */{}",
                        "{\"unknown\":\"053192000102\"}",
                        "{\"nested\":{\"unknown\":{}}}",
                        "{\"053192000102\":1}",
                        "{\"\":1}",
                        "{\"Text\":\"a\"}",
                        "{\"text\":1}",
                        "{\"text\":1.5}",
                        "{\"text\":true}",
                        "{\"text\":[]}",
                        "{\"text\":[\"a\"]}",
                        "{\"text\":{}}",
                        "{\"text\":{\"text\":\"a\"}}",
                        "{\"text\":\"\\u0000\"}",
                        "{\"text\":\"\\ud800\"}",
                        "{\"text\":\"\\udc00\\ud800\"}",
                        "{\"text\":\"\\ud83dx\"}",
                        "{\"text\":\"\\x\"}",
                        "{\"text\":\"\\u12\"}",
                        "{\"text\":\"a\nb\"}",
                        "{\"text\":\"a",
                        "{\"number\":\"1\"}",
                        "{\"number\":\"\"}",
                        "{\"number\":1.0}",
                        "{\"number\":1.5}",
                        "{\"number\":true}",
                        "{\"number\":[1]}",
                        "{\"number\":2147483648}",
                        "{\"number\":1e400}",
                        "{\"number\":NaN}",
                        "{\"number\":Infinity}",
                        "{\"number\":01}",
                        "{\"number\":+1}",
                        "{\"number\":.5}",
                        "{\"number\":0x10}",
                        "{\"number\":" + "9".repeat(60) + "}",
                        "{\"ratio\":\"1.5\"}",
                        "{\"ratio\":\"\"}",
                        "{\"ratio\":true}",
                        "{\"flag\":1}",
                        "{\"flag\":\"true\"}",
                        "{\"flag\":\"\"}",
                        "{\"flag\":0}",
                        "{\"flag\":\"yes\"}",
                        "{\"choice\":1}",
                        "{\"choice\":\"\"}",
                        "{\"choice\":\"male\"}",
                        "{\"choice\":\"0\"}",
                        "{\"choice\":\"OTHER\"}",
                        "{\"choice\":[\"MALE\"]}",
                        "{\"choice\":true}",
                        "{\"date\":\"\"}",
                        "{\"date\":20010101}",
                        "{\"date\":[2001,1,1]}",
                        "{\"date\":\"2001-02-31\"}",
                        "{\"date\":\"31/12/2001\"}",
                        "{\"date\":\"2001-1-1\"}",
                        "{\"date\":\"+2001-01-01\"}",
                        "{\"date\":\"2001-01-01T00:00:00Z\"}",
                        "{\"date\":\" 2001-01-01\"}",
                        "{\"date\":1.5}",
                        "{\"date\":\"２００１-01-01\"}",
                        "{\"instant\":\"\"}",
                        "{\"instant\":0}",
                        "{\"instant\":1.5}",
                        "{\"instant\":[2001]}",
                        "{\"instant\":\"2001-01-01\"}",
                        "{\"id\":\"\"}",
                        "{\"id\":\"x\"}",
                        "{\"id\":1}",
                        "{\"id\":[\"6f5f6d04-4dbb-4c3a-8ba8-1d6d3b6b3f00\"]}",
                        "{\"list\":\"a\"}",
                        "{\"list\":{}}",
                        "{\"list\":\"\"}",
                        "{\"list\":[1]}",
                        "{\"list\":[[\"a\"]]}",
                        "{\"list\":[{}]}",
                        "{\"nested\":[]}",
                        "{\"nested\":\"\"}",
                        "{\"nested\":\"a\"}",
                        "{\"nested\":1}",
                        "{\"nested\":[{\"text\":\"a\"}]}",
                        "{\"@class\":\"java.lang.String\"}",
                        "{\"text\":\"" + "a".repeat(17_000) + "\"}",
                        "{\"" + "n".repeat(300) + "\":1}",
                        "{\"nested\":" + "{\"nested\":".repeat(1_000) + "1" + "}".repeat(1_001),
                        "[".repeat(30_000),
                        "{\"list\":" + "[".repeat(5_000) + "]".repeat(5_000) + "}")
                .map(body -> Arguments.of(shorten(body), body.getBytes(StandardCharsets.UTF_8)));
    }

    private static Stream<Arguments> bytes() {
        return Stream.of(
                Arguments.of("overlong NUL", inText("C080")),
                Arguments.of("overlong slash in two bytes", inText("C0AF")),
                Arguments.of("overlong slash in three bytes", inText("E080AF")),
                Arguments.of("overlong slash in four bytes", inText("F08080AF")),
                Arguments.of("half character in UTF-8", inText("EDA080")),
                Arguments.of("pair of half characters in UTF-8", inText("EDA0BDEDB880")),
                Arguments.of("beyond Unicode", inText("F4908080")),
                Arguments.of("five-byte sequence", inText("F888808080")),
                Arguments.of("lone continuation", inText("80")),
                Arguments.of("cut sequence", inText("E1BB")),
                Arguments.of("0xFF", inText("FF")),
                Arguments.of("NUL byte", inText("00")),
                Arguments.of("control character", inText("01")),
                Arguments.of("DEL in front", new byte[] {0x7F, '{', '}'}),
                Arguments.of("UTF-16", "{\"text\":\"a\"}".getBytes(StandardCharsets.UTF_16)),
                Arguments.of("UTF-16LE", "{\"text\":\"a\"}".getBytes(StandardCharsets.UTF_16LE)),
                Arguments.of("UTF-32", "{\"text\":\"a\"}".getBytes(java.nio.charset.Charset.forName("UTF-32BE"))),
                Arguments.of("Latin-1", "{\"text\":\"Thử\"}".replace('ử', 'é').getBytes(StandardCharsets.ISO_8859_1)),
                Arguments.of("gzip", HexFormat.of().parseHex("1f8b08000000000000ffabae0500439f5b3002000000")),
                Arguments.of("Smile", HexFormat.of().parseHex("3a290a00fafb")),
                Arguments.of("CBOR", HexFormat.of().parseHex("a0")));
    }

    private static byte[] inText(String hex) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes("{\"text\":\"".getBytes(StandardCharsets.US_ASCII));
        body.writeBytes(HexFormat.of().parseHex(hex));
        body.writeBytes("\"}".getBytes(StandardCharsets.US_ASCII));
        return body.toByteArray();
    }

    private static String shorten(String body) {
        String printable = body.replace('\n', '¶');
        return printable.length() <= 60 ? printable : printable.substring(0, 60) + "…" + printable.length();
    }
}
