package vn.gov.populationregistry;

import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the contract promises is what the registry does: its examples, its refusals, its locks. */
@QuarkusTest
@QuarkusTestResource(TestIssuer.class)
class ContractTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @ParameterizedTest
    @ValueSource(strings = {"match", "match-by-old-number", "no-match"})
    void theExampleAnswerIsTheAnswerToTheExampleRequest(String example) throws IOException {
        var request = (ObjectNode) exampleNamed(example + "-request");
        var answer =
                Registry.send(request.put("requestId", "example-" + example).toString());
        assertEquals(exampleNamed(example + "-answer"), JSON.readTree(answer.asByteArray()));
    }

    @ParameterizedTest
    @CsvSource({
        "deceased, DECEASED",
        "missing, MISSING",
        "under-correction, UNDER_CORRECTION",
        "abroad, ABROAD",
        "year-only, ALIVE",
        "h-hen-nie, ALIVE",
        "former-number, ALIVE"
    })
    void theExampleOfACitizenFindsThatCitizen(String example, String lifeState) {
        var request = (ObjectNode) exampleNamed(example + "-request");
        Registry.send(request.put("requestId", "example-" + example).toString())
                .then()
                .statusCode(200)
                .body("outcome", equalTo("MATCH"))
                .body("record.lifeState", equalTo(lifeState));
    }

    @Test
    void everyExampleOfARequestIsAmongThoseThatSwaggerUiOffersOrOfTheExchange() {
        var offered = new TreeSet<String>();
        Contract.read()
                .at("/paths/~1v1~1citizen-matches/post/requestBody/content/application~1json/examples")
                .forEach(example -> offered.add(example.path("$ref").asText().replaceFirst(".*/", "")));
        var there = new TreeSet<String>();
        Contract.read().at("/components/examples").fieldNames().forEachRemaining(there::add);
        there.removeIf(
                name -> !name.endsWith("-request") || name.startsWith("soap-") || name.equals("malformed-request"));
        assertEquals(there, offered);
    }

    @Test
    void everyDocumentedRefusalIsInTheCatalogueWithItsStatus() {
        var documented = new TreeSet<String>();
        Contract.read()
                .path("paths")
                .forEach(path -> path.forEach(operation -> operation.path("responses").properties().stream()
                        .filter(response -> !response.getKey().startsWith("2"))
                        .forEach(response -> {
                            var reference =
                                    response.getValue().path("$ref").asText().substring(1);
                            Contract.read()
                                    .at(reference)
                                    .path("content")
                                    .forEach(content -> content.path("examples")
                                            .fieldNames()
                                            .forEachRemaining(code -> documented.add(response.getKey() + " " + code)));
                        })));
        // These two belong to no operation; the contract's introduction names the first.
        var ofNoOperation = List.of(Problem.METHOD_NOT_ALLOWED, Problem.INTERNAL);
        var catalogued = Stream.of(Problem.values())
                .filter(problem -> !ofNoOperation.contains(problem))
                .map(problem -> problem.status() + " " + problem.code())
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(catalogued, documented);
    }

    @Test
    void everyOperationNeedsAToken() {
        var open = new ArrayList<String>();
        Contract.read()
                .path("paths")
                .properties()
                .forEach(path -> path.getValue().properties().forEach(operation -> {
                    if (operation.getValue().path("security").isEmpty()) {
                        open.add(operation.getKey() + " " + path.getKey());
                    }
                }));
        assertEquals(List.of(), open);
    }

    private static JsonNode exampleNamed(String name) {
        return Contract.read().path("components").path("examples").path(name).path("value");
    }
}
