package vn.gov.identitylink.linking;

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
import org.jspecify.annotations.Nullable;
import vn.gov.identitylink.access.Actor;
import vn.gov.identitylink.access.CurrentCaller;
import vn.gov.identitylink.access.ReadsPersonalData;
import vn.gov.identitylink.problem.Problem;
import vn.gov.identitylink.problem.ProblemCode;

/** The letter's last screen: the linked accounts, with number, provider and date. */
@Path("/v1/accounts/{accountId}/links")
@Tag(name = "linking")
@Produces(MediaType.APPLICATION_JSON)
class AccountLinksResource {

    private final ReadLinks readLinks;
    private final CurrentCaller current;

    AccountLinksResource(ReadLinks readLinks, CurrentCaller current) {
        this.readLinks = readLinks;
        this.current = current;
    }

    @GET
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
                .orElseGet(() -> Problem.of(ProblemCode.NOT_FOUND).toResponse());
    }

    @Schema(name = "LinkList", requiredProperties = "items")
    record LinkList(
            List<LinkView> items,

            @Schema(description = "For the next page; absent on the last one.") @Nullable
            String nextCursor) {}
}
