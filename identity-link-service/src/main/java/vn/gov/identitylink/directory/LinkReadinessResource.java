package vn.gov.identitylink.directory;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import vn.gov.identitylink.access.Actor;
import vn.gov.identitylink.access.CurrentCaller;
import vn.gov.identitylink.access.ReadsPersonalData;
import vn.gov.identitylink.problem.NextAction;
import vn.gov.identitylink.problem.Problem;
import vn.gov.identitylink.problem.ProblemCode;

/** The dry run of a link. */
@Path("/v1/accounts/{accountId}/link-readiness")
@Tag(name = "linking")
@Produces(MediaType.APPLICATION_JSON)
class LinkReadinessResource {

    private final CheckReadiness checkReadiness;
    private final CurrentCaller current;

    LinkReadinessResource(CheckReadiness checkReadiness, CurrentCaller current) {
        this.checkReadiness = checkReadiness;
        this.current = current;
    }

    @GET
    @RolesAllowed({Actor.CITIZEN, Actor.HOME_PORTAL})
    @ReadsPersonalData
    @Operation(
            operationId = "readLinkReadiness",
            summary = "Could a link be made now?",
            description =
                    "A dry run: every blocker at once, nothing asked elsewhere, nothing counted. What only a VNeID"
                            + " sign-in may show is not among them.")
    @APIResponse(
            responseCode = "200",
            description = "Whether, and if not, why.",
            content = @Content(schema = @Schema(implementation = ReadinessView.class)))
    @Extension(name = "x-problems", value = "not-found")
    public Response read(@PathParam("accountId") String accountId) {
        return checkReadiness
                .run(current.caller(), accountId)
                .map(found -> Response.ok(
                                new ReadinessView(found.blockers().isEmpty(), found.blockers(), found.nextAction()))
                        .build())
                .orElseGet(() -> Problem.of(ProblemCode.NOT_FOUND).toResponse());
    }

    @Schema(
            name = "LinkReadiness",
            requiredProperties = {"ready", "blockers", "nextAction"})
    record ReadinessView(
            boolean ready,

            @Schema(description = "All of them; those that take longest to clear first.")
            List<CheckReadiness.ReadinessBlocker> blockers,

            @Schema(description = "What helps with the first of them.")
            NextAction nextAction) {}
}
