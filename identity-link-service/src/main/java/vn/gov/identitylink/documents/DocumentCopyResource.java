package vn.gov.identitylink.documents;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import vn.gov.identitylink.access.Actor;
import vn.gov.identitylink.access.CurrentCaller;
import vn.gov.identitylink.problem.Problem;
import vn.gov.identitylink.problem.ProblemCode;

/** A citizen's copy of all their papers. */
@Path("/v1/accounts/{accountId}/document-copy")
@Tag(name = "documents")
class DocumentCopyResource {

    private static final String ZIP = "application/zip";

    private final CopyDocuments copyDocuments;
    private final CurrentCaller current;

    DocumentCopyResource(CopyDocuments copyDocuments, CurrentCaller current) {
        this.copyDocuments = copyDocuments;
        this.current = current;
    }

    @GET
    @RolesAllowed(Actor.CITIZEN)
    @Produces(ZIP)
    @Operation(
            operationId = "copyDocuments",
            summary = "A copy of all papers",
            description = "One ZIP: for each document a folder with `metadata.json` and its bytes, and at the end"
                    + " `index.html`, by which a person finds them. Once the account is"
                    + " linked, for a citizen signed in through VNeID; a link that is held or ends meanwhile breaks the answer off, and"
                    + " what came of it is no whole ZIP. While the link is held, a copy lacks the papers of the VNeID store, as its"
                    + " `index.html` says.")
    @APIResponse(
            responseCode = "200",
            description = "The copy, streamed.",
            content = @Content(mediaType = ZIP, schema = @Schema(type = SchemaType.STRING, format = "binary")))
    @Extension(name = "x-problems", value = "not-found, step-up-required")
    public Response copy(@PathParam("accountId") String accountId) {
        return switch (copyDocuments.run(current.citizen(), accountId)) {
            case CopyDocuments.Outcome.Copy copy ->
                Response.ok((StreamingOutput) out -> copyDocuments.write(copy, out), ZIP)
                        .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"documents.zip\"")
                        .build();
            case CopyDocuments.Outcome.NotFound none ->
                Problem.of(ProblemCode.NOT_FOUND).toResponse();
            case CopyDocuments.Outcome.StepUpRequired stepUp ->
                Problem.of(ProblemCode.STEP_UP_REQUIRED).toResponse();
        };
    }
}
