package vn.gov.populationregistry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialects;
import io.restassured.filter.Filter;
import io.restassured.filter.FilterContext;
import io.restassured.response.Response;
import io.restassured.specification.FilterableRequestSpecification;
import io.restassured.specification.FilterableResponseSpecification;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** The committed contract, and the filter that holds every answer of every test against it. */
class Contract implements Filter {

    static final Path FILE = Path.of(System.getProperty("project.root"), "openapi", "population-registry.yaml");

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final ObjectMapper JSON = new ObjectMapper();

    private final JsonNode contract = read();
    private final JsonNode strictContract = forbidUnknownProperties(contract.deepCopy());
    private final SchemaRegistry schemas = SchemaRegistry.withDialect(Dialects.getOpenApi31());

    static JsonNode read() {
        try {
            return YAML.readTree(FILE.toFile());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    @Override
    public Response filter(
            FilterableRequestSpecification request, FilterableResponseSpecification expected, FilterContext next) {
        var response = next.next(request, expected);
        assertEquals(List.of("no-store"), response.headers().getValues("Cache-Control"));
        assertEquals(List.of("nosniff"), response.headers().getValues("X-Content-Type-Options"));
        var path = URI.create(request.getURI()).getPath().replaceFirst("(/v1/admin/citizens/)[^/]+$", "$1{key}");
        var operation =
                contract.path("paths").path(path).path(request.getMethod().toLowerCase(Locale.ROOT));
        if (operation.isMissingNode()) {
            assertConforms("/components/schemas/Problem", "application/problem+json", response);
        } else {
            assertDocumented(operation, response);
        }
        return response;
    }

    private void assertDocumented(JsonNode operation, Response response) {
        var documented = resolve(operation.path("responses").path(String.valueOf(response.statusCode())));
        assertFalse(documented.isMissingNode(), response.statusCode() + " is documented");
        documented
                .path("headers")
                .fieldNames()
                .forEachRemaining(header -> assertNotNull(response.getHeader(header), header));
        assertEquals(
                response.statusCode() == 204 ? 0 : 1, documented.path("content").size());
        documented.path("content").properties().forEach(content -> {
            if (content.getKey().equals("text/xml")) {
                assertEquals("text/xml", response.contentType().split(";", 2)[0]);
                assertNotNull(Xml.parse(response.asString()), "the answer is XML");
            } else {
                assertConforms(
                        content.getValue().path("schema").path("$ref").asText().substring(1),
                        content.getKey(),
                        response);
            }
        });
    }

    private void assertConforms(String schemaPointer, String mediaType, Response response) {
        assertEquals(mediaType, response.contentType().split(";", 2)[0]);
        var schema = ((ObjectNode) strictContract.deepCopy()).put("$ref", "#" + schemaPointer);
        try {
            assertEquals(List.of(), schemas.getSchema(schema).validate(JSON.readTree(response.asByteArray())));
        } catch (IOException notJson) {
            throw new UncheckedIOException(notJson);
        }
    }

    private JsonNode resolve(JsonNode node) {
        return node.has("$ref") ? contract.at(node.path("$ref").asText().substring(1)) : node;
    }

    /** Clients must tolerate new fields, so that the contract allows them; our own answers may have none. */
    private static JsonNode forbidUnknownProperties(JsonNode node) {
        if (node instanceof ObjectNode schema && schema.has("properties")) {
            schema.put("additionalProperties", false);
        }
        node.forEach(Contract::forbidUnknownProperties);
        return node;
    }
}
