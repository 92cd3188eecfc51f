package vn.gov.identitylink.account;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.headers.Header;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import vn.gov.identitylink.access.Actor;
import vn.gov.identitylink.access.CurrentCaller;
import vn.gov.identitylink.access.ReadsPersonalData;
import vn.gov.identitylink.problem.FieldErrorTexts;
import vn.gov.identitylink.problem.FieldErrors;
import vn.gov.identitylink.problem.FieldFormats;
import vn.gov.identitylink.problem.Language;
import vn.gov.identitylink.problem.Problem;
import vn.gov.identitylink.problem.ProblemCode;

/** Takes the accounts that a portal had before, as a stream. */
@Path("/v1/account-imports")
@Tag(name = "account")
@Produces(MediaType.APPLICATION_JSON)
class AccountImportsResource {

    private static final String LINES = "application/x-ndjson";

    private final ImportAccounts importAccounts;
    private final CurrentCaller current;
    private final FieldErrorTexts texts;

    AccountImportsResource(ImportAccounts importAccounts, CurrentCaller current, FieldErrorTexts texts) {
        this.importAccounts = importAccounts;
        this.current = current;
        this.texts = texts;
    }

    @POST
    @RolesAllowed(Actor.HOME_PORTAL)
    @ReadsPersonalData
    @Consumes(LINES)
    @Operation(
            operationId = "importAccounts",
            summary = "Import many accounts",
            description =
                    "One registration (`AccountRegistration`) per line, in UTF-8, up to five million lines of up to"
                            + " 64 KiB, read as they come. A line that does not check is rejected and told with its number; the"
                            + " others are imported. An account that is there stays as it is. Imported accounts are declared and"
                            + " nothing more, and are counted apart in coverage reports. Send an `Idempotency-Key`, a UUID: it is"
                            + " the import's id, and when a stream breaks off, the same stream with the same key goes on behind"
                            + " the last 500 lines that were committed. A byte order mark may begin the stream, and no other line."
                            + " A dry run checks every line and imports none.")
    @RequestBody(required = true, content = @Content(mediaType = LINES, schema = @Schema(type = SchemaType.STRING)))
    @APIResponse(
            responseCode = "201",
            description = "Every line has been looked at.",
            headers =
                    @Header(name = "Location", description = "The import.", schema = @Schema(type = SchemaType.STRING)),
            content = @Content(schema = @Schema(implementation = ImportView.class)))
    @APIResponse(
            responseCode = "200",
            description = "The same import was completed before.",
            content = @Content(schema = @Schema(implementation = ImportView.class)))
    @Extension(name = "x-problems", value = "validation-failed, idempotency-in-progress, idempotency-key-reused")
    public Response take(
            @HeaderParam("Idempotency-Key")
                    @Parameter(
                            description = "A UUID of the caller's, the import's id.",
                            schema = @Schema(format = "uuid"))
                    @Nullable
                    String idempotencyKey,
            @QueryParam("dryRun") @Parameter(description = "`true` imports nothing.", example = "true") @Nullable
                    String dryRun,
            @Context HttpHeaders headers,
            InputStream lines) {
        FieldErrors errors = new FieldErrors();
        @Nullable
        UUID key = errors.optional(
                "/Idempotency-Key", idempotencyKey, text -> FieldFormats.identifier(text, "idempotency-key-format"));
        @Nullable Boolean onlyCheck = errors.optional("/dryRun", dryRun, FieldFormats::truth);
        errors.throwIfAny();
        ImportAccounts.Outcome outcome = importAccounts.run(
                current.portal(), key == null ? UUID.randomUUID() : key, Boolean.TRUE.equals(onlyCheck), lines);
        return switch (outcome) {
            case ImportAccounts.Outcome.Completed done ->
                done.before()
                        ? answer(Response.ok(), done.report(), headers)
                        : answer(
                                Response.created(URI.create(
                                        "/v1/account-imports/" + done.report().importId())),
                                done.report(),
                                headers);
            case ImportAccounts.Outcome.InProgress other ->
                Problem.of(ProblemCode.IDEMPOTENCY_IN_PROGRESS)
                        .withRetryAfter(Problem.SOON)
                        .toResponse();
            case ImportAccounts.Outcome.KeyReused reused ->
                Problem.of(ProblemCode.IDEMPOTENCY_KEY_REUSED).toResponse();
            case ImportAccounts.Outcome.BrokenOff broken ->
                Problem.of(ProblemCode.MALFORMED_REQUEST).toResponse();
            case ImportAccounts.Outcome.Empty empty ->
                Problem.of(ProblemCode.MALFORMED_REQUEST).toResponse();
            case ImportAccounts.Outcome.TooLong tooLong ->
                Problem.of(ProblemCode.PAYLOAD_TOO_LARGE).toResponse();
        };
    }

    @GET
    @Path("/{importId}")
    @RolesAllowed(Actor.HOME_PORTAL)
    @Operation(
            operationId = "readAccountImport",
            summary = "How far an import is",
            description =
                    "Also while it is received. Of the lines that were rejected, the first thousand faults; never a"
                            + " value of a line. An import that is `RECEIVING` and has `brokenOffAt`, or whose `changedAt`"
                            + " stands still, waits for its stream: the same lines with the same `Idempotency-Key` go on.")
    @APIResponse(
            responseCode = "200",
            description = "The import.",
            content = @Content(schema = @Schema(implementation = ImportView.class)))
    @Extension(name = "x-problems", value = "not-found")
    public Response read(@PathParam("importId") UUID importId, @Context HttpHeaders headers) {
        return importAccounts
                .find(current.portal().realm(), importId)
                .map(found -> answer(Response.ok(), found, headers))
                .orElseGet(() -> Problem.of(ProblemCode.NOT_FOUND).toResponse());
    }

    private Response answer(Response.ResponseBuilder response, AccountImport report, HttpHeaders headers) {
        Language language = Language.preferredIn(headers.getHeaderString(HttpHeaders.ACCEPT_LANGUAGE));
        return response.header(HttpHeaders.CONTENT_LANGUAGE, language.tag())
                .entity(ImportView.of(report, code -> texts.of(code, language)))
                .build();
    }

    @Schema(
            name = "AccountImport",
            requiredProperties = {
                "importId",
                "state",
                "dryRun",
                "lines",
                "imported",
                "alreadyThere",
                "rejected",
                "errors",
                "startedAt",
                "changedAt"
            })
    record ImportView(
            UUID importId,
            AccountImport.ImportState state,
            boolean dryRun,

            @Schema(description = "Committed so far.") long lines,

            @Schema(description = "Of a dry run: what would be.")
            long imported,

            @Schema(description = "Accounts that were there, and stay as they are.")
            long alreadyThere,

            long rejected,

            @Schema(description = "The first thousand.") List<LineErrorView> errors,

            Instant startedAt,

            @Schema(description = "When lines were committed last, 500 at a time.")
            Instant changedAt,

            @Nullable Instant completedAt,

            @Schema(
                    description =
                            "When its stream broke off, with whatever came behind the lines that are committed; absent"
                                    + " again once lines come.")
            @Nullable
            Instant brokenOffAt) {

        static ImportView of(AccountImport found, UnaryOperator<String> textOf) {
            return new ImportView(
                    found.importId(),
                    found.state(),
                    found.dryRun(),
                    found.lines(),
                    found.imported(),
                    found.alreadyThere(),
                    found.rejected(),
                    found.errors().stream()
                            .map(error -> LineErrorView.of(error, textOf))
                            .toList(),
                    found.startedAt(),
                    found.changedAt(),
                    found.completedAt(),
                    found.brokenOffAt());
        }
    }

    @Schema(
            name = "AccountImportError",
            requiredProperties = {"line", "pointer", "code", "detail"})
    record LineErrorView(
            @Schema(description = "The first line is 1.") long line,

            @Schema(description = "RFC 6901, within the line; empty for the line as a whole.")
            String pointer,

            @Schema(description = "As in a `Problem`; more words may come.")
            String code,

            @Schema(
                    description =
                            "What is wrong and what to send instead, in the language of `Accept-Language`: Vietnamese"
                                    + " or English. Never repeats a value of the line.")
            String detail) {

        static LineErrorView of(AccountImport.LineError error, UnaryOperator<String> textOf) {
            return new LineErrorView(error.line(), error.pointer(), error.code(), textOf.apply(error.code()));
        }
    }
}
