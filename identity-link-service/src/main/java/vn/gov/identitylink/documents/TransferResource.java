package vn.gov.identitylink.documents;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.headers.Header;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import vn.gov.identitylink.access.Actor;
import vn.gov.identitylink.access.CurrentCaller;
import vn.gov.identitylink.problem.FieldErrors;
import vn.gov.identitylink.problem.FieldFormats;
import vn.gov.identitylink.problem.LongPoll;
import vn.gov.identitylink.problem.Problem;
import vn.gov.identitylink.problem.ProblemCode;

/** The move of a citizen's papers that a link started. */
@Path("/v1/links/{linkId}/transfer")
@Tag(name = "documents")
@Produces(MediaType.APPLICATION_JSON)
class TransferResource {

    private final ReadTransfers readTransfers;
    private final TransferWaiters waiters;
    private final CurrentCaller current;
    private final ObjectMapper json;

    TransferResource(ReadTransfers readTransfers, TransferWaiters waiters, CurrentCaller current, ObjectMapper json) {
        this.readTransfers = readTransfers;
        this.waiters = waiters;
        this.current = current;
        this.json = json;
    }

    @GET
    @Blocking
    @RolesAllowed(Actor.CITIZEN)
    @Operation(
            operationId = "readTransfer",
            summary = "How far the papers have moved",
            description = "What is to move, what has, and at the end the receipt. With `wait`, answers as soon as the"
                    + " transfer is another than `If-None-Match` says (or, without it, than now), and at once when"
                    + " nothing more is expected.")
    @APIResponse(
            responseCode = "200",
            description = "The transfer.",
            headers = @Header(name = "ETag", description = "Its version.", schema = @Schema(type = SchemaType.STRING)),
            content = @Content(schema = @Schema(implementation = TransferView.class)))
    @APIResponse(responseCode = "304", description = "Nothing has changed.")
    @Extension(name = "x-problems", value = "invalid-parameter, not-found")
    public CompletionStage<Response> read(
            @PathParam("linkId") UUID linkId,
            @Parameter(
                            description = "Seconds to wait for a change.",
                            schema = @Schema(type = SchemaType.INTEGER, minimum = "0", maximum = "25"))
                    @QueryParam("wait")
                    @Nullable
                    String wait,
            @Parameter(description = "`ETag` of what the caller has.") @HeaderParam(HttpHeaders.IF_NONE_MATCH) @Nullable
                    String ifNoneMatch) {
        Duration patience = LongPoll.patience(wait);
        Optional<DocumentTransfers.Transfer> found = readTransfers.one(current.citizen(), linkId);
        if (found.isEmpty()) {
            return answer(Problem.of(ProblemCode.NOT_FOUND).toResponse());
        }
        DocumentTransfers.Transfer transfer = found.get();
        boolean isNews = ifNoneMatch != null && !transfer.entityTag().equals(ifNoneMatch);
        if (isNews || transfer.isSettled() || patience.isZero()) {
            return answer(view(transfer, ifNoneMatch));
        }
        return waiters.await(linkId, transfer.version(), patience)
                .thenApplyAsync(changed -> view(readTransfers.again(linkId).orElse(transfer), ifNoneMatch));
    }

    private static CompletionStage<Response> answer(Response response) {
        return CompletableFuture.completedFuture(response);
    }

    private Response view(DocumentTransfers.Transfer transfer, @Nullable String ifNoneMatch) {
        Response.ResponseBuilder response = transfer.entityTag().equals(ifNoneMatch)
                ? Response.notModified()
                : Response.ok(TransferView.of(transfer, kinds(transfer.manifestKinds())));
        return response.header(HttpHeaders.ETAG, transfer.entityTag()).build();
    }

    private Map<String, Long> kinds(@Nullable String text) {
        try {
            return text == null ? Map.of() : json.readValue(text, new TypeReference<>() {});
        } catch (JsonProcessingException broken) {
            throw new IllegalStateException("the kinds of a manifest are always JSON", broken);
        }
    }

    @GET
    @Path("/documents")
    @RolesAllowed(Actor.CITIZEN)
    @Operation(
            operationId = "listTransferDocuments",
            summary = "What became of each paper",
            description = "In the order of their ids. Parked papers say why, and stay where they were. The digest of a"
                    + " receipt (`fatesSha256`) is over the lines `documentId state byteSize` of those that are not late,"
                    + " in this order, parted by line feeds, as they are until the link ends; what is given back then"
                    + " changes its state here, and the receipt stays as it was.")
    @APIResponse(
            responseCode = "200",
            description = "A page.",
            content = @Content(schema = @Schema(implementation = ItemList.class)))
    @Extension(name = "x-problems", value = "invalid-parameter, not-found")
    public Response documents(
            @PathParam("linkId") UUID linkId,
            @Parameter(schema = @Schema(implementation = DocumentTransfers.ItemState.class))
                    @QueryParam("state")
                    @Nullable
                    String state,
            @Parameter(
                            description = "How many at most.",
                            schema =
                                    @Schema(
                                            type = SchemaType.INTEGER,
                                            minimum = "1",
                                            maximum = "100",
                                            defaultValue = "100"))
                    @QueryParam("limit")
                    @Nullable
                    String limit,
            @Parameter(description = "`nextCursor` of the page before.") @QueryParam("cursor") @Nullable
                    String cursor) {
        FieldErrors errors = FieldErrors.ofParameters();
        DocumentTransfers.@Nullable ItemState wanted =
                errors.optional("/state", state, text -> FieldFormats.word(DocumentTransfers.ItemState.class, text));
        int most = ListQuery.limit(limit, errors);
        @Nullable
        UUID after = errors.optional("/cursor", cursor, text -> FieldFormats.identifier(text, "cursor-format"));
        errors.throwIfAny();
        return readTransfers
                .items(current.citizen(), linkId, wanted, after, most + 1)
                .map(items -> Response.ok(ItemList.of(items, most)).build())
                .orElseGet(() -> Problem.of(ProblemCode.NOT_FOUND).toResponse());
    }

    @Schema(
            name = "DocumentTransfer",
            requiredProperties = {"linkId", "state", "startedAt", "progress", "late"})
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record TransferView(
            UUID linkId,

            @Schema(
                    description =
                            "Preparing: the manifest is being drawn up. Completed: see the receipt; papers that come"
                                    + " to the old store later still follow. Returning, returned: the link has ended.")
            DocumentTransfers.State state,

            Instant startedAt,

            @Schema(
                    description =
                            "Why it does not go on: `HOLD_END` while the link is held; after a link that an officer made,"
                                    + " `NOTICE` until the citizen was told, the old contact too, then `DISPUTE_PERIOD` until"
                                    + " movesFrom; more words may come. Absent where it waits for nothing.",
                    examples = "DISPUTE_PERIOD")
            @Nullable
            String waitsFor,

            @Schema(description = "Before then nothing moves; known once the citizen was told.") @Nullable
            Instant movesFrom,

            @Schema(description = "What was in the old store when the link was made; once drawn up.") @Nullable
            Manifest manifest,

            @Schema(description = "What became of the manifest so far.")
            Progress progress,

            @Schema(description = "Papers that came to the old store after the link.")
            Progress late,

            @Nullable Instant completedAt,

            @Schema(
                    description = "A signed statement of what moved (JWS, `document-transfer-receipt+jwt`); its key is"
                            + " among `/v1/event-keys` for as long as the receipt is.")
            @Nullable
            String receipt) {

        private static @Nullable String waitsFor(DocumentTransfers.@Nullable Hold hold) {
            return switch (hold) {
                case null -> null;
                case DocumentTransfers.Hold.LinkHeld held -> "HOLD_END";
                case DocumentTransfers.Hold.Notice notice -> "NOTICE";
                case DocumentTransfers.Hold.DisputePeriod period -> "DISPUTE_PERIOD";
            };
        }

        static TransferView of(DocumentTransfers.Transfer transfer, Map<String, Long> kinds) {
            Long count = transfer.manifestCount();
            Long bytes = transfer.manifestBytes();
            DocumentTransfers.Hold hold = transfer.hold();
            return new TransferView(
                    transfer.linkId(),
                    transfer.state(),
                    transfer.startedAt(),
                    waitsFor(hold),
                    hold instanceof DocumentTransfers.Hold.DisputePeriod(Instant until) ? until : null,
                    count == null || bytes == null ? null : new Manifest(count, bytes, kinds),
                    Progress.of(transfer.counts(), false),
                    Progress.of(transfer.counts(), true),
                    transfer.completedAt(),
                    transfer.receipt());
        }
    }

    @Schema(
            name = "DocumentTransferManifest",
            requiredProperties = {"documents", "bytes", "kinds"})
    record Manifest(
            long documents,
            long bytes,
            @Schema(description = "How many of each kind.") Map<String, Long> kinds) {}

    @Schema(
            name = "DocumentTransferProgress",
            requiredProperties = {"pending", "moved", "duplicates", "parked", "cancelled", "returned", "kept"})
    record Progress(long pending, long moved, long duplicates, long parked, long cancelled, long returned, long kept) {

        static Progress of(List<DocumentTransfers.Count> counts, boolean late) {
            return new Progress(
                    count(counts, late, DocumentTransfers.ItemState.PENDING),
                    count(counts, late, DocumentTransfers.ItemState.MOVED),
                    count(counts, late, DocumentTransfers.ItemState.DUPLICATE),
                    count(counts, late, DocumentTransfers.ItemState.PARKED),
                    count(counts, late, DocumentTransfers.ItemState.CANCELLED),
                    count(counts, late, DocumentTransfers.ItemState.RETURNED),
                    count(counts, late, DocumentTransfers.ItemState.KEPT));
        }

        private static long count(
                List<DocumentTransfers.Count> counts, boolean late, DocumentTransfers.ItemState state) {
            return counts.stream()
                    .filter(count -> count.late() == late && count.state() == state)
                    .mapToLong(DocumentTransfers.Count::documents)
                    .sum();
        }
    }

    @Schema(name = "DocumentTransferItems", requiredProperties = "items")
    record ItemList(
            List<ItemView> items,

            @Schema(description = "For the next page; absent on the last one.") @Nullable
            String nextCursor) {

        static ItemList of(List<DocumentTransfers.Item> items, int limit) {
            List<DocumentTransfers.Item> shown = items.subList(0, Math.min(limit, items.size()));
            return new ItemList(
                    shown.stream().map(ItemView::of).toList(),
                    items.size() > limit ? shown.getLast().documentId().toString() : null);
        }
    }

    @Schema(
            name = "DocumentTransferItem",
            requiredProperties = {"documentId", "state", "late", "kind", "byteSize"})
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record ItemView(
            UUID documentId,
            DocumentTransfers.ItemState state,

            @Schema(description = "Why it is parked or kept, such as `content-incomplete`.") @Nullable
            String reason,

            boolean late,
            DocumentKind kind,
            long byteSize,

            @Schema(
                    description =
                            "Under which document its citizen finds it: of a duplicate, the one with the same bytes, kind,"
                                    + " source, signature and dates that was there; of"
                                    + " one that was kept, the new one in the portal account's store. Absent where it is found as"
                                    + " itself.")
            @Nullable
            UUID foundAs) {

        static ItemView of(DocumentTransfers.Item item) {
            return new ItemView(
                    item.documentId(),
                    item.state(),
                    item.reason(),
                    item.late(),
                    item.kind(),
                    item.byteSize(),
                    item.foundAs());
        }
    }
}
