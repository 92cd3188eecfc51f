package vn.gov.identitylink.linking;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import vn.gov.identitylink.access.Actor;
import vn.gov.identitylink.access.CurrentCaller;
import vn.gov.identitylink.access.ReadsPersonalData;
import vn.gov.identitylink.problem.Problem;
import vn.gov.identitylink.problem.ProblemCode;

/** The letter's last screen: the linked accounts, with number, provider and date. */
@Path("/v1")
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
    @Path("/accounts/{accountId}/links")
    @RolesAllowed({Actor.CITIZEN, Actor.HOME_PORTAL})
    @ReadsPersonalData
    @Operation(
            operationId = "listLinks",
            summary = "List the links of an account",
            description = "Danh sách tài khoản liên kết: what the account is and was linked with, newest first.")
    @APIResponse(
            responseCode = "200",
            description = "The links.",
            content = @Content(schema = @Schema(implementation = LinkList.class)))
    @Extension(name = "x-problems", value = "not-found")
    public Response list(@PathParam("accountId") String accountId) {
        return readLinks
                .ofAccount(current.caller(), accountId)
                .map(links -> Response.ok(new LinkList(links, null)).build())
                .orElseGet(LinksResource::notFound);
    }

    @GET
    @Path("/links/{linkId}")
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
                .orElseGet(LinksResource::notFound);
    }

    private static Response notFound() {
        return Problem.of(ProblemCode.NOT_FOUND).toResponse();
    }

    @Schema(name = "LinkList", requiredProperties = "items")
    record LinkList(
            List<LinkView> items,

            @Schema(description = "For the next page; absent on the last one.") @Nullable
            String nextCursor) {}
}
