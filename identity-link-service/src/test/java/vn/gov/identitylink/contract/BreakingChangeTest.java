package vn.gov.identitylink.contract;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openapitools.openapidiff.core.OpenApiCompare;
import org.openapitools.openapidiff.core.model.ChangedOpenApi;
import org.openapitools.openapidiff.core.output.ConsoleRender;
import vn.gov.identitylink.testing.ProjectFiles;

/**
 * Portals that were built against the last landed contract keep working. {@code openapi/landed} is replaced when a version
 * lands, never to make this test pass.
 */
class BreakingChangeTest {

    @ParameterizedTest
    @ValueSource(strings = {"identity-link-service.yaml", "population-registry.yaml"})
    void theContractBreaksNobodyWhoUsesTheLandedOne(String file) throws IOException {
        ChangedOpenApi change = OpenApiCompare.fromContents(landed(file), read("openapi/" + file));
        assertFalse(change.isIncompatible(), () -> changes(change));
    }

    @ParameterizedTest
    @CsvSource({"/v1/account-lookups:, /v1/account-searches:", "linkedOn, linkedOnDate"})
    void aChangeThatBreaksCallersIsNoticed(String from, String to) throws IOException {
        String landed = landed("identity-link-service.yaml");
        String broken = landed.replace(from, to);
        assertFalse(broken.equals(landed), "the change is there");
        assertTrue(OpenApiCompare.fromContents(landed, broken).isIncompatible());
    }

    @Test
    void aNewOptionalFieldOfAnAnswerBreaksNobody() throws IOException {
        String landed = landed("identity-link-service.yaml");
        String grown = landed.replaceFirst("(\n {6}properties:\n)", "$1        addedLater:\n          type: string\n");
        assertFalse(grown.equals(landed), "the change is there");
        assertFalse(OpenApiCompare.fromContents(landed, grown).isIncompatible());
    }

    private static String changes(ChangedOpenApi change) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        new ConsoleRender().render(change, new OutputStreamWriter(text, StandardCharsets.UTF_8));
        return text.toString(StandardCharsets.UTF_8);
    }

    private static String landed(String file) throws IOException {
        return read("openapi/landed/" + file);
    }

    private static String read(String path) throws IOException {
        return Files.readString(ProjectFiles.at(path));
    }
}
