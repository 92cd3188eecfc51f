package vn.gov.identitylink.documents;

import com.fasterxml.jackson.annotation.JsonInclude;
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

/** <i>Kho dữ liệu cá nhân</i>: the personal stores of an account. */
@Path("/v1/accounts/{accountId}/document-stores")
@Tag(name = "documents", description = "A citizen's papers, their move to the VNeID store, and their reuse.")
@Produces(MediaType.APPLICATION_JSON)
class DocumentStoresResource {

    private final ReadDocuments readDocuments;
    private final CurrentCaller current;

    DocumentStoresResource(ReadDocuments readDocuments, CurrentCaller current) {
        this.readDocuments = readDocuments;
        this.current = current;
    }

    @GET
    @RolesAllowed({Actor.CITIZEN, Actor.HOME_PORTAL})
    @ReadsPersonalData
    @Operation(
            operationId = "listDocumentStores",
            summary = "The personal stores of an account",
            description = "Kho dữ liệu cá nhân: the one of the portal account, and since a link the one of the VNeID"
                    + " identity, to which papers move. Only a citizen signed in through VNeID sees into the second.")
    @APIResponse(
            responseCode = "200",
            description = "The stores.",
            content = @Content(schema = @Schema(implementation = StoreList.class)))
    @Extension(name = "x-problems", value = "not-found")
    public Response list(@PathParam("accountId") String accountId) {
        return readDocuments
                .stores(current.caller(), accountId)
                .map(stores -> Response.ok(
                                new StoreList(stores.stream().map(StoreView::of).toList(), null))
                        .build())
                .orElseGet(() -> Problem.of(ProblemCode.NOT_FOUND).toResponse());
    }

    @Schema(name = "DocumentStores", requiredProperties = "items")
    record StoreList(
            List<StoreView> items,

            @Schema(description = "Always absent.") @Nullable
            String nextCursor) {}

    @Schema(
            name = "DocumentStore",
            requiredProperties = {"storeId", "kind", "open"})
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record StoreView(
            UUID storeId,
            StoreKind kind,

            @Schema(description = "Whether the caller sees into it; if not, a sign-in through VNeID opens it.")
            boolean open,

            @Schema(description = "How many documents; where it is open.") @Nullable
            Long documents,

            @Schema(description = "Their bytes; where it is open.") @Nullable
            Long bytes) {

        static StoreView of(DocumentStores.Listed store) {
            return new StoreView(
                    store.storeId(),
                    store.kind(),
                    store.open(),
                    store.open() ? store.documents() : null,
                    store.open() ? store.bytes() : null);
        }
    }
}
