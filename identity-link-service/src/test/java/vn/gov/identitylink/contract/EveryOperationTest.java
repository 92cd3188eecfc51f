package vn.gov.identitylink.contract;

import static io.restassured.RestAssured.given;
import static java.util.Map.entry;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.config.EncoderConfig;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import vn.gov.identitylink.access.Actor;
import vn.gov.identitylink.contract.Contract.Operation;
import vn.gov.identitylink.testing.Database;
import vn.gov.identitylink.testing.IdentityLinkTestResource;
import vn.gov.identitylink.testing.LogCapture;
import vn.gov.identitylink.testing.Refusal;
import vn.gov.identitylink.testing.Tokens;

/** What every operation of the contract owes to every kind of caller, whatever else it does. */
@QuarkusTest
@QuarkusTestResource(IdentityLinkTestResource.class)
class EveryOperationTest {

    private static final Map<String, Supplier<Tokens>> ACTORS = Map.of(
            Actor.CITIZEN, () -> Tokens.citizen("NOBODY"),
            Actor.HOME_PORTAL, Tokens::homePortal,
            Actor.OTHER_PORTAL, Tokens::otherPortal,
            Actor.OFFICER, Tokens::officer,
            Actor.OPERATOR, Tokens::operator);

    private static final String ANYONE = "anyone";

    private static final String POLICY = """
            {"name": "every-operation", "legalBasis": "A test", "audience": "CITIZEN", "accountKinds": ["STATE_AGENCY"],
             "mode": "NOTICE", "effectiveFrom": "2099-01-01", "outage": "NONE", "exemptions": [], "replaces": [],
             "notice": {"version": 1,
               "vi": {"title": "T", "legalText": "L", "requirement": "R", "skip": "S", "signIn": "I"},
               "en": {"title": "T", "legalText": "L", "requirement": "R", "skip": "S", "signIn": "I"}}}""";

    /** A request whose fields check, for each operation that has one. */
    private static final Map<String, String> BODIES = Map.ofEntries(
            entry("registerAccount", "{\"externalId\":\"EVERY-OPERATION\"}"),
            entry(
                    "declareIdentity",
                    "{\"number\":\"003089400001\",\"fullName\":\"Nguyễn Văn Thử\",\"birthDate\":\"1989-05-17\"}"),
            entry("changeContact", "{\"phone\":\"0900400001\"}"),
            entry("lookUpAccounts", "{\"externalId\":\"EVERY-OPERATION\"}"),
            entry(
                    "startLinkAttempt",
                    "{\"method\":\"REDIRECT\",\"redirectUri\":\"http://localhost:8100/link/callback\"}"),
            entry("completeLinkAttempt", "{\"code\":\"c\",\"state\":\"s\",\"iss\":\"https://vneid.example\"}"),
            entry(
                    "startAssistedLink",
                    "{\"accountId\":\"51960000-0000-4000-8000-000000000001\",\"control\":\"SECOND_OFFICER\","
                            + "\"redirectUri\":\"http://localhost:8100/link/callback\"}"),
            entry("checkAssistedLinkCode", "{\"code\":\"000000\"}"),
            entry("completeAssistedLink", "{\"code\":\"c\",\"state\":\"s\",\"iss\":\"https://vneid.example\"}"),
            entry("decideSignIn", "{\"externalId\":\"EVERY-OPERATION\"}"),
            entry("skipNotice", "{\"decisionToken\":\"x\"}"),
            entry("draftSignInPolicy", POLICY),
            entry("changeSignInPolicy", POLICY),
            entry("subscribe", "{\"eventsRequested\":[\"urn:vn:gov:identity-link:event-type:linked\"]}"),
            entry("pollEvents", "{\"maxEvents\":1}"),
            entry("requestVerificationEvent", "{\"state\":\"s\"}"),
            entry("replayEvents", "{\"from\":\"2026-01-01T00:00:00Z\"}"),
            entry("suspendLink", "{}"),
            entry("supersedeAccount", "{\"joinCode\":\"x\"}"),
            entry("receiveSecurityEvent", "a.b.c"),
            entry("disputeLinkByNotice", "{\"token\":\"x\"}"),
            entry("noteOnCase", "{\"text\":\"A test\"}"),
            entry("resolveCase", "{\"resolution\":\"UNFOUNDED\",\"note\":\"A test\"}"),
            entry(
                    "grantReuse",
                    "{\"procedureCode\":\"1.004873\",\"dossierCode\":\"D-1\",\"recipient\":\"home-portal\"}"),
            entry(
                    "checkAvailability",
                    "{\"procedureCode\":\"1.004873\",\"dossierCode\":\"D-1\",\"kinds\":[\"BIRTH_CERTIFICATE\"]}"),
            entry(
                    "addDocument",
                    "{\"kind\":\"OTHER\",\"title\":\"T\",\"mediaType\":\"application/pdf\","
                            + "\"source\":\"CITIZEN_UPLOAD\"}"),
            entry("loadLocalities", "code,valid_from,valid_until,level,parent,name,successors\n97,,,PROVINCE,,A,\n"),
            entry(
                    "setCoverageTarget",
                    "{\"unit\":\"52\",\"measure\":\"LINKED\",\"date\":\"2099-12-31\",\"share\":0.5}"),
            entry("fetchCoverageStatistics", "{\"unit\":\"21607\",\"date\":\"2026-01-01\"}"),
            entry("importAccounts", "{\"externalId\":\"EVERY-OPERATION\"}\n"),
            entry("withdrawSignInPolicy", "{\"reason\":\"A test\"}"));

    /** What the operations that take bytes are sent. */
    private static final String RAW = "%PDF-1.7 %%EOF";

    private static final String RAW_DIGEST = "sha-256=:" + Base64.getEncoder().encodeToString(new byte[32]) + ":";

    /** Parameters without which an operation asks for nothing. */
    private static final Map<String, String> PARAMETERS = Map.of("readCoverage", "?unit=52");

    static Stream<Operation> operations() {
        return Contract.committed().operations().stream();
    }

    static Stream<Operation> protectedOperations() {
        return operations().filter(operation -> !operation.actors().contains(ANYONE));
    }

    /** All but the skip of a notice, which refuses this test's decision before it needs a row; see SignInTest. */
    static Stream<Operation> operationsThatNeedTheDatabase() {
        return protectedOperations().filter(operation -> !operation.id().equals("skipNotice"));
    }

    static Stream<Operation> operationsWithBody() {
        return operations().filter(Operation::hasBody);
    }

    static Stream<Operation> operationsThatTakeJson() {
        return operations().filter(Operation::takesJson);
    }

    static Stream<Operation> operationsThatAskForPurpose() {
        return operations().filter(Operation::asksForPurpose);
    }

    static Stream<Arguments> cells() {
        return protectedOperations()
                .flatMap(operation -> ACTORS.keySet().stream().sorted().map(actor -> Arguments.of(operation, actor)));
    }

    @Test
    void everyOperationNamesItsActors() {
        operations().forEach(operation -> {
            assertTrue(!operation.actors().isEmpty(), operation::toString);
            assertTrue(
                    operation.actors().equals(List.of(ANYONE))
                            || ACTORS.keySet().containsAll(operation.actors()),
                    operation::toString);
        });
    }

    @ParameterizedTest
    @MethodSource("cells")
    void onlyItsActorsMayCallAnOperation(Operation operation, String actor) {
        Supplier<Response> call = () -> call(operation, as(actor));
        if (operation.actors().contains(actor)) {
            assertNotEquals(401, call.get().statusCode());
            assertNotEquals(403, call.get().statusCode());
        } else {
            Refusal.of(call).is(403, "actor-not-allowed");
        }
    }

    @ParameterizedTest
    @MethodSource("protectedOperations")
    void withoutATokenNobodyCalls(Operation operation) {
        Refusal.of(() -> call(operation, given())).is(401, "unauthenticated");
    }

    @ParameterizedTest
    @MethodSource("protectedOperations")
    void withAForgedTokenNobodyCalls(Operation operation) {
        Refusal.of(() -> call(
                        operation,
                        given().auth().oauth2(token(operation).forged().toString())))
                .is(401, "invalid-token");
    }

    @ParameterizedTest
    @MethodSource("operations")
    void anAnswerInAnotherFormatIsNotToBeHad(Operation operation) {
        Refusal.of(() -> call(operation, allowed(operation).accept("text/html")))
                .is(406, "not-acceptable");
    }

    @ParameterizedTest
    @MethodSource("operationsWithBody")
    void aBodyInAnotherFormatIsNotRead(Operation operation) {
        Refusal.of(() -> send(operation, allowed(operation), "text/plain", "{}"))
                .is(415, "unsupported-media-type");
    }

    @ParameterizedTest
    @MethodSource("operationsThatTakeJson")
    void aBodyInAnotherEncodingIsNotRead(Operation operation) {
        Refusal.of(() -> send(operation, allowed(operation), "application/json;charset=utf-16", "{}"))
                .is(415, "unsupported-media-type");
    }

    @ParameterizedTest
    @MethodSource("operationsThatTakeJson")
    void aBodyThatIsNotJsonIsMalformed(Operation operation) {
        for (String body : new String[] {"", "null", "[]", "{", "{}{}", "{\"a\":1,\"a\":1}", "\"text\""}) {
            Refusal.of(() -> send(operation, allowed(operation), "application/json", body))
                    .is(400, "malformed-request");
        }
    }

    @ParameterizedTest
    @MethodSource("operationsThatTakeJson")
    void aFieldThatTheContractDoesNotHaveIsRefused(Operation operation) {
        Refusal.of(() -> send(operation, allowed(operation), "application/json", "{\"unknown\":1}"))
                .is(400, "validation-failed");
    }

    @ParameterizedTest
    @MethodSource("operationsThatTakeJson")
    void aBodyBeyond64KiBIsRefused(Operation operation) {
        String large = "{\"unknown\":\"" + "a".repeat(64 * 1024) + "\"}";
        Refusal.of(() -> send(operation, allowed(operation), "application/json", large))
                .is(413, "payload-too-large");
    }

    @ParameterizedTest
    @MethodSource("operationsThatAskForPurpose")
    void portalsAndStaffSayWhyTheyRead(Operation operation) {
        operation.actors().stream()
                .filter(actor -> !actor.equals(Actor.CITIZEN))
                .forEach(actor -> {
                    Refusal.of(() -> call(
                                    operation,
                                    given().auth().oauth2(tokenOf(actor).toString())))
                            .is(400, "processing-purpose-missing");
                    Refusal.of(() -> call(
                                    operation,
                                    given().auth()
                                            .oauth2(tokenOf(actor).toString())
                                            .header("Processing-Purpose", "9.999999")))
                            .is(403, "processing-purpose-not-allowed");
                });
    }

    /** All at once: each answer takes as long as the pool tries. */
    @Test
    void withoutItsDatabaseTheServiceAsksForPatience() throws Exception {
        try (LogCapture logs = LogCapture.open();
                ExecutorService callers = Executors.newFixedThreadPool(16)) {
            Database.lockOut();
            try {
                List<Callable<Response>> calls = operationsThatNeedTheDatabase()
                        .<Callable<Response>>map(operation -> () -> call(operation, allowed(operation)))
                        .toList();
                for (Future<Response> answer : callers.invokeAll(calls)) {
                    answer.get().then().statusCode(503).body("code", equalTo("storage-unavailable"));
                }
            } finally {
                Database.letIn();
            }
            Refusal.assertNoPersonalData(logs.lines());
        }
        operationsThatNeedTheDatabase()
                .forEach(operation ->
                        assertNotEquals(503, call(operation, allowed(operation)).statusCode(), operation::toString));
    }

    static RequestSpecification allowed(Operation operation) {
        return operation.actors().contains(ANYONE)
                ? given()
                : as(operation.actors().getFirst());
    }

    static Tokens token(Operation operation) {
        return tokenOf(operation.actors().getFirst());
    }

    private static Tokens tokenOf(String actor) {
        return Objects.requireNonNull(ACTORS.get(actor), actor).get();
    }

    private static RequestSpecification as(String actor) {
        RequestSpecification request = given().auth().oauth2(tokenOf(actor).toString());
        return actor.equals(Actor.CITIZEN)
                ? request
                : request.header("Processing-Purpose", actor.equals(Actor.OPERATOR) ? "account-linking" : "1.004873");
    }

    static Response call(Operation operation, RequestSpecification request) {
        if (!operation.hasBody()) {
            return send(operation, request, null, "");
        }
        @Nullable String body = BODIES.get(operation.id());
        return body == null
                ? send(operation, request.header("Repr-Digest", RAW_DIGEST), "application/pdf", RAW)
                : send(operation, request, operation.bodyType(), body);
    }

    private static Response send(
            Operation operation, RequestSpecification request, @Nullable String contentType, String body) {
        String path = operation
                .path()
                .replace("{code}", "not-found")
                .replaceAll("\\{[^}]+}", UUID.randomUUID().toString());
        request.header("If-Match", "\"0\"");
        if (contentType != null) {
            request.config(RestAssured.config()
                            .encoderConfig(EncoderConfig.encoderConfig()
                                    .appendDefaultContentCharsetToContentTypeIfUndefined(false)))
                    .contentType(contentType)
                    .body(body.getBytes(StandardCharsets.UTF_8));
        }
        return request.request(operation.method(), path + PARAMETERS.getOrDefault(operation.id(), ""));
    }
}
