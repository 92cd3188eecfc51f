package vn.gov.identitylink.documents;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.net.URI;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
import vn.gov.identitylink.access.ReadsPersonalData;
import vn.gov.identitylink.account.AccountConfig;
import vn.gov.identitylink.citizen.InvalidValueException;
import vn.gov.identitylink.idempotency.Idempotent;
import vn.gov.identitylink.problem.FieldErrors;
import vn.gov.identitylink.problem.Problem;
import vn.gov.identitylink.problem.ProblemCode;
import vn.gov.identitylink.time.Clocks;

/** The documents of a store: metadata first, then the bytes. */
@Path("/v1/document-stores/{storeId}/documents")
@Tag(name = "documents")
@Produces(MediaType.APPLICATION_JSON)
class DocumentsResource {

    private static final String REPR_DIGEST = "Repr-Digest";
    private static final String PDF = "application/pdf";
    private static final String JPEG = "image/jpeg";
    private static final String PNG = "image/png";
    private static final String XML = "application/xml";

    /** {@code sha-256} among the digests of a {@code Repr-Digest} header (RFC 9530): 32 bytes in base64. */
    private static final Pattern SHA_256 = Pattern.compile("(?:^|,)\\s*sha-256=:([A-Za-z0-9+/]{43}=):");

    private final AddDocument addDocument;
    private final StoreContent storeContent;
    private final ReadDocuments readDocuments;
    private final AccountConfig accounts;
    private final CurrentCaller current;
    private final InstantSource clock;

    DocumentsResource(
            AddDocument addDocument,
            StoreContent storeContent,
            ReadDocuments readDocuments,
            AccountConfig accounts,
            CurrentCaller current,
            InstantSource clock) {
        this.addDocument = addDocument;
        this.storeContent = storeContent;
        this.readDocuments = readDocuments;
        this.accounts = accounts;
        this.current = current;
        this.clock = clock;
    }

    @POST
    @Idempotent
    @RolesAllowed({Actor.CITIZEN, Actor.HOME_PORTAL})
    @ReadsPersonalData
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "addDocument",
            summary = "Add a document: what it is",
            description = "Its bytes come next, by `PUT …/content`; a document that does not get them is forgotten. A"
                    + " paper that is added to the portal account's store after a link follows to the VNeID store. One that is added"
                    + " to the VNeID store itself is that identity's: when the link ends it stays there, and is seen again with"
                    + " the next link of the same identity.")
    @APIResponse(
            responseCode = "201",
            description = "Awaits its content.",
            headers =
                    @Header(
                            name = "Location",
                            description = "The document.",
                            schema = @Schema(type = SchemaType.STRING)),
            content = @Content(schema = @Schema(implementation = DocumentView.class)))
    @Extension(name = "x-problems", value = "validation-failed, not-found, step-up-required, upload-limit-reached")
    public Response add(@PathParam("storeId") UUID storeId, DocumentRequest request) {
        return switch (addDocument.run(
                current.caller(), storeId, request.read(current.caller(), accounts.population(), today()))) {
            case AddDocument.Outcome.Added added ->
                Response.created(URI.create("/v1/document-stores/" + storeId + "/documents/"
                                + added.document().documentId()))
                        .entity(view(added.document(), added.store()))
                        .build();
            case AddDocument.Outcome.NotFound none ->
                Problem.of(ProblemCode.NOT_FOUND).toResponse();
            case AddDocument.Outcome.StepUpRequired stepUp ->
                Problem.of(ProblemCode.STEP_UP_REQUIRED).toResponse();
            case AddDocument.Outcome.LimitReached full ->
                Problem.of(ProblemCode.UPLOAD_LIMIT_REACHED).toResponse();
        };
    }

    @GET
    @RolesAllowed({Actor.CITIZEN, Actor.HOME_PORTAL})
    @ReadsPersonalData
    @Operation(
            operationId = "listDocuments",
            summary = "List the documents of a store",
            description = "What came last first. Expired papers are shown, and not offered for reuse.")
    @APIResponse(
            responseCode = "200",
            description = "A page.",
            content = @Content(schema = @Schema(implementation = DocumentList.class)))
    @Extension(name = "x-problems", value = "invalid-parameter, not-found, step-up-required")
    public Response list(
            @PathParam("storeId") UUID storeId,
            @Parameter(schema = @Schema(implementation = DocumentKind.class)) @QueryParam("kind") @Nullable String kind,
            @Parameter(schema = @Schema(implementation = DocumentSource.class)) @QueryParam("source") @Nullable
                    String source,
            @Parameter(schema = @Schema(enumeration = {"AWAITING_CONTENT", "STORED"})) @QueryParam("state") @Nullable
                    String state,
            @Parameter(description = "Today, in Vietnam.", schema = @Schema(implementation = Validity.class))
                    @QueryParam("validity")
                    @Nullable
                    String validity,
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
        ListQuery query = ListQuery.read(kind, source, state, validity, limit, cursor);
        return answer(
                readDocuments.page(current.caller(), storeId, query.filter(), query.after(), today(), query.limit()),
                found -> Response.ok(page(found.value(), found.store(), query.limit()))
                        .build());
    }

    @GET
    @Path("/{documentId}")
    @RolesAllowed({Actor.CITIZEN, Actor.HOME_PORTAL})
    @ReadsPersonalData
    @Operation(operationId = "readDocument", summary = "One document", description = "What it is, without its bytes.")
    @APIResponse(
            responseCode = "200",
            description = "The document.",
            content = @Content(schema = @Schema(implementation = DocumentView.class)))
    @Extension(name = "x-problems", value = "not-found, step-up-required")
    public Response read(@PathParam("storeId") UUID storeId, @PathParam("documentId") UUID documentId) {
        return answer(
                readDocuments.one(current.caller(), storeId, documentId),
                found -> Response.ok(view(found.value(), found.store())).build());
    }

    @PUT
    @Path("/{documentId}/content")
    @RolesAllowed({Actor.CITIZEN, Actor.HOME_PORTAL})
    @ReadsPersonalData
    @Consumes({PDF, JPEG, PNG, XML})
    @Operation(
            operationId = "storeDocumentContent",
            summary = "Store the bytes of a document",
            description = "The file itself, up to 20 MiB, with its SHA-256 in `Repr-Digest` (RFC 9530). The bytes are"
                    + " checked against the digest and against the declared media type, and never change. The same bytes"
                    + " again are 200. What a citizen uploads has a limit for each account, 5 GiB unless the deployment says"
                    + " otherwise; what authorities issued does not count.")
    @APIResponse(
            responseCode = "201",
            description = "Stored.",
            content = @Content(schema = @Schema(implementation = DocumentView.class)))
    @APIResponse(
            responseCode = "200",
            description = "Was stored before, with the same bytes.",
            content = @Content(schema = @Schema(implementation = DocumentView.class)))
    @Extension(
            name = "x-problems",
            value = "invalid-parameter, not-found, step-up-required, document-immutable, document-already-stored,"
                    + " upload-limit-reached, document-digest-mismatch, document-type-mismatch")
    public Response store(
            @PathParam("storeId") UUID storeId,
            @PathParam("documentId") UUID documentId,
            @Parameter(required = true, description = "`sha-256=:…:`, base64 (RFC 9530).")
                    @HeaderParam(REPR_DIGEST)
                    @Nullable
                    String reprDigest,
            @Parameter(hidden = true) @HeaderParam(HttpHeaders.CONTENT_TYPE) String contentType,
            InputStream body) {
        FieldErrors errors = FieldErrors.ofParameters();
        byte @Nullable [] expected = errors.required("/" + REPR_DIGEST, reprDigest, DocumentsResource::sha256);
        errors.throwIfAny();
        String mediaType = MediaType.valueOf(contentType).getType() + "/"
                + MediaType.valueOf(contentType).getSubtype();
        return switch (storeContent.run(
                current.caller(), storeId, documentId, mediaType, Objects.requireNonNull(expected), body)) {
            case StoreContent.Outcome.Stored stored ->
                Response.status(stored.now() ? 201 : 200)
                        .entity(view(stored.document(), stored.store()))
                        .build();
            case StoreContent.Outcome.NotFound none ->
                Problem.of(ProblemCode.NOT_FOUND).toResponse();
            case StoreContent.Outcome.StepUpRequired stepUp ->
                Problem.of(ProblemCode.STEP_UP_REQUIRED).toResponse();
            case StoreContent.Outcome.Immutable immutable ->
                Problem.of(ProblemCode.DOCUMENT_IMMUTABLE).toResponse();
            case StoreContent.Outcome.AlreadyInStore there ->
                Problem.of(ProblemCode.DOCUMENT_ALREADY_STORED).toResponse();
            case StoreContent.Outcome.LimitReached full ->
                Problem.of(ProblemCode.UPLOAD_LIMIT_REACHED).toResponse();
            case StoreContent.Outcome.Incomplete incomplete ->
                Problem.of(ProblemCode.MALFORMED_REQUEST).toResponse();
            case StoreContent.Outcome.TooLarge tooLarge ->
                Problem.of(ProblemCode.PAYLOAD_TOO_LARGE).toResponse();
            case StoreContent.Outcome.DigestDiffers differs ->
                Problem.of(ProblemCode.DOCUMENT_DIGEST_MISMATCH).toResponse();
            case StoreContent.Outcome.TypeDiffers differs ->
                Problem.of(ProblemCode.DOCUMENT_TYPE_MISMATCH).toResponse();
        };
    }

    private static byte[] sha256(String reprDigest) {
        Matcher found = SHA_256.matcher(reprDigest);
        if (!found.find()) {
            throw new InvalidValueException("digest-format");
        }
        return Base64.getDecoder().decode(found.group(1));
    }

    @GET
    @Path("/{documentId}/content")
    @RolesAllowed({Actor.CITIZEN, Actor.HOME_PORTAL})
    @ReadsPersonalData
    @Produces({PDF, JPEG, PNG, XML})
    @Operation(
            operationId = "readDocumentContent",
            summary = "The bytes of a document",
            description =
                    "As they came. `ETag` and `Repr-Digest` are of the whole; a single `Range` is answered with its"
                            + " part, several with the whole. One that awaits its content is not found. What our store has"
                            + " damaged is `document-damaged`; damage that is found only after the answer has begun ends it"
                            + " before its `Content-Length`.")
    @APIResponse(
            responseCode = "200",
            description = "All of it.",
            headers = {
                @Header(name = "ETag", description = "Of the bytes.", schema = @Schema(type = SchemaType.STRING)),
                @Header(
                        name = REPR_DIGEST,
                        description = "SHA-256 of the bytes (RFC 9530).",
                        schema = @Schema(type = SchemaType.STRING))
            },
            content = {
                @Content(mediaType = PDF, schema = @Schema(type = SchemaType.STRING, format = "binary")),
                @Content(mediaType = JPEG, schema = @Schema(type = SchemaType.STRING, format = "binary")),
                @Content(mediaType = PNG, schema = @Schema(type = SchemaType.STRING, format = "binary")),
                @Content(mediaType = XML, schema = @Schema(type = SchemaType.STRING, format = "binary"))
            })
    @APIResponse(
            responseCode = "206",
            description = "The part that was asked for.",
            headers =
                    @Header(
                            name = "Content-Range",
                            description = "Which part, and of how many bytes.",
                            schema = @Schema(type = SchemaType.STRING)),
            content = {
                @Content(mediaType = PDF, schema = @Schema(type = SchemaType.STRING, format = "binary")),
                @Content(mediaType = JPEG, schema = @Schema(type = SchemaType.STRING, format = "binary")),
                @Content(mediaType = PNG, schema = @Schema(type = SchemaType.STRING, format = "binary")),
                @Content(mediaType = XML, schema = @Schema(type = SchemaType.STRING, format = "binary"))
            })
    @APIResponse(responseCode = "304", description = "The caller has these bytes.")
    @Extension(name = "x-problems", value = "not-found, step-up-required, document-damaged, range-not-satisfiable")
    public Response content(
            @PathParam("storeId") UUID storeId,
            @PathParam("documentId") UUID documentId,
            @Parameter(description = "`bytes=first-last`.") @HeaderParam("Range") @Nullable String range,
            @Parameter(description = "Answer with a part only if this is still the `ETag`.")
                    @HeaderParam("If-Range")
                    @Nullable
                    String ifRange,
            @Parameter(description = "`ETag` of what the caller has.") @HeaderParam(HttpHeaders.IF_NONE_MATCH) @Nullable
                    String ifNoneMatch) {
        return answer(
                readDocuments.content(current.caller(), storeId, documentId),
                found -> ContentAnswer.of(
                        found.value(),
                        new ContentAnswer.Conditions(range, ifRange, ifNoneMatch),
                        (content, part) -> readDocuments.open(found.store(), content, part)));
    }

    private static <T> Response answer(
            ReadDocuments.Reading<T> reading,
            java.util.function.Function<ReadDocuments.Reading.Found<T>, Response> found) {
        return switch (reading) {
            case ReadDocuments.Reading.Found<T> value -> found.apply(value);
            case ReadDocuments.Reading.NotFound<T> none ->
                Problem.of(ProblemCode.NOT_FOUND).toResponse();
            case ReadDocuments.Reading.StepUpRequired<T> stepUp ->
                Problem.of(ProblemCode.STEP_UP_REQUIRED).toResponse();
        };
    }

    private DocumentList page(List<Document> documents, DocumentStore store, int limit) {
        List<Document> shown = documents.subList(0, Math.min(limit, documents.size()));
        return new DocumentList(
                shown.stream().map(document -> view(document, store)).toList(),
                documents.size() > limit ? ListQuery.cursor(shown.getLast()) : null);
    }

    private DocumentView view(Document document, DocumentStore store) {
        return DocumentView.of(document, today(), store.account().isOwnedThroughVneidBy(current.caller()));
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), Clocks.VIETNAM);
    }

    @Schema(name = "DocumentList", requiredProperties = "items")
    record DocumentList(
            List<DocumentView> items,

            @Schema(description = "For the next page; absent on the last one.") @Nullable
            String nextCursor) {}
}
