package vn.gov.identitylink.contract;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import jakarta.annotation.security.RolesAllowed;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.models.Components;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.examples.Example;
import org.eclipse.microprofile.openapi.models.headers.Header;
import org.eclipse.microprofile.openapi.models.media.MediaType;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.eclipse.microprofile.openapi.models.security.SecurityScheme;
import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.AnnotationValue;
import org.jboss.jandex.IndexView;
import org.jboss.jandex.MethodInfo;
import vn.gov.identitylink.access.Actor;
import vn.gov.identitylink.access.ReadsPersonalData;
import vn.gov.identitylink.idempotency.Idempotent;
import vn.gov.identitylink.problem.FieldErrorTexts;
import vn.gov.identitylink.problem.Language;
import vn.gov.identitylink.problem.ProblemCode;
import vn.gov.identitylink.problem.ProblemTexts;

/**
 * Adds to each operation who may call it ({@code x-actors}, from the annotation that lets them), and every status with
 * its codes: those that the endpoint names in {@code x-problems}, and those that its kind brings with it.
 */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public class ContractFilter implements OASFilter {

    private static final String BASE = "http://localhost:8080";
    private static final String REALM = "http://localhost:8180/realms/portal";
    static final String AUTHORIZATION_PATH = "/protocol/openid-connect/auth";
    static final String TOKEN_PATH = "/protocol/openid-connect/token";
    private static final String SCOPE = "identity-link-service";
    private static final String SIGN_IN = "portalSignIn";
    private static final String CLIENT = "machineClient";
    private static final String PROBLEM_JSON = "application/problem+json";
    private static final String ANYONE = "anyone";
    private static final String PROBLEMS = "x-problems";
    private static final String PURPOSE = "ProcessingPurpose";
    private static final String IDEMPOTENCY = "IdempotencyKey";

    private static final Set<String> PORTALS = Set.of(Actor.HOME_PORTAL, Actor.OTHER_PORTAL);

    private final Map<String, MethodInfo> endpoints = new HashMap<>();

    /** Called when the service is built, with what its classes say. */
    public ContractFilter(IndexView index) {
        for (AnnotationInstance operation :
                index.getAnnotations(org.eclipse.microprofile.openapi.annotations.Operation.class)) {
            AnnotationValue id = operation.value("operationId");
            if (id != null) {
                endpoints.put(id.asString(), operation.target().asMethod());
            }
        }
    }

    @Override
    public void filterOpenAPI(OpenAPI contract) {
        if (contract.getPaths() == null) {
            return;
        }
        Components components =
                contract.getComponents() == null ? OASFactory.createComponents() : contract.getComponents();
        contract.setComponents(components);
        contract.setServers(List.of(OASFactory.createServer().url(BASE).description("The local stack.")));
        components.addSecurityScheme(SIGN_IN, signInScheme());
        components.addSecurityScheme(CLIENT, clientScheme());
        components.addParameter(PURPOSE, purposeParameter());
        components.addParameter(IDEMPOTENCY, idempotencyParameter());
        Set<ProblemCode> used = new TreeSet<>();
        contract.getPaths().getPathItems().values().stream()
                .flatMap(path -> path.getOperations().values().stream())
                .forEach(operation -> complete(operation, used));
        ProblemTexts texts = new ProblemTexts();
        used.forEach(code -> components.addExample(code.code(), example(code, texts)));
    }

    private void complete(Operation operation, Set<ProblemCode> used) {
        MethodInfo endpoint = Objects.requireNonNull(
                endpoints.get(operation.getOperationId()),
                () -> "an operation without operationId: " + operation.getSummary());
        List<String> actors = actorsOf(endpoint);
        operation.addExtension("x-actors", actors);
        operation.setSecurity(schemesOf(actors).stream()
                .map(scheme -> OASFactory.createSecurityRequirement().addScheme(scheme, List.of(SCOPE)))
                .toList());
        RequestExamples.addTo(operation);
        Set<ProblemCode> problems = problemsOf(operation, endpoint, actors);
        used.addAll(problems);
        problems.stream()
                .collect(Collectors.groupingBy(ProblemCode::status, TreeMap::new, Collectors.toList()))
                .forEach((status, codes) ->
                        operation.getResponses().addAPIResponse(String.valueOf(status), response(status, codes)));
    }

    private static List<String> actorsOf(MethodInfo endpoint) {
        AnnotationInstance roles = endpoint.annotation(RolesAllowed.class);
        return roles == null
                ? List.of(ANYONE)
                : Arrays.stream(roles.value().asStringArray()).sorted().toList();
    }

    private static List<String> schemesOf(List<String> actors) {
        List<String> schemes = new ArrayList<>();
        if (actors.stream().anyMatch(actor -> !PORTALS.contains(actor) && !actor.equals(ANYONE))) {
            schemes.add(SIGN_IN);
        }
        if (actors.stream().anyMatch(PORTALS::contains)) {
            schemes.add(CLIENT);
        }
        return schemes;
    }

    private static Set<ProblemCode> problemsOf(Operation operation, MethodInfo endpoint, List<String> actors) {
        Set<ProblemCode> problems = named(operation, endpoint);
        problems.add(ProblemCode.NOT_ACCEPTABLE);
        if (!actors.contains(ANYONE)) {
            problems.add(ProblemCode.UNAUTHENTICATED);
            problems.add(ProblemCode.INVALID_TOKEN);
            problems.add(ProblemCode.ACTOR_NOT_ALLOWED);
            problems.add(ProblemCode.STORAGE_UNAVAILABLE);
            problems.add(ProblemCode.IDENTITY_PROVIDER_UNAVAILABLE);
        }
        if (operation.getRequestBody() != null) {
            problems.add(ProblemCode.MALFORMED_REQUEST);
            problems.add(ProblemCode.PAYLOAD_TOO_LARGE);
            problems.add(ProblemCode.UNSUPPORTED_MEDIA_TYPE);
        }
        boolean saysWhy = endpoint.hasAnnotation(ReadsPersonalData.class)
                && actors.stream().anyMatch(actor -> !actor.equals(Actor.CITIZEN));
        if (endpoint.hasAnnotation(Idempotent.class)) {
            operation.addParameter(OASFactory.createParameter().ref(IDEMPOTENCY));
            operation.getResponses().getAPIResponses().values().stream()
                    .filter(response -> response.getContent() != null || response.getHeaders() != null)
                    .forEach(response -> response.addHeader(
                            "Idempotency-Replayed",
                            header("`true` where this is the answer that was kept under the key; absent otherwise.")
                                    .required(false)));
            problems.add(ProblemCode.VALIDATION_FAILED);
            problems.add(ProblemCode.IDEMPOTENCY_IN_PROGRESS);
            problems.add(ProblemCode.IDEMPOTENCY_KEY_REUSED);
        }
        if (saysWhy) {
            operation.addParameter(OASFactory.createParameter().ref(PURPOSE));
            problems.add(ProblemCode.PROCESSING_PURPOSE_MISSING);
            problems.add(ProblemCode.PROCESSING_PURPOSE_NOT_ALLOWED);
        }
        return problems;
    }

    private static Set<ProblemCode> named(Operation operation, MethodInfo endpoint) {
        Set<ProblemCode> problems = new TreeSet<>();
        for (AnnotationInstance extension : endpoint.annotations(Extension.class)) {
            if (extension.value("name").asString().equals(PROBLEMS)) {
                for (String code : extension.value("value").asString().split(",", -1)) {
                    problems.add(ProblemCode.of(code.strip())
                            .orElseThrow(() -> new IllegalStateException("not in the catalogue: " + code)));
                }
            }
        }
        operation.removeExtension(PROBLEMS);
        operation.getResponses().removeExtension(PROBLEMS);
        operation.getResponses().getAPIResponses().values().forEach(response -> response.removeExtension(PROBLEMS));
        return problems;
    }

    private static APIResponse response(int status, List<ProblemCode> codes) {
        List<String> names = codes.stream().map(ProblemCode::code).sorted().toList();
        MediaType content =
                OASFactory.createMediaType().schema(OASFactory.createSchema().ref("Problem"));
        names.forEach(
                name -> content.addExample(name, OASFactory.createExample().ref(name)));
        APIResponse response = OASFactory.createAPIResponse()
                .description(names.stream().map(name -> "`" + name + "`").collect(Collectors.joining(", ")))
                .content(OASFactory.createContent().addMediaType(PROBLEM_JSON, content));
        response.addExtension("x-codes", names);
        switch (status) {
            case 401 ->
                response.addHeader("WWW-Authenticate", header("Which token would be accepted (RFC 6750, RFC 9470)."));
            case 429, 503 -> response.addHeader("Retry-After", header("Seconds until a retry makes sense."));
            default -> {}
        }
        return response;
    }

    private static Header header(String description) {
        return OASFactory.createHeader()
                .description(description)
                .schema(OASFactory.createSchema().addType(Schema.SchemaType.STRING));
    }

    private static Example example(ProblemCode code, ProblemTexts texts) {
        ProblemTexts.Text text = texts.of(code, Language.VI);
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("type", BASE + "/v1/problems/" + code.code());
        body.put("title", text.title());
        body.put("status", code.status());
        body.put("detail", text.detail());
        body.put("instance", "urn:uuid:3f1c2b7e-5d0a-4f6e-9a54-0c8f5a7b9d21");
        body.put("code", code.code());
        body.put("retryable", code.retryable());
        switch (code) {
            case VALIDATION_FAILED -> body.put("errors", fault("/declaredIdentity/number", "citizen-number-format"));
            case INVALID_PARAMETER -> body.put("errors", fault("/limit", "range"));
            default -> {}
        }
        return OASFactory.createExample()
                .summary(texts.of(code, Language.EN).title())
                .value(body);
    }

    private static List<Map<String, String>> fault(String pointer, String code) {
        Map<String, String> fault = new LinkedHashMap<>();
        fault.put("pointer", pointer);
        fault.put("code", code);
        fault.put("detail", new FieldErrorTexts().of(code, Language.VI));
        return List.of(fault);
    }

    private static Parameter purposeParameter() {
        return OASFactory.createParameter()
                .in(Parameter.In.HEADER)
                .name("Processing-Purpose")
                .description("The procedure code for which personal data is read, one of those registered for the"
                        + " caller. Required of portals and staff; citizens read their own data and send none.")
                .schema(OASFactory.createSchema().addType(Schema.SchemaType.STRING))
                .example("1.004873");
    }

    private static Parameter idempotencyParameter() {
        return OASFactory.createParameter()
                .in(Parameter.In.HEADER)
                .name("Idempotency-Key")
                .description(
                        "A new random text (a UUID) for each thing to be done, and the same one when the answer did"
                                + " not arrive. For 24 hours the same call of the same caller (of a citizen: in the same session) is"
                                + " answered as it was, byte for byte and with `Idempotency-Replayed: true`, and done once. While it runs:"
                                + " 409 `idempotency-in-progress`; with another body: 422 `idempotency-key-reused`. Only successes are"
                                + " kept: after a refusal or a failure the key is as if it had not been used, and the call is judged anew.")
                .schema(OASFactory.createSchema()
                        .addType(Schema.SchemaType.STRING)
                        .minLength(1)
                        .maxLength(255)
                        .pattern("[\\x21-\\x7E]+"));
    }

    private static SecurityScheme signInScheme() {
        return scheme("A citizen, officer or operator, signed in to the portal realm: authorization code with PKCE"
                        + " (S256). The addresses are those of the local stack.")
                .flows(OASFactory.createOAuthFlows()
                        .authorizationCode(OASFactory.createOAuthFlow()
                                .authorizationUrl(REALM + AUTHORIZATION_PATH)
                                .tokenUrl(REALM + TOKEN_PATH)
                                .scopes(Map.of(SCOPE, "Call this service."))));
    }

    private static SecurityScheme clientScheme() {
        return scheme("A portal, as the machine client of the portal realm that it is: client credentials. The address"
                        + " is that of the local stack.")
                .flows(OASFactory.createOAuthFlows()
                        .clientCredentials(OASFactory.createOAuthFlow()
                                .tokenUrl(REALM + TOKEN_PATH)
                                .scopes(Map.of(SCOPE, "Call this service."))));
    }

    private static SecurityScheme scheme(String description) {
        return OASFactory.createSecurityScheme()
                .type(SecurityScheme.Type.OAUTH2)
                .description(description);
    }
}
