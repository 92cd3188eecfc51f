package vn.gov.populationregistry;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.ArrayList;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Service 037 of the registry, as JSON: look one citizen up by number, name and birth date together. */
@Tag(name = "look-up")
@Path(CitizenMatchesResource.PATH)
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
class CitizenMatchesResource {

    static final String PATH = "/v1/citizen-matches";

    private final LookUps lookUps;
    private final Delivery delivery;
    private final JsonWebToken caller;

    CitizenMatchesResource(LookUps lookUps, Delivery delivery, JsonWebToken caller) {
        this.lookUps = lookUps;
        this.delivery = delivery;
        this.caller = caller;
    }

    /** Whether the three belong together. */
    enum Outcome {
        MATCH,
        NO_MATCH
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "MatchAnswer")
    record MatchAnswer(
            @Schema(
                    description = "`NO_MATCH` is the one answer for an unknown number, another name and another birth"
                            + " date.",
                    required = true)
            Outcome outcome,

            @Schema(description = "Present exactly if the outcome is `MATCH`.") @Nullable
            CitizenRecord record) {}

    @POST
    @PermissionsAllowed(Scopes.MATCH)
    @Operation(
            operationId = "matchCitizen",
            summary = "Do this number, name and birth date belong to one citizen?",
            description = "Answers with the citizen's record if all three do, and with `NO_MATCH` otherwise, without"
                    + " saying which of them differs. A former number leads to the person to whom it was given."
                    + " That the registry cannot answer is never a mismatch: it is a 503, and a later try with a new"
                    + " `requestId` may succeed.")
    @SecurityRequirement(name = "clientCredentials", scopes = Scopes.MATCH)
    @SecurityRequirement(name = "bearer", scopes = Scopes.MATCH)
    @Parameter(ref = "MockScenario")
    @RequestBody(
            required = true,
            content =
                    @Content(
                            schema = @Schema(implementation = MatchRequest.class),
                            examples = {
                                @ExampleObject(name = "match", ref = "match-request"),
                                @ExampleObject(name = "match-by-old-number", ref = "match-by-old-number-request"),
                                @ExampleObject(name = "no-match", ref = "no-match-request"),
                                @ExampleObject(name = "deceased", ref = "deceased-request"),
                                @ExampleObject(name = "missing", ref = "missing-request"),
                                @ExampleObject(name = "under-correction", ref = "under-correction-request"),
                                @ExampleObject(name = "abroad", ref = "abroad-request"),
                                @ExampleObject(name = "year-only", ref = "year-only-request"),
                                @ExampleObject(name = "h-hen-nie", ref = "h-hen-nie-request"),
                                @ExampleObject(name = "former-number", ref = "former-number-request"),
                                @ExampleObject(name = "mock-no-match", ref = "mock-no-match-request"),
                                @ExampleObject(name = "mock-someone-else", ref = "mock-someone-else-request"),
                                @ExampleObject(name = "mock-stale", ref = "mock-stale-request"),
                                @ExampleObject(name = "mock-rate-limited", ref = "mock-rate-limited-request"),
                                @ExampleObject(name = "mock-unavailable", ref = "mock-unavailable-request"),
                                @ExampleObject(name = "mock-broken", ref = "mock-broken-request"),
                                @ExampleObject(name = "mock-slow", ref = "mock-slow-request"),
                                @ExampleObject(name = "mock-reset", ref = "mock-reset-request"),
                                @ExampleObject(name = "mock-cut", ref = "mock-cut-request"),
                                @ExampleObject(name = "mock-malformed", ref = "mock-malformed-request"),
                                @ExampleObject(name = "mock-oversized", ref = "mock-oversized-request")
                            }))
    @APIResponse(
            responseCode = "200",
            description = "The registry's answer.",
            content =
                    @Content(
                            schema = @Schema(implementation = MatchAnswer.class),
                            examples = {
                                @ExampleObject(name = "match", ref = "match-answer"),
                                @ExampleObject(name = "match-by-old-number", ref = "match-by-old-number-answer"),
                                @ExampleObject(name = "no-match", ref = "no-match-answer")
                            }))
    @APIResponse(responseCode = "400", ref = "BadRequest")
    @APIResponse(responseCode = "401", ref = "Unauthorized")
    @APIResponse(responseCode = "403", ref = "Forbidden")
    @APIResponse(responseCode = "406", ref = "NotAcceptable")
    @APIResponse(responseCode = "409", ref = "RequestIdReused")
    @APIResponse(responseCode = "413", ref = "TooLarge")
    @APIResponse(responseCode = "415", ref = "UnsupportedMediaType")
    @APIResponse(responseCode = "429", ref = "TooManyCalls")
    @APIResponse(responseCode = "500", ref = "Broken")
    @APIResponse(responseCode = "503", ref = "Unavailable")
    @Blocking
    public Uni<Response> match(
            @Nullable MatchRequest request, @Context HttpHeaders headers, @Context RoutingContext routing) {
        var asked = AskedScenario.in(headers);
        var refusal = refusalOf(request, asked, headers);
        if (request == null || refusal != null) {
            return Uni.createFrom().item(refusal);
        }
        var answer = lookUps.answer(request.lookUpBy(caller.getClaim("azp")), asked.scenario());
        var response = switch (answer.finding()) {
            case Finding.Found(Citizen citizen) -> ok(new MatchAnswer(Outcome.MATCH, CitizenRecord.of(citizen)));
            case Finding.NotFound() -> ok(new MatchAnswer(Outcome.NO_MATCH, null));
            case Finding.Refused(Problem problem, Duration retryAfter) ->
                Problem.retryAfter(problem.answer(headers), retryAfter);
        };
        return delivery.of(response, answer.scenario(), routing);
    }

    private static @Nullable Response refusalOf(
            @Nullable MatchRequest request, AskedScenario asked, HttpHeaders headers) {
        if (request == null) {
            return Problem.MALFORMED_REQUEST.answer(headers);
        }
        var errors = new ArrayList<>(request.errors());
        errors.addAll(asked.errors());
        return errors.isEmpty() ? null : Problem.VALIDATION_FAILED.answer(headers, errors);
    }

    private static Response ok(MatchAnswer answer) {
        return Response.ok(answer).build();
    }
}
