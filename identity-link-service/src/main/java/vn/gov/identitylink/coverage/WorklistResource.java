package vn.gov.identitylink.coverage;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import vn.gov.identitylink.access.Actor;
import vn.gov.identitylink.access.CurrentCaller;
import vn.gov.identitylink.access.ReadsPersonalData;
import vn.gov.identitylink.problem.FieldErrors;
import vn.gov.identitylink.problem.FieldFormats;
import vn.gov.identitylink.problem.NextAction;
import vn.gov.identitylink.problem.Problem;
import vn.gov.identitylink.problem.ProblemCode;

/** The persons behind the report, for those who help them. */
@Path("/v1/coverage-worklist")
@Tag(name = "coverage")
@Produces(MediaType.APPLICATION_JSON)
class WorklistResource {

    private static final int MOST_ITEMS = 100;
    private static final int USUAL_ITEMS = 20;

    private final ReadWorklist readWorklist;
    private final CurrentCaller current;

    WorklistResource(ReadWorklist readWorklist, CurrentCaller current) {
        this.readWorklist = readWorklist;
        this.current = current;
    }

    @GET
    @RolesAllowed(Actor.OFFICER)
    @ReadsPersonalData
    @Operation(
            operationId = "readCoverageWorklist",
            summary = "Who of the officer's own commune is not linked yet",
            description =
                    "The commune is that of the officer's token. Each reading stands in the access log of every person"
                            + " on the page.")
    @APIResponse(
            responseCode = "200",
            description = "A page of them.",
            content = @Content(schema = @Schema(implementation = Worklist.class)))
    @Extension(name = "x-problems", value = "validation-failed")
    public Response read(
            @QueryParam("limit")
                    @Parameter(description = "1 to 100, 20 where it is left out.", example = "20")
                    @Nullable
                    String limit,
            @QueryParam("cursor") @Parameter(description = "`nextCursor` of the page before.") @Nullable
                    String cursor) {
        FieldErrors errors = new FieldErrors();
        @Nullable Integer most = errors.optional("/limit", limit, text -> FieldFormats.number(text, 1, MOST_ITEMS));
        @Nullable
        UUID after = errors.optional("/cursor", cursor, text -> FieldFormats.identifier(text, "cursor-format"));
        errors.throwIfAny();
        ReadWorklist.Outcome outcome = readWorklist.run(
                current.staff(), after == null ? new UUID(0, 0) : after, most == null ? USUAL_ITEMS : most);
        return switch (outcome) {
            case ReadWorklist.Outcome.Read done ->
                Response.ok(new Worklist(
                                done.entries().stream().map(WorklistItem::of).toList(),
                                done.next() == null ? null : done.next().toString()))
                        .build();
            case ReadWorklist.Outcome.NoCommune none ->
                Problem.of(ProblemCode.ACTOR_NOT_ALLOWED).toResponse();
        };
    }

    @Schema(name = "CoverageWorklist", requiredProperties = "items")
    record Worklist(
            List<WorklistItem> items,

            @Schema(description = "Present if there are more.") @Nullable
            String nextCursor) {}

    @Schema(
            name = "CoverageWorklistItem",
            requiredProperties = {"accountId", "nextAction"})
    record WorklistItem(
            UUID accountId,

            @Schema(description = "As the citizen declared it.") @Nullable
            String fullName,

            @Schema(description = "The last three digits of the declared number.", examples = "•••••••••999") @Nullable
            String number,

            NextAction nextAction) {

        static WorklistItem of(ReadWorklist.Entry entry) {
            return new WorklistItem(entry.accountId(), entry.fullName(), entry.number(), entry.nextAction());
        }
    }
}
