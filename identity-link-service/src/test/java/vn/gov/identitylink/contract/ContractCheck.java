package vn.gov.identitylink.contract;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.Error;
import io.restassured.filter.Filter;
import io.restassured.filter.FilterContext;
import io.restassured.response.Response;
import io.restassured.specification.FilterableRequestSpecification;
import io.restassured.specification.FilterableResponseSpecification;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import vn.gov.identitylink.problem.FieldErrorTexts;
import vn.gov.identitylink.problem.Language;

/**
 * Holds every answer of every test against the contract: status, media type, headers, body and code are documented, and
 * each fault is named and explained. It
 * remembers what was produced, so that {@link ContractCoverageTest} can tell what never was.
 */
public final class ContractCheck implements Filter {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final FieldErrorTexts FIELD_ERRORS = new FieldErrorTexts();
    private static final Set<String> NAMES_FAULTS = Set.of("validation-failed", "invalid-parameter");
    private static final String PRODUCED = ContractCheck.class.getName() + ".produced";

    @Override
    public Response filter(
            FilterableRequestSpecification request, FilterableResponseSpecification answer, FilterContext context) {
        Response response = context.next(request, answer);
        String path = URI.create(request.getURI()).getPath();
        Contract.committed().operation(request.getMethod(), path).ifPresent(operation -> check(operation, response));
        return response;
    }

    /** {@code operation status code} of every answer of this run; the code is empty for a success. */
    static Set<String> produced() {
        return Set.of(System.getProperty(PRODUCED, "").split("\n", -1));
    }

    /** Kept in a system property, which all class loaders of the run share; others expect text there. */
    private static void remember(String answer) {
        synchronized (System.getProperties()) {
            if (!produced().contains(answer)) {
                System.setProperty(PRODUCED, System.getProperty(PRODUCED, "") + "\n" + answer);
            }
        }
    }

    private static void check(Contract.Operation operation, Response response) {
        String status = String.valueOf(response.statusCode());
        String answered = operation + " answered " + status;
        JsonNode documented = operation.response(status);
        require(documented.isObject(), answered + ", which the contract does not have: " + response.asString());
        documented.path("headers").properties().stream()
                .filter(header -> header.getValue().path("required").asBoolean(true))
                .forEach(header ->
                        require(response.header(header.getKey()) != null, answered + " without " + header.getKey()));
        String body = response.asString();
        if (!documented.has("content")) {
            require(body.isEmpty(), answered + " with a body");
            remember(produced(operation, status, ""));
            return;
        }
        String contentType = response.contentType();
        int parameters = contentType.indexOf(';');
        String mediaType = parameters < 0 ? contentType : contentType.substring(0, parameters);
        require(documented.path("content").has(mediaType), answered + " as " + contentType);
        if (!mediaType.endsWith("json")) {
            remember(produced(operation, status, ""));
            return;
        }
        JsonNode json = read(body);
        List<Error> errors = Contract.committed().errors(operation, status, mediaType, json);
        require(errors.isEmpty(), answered + " with a body that does not fit: " + errors);
        List<String> codes = operation.statuses().getOrDefault(status, List.of());
        String code = codes.isEmpty() ? "" : json.path("code").asText();
        require(codes.isEmpty() || codes.contains(code), answered + " with the code " + code);
        checkFaults(operation, answered, json);
        remember(produced(operation, status, code));
    }

    /** What is at fault is named, a parameter as the contract names it, and explained by the text of its own code. */
    private static void checkFaults(Contract.Operation operation, String answered, JsonNode body) {
        String problem = body.path("code").asText();
        JsonNode faults = body.path("errors");
        require(!NAMES_FAULTS.contains(problem) || !faults.isEmpty(), answered + " without naming what is at fault");
        for (JsonNode fault : faults) {
            String code = fault.path("code").asText();
            require(isExplained(code, fault.path("detail").asText()), answered + " with an unexplained " + code);
            String pointer = fault.path("pointer").asText();
            require(
                    !problem.equals("invalid-parameter")
                            || operation.parameters().stream().anyMatch(name -> pointer.equals("/" + name)),
                    answered + " about a parameter that it does not have: " + pointer);
        }
    }

    private static boolean isExplained(String code, String detail) {
        return Arrays.stream(Language.values())
                .anyMatch(language -> detail.equals(FIELD_ERRORS.of(code, language))
                        && !detail.equals(FIELD_ERRORS.of("a code without a text", language)));
    }

    static String produced(Contract.Operation operation, String status, String code) {
        return operation.id() + " " + status + " " + code;
    }

    private static JsonNode read(String body) {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException malformed) {
            throw new AssertionError("not JSON: " + body, malformed);
        }
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new AssertionError(message);
        }
    }
}
