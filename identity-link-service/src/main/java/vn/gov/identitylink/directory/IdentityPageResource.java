package vn.gov.identitylink.directory;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.headers.Header;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import vn.gov.identitylink.access.Actor;
import vn.gov.identitylink.access.CurrentCaller;
import vn.gov.identitylink.access.ReadsPersonalData;
import vn.gov.identitylink.problem.Problem;
import vn.gov.identitylink.problem.ProblemCode;

/** The identity page of an account. */
@Path("/v1/accounts/{accountId}")
@Tag(name = "account")
@Produces(MediaType.APPLICATION_JSON)
class IdentityPageResource {

    private final ReadIdentityPage readIdentityPage;
    private final CurrentCaller current;

    IdentityPageResource(ReadIdentityPage readIdentityPage, CurrentCaller current) {
        this.readIdentityPage = readIdentityPage;
        this.current = current;
    }

    @GET
    @RolesAllowed({Actor.CITIZEN, Actor.HOME_PORTAL})
    @ReadsPersonalData
    @Operation(
            operationId = "readAccount",
            summary = "Read the identity page",
            description =
                    "Thông tin định danh: per field its value, what vouches for it and since when, and the next step"
                            + " of linking. `me` is the citizen's own account. The registry's values and unmasked numbers are"
                            + " shown only to a citizen signed in through VNeID since the link.")
    @APIResponse(
            responseCode = "200",
            description = "The account.",
            headers =
                    @Header(
                            name = "ETag",
                            description = "For If-Match of a change.",
                            schema = @Schema(type = SchemaType.STRING)),
            content = @Content(schema = @Schema(implementation = IdentityPage.class)))
    @Extension(name = "x-problems", value = "not-found")
    public Response read(@PathParam("accountId") String accountId) {
        return readIdentityPage
                .run(current.caller(), accountId)
                .map(shown -> Response.ok(shown.page())
                        .header(HttpHeaders.ETAG, shown.entityTag())
                        .build())
                .orElseGet(() -> Problem.of(ProblemCode.NOT_FOUND).toResponse());
    }
}
