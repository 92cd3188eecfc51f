package vn.gov.identitylink.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.restassured.response.Response;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * A call that must be refused, and what every refusal must be: its status, its code, no row changed, the exact audit
 * records, and nothing about a person in a log.
 */
public final class Refusal {

    private final Response response;
    private final Map<String, String> before;
    private final Map<String, String> after;
    private final List<String> audited;
    private final List<String> logged;
    private Set<String> mayChange = Set.of();

    private Refusal(Supplier<Response> call) {
        long lastAudited = Database.lastAuditRecord();
        before = Database.rows();
        try (LogCapture logs = LogCapture.open()) {
            response = call.get();
            logged = List.copyOf(logs.lines());
        }
        after = Database.rows();
        audited = Database.auditedSince(lastAudited);
    }

    /** Makes the call. */
    public static Refusal of(Supplier<Response> call) {
        return new Refusal(call);
    }

    /** Tables that this refusal itself must write to, such as the attempt that it ends. */
    public Refusal changing(String... tables) {
        mayChange = Set.of(tables);
        return this;
    }

    /**
     * Asserts all of it.
     *
     * @param audit every audit record of the call, such as {@code LINK_CREATED identity-mismatch}
     */
    public Response is(int status, String code, String... audit) {
        assertEquals(status + " " + code, response.statusCode() + " " + response.path("code"), response::asString);
        assertEquals("application/problem+json", response.contentType());
        assertEquals(compared(before), compared(after), "rows");
        mayChange.forEach(table -> assertNotEquals(before.get(table), after.get(table), table));
        assertEquals(List.of(audit), audited, "audit records");
        assertNoPersonalData(logged);
        return response;
    }

    /** What the answer names as wrong, each as {@code /pointer code}, with semicolons between. */
    public static String faults(Response refused) {
        List<Map<String, String>> errors = refused.path("errors");
        return errors.stream()
                .map(error -> error.get("pointer") + " " + error.get("code"))
                .collect(Collectors.joining(";"));
    }

    /** Nothing about any synthetic citizen stands in these lines. */
    public static void assertNoPersonalData(List<String> lines) {
        for (SyntheticCitizen citizen : SyntheticCitizen.all()) {
            for (String datum : citizen.personalData()) {
                for (String line : lines) {
                    assertFalse(line.contains(datum), () -> "a datum of " + citizen.key() + " is in the log");
                }
            }
        }
    }

    private Map<String, String> compared(Map<String, String> rows) {
        Map<String, String> compared = new TreeMap<>(rows);
        compared.keySet().removeAll(mayChange);
        return compared;
    }
}
