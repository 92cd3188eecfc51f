package vn.gov.populationregistry;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkus.security.PermissionsAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.jspecify.annotations.Nullable;

/** Service 037 of the registry, as JSON: look one citizen up by number, name and birth date together. */
@Path("/v1/citizen-matches")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
class CitizenMatchesResource {

    static final String SCOPE = "population-registry:match";

    private final LookUps lookUps;
    private final JsonWebToken caller;

    CitizenMatchesResource(LookUps lookUps, JsonWebToken caller) {
        this.lookUps = lookUps;
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
    @PermissionsAllowed(SCOPE)
    @Operation(
            operationId = "matchCitizen",
            summary = "Do this number, name and birth date belong to one citizen?",
            description = "Answers with the citizen's record if all three do, and with `NO_MATCH` otherwise, without"
                    + " saying which of them differs. A former number leads to the person to whom it was given."
                    + " That the registry cannot answer is never a mismatch: it is a 503, and a later try with a new"
                    + " `requestId` may succeed.")
    @SecurityRequirement(name = "clientCredentials", scopes = SCOPE)
    @SecurityRequirement(name = "bearer", scopes = SCOPE)
    @RequestBody(
            required = true,
            content =
                    @Content(
                            schema = @Schema(implementation = MatchRequest.class),
                            examples = {
                                @ExampleObject(name = "match", ref = "match-request"),
                                @ExampleObject(name = "match-by-old-number", ref = "match-by-old-number-request"),
                                @ExampleObject(name = "no-match", ref = "no-match-request")
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
    @APIResponse(responseCode = "503", ref = "Unavailable")
    public Response match(@Nullable MatchRequest request, @Context HttpHeaders headers) {
        if (request == null) {
            return Problem.MALFORMED_REQUEST.answer(headers);
        }
        var errors = request.errors();
        if (!errors.isEmpty()) {
            return Problem.VALIDATION_FAILED.answer(headers, errors);
        }
        return switch (lookUps.answer(request.lookUpBy(caller.getClaim("azp")))) {
            case Finding.Found(Citizen citizen) -> ok(new MatchAnswer(Outcome.MATCH, CitizenRecord.of(citizen)));
            case Finding.NotFound() -> ok(new MatchAnswer(Outcome.NO_MATCH, null));
            case Finding.OutOfService() -> Problem.REGISTRY_UNAVAILABLE.answer(headers);
            case Finding.NotSynthetic() -> Problem.NUMBER_NOT_SYNTHETIC.answer(headers);
            case Finding.RequestIdReused() -> Problem.REQUEST_ID_REUSED.answer(headers);
        };
    }

    private static Response ok(MatchAnswer answer) {
        return Response.ok(answer).build();
    }
}
