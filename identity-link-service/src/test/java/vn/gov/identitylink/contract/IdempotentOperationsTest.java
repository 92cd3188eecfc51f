package vn.gov.identitylink.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import vn.gov.identitylink.contract.Contract.Operation;
import vn.gov.identitylink.testing.Database;
import vn.gov.identitylink.testing.IdentityLinkTestResource;
import vn.gov.identitylink.testing.Refusal;

/** What every operation that takes an {@code Idempotency-Key} makes of it, whatever else it does. */
@QuarkusTest
@QuarkusTestResource(IdentityLinkTestResource.class)
class IdempotentOperationsTest {

    /** Calls that refuse leave no row behind; here they do, as if they were still running. */
    @BeforeAll
    static void keepRows() {
        Database.execute("CREATE FUNCTION kept_by_a_test() RETURNS trigger LANGUAGE plpgsql"
                + " AS 'BEGIN RETURN NULL; END'; CREATE TRIGGER kept_by_a_test BEFORE DELETE ON idempotency_key"
                + " FOR EACH ROW EXECUTE FUNCTION kept_by_a_test()");
    }

    @AfterAll
    static void forgetRows() {
        Database.execute("DROP TRIGGER kept_by_a_test ON idempotency_key; DROP FUNCTION kept_by_a_test();"
                + " DELETE FROM idempotency_key");
    }

    static Stream<Operation> operations() {
        return Contract.committed().operations().stream()
                .filter(operation -> StreamSupport.stream(
                                operation.definition().path("parameters").spliterator(), false)
                        .anyMatch(parameter -> parameter.path("$ref").asText().endsWith("/IdempotencyKey")));
    }

    @Test
    void whatCreatesSomethingTakesAKey() {
        assertEquals(
                List.of(
                        "addDocument",
                        "checkAvailability",
                        "disputeLink",
                        "draftSignInPolicy",
                        "grantReuse",
                        "issueJoinCode",
                        "noteOnCase",
                        "registerAccount",
                        "reportAccess",
                        "setCoverageTarget",
                        "skipNotice",
                        "startAssistedLink",
                        "startLinkAttempt",
                        "subscribe",
                        "verifyIdentity"),
                operations().map(Operation::id).sorted().toList());
    }

    @ParameterizedTest
    @MethodSource("operations")
    void aKeyThatIsNotVisibleAsciiIsRefused(Operation operation) {
        String token = EveryOperationTest.token(operation).toString();
        for (String key : List.of("a key", "k".repeat(256))) {
            Refusal.of(() -> call(operation, token, key))
                    .is(400, "validation-failed")
                    .then()
                    .body("errors[0].code", org.hamcrest.Matchers.equalTo("idempotency-key-format"));
        }
    }

    @ParameterizedTest
    @MethodSource("operations")
    void whileACallRunsItsKeyIsTakenAndAfterItForNoOtherCall(Operation operation) {
        String token = EveryOperationTest.token(operation).toString();
        String key = UUID.randomUUID().toString();
        Database.execute("DELETE FROM idempotency_key");
        long before = rows();
        call(operation, token, key);
        assertEquals(before + 1, rows());
        Database.execute("UPDATE idempotency_key SET answer = NULL, key_id = NULL, created_at = now()");
        Refusal.of(() -> call(operation, token, key))
                .is(409, "idempotency-in-progress")
                .then()
                .header("Retry-After", org.hamcrest.Matchers.notNullValue());
        Database.execute("UPDATE idempotency_key SET answer = '\\x00', request_digest = '\\x00',"
                + " key_id = (SELECT key_id FROM citizen_key LIMIT 1)");
        Refusal.of(() -> call(operation, token, key)).is(422, "idempotency-key-reused");
        Database.execute("UPDATE idempotency_key SET created_at = now() - interval '1 day'");
    }

    private static long rows() {
        return Database.count("SELECT count(*) FROM idempotency_key");
    }

    private static Response call(Operation operation, String token, String key) {
        return EveryOperationTest.call(
                operation,
                EveryOperationTest.allowed(operation).auth().oauth2(token).header("Idempotency-Key", key));
    }
}
