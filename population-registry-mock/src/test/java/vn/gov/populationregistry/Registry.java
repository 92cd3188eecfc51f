package vn.gov.populationregistry;

import static io.restassured.RestAssured.given;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.restassured.config.EncoderConfig;
import io.restassured.config.RestAssuredConfig;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;

/** How the tests call the registry over HTTP: as an allowed caller unless they say otherwise. */
final class Registry {

    static final String MATCHES = "/v1/citizen-matches";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Contract CONTRACT = new Contract();

    private Registry() {}

    static RequestSpecification anybody() {
        return given().config(RestAssuredConfig.config()
                        .encoderConfig(EncoderConfig.encoderConfig()
                                .defaultContentCharset("UTF-8")
                                .appendDefaultContentCharsetToContentTypeIfUndefined(false)))
                .filter(CONTRACT);
    }

    static RequestSpecification caller() {
        return anybody().auth().preemptive().oauth2(TestIssuer.token());
    }

    /** A caller with another scope than that to match. */
    static RequestSpecification caller(String scope) {
        return anybody().auth().preemptive().oauth2(TestIssuer.token(claims -> claims.setStringClaim("scope", scope)));
    }

    static Response ask(Map<String, ?> question) {
        return caller().contentType("application/json").body(question).post(MATCHES);
    }

    static Response send(String body) {
        return caller().contentType("application/json").body(body).post(MATCHES);
    }

    /** The letter's citizen, asked about with a request id of its own. */
    static Map<String, Object> question() {
        var question = new LinkedHashMap<String, Object>();
        question.put("requestId", UUID.randomUUID().toString());
        question.put("procedureCode", "2.000889");
        question.put("integrationCode", "037");
        question.put("agencyCode", "H08");
        question.put("officerCode", "identity-link");
        question.put("number", "052089999999");
        question.put("fullName", "NGUYỄN VĂN THỬ");
        question.put("birthDate", "1989-01-01");
        return question;
    }

    static Map<String, Object> question(Consumer<Map<String, Object>> change) {
        var question = question();
        change.accept(question);
        return question;
    }

    static String json(Map<String, ?> question) {
        try {
            return JSON.writeValueAsString(question);
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }

    /** All of {@code openapi/examples/citizens.json}, as the realms and the other tests read it. */
    static List<JsonNode> people() {
        return read("citizens.json");
    }

    static List<JsonNode> read(String example) {
        var file = Path.of(System.getProperty("project.root"), "openapi", "examples", example);
        try {
            return JSON.readValue(file.toFile(), new TypeReference<List<JsonNode>>() {});
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
