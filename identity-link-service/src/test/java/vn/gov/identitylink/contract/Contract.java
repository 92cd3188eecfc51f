package vn.gov.identitylink.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.Error;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.dialect.Dialects;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import vn.gov.identitylink.testing.ProjectFiles;

/** The contract file as tests use it: unknown members are forbidden here, though clients must tolerate them. */
public final class Contract {

    private static final String ID = "urn:identity-link-service";
    private static final List<String> METHODS = List.of("get", "put", "post", "delete", "patch");
    private static final Contract COMMITTED = new Contract();

    private final List<Operation> operations = new ArrayList<>();
    private final SchemaRegistry schemas;

    private Contract() {
        JsonNode root;
        try {
            root = new YAMLMapper().readTree(Files.readString(ProjectFiles.at("openapi/identity-link-service.yaml")));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        root.path("paths")
                .properties()
                .forEach(path -> METHODS.stream()
                        .filter(path.getValue()::has)
                        .forEach(method -> operations.add(new Operation(
                                method, path.getKey(), path.getValue().path(method)))));
        close(root);
        schemas = SchemaRegistry.withDialect(
                Dialects.getOpenApi31(),
                builder -> builder.schemas(Map.of(ID, root.toString()))
                        .schemaRegistryConfig(SchemaRegistryConfig.builder()
                                .formatAssertionsEnabled(true)
                                .build()));
    }

    /** The file as it is in the working tree. */
    public static Contract committed() {
        return COMMITTED;
    }

    public List<Operation> operations() {
        return operations;
    }

    /** The operation that answers this request, if the contract has one. */
    Optional<Operation> operation(String method, String path) {
        return operations.stream()
                .filter(operation -> operation.method().equals(method.toLowerCase(Locale.ROOT)))
                .filter(operation -> operation.matches(path))
                .findFirst();
    }

    /** What is wrong with a body, by the schema of this answer. */
    List<Error> errors(Operation operation, String status, String mediaType, JsonNode body) {
        String pointer = "/paths/" + escape(operation.path()) + "/" + operation.method() + "/responses/" + status
                + "/content/" + escape(mediaType) + "/schema";
        return schemas.getSchema(SchemaLocation.of(ID + "#" + pointer)).validate(body);
    }

    private static String escape(String name) {
        return name.replace("~", "~0").replace("/", "~1").replace("{", "%7B").replace("}", "%7D");
    }

    /** Forbids members that no schema names. */
    private static void close(JsonNode node) {
        if (node instanceof ObjectNode object
                && object.path("properties").isObject()
                && !object.has("additionalProperties")) {
            object.put("additionalProperties", false);
        }
        node.forEach(Contract::close);
    }

    /** One call. */
    public record Operation(String method, String path, JsonNode definition) {

        private static final Pattern PARAMETER = Pattern.compile("\\{[^}]+}");

        public String id() {
            return definition.path("operationId").asText();
        }

        /** Who may call it: {@code x-actors}. */
        public List<String> actors() {
            return texts(definition.path("x-actors"));
        }

        /** The names of its query parameters, headers and path parameters, but for those that many calls share. */
        List<String> parameters() {
            return StreamSupport.stream(definition.path("parameters").spliterator(), false)
                    .map(parameter -> parameter.path("name").asText())
                    .toList();
        }

        public boolean hasBody() {
            return definition.has("requestBody");
        }

        /** The media type of the body, JSON for nearly all. */
        public String bodyType() {
            return definition.path("requestBody").path("content").fieldNames().next();
        }

        public boolean takesJson() {
            return hasBody() && bodyType().equals("application/json");
        }

        /** Whether portals and staff must say why they call. */
        public boolean asksForPurpose() {
            return StreamSupport.stream(definition.path("parameters").spliterator(), false)
                    .anyMatch(parameter -> parameter.path("$ref").asText().endsWith("/ProcessingPurpose"));
        }

        /** The documented statuses, each with its problem codes; successes have none. */
        public Map<String, List<String>> statuses() {
            Map<String, List<String>> statuses = new TreeMap<>();
            definition
                    .path("responses")
                    .properties()
                    .forEach(response -> statuses.put(
                            response.getKey(), texts(response.getValue().path("x-codes"))));
            return statuses;
        }

        JsonNode response(String status) {
            return definition.path("responses").path(status);
        }

        boolean matches(String requested) {
            StringBuilder pattern = new StringBuilder();
            for (String segment : path.split("/", -1)) {
                if (!segment.isEmpty()) {
                    pattern.append('/').append(PARAMETER.matcher(segment).matches() ? "[^/]+" : Pattern.quote(segment));
                }
            }
            return requested.matches(pattern.toString());
        }

        @Override
        public String toString() {
            return method.toUpperCase(Locale.ROOT) + " " + path;
        }

        private static List<String> texts(JsonNode array) {
            return StreamSupport.stream(array.spliterator(), false)
                    .map(JsonNode::asText)
                    .toList();
        }
    }
}
