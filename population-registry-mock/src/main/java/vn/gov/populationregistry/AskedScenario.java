package vn.gov.populationregistry;

import jakarta.ws.rs.core.HttpHeaders;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.gov.populationregistry.Problem.FieldError;

/**
 * What the caller wants to happen, by the header {@code Mock-Scenario}.
 *
 * @param errors what is wrong with the header
 */
record AskedScenario(@Nullable Scenario scenario, List<FieldError> errors) {

    private static final String HEADER = "Mock-Scenario";

    static AskedScenario in(HttpHeaders headers) {
        var text = headers.getHeaderString(HEADER);
        if (text == null) {
            return new AskedScenario(null, List.of());
        }
        var scenario = Scenario.parse(text);
        return new AskedScenario(
                scenario, scenario == null ? List.of(new FieldError(HEADER, "unknown-scenario")) : List.of());
    }
}
