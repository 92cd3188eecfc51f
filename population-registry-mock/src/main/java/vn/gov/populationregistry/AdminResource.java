package vn.gov.populationregistry;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkus.security.PermissionsAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
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

/** What a tester may change and see. Without {@link AdminConfig#enabled} none of it is there. */
@Tag(name = "testers")
@Path(AdminResource.PATH)
@Produces(MediaType.APPLICATION_JSON)
class AdminResource {

    static final String PATH = "/v1/admin";

    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9._-]{1,60}");

    private final Citizens citizens;
    private final Faults faults;
    private final Calls calls;

    AdminResource(Citizens citizens, Faults faults, Calls calls) {
        this.citizens = citizens;
        this.faults = faults;
        this.calls = calls;
    }

    record KeyedCitizen(
            @Schema(required = true) String key,
            @Schema(required = true) CitizenDescription citizen) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record KeyedCitizens(
            @Schema(required = true) List<KeyedCitizen> items,

            @Schema(description = "Present if there are more.") @Nullable
            String nextCursor) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record ReceivedCalls(
            @Schema(required = true) List<Calls.Received> items,

            @Schema(description = "Present if there are more.") @Nullable
            String nextCursor,

            @Schema(description = "Since the start or the last reset, by agency code.", required = true)
            Map<String, Long> callsPerUnit) {}

    @GET
    @Path("/citizens")
    @PermissionsAllowed(Scopes.ADMIN)
    @Operation(operationId = "listCitizens", summary = "The named citizens, by key")
    @SecurityRequirement(name = "clientCredentials", scopes = Scopes.ADMIN)
    @SecurityRequirement(name = "bearer", scopes = Scopes.ADMIN)
    @Parameter(ref = "Limit")
    @Parameter(ref = "Cursor")
    @APIResponse(
            responseCode = "200",
            description = "A page of them.",
            content = @Content(schema = @Schema(implementation = KeyedCitizens.class)))
    @APIResponse(responseCode = "400", ref = "BadRequest")
    @APIResponse(responseCode = "401", ref = "Unauthorized")
    @APIResponse(responseCode = "403", ref = "Forbidden")
    @APIResponse(responseCode = "404", ref = "NotFound")
    @APIResponse(responseCode = "406", ref = "NotAcceptable")
    public Response listCitizens(
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("cursor") @Nullable String cursor,
            @Context HttpHeaders headers) {
        var page = Page.of(limit, cursor, KEY);
        if (!page.errors().isEmpty()) {
            return Problem.VALIDATION_FAILED.answer(headers, page.errors());
        }
        var rest = cursor == null ? citizens.named() : citizens.named().tailMap(cursor, false);
        var items = rest.entrySet().stream()
                .limit(page.limit())
                .map(named -> new KeyedCitizen(named.getKey(), CitizenDescription.of(named.getValue())))
                .toList();
        return Response.ok(new KeyedCitizens(
                        items, rest.size() > items.size() ? items.getLast().key() : null))
                .build();
    }

    @DELETE
    @Path("/citizens")
    @PermissionsAllowed(Scopes.ADMIN)
    @Operation(operationId = "resetCitizens", summary = "All citizens as from the start")
    @SecurityRequirement(name = "clientCredentials", scopes = Scopes.ADMIN)
    @SecurityRequirement(name = "bearer", scopes = Scopes.ADMIN)
    @APIResponse(responseCode = "204", description = "They are.")
    @APIResponse(responseCode = "401", ref = "Unauthorized")
    @APIResponse(responseCode = "403", ref = "Forbidden")
    @APIResponse(responseCode = "404", ref = "NotFound")
    public Response resetCitizens() {
        citizens.resetAll();
        return Response.noContent().build();
    }

    @GET
    @Path("/citizens/{key}")
    @PermissionsAllowed(Scopes.ADMIN)
    @Operation(operationId = "getCitizen", summary = "One named citizen")
    @SecurityRequirement(name = "clientCredentials", scopes = Scopes.ADMIN)
    @SecurityRequirement(name = "bearer", scopes = Scopes.ADMIN)
    @Parameter(ref = "Key")
    @APIResponse(
            responseCode = "200",
            description = "The citizen.",
            content = @Content(schema = @Schema(implementation = CitizenDescription.class)))
    @APIResponse(responseCode = "401", ref = "Unauthorized")
    @APIResponse(responseCode = "403", ref = "Forbidden")
    @APIResponse(responseCode = "404", ref = "NotFound")
    @APIResponse(responseCode = "406", ref = "NotAcceptable")
    public Response getCitizen(@PathParam("key") String key, @Context HttpHeaders headers) {
        var citizen = citizens.named().get(key);
        return citizen == null
                ? Problem.NOT_FOUND.answer(headers)
                : Response.ok(CitizenDescription.of(citizen)).build();
    }

    @PUT
    @Path("/citizens/{key}")
    @Consumes(MediaType.APPLICATION_JSON)
    @PermissionsAllowed(Scopes.ADMIN)
    @Operation(
            operationId = "putCitizen",
            summary = "Create or change a citizen",
            description =
                    "The record is replaced as a whole, and its `recordVersion` is another one if anything differs."
                            + " A computed citizen with the same number is not found while this one is there.")
    @SecurityRequirement(name = "clientCredentials", scopes = Scopes.ADMIN)
    @SecurityRequirement(name = "bearer", scopes = Scopes.ADMIN)
    @Parameter(ref = "Key")
    @RequestBody(
            required = true,
            content =
                    @Content(
                            schema = @Schema(implementation = CitizenDescription.class),
                            examples = @ExampleObject(name = "citizen", ref = "admin-citizen")))
    @APIResponse(
            responseCode = "200",
            description = "Changed.",
            content = @Content(schema = @Schema(implementation = CitizenDescription.class)))
    @APIResponse(
            responseCode = "201",
            description = "Created.",
            content = @Content(schema = @Schema(implementation = CitizenDescription.class)))
    @APIResponse(responseCode = "400", ref = "BadRequest")
    @APIResponse(responseCode = "401", ref = "Unauthorized")
    @APIResponse(responseCode = "403", ref = "Forbidden")
    @APIResponse(responseCode = "404", ref = "NotFound")
    @APIResponse(responseCode = "406", ref = "NotAcceptable")
    @APIResponse(responseCode = "409", ref = "CitizenConflict")
    @APIResponse(responseCode = "413", ref = "TooLarge")
    @APIResponse(responseCode = "415", ref = "UnsupportedMediaType")
    public Response putCitizen(
            @PathParam("key") String key, @Nullable CitizenDescription description, @Context HttpHeaders headers) {
        if (!KEY.matcher(key).matches()) {
            return Problem.NOT_FOUND.answer(headers);
        }
        if (description == null) {
            return Problem.MALFORMED_REQUEST.answer(headers);
        }
        var errors = description.errors(citizens);
        if (!errors.isEmpty()) {
            return Problem.VALIDATION_FAILED.answer(headers, errors);
        }
        var citizen = description.citizen();
        return switch (citizens.put(key, citizen)) {
            case CREATED ->
                Response.status(201).entity(CitizenDescription.of(citizen)).build();
            case CHANGED -> Response.ok(CitizenDescription.of(citizen)).build();
            case NUMBER_TAKEN -> Problem.NUMBER_TAKEN.answer(headers);
            case TOO_MANY -> Problem.TOO_MANY_CITIZENS.answer(headers);
        };
    }

    @DELETE
    @Path("/citizens/{key}")
    @PermissionsAllowed(Scopes.ADMIN)
    @Operation(
            operationId = "resetCitizen",
            summary = "One citizen as from the start",
            description = "A changed citizen is as before; one who was created is gone.")
    @SecurityRequirement(name = "clientCredentials", scopes = Scopes.ADMIN)
    @SecurityRequirement(name = "bearer", scopes = Scopes.ADMIN)
    @Parameter(ref = "Key")
    @APIResponse(responseCode = "204", description = "Reset, or unknown.")
    @APIResponse(responseCode = "401", ref = "Unauthorized")
    @APIResponse(responseCode = "403", ref = "Forbidden")
    @APIResponse(responseCode = "404", ref = "NotFound")
    public Response resetCitizen(@PathParam("key") String key) {
        citizens.reset(key);
        return Response.noContent().build();
    }

    @GET
    @Path("/faults")
    @PermissionsAllowed(Scopes.ADMIN)
    @Operation(operationId = "getFaults", summary = "The faults that there are")
    @SecurityRequirement(name = "clientCredentials", scopes = Scopes.ADMIN)
    @SecurityRequirement(name = "bearer", scopes = Scopes.ADMIN)
    @APIResponse(
            responseCode = "200",
            description = "The plan that is followed.",
            content = @Content(schema = @Schema(implementation = FaultPlan.class)))
    @APIResponse(responseCode = "401", ref = "Unauthorized")
    @APIResponse(responseCode = "403", ref = "Forbidden")
    @APIResponse(responseCode = "404", ref = "NotFound")
    @APIResponse(responseCode = "406", ref = "NotAcceptable")
    public FaultPlan getFaults() {
        return faults.plan();
    }

    @PUT
    @Path("/faults")
    @Consumes(MediaType.APPLICATION_JSON)
    @PermissionsAllowed(Scopes.ADMIN)
    @Operation(
            operationId = "putFaults",
            summary = "Let a share of the look-ups go wrong",
            description = "Replaces the plan; each rule counts its look-ups from the beginning.")
    @SecurityRequirement(name = "clientCredentials", scopes = Scopes.ADMIN)
    @SecurityRequirement(name = "bearer", scopes = Scopes.ADMIN)
    @RequestBody(
            required = true,
            content =
                    @Content(
                            schema = @Schema(implementation = FaultPlan.class),
                            examples = @ExampleObject(name = "faults", ref = "admin-faults")))
    @APIResponse(
            responseCode = "200",
            description = "The plan that is followed now.",
            content = @Content(schema = @Schema(implementation = FaultPlan.class)))
    @APIResponse(responseCode = "400", ref = "BadRequest")
    @APIResponse(responseCode = "401", ref = "Unauthorized")
    @APIResponse(responseCode = "403", ref = "Forbidden")
    @APIResponse(responseCode = "404", ref = "NotFound")
    @APIResponse(responseCode = "406", ref = "NotAcceptable")
    @APIResponse(responseCode = "413", ref = "TooLarge")
    @APIResponse(responseCode = "415", ref = "UnsupportedMediaType")
    public Response putFaults(@Nullable FaultPlan plan, @Context HttpHeaders headers) {
        if (plan == null) {
            return Problem.MALFORMED_REQUEST.answer(headers);
        }
        var errors = plan.errors();
        if (!errors.isEmpty()) {
            return Problem.VALIDATION_FAILED.answer(headers, errors);
        }
        faults.follow(plan);
        return Response.ok(plan).build();
    }

    @DELETE
    @Path("/faults")
    @PermissionsAllowed(Scopes.ADMIN)
    @Operation(operationId = "resetFaults", summary = "Only the faults that are configured")
    @SecurityRequirement(name = "clientCredentials", scopes = Scopes.ADMIN)
    @SecurityRequirement(name = "bearer", scopes = Scopes.ADMIN)
    @APIResponse(responseCode = "204", description = "Reset.")
    @APIResponse(responseCode = "401", ref = "Unauthorized")
    @APIResponse(responseCode = "403", ref = "Forbidden")
    @APIResponse(responseCode = "404", ref = "NotFound")
    public Response resetFaults() {
        faults.reset();
        return Response.noContent().build();
    }

    @GET
    @Path("/calls")
    @PermissionsAllowed(Scopes.ADMIN)
    @Operation(
            operationId = "listCalls",
            summary = "The look-ups received, the newest first, and how many each unit made",
            description = "The newest 10,000 are kept; of the citizens nothing is.")
    @SecurityRequirement(name = "clientCredentials", scopes = Scopes.ADMIN)
    @SecurityRequirement(name = "bearer", scopes = Scopes.ADMIN)
    @Parameter(ref = "Limit")
    @Parameter(ref = "Cursor")
    @APIResponse(
            responseCode = "200",
            description = "A page of them.",
            content = @Content(schema = @Schema(implementation = ReceivedCalls.class)))
    @APIResponse(responseCode = "400", ref = "BadRequest")
    @APIResponse(responseCode = "401", ref = "Unauthorized")
    @APIResponse(responseCode = "403", ref = "Forbidden")
    @APIResponse(responseCode = "404", ref = "NotFound")
    @APIResponse(responseCode = "406", ref = "NotAcceptable")
    public Response listCalls(
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("cursor") @Nullable String cursor,
            @Context HttpHeaders headers) {
        var page = Page.of(limit, cursor, Page.NUMBER);
        if (!page.errors().isEmpty()) {
            return Problem.VALIDATION_FAILED.answer(headers, page.errors());
        }
        var items = calls.before(page.from(Long.MAX_VALUE), page.limit());
        return Response.ok(new ReceivedCalls(
                        items,
                        items.size() == page.limit() && items.getLast().number() > 1
                                ? Long.toString(items.getLast().number())
                                : null,
                        calls.perUnit()))
                .build();
    }

    @DELETE
    @Path("/calls")
    @PermissionsAllowed(Scopes.ADMIN)
    @Operation(operationId = "forgetCalls", summary = "Forget the calls, and count from the beginning")
    @SecurityRequirement(name = "clientCredentials", scopes = Scopes.ADMIN)
    @SecurityRequirement(name = "bearer", scopes = Scopes.ADMIN)
    @APIResponse(responseCode = "204", description = "Forgotten.")
    @APIResponse(responseCode = "401", ref = "Unauthorized")
    @APIResponse(responseCode = "403", ref = "Forbidden")
    @APIResponse(responseCode = "404", ref = "NotFound")
    public Response forgetCalls() {
        calls.forget();
        return Response.noContent().build();
    }
}
