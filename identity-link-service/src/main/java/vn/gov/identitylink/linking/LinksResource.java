package vn.gov.identitylink.linking;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import vn.gov.identitylink.access.Actor;
import vn.gov.identitylink.access.CurrentCaller;
import vn.gov.identitylink.access.ReadsPersonalData;
import vn.gov.identitylink.problem.Problem;
import vn.gov.identitylink.problem.ProblemCode;

/** Links by their own id. */
@Path("/v1/links/{linkId}")
@Tag(name = "linking")
@Produces(MediaType.APPLICATION_JSON)
class LinksResource {

    private final ReadLinks readLinks;
    private final CurrentCaller current;

    LinksResource(ReadLinks readLinks, CurrentCaller current) {
        this.readLinks = readLinks;
        this.current = current;
    }

    @GET
    @RolesAllowed({Actor.CITIZEN, Actor.HOME_PORTAL})
    @ReadsPersonalData
    @Operation(operationId = "readLink", summary = "Read a link", description = "One link, whatever its state.")
    @APIResponse(
            responseCode = "200",
            description = "The link.",
            content = @Content(schema = @Schema(implementation = LinkView.class)))
    @Extension(name = "x-problems", value = "not-found")
    public Response read(@PathParam("linkId") UUID linkId) {
        return readLinks
                .byId(current.caller(), linkId)
                .map(link -> Response.ok(link).build())
                .orElseGet(() -> Problem.of(ProblemCode.NOT_FOUND).toResponse());
    }
}
