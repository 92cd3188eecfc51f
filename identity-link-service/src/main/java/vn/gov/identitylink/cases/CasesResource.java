package vn.gov.identitylink.cases;

import jakarta.annotation.security.RolesAllowed;
import jakarta.transaction.Transactional;
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
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
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
import vn.gov.identitylink.audit.Action;
import vn.gov.identitylink.audit.AuditLog;
import vn.gov.identitylink.idempotency.Idempotent;
import vn.gov.identitylink.problem.FieldErrors;
import vn.gov.identitylink.problem.FieldFormats;
import vn.gov.identitylink.problem.IfMatch;
import vn.gov.identitylink.problem.Paging;
import vn.gov.identitylink.problem.Problem;
import vn.gov.identitylink.problem.ProblemCode;

/** The cases that operators work on. */
@Path("/v1/cases")
@Tag(name = "trust", description = "What a person has to look at, and who read what.")
@Produces(MediaType.APPLICATION_JSON)
class CasesResource {

    private static final int LONGEST_NOTE = 2000;
    private static final String FOR_IF_MATCH = "For If-Match.";

    private final Cases cases;
    private final WorkOnCase workOnCase;
    private final AuditLog audit;
    private final CurrentCaller current;

    CasesResource(Cases cases, WorkOnCase workOnCase, AuditLog audit, CurrentCaller current) {
        this.cases = cases;
        this.workOnCase = workOnCase;
        this.audit = audit;
        this.current = current;
    }

    @GET
    @RolesAllowed(Actor.OPERATOR)
    @Transactional
    @Operation(
            operationId = "listCases",
            summary = "Cases to work on",
            description = "In the order in which they were opened. A case names what it is about by an opaque id.")
    @APIResponse(
            responseCode = "200",
            description = "A page of them.",
            content = @Content(schema = @Schema(implementation = CaseList.class)))
    @Extension(name = "x-problems", value = "invalid-parameter")
    public Response list(
            @Parameter(schema = @Schema(implementation = CaseRow.State.class)) @QueryParam("state") @Nullable
                    String state,
            @Parameter(schema = @Schema(implementation = CaseKind.class)) @QueryParam("kind") @Nullable String kind,
            @Parameter(schema = @Schema(type = SchemaType.INTEGER, minimum = "1", maximum = "100", defaultValue = "20"))
                    @QueryParam("limit")
                    @Nullable
                    String limit,
            @Parameter(description = "`nextCursor` of the page before.") @QueryParam("cursor") @Nullable
                    String cursor) {
        FieldErrors errors = FieldErrors.ofParameters();
        CaseRow.@Nullable State inState =
                errors.optional("/state", state, text -> FieldFormats.word(CaseRow.State.class, text));
        @Nullable CaseKind ofKind = errors.optional("/kind", kind, text -> FieldFormats.word(CaseKind.class, text));
        Paging paging = Paging.read(limit, cursor, errors);
        List<CaseRow> found = cases.page(current.staff(), inState, ofKind, paging.after(), paging.limit() + 1);
        return Response.ok(new CaseList(
                        found.stream()
                                .limit(paging.limit())
                                .map(CaseSummary::of)
                                .toList(),
                        found.size() > paging.limit() ? String.valueOf(found.get(paging.limit() - 1).position) : null))
                .build();
    }

    @GET
    @Path("/{caseId}")
    @RolesAllowed(Actor.OPERATOR)
    @ReadsPersonalData
    @Transactional
    @Operation(operationId = "readCase", summary = "A case with its notes", description = "Being read is on record.")
    @APIResponse(
            responseCode = "200",
            description = "The case.",
            headers = @Header(name = "ETag", description = FOR_IF_MATCH, schema = @Schema(type = SchemaType.STRING)),
            content = @Content(schema = @Schema(implementation = CaseDetails.class)))
    @Extension(name = "x-problems", value = "not-found")
    public Response read(@PathParam("caseId") UUID caseId) {
        return cases.visibleTo(current.staff(), caseId)
                .map(row -> {
                    audit.done(Action.CASE_READ, row.accountId, caseId, List.of("notes"));
                    return details(row);
                })
                .orElseGet(() -> Problem.of(ProblemCode.NOT_FOUND).toResponse());
    }

    @PUT
    @Path("/{caseId}/assignment")
    @RolesAllowed(Actor.OPERATOR)
    @Operation(
            operationId = "takeCase",
            summary = "Take a case",
            description = "The caller works on it from now on, also where another operator did.")
    @APIResponse(
            responseCode = "200",
            description = "Taken.",
            headers = @Header(name = "ETag", description = FOR_IF_MATCH, schema = @Schema(type = SchemaType.STRING)),
            content = @Content(schema = @Schema(implementation = CaseSummary.class)))
    @Extension(name = "x-problems", value = "not-found, case-resolved, precondition-failed, precondition-required")
    public Response take(
            @PathParam("caseId") UUID caseId, @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch) {
        return ifMatch == null
                ? Problem.of(ProblemCode.PRECONDITION_REQUIRED).toResponse()
                : answer(workOnCase.take(current.staff(), caseId, IfMatch.parse(ifMatch)), 200);
    }

    @POST
    @Idempotent
    @Path("/{caseId}/notes")
    @RolesAllowed(Actor.OPERATOR)
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "noteOnCase",
            summary = "Write down what was found out",
            description = "Kept encrypted; nobody can change or remove it.")
    @APIResponse(
            responseCode = "201",
            description = "Written.",
            content = @Content(schema = @Schema(implementation = CaseSummary.class)))
    @Extension(name = "x-problems", value = "validation-failed, not-found, case-resolved")
    public Response note(@PathParam("caseId") UUID caseId, NoteRequest request) {
        return answer(workOnCase.note(current.staff(), caseId, request.read()), 201);
    }

    @POST
    @Path("/{caseId}/resolution")
    @RolesAllowed(Actor.OPERATOR)
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "resolveCase",
            summary = "End a case",
            description = "Links stay as they are: resume, end or leave them by their own calls. A parked event that"
                    + " was repaired is told again.")
    @APIResponse(
            responseCode = "200",
            description = "Resolved.",
            content = @Content(schema = @Schema(implementation = CaseSummary.class)))
    @Extension(
            name = "x-problems",
            value = "validation-failed, not-found, case-resolved, precondition-failed, precondition-required")
    public Response resolve(
            @PathParam("caseId") UUID caseId,
            @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch,
            ResolutionRequest request) {
        ResolutionRequest.Read read = request.read();
        return ifMatch == null
                ? Problem.of(ProblemCode.PRECONDITION_REQUIRED).toResponse()
                : answer(
                        workOnCase.resolve(
                                current.staff(), caseId, IfMatch.parse(ifMatch), read.resolution(), read.note()),
                        200);
    }

    private static Response answer(WorkOnCase.Outcome outcome, int status) {
        return switch (outcome) {
            case WorkOnCase.Outcome.Done done ->
                Response.status(status)
                        .header(HttpHeaders.ETAG, done.changed().entityTag())
                        .entity(CaseSummary.of(done.changed()))
                        .build();
            case WorkOnCase.Outcome.NotFound none ->
                Problem.of(ProblemCode.NOT_FOUND).toResponse();
            case WorkOnCase.Outcome.ChangedMeanwhile meanwhile ->
                Problem.of(ProblemCode.PRECONDITION_FAILED).toResponse();
            case WorkOnCase.Outcome.AlreadyResolved resolved ->
                Problem.of(ProblemCode.CASE_RESOLVED).toResponse();
        };
    }

    private Response details(CaseRow row) {
        return Response.ok(new CaseDetails(
                        CaseSummary.of(row),
                        cases.notes(row.caseId).stream()
                                .map(note -> new NoteView(note.author(), note.writtenAt(), note.text()))
                                .toList()))
                .header(HttpHeaders.ETAG, row.entityTag())
                .build();
    }

    @Schema(name = "CaseList", requiredProperties = "items")
    record CaseList(
            List<CaseSummary> items,

            @Schema(description = "For the next page; absent on the last one.") @Nullable
            String nextCursor) {}

    @Schema(
            name = "CaseSummary",
            requiredProperties = {"caseId", "kind", "state", "subjectId", "openedAt"})
    record CaseSummary(
            UUID caseId,

            @Schema(description = "Why somebody looks; more words may come.", examples = "LINK_DISPUTED")
            String kind,

            CaseRow.State state,

            @Schema(description = "What it is about: a link, an event, or an entry of the access log, by its number.")
            UUID subjectId,

            Instant openedAt,

            @Schema(description = "The operator who works on it, by subject of their token.") @Nullable
            String assignedTo,

            @Nullable Resolution resolution,
            @Nullable Instant resolvedAt) {

        static CaseSummary of(CaseRow row) {
            return new CaseSummary(
                    row.caseId,
                    row.kind.name(),
                    row.state,
                    row.subjectId,
                    row.openedAt,
                    row.assignedTo,
                    row.resolution,
                    row.resolvedAt);
        }
    }

    @Schema(
            name = "Case",
            requiredProperties = {"summary", "notes"})
    record CaseDetails(CaseSummary summary, List<NoteView> notes) {}

    @Schema(
            name = "CaseNote",
            requiredProperties = {"author", "writtenAt", "text"})
    record NoteView(String author, Instant writtenAt, String text) {}

    @Schema(name = "CaseNoteRequest", requiredProperties = "text")
    record NoteRequest(
            @Schema(minLength = 1, maxLength = LONGEST_NOTE) @Nullable
            String text) {

        String read() {
            FieldErrors errors = new FieldErrors();
            @Nullable String read = errors.required("/text", text, given -> FieldFormats.prose(given, LONGEST_NOTE));
            errors.throwIfAny();
            return Objects.requireNonNull(read);
        }
    }

    @Schema(
            name = "CaseResolutionRequest",
            requiredProperties = {"resolution", "note"})
    record ResolutionRequest(
            @Schema(implementation = Resolution.class) @Nullable
            String resolution,

            @Schema(description = "Why.", minLength = 1, maxLength = LONGEST_NOTE) @Nullable
            String note) {

        record Read(Resolution resolution, String note) {}

        Read read() {
            FieldErrors errors = new FieldErrors();
            @Nullable
            Resolution how =
                    errors.required("/resolution", resolution, text -> FieldFormats.word(Resolution.class, text));
            @Nullable String why = errors.required("/note", note, given -> FieldFormats.prose(given, LONGEST_NOTE));
            errors.throwIfAny();
            return new Read(Objects.requireNonNull(how), Objects.requireNonNull(why));
        }
    }
}
