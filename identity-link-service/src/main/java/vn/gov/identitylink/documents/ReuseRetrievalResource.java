package vn.gov.identitylink.documents;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Response;
import java.util.UUID;
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

/** The portal to which a document was granted takes it. */
@Path("/v1/document-reuses/{reuseId}/retrieval")
@Tag(name = "documents")
class ReuseRetrievalResource {

    private static final String PDF = "application/pdf";
    private static final String JPEG = "image/jpeg";
    private static final String PNG = "image/png";
    private static final String XML = "application/xml";

    private final DocumentReuses reuses;
    private final ReadDocuments readDocuments;
    private final CurrentCaller current;

    ReuseRetrievalResource(DocumentReuses reuses, ReadDocuments readDocuments, CurrentCaller current) {
        this.reuses = reuses;
        this.readDocuments = readDocuments;
        this.current = current;
    }

    @POST
    @RolesAllowed({Actor.HOME_PORTAL, Actor.OTHER_PORTAL})
    @ReadsPersonalData
    @Produces({PDF, JPEG, PNG, XML})
    @Operation(
            operationId = "retrieveReusedDocument",
            summary = "Take a document that was granted",
            description =
                    "Its bytes, for the procedure that it was granted for and no other; again, until the grant ends."
                            + " The first time counts as the reuse, and the citizen sees it.")
    @APIResponse(
            responseCode = "200",
            description = "The bytes.",
            headers =
                    @Header(
                            name = "Repr-Digest",
                            description = "SHA-256 of the bytes (RFC 9530).",
                            schema = @Schema(type = SchemaType.STRING)),
            content = {
                @Content(mediaType = PDF, schema = @Schema(type = SchemaType.STRING, format = "binary")),
                @Content(mediaType = JPEG, schema = @Schema(type = SchemaType.STRING, format = "binary")),
                @Content(mediaType = PNG, schema = @Schema(type = SchemaType.STRING, format = "binary")),
                @Content(mediaType = XML, schema = @Schema(type = SchemaType.STRING, format = "binary"))
            })
    @Extension(name = "x-problems", value = "not-found, document-damaged, reuse-expired")
    public Response retrieve(@PathParam("reuseId") UUID reuseId) {
        return switch (reuses.take(current.portal(), current.purpose(), reuseId)) {
            case DocumentReuses.Taking.Taken(Document document, DocumentStore store) ->
                ContentAnswer.of(
                        document,
                        new ContentAnswer.Conditions(null, null, null),
                        (content, range) -> readDocuments.open(store, content, range));
            case DocumentReuses.Taking.Damaged damaged ->
                Problem.of(ProblemCode.DOCUMENT_DAMAGED).toResponse();
            case DocumentReuses.Taking.NotFound none ->
                Problem.of(ProblemCode.NOT_FOUND).toResponse();
            case DocumentReuses.Taking.Expired expired ->
                Problem.of(ProblemCode.REUSE_EXPIRED).toResponse();
            case DocumentReuses.Taking.OtherPurpose other ->
                Problem.of(ProblemCode.PROCESSING_PURPOSE_NOT_ALLOWED).toResponse();
        };
    }
}
