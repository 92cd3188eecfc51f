package vn.gov.identitylink.documents;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import vn.gov.identitylink.access.Actor;
import vn.gov.identitylink.access.Caller;
import vn.gov.identitylink.access.CurrentCaller;
import vn.gov.identitylink.access.Portals;
import vn.gov.identitylink.access.ReadsPersonalData;
import vn.gov.identitylink.idempotency.Idempotent;
import vn.gov.identitylink.problem.FieldErrors;
import vn.gov.identitylink.problem.Problem;
import vn.gov.identitylink.problem.ProblemCode;

/** In which dossiers a paper is, and may be, reused. */
@Path("/v1/document-stores/{storeId}/documents/{documentId}/reuses")
@Tag(name = "documents")
@Produces(MediaType.APPLICATION_JSON)
class ReusesResource {

    private static final int MOST = 100;

    private final DocumentReuses reuses;
    private final CurrentCaller current;
    private final Portals portals;
    private final DocumentsConfig config;
    private final InstantSource clock;

    ReusesResource(
            DocumentReuses reuses,
            CurrentCaller current,
            Portals portals,
            DocumentsConfig config,
            InstantSource clock) {
        this.reuses = reuses;
        this.current = current;
        this.portals = portals;
        this.config = config;
        this.clock = clock;
    }

    @POST
    @Idempotent
    @RolesAllowed({Actor.CITIZEN, Actor.HOME_PORTAL, Actor.OTHER_PORTAL})
    @ReadsPersonalData
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "grantReuse",
            summary = "Let a portal reuse a document",
            description =
                    "For one dossier of one procedure, for a quarter of an hour, and while the paper is in this store: a link"
                            + " that begins, is held or ends meanwhile ends the grant. A citizen names the portal; a portal"
                            + " grants to itself, on a consent that it recorded, for the procedure in `Processing-Purpose` and a kind that this"
                            + " procedure requires; never a sensitive one (criminal record certificates, health insurance cards and"
                            + " `OTHER`). `/v1/availability-checks` names the document.")
    @APIResponse(
            responseCode = "201",
            description = "Granted: the portal takes it at `/v1/document-reuses/{reuseId}/retrieval`.",
            content = @Content(schema = @Schema(implementation = ReuseView.class)))
    @Extension(name = "x-problems", value = "validation-failed, not-found, step-up-required, document-not-reusable")
    public Response grant(
            @PathParam("storeId") UUID storeId, @PathParam("documentId") UUID documentId, ReuseRequest request) {
        DocumentReuses.Wanted wanted = request.read(
                current.caller(), current.purpose(), portals, Consent.Period.until(clock.instant(), config));
        return switch (reuses.grant(current.caller(), storeId, documentId, wanted)) {
            case DocumentReuses.Granting.Granted granted ->
                Response.status(Response.Status.CREATED)
                        .entity(ReuseView.of(granted.reuse(), clock.instant()))
                        .build();
            case DocumentReuses.Granting.NotFound none ->
                Problem.of(ProblemCode.NOT_FOUND).toResponse();
            case DocumentReuses.Granting.StepUpRequired stepUp ->
                Problem.of(ProblemCode.STEP_UP_REQUIRED).toResponse();
            case DocumentReuses.Granting.NotReusable no ->
                Problem.of(ProblemCode.DOCUMENT_NOT_REUSABLE).toResponse();
        };
    }

    @GET
    @RolesAllowed(Actor.CITIZEN)
    @Operation(
            operationId = "listReuses",
            summary = "Who reused a document",
            description = "The hundred newest grants, with what became of them.")
    @APIResponse(
            responseCode = "200",
            description = "The newest first.",
            content = @Content(schema = @Schema(implementation = ReuseList.class)))
    @Extension(name = "x-problems", value = "not-found, step-up-required")
    public Response list(@PathParam("storeId") UUID storeId, @PathParam("documentId") UUID documentId) {
        return switch (reuses.of(current.citizen(), storeId, documentId, MOST)) {
            case ReadDocuments.Reading.Found<List<DocumentReuses.Reuse>> found ->
                Response.ok(new ReuseList(
                                found.value().stream()
                                        .map(reuse -> ReuseView.of(reuse, clock.instant()))
                                        .toList(),
                                null))
                        .build();
            case ReadDocuments.Reading.NotFound<List<DocumentReuses.Reuse>> none ->
                Problem.of(ProblemCode.NOT_FOUND).toResponse();
            case ReadDocuments.Reading.StepUpRequired<List<DocumentReuses.Reuse>> stepUp ->
                Problem.of(ProblemCode.STEP_UP_REQUIRED).toResponse();
        };
    }

    @Schema(
            name = "ReuseRequest",
            requiredProperties = {"procedureCode", "dossierCode"})
    record ReuseRequest(
            @Schema(description = "MaTTHC: the procedure.", examples = "1.004873") @Nullable
            String procedureCode,

            @Schema(description = "MaHoSo: the dossier.", examples = "G22.99-261126-0001") @Nullable
            String dossierCode,

            @Schema(description = "The portal, by client id: citizens name one that is known here, portals are it.")
            @Nullable
            String recipient,

            @Schema(description = "MaKetQuaThayThe: the result in whose place the paper stands, if any.") @Nullable
            String replacedResultCode,

            @Schema(description = "Portals send it; for citizens the call is their act.")
            Consent.@Nullable Request consent) {

        DocumentReuses.Wanted read(Caller caller, @Nullable String purpose, Portals portals, Consent.Period possible) {
            FieldErrors errors = new FieldErrors();
            @Nullable String procedure = errors.required("/procedureCode", procedureCode, DocumentRequest::code);
            @Nullable String dossier = errors.required("/dossierCode", dossierCode, DocumentRequest::code);
            @Nullable
            String replaced = errors.optional("/replacedResultCode", replacedResultCode, DocumentRequest::code);
            boolean citizen = caller instanceof Caller.Citizen;
            @Nullable
            String to = citizen ? errors.required("/recipient", recipient, DocumentRequest::code) : caller.clientId();
            if (citizen && to != null && !portals.isKnown(to)) {
                errors.add("/recipient", "unknown-portal");
            }
            if (!citizen && recipient != null && !recipient.equals(caller.clientId())) {
                errors.add("/recipient", "not-the-caller");
            }
            if (!citizen && procedure != null && !procedure.equals(purpose)) {
                errors.add("/procedureCode", "not-the-processing-purpose");
            }
            @Nullable Consent given = readConsent(errors, citizen, possible);
            errors.throwIfAny();
            return new DocumentReuses.Wanted(
                    Objects.requireNonNull(to),
                    Objects.requireNonNull(procedure),
                    Objects.requireNonNull(dossier),
                    replaced,
                    given);
        }

        private @Nullable Consent readConsent(FieldErrors errors, boolean citizen, Consent.Period possible) {
            if (consent == null) {
                if (!citizen) {
                    errors.add("/consent", "required");
                }
                return null;
            }
            if (citizen) {
                errors.add("/consent", "not-for-citizens");
            }
            return consent.read("/consent", errors, possible);
        }
    }

    @Schema(name = "ReuseList", requiredProperties = "items")
    record ReuseList(
            List<ReuseView> items,

            @Schema(description = "Always absent.") @Nullable
            String nextCursor) {}

    /** What became of a grant. */
    enum ReuseState {
        GRANTED,
        TAKEN,
        EXPIRED
    }

    @Schema(
            name = "DocumentReuse",
            requiredProperties = {
                "reuseId",
                "documentId",
                "state",
                "recipient",
                "procedureCode",
                "dossierCode",
                "status",
                "grantedAt",
                "expiresAt"
            })
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record ReuseView(
            UUID reuseId,
            UUID documentId,
            ReuseState state,
            String recipient,
            String procedureCode,
            String dossierCode,

            @Schema(
                    description =
                            "DuocTaiSuDung that the document gets once this is taken: 1 reused, 2 reused in the place of another"
                                    + " result.")
            int status,

            @Nullable String replacedResultCode,

            @Schema(description = "Version of the notice that the citizen consented to; absent for their own act.")
            @Nullable
            String noticeVersion,

            @Nullable String noticeSha256,
            Instant grantedAt,
            Instant expiresAt,
            @Nullable Instant takenAt) {

        static ReuseView of(DocumentReuses.Reuse reuse, Instant now) {
            ReuseState state = reuse.takenAt() != null
                    ? ReuseState.TAKEN
                    : reuse.there() && now.isBefore(reuse.expiresAt()) ? ReuseState.GRANTED : ReuseState.EXPIRED;
            return new ReuseView(
                    reuse.reuseId(),
                    reuse.documentId(),
                    state,
                    reuse.recipient(),
                    reuse.procedureCode(),
                    reuse.dossierCode(),
                    reuse.status(),
                    reuse.replacedResultCode(),
                    reuse.noticeVersion(),
                    reuse.noticeSha256(),
                    reuse.grantedAt(),
                    reuse.expiresAt(),
                    reuse.takenAt());
        }
    }
}
