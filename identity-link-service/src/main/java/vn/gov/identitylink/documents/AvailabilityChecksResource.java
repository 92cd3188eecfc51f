package vn.gov.identitylink.documents;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
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
import vn.gov.identitylink.access.ReadsPersonalData;
import vn.gov.identitylink.account.Accounts;
import vn.gov.identitylink.idempotency.Idempotent;
import vn.gov.identitylink.problem.FieldErrors;
import vn.gov.identitylink.problem.FieldFormats;
import vn.gov.identitylink.problem.Problem;
import vn.gov.identitylink.problem.ProblemCode;

/** "Give information once": what a portal need not ask for again. */
@Path("/v1/availability-checks")
@Tag(name = "documents")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
class AvailabilityChecksResource {

    private final CheckAvailability checkAvailability;
    private final CurrentCaller current;
    private final DocumentsConfig config;
    private final InstantSource clock;

    AvailabilityChecksResource(
            CheckAvailability checkAvailability, CurrentCaller current, DocumentsConfig config, InstantSource clock) {
        this.checkAvailability = checkAvailability;
        this.current = current;
        this.config = config;
        this.clock = clock;
    }

    @POST
    @Idempotent
    @RolesAllowed({Actor.CITIZEN, Actor.HOME_PORTAL, Actor.OTHER_PORTAL})
    @ReadsPersonalData
    @Operation(
            operationId = "checkAvailability",
            summary = "Does the citizen have what a dossier needs?",
            description = "By the citizen's own call, or on a consent that the portal recorded, for the procedure in"
                    + " `Processing-Purpose`. The same `no` is said of a paper that is not there, that has expired, that the"
                    + " procedure does not require, that is of a sensitive kind, or of somebody who is not there. The first"
                    + " answer for a dossier and a kind stays the answer.")
    @APIResponse(
            responseCode = "200",
            description = "For each kind, in a fixed order.",
            content = @Content(schema = @Schema(implementation = AvailabilityView.class)))
    @Extension(name = "x-problems", value = "validation-failed, step-up-required")
    public Response check(AvailabilityRequest request) {
        return switch (checkAvailability.run(
                current.caller(),
                request.read(current.caller(), current.purpose(), Consent.Period.until(clock.instant(), config)))) {
            case CheckAvailability.Outcome.Answered answered ->
                Response.ok(AvailabilityView.of(answered.available())).build();
            case CheckAvailability.Outcome.StepUpRequired stepUp ->
                Problem.of(ProblemCode.STEP_UP_REQUIRED).toResponse();
        };
    }

    @Schema(
            name = "AvailabilityRequest",
            requiredProperties = {"procedureCode", "dossierCode", "kinds"})
    record AvailabilityRequest(
            @Schema(description = "Whose papers: portals say it, citizens are it.", format = "uuid") @Nullable
            String accountId,

            @Schema(description = "MaTTHC: the procedure.", examples = "1.004873") @Nullable
            String procedureCode,

            @Schema(description = "MaHoSo: the dossier.", examples = "G22.99-261126-0001") @Nullable
            String dossierCode,

            @Schema(description = "The kinds that the procedure requires.") @Nullable
            List<@Nullable String> kinds,

            @Schema(description = "Portals send it; for citizens the call is their act.")
            Consent.@Nullable Request consent) {

        CheckAvailability.Question read(Caller caller, @Nullable String purpose, Consent.Period possible) {
            FieldErrors errors = new FieldErrors();
            boolean citizen = caller instanceof Caller.Citizen;
            @Nullable
            String account = citizen
                    ? Accounts.OWN
                    : errors.required(
                            "/accountId",
                            accountId,
                            text -> FieldFormats.identifier(text, "account-id-format")
                                    .toString());
            if (citizen && accountId != null) {
                errors.add("/accountId", "not-for-citizens");
            }
            @Nullable String procedure = errors.required("/procedureCode", procedureCode, DocumentRequest::code);
            if (!citizen && procedure != null && !procedure.equals(purpose)) {
                errors.add("/procedureCode", "not-the-processing-purpose");
            }
            @Nullable String dossier = errors.required("/dossierCode", dossierCode, DocumentRequest::code);
            Set<DocumentKind> asked = kinds(errors);
            if (!citizen && consent == null) {
                errors.add("/consent", "required");
            }
            if (citizen && consent != null) {
                errors.add("/consent", "not-for-citizens");
            }
            @Nullable Consent given = consent == null ? null : consent.read("/consent", errors, possible);
            errors.throwIfAny();
            return new CheckAvailability.Question(
                    Objects.requireNonNull(account),
                    Objects.requireNonNull(procedure),
                    Objects.requireNonNull(dossier),
                    asked,
                    given);
        }

        private Set<DocumentKind> kinds(FieldErrors errors) {
            Set<DocumentKind> asked = EnumSet.noneOf(DocumentKind.class);
            List<@Nullable String> words = kinds == null ? List.of() : kinds;
            if (words.isEmpty() || words.size() > DocumentKind.values().length) {
                errors.add("/kinds", words.isEmpty() ? "required" : "too-many");
                return asked;
            }
            for (int i = 0; i < words.size(); i++) {
                @Nullable
                DocumentKind kind = errors.required(
                        "/kinds/" + i, words.get(i), text -> FieldFormats.word(DocumentKind.class, text));
                if (kind != null) {
                    asked.add(kind);
                }
            }
            return asked;
        }
    }

    @Schema(name = "Availability", requiredProperties = "items")
    record AvailabilityView(List<KindView> items) {

        static AvailabilityView of(Map<DocumentKind, CheckAvailability.Availability> available) {
            return new AvailabilityView(available.entrySet().stream()
                    .map(kind -> KindView.of(kind.getKey(), kind.getValue()))
                    .toList());
        }
    }

    @Schema(
            name = "KindAvailability",
            requiredProperties = {"kind", "available"})
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record KindView(
            DocumentKind kind,
            boolean available,

            @Schema(
                    description =
                            "Where the newest such paper is, to grant its reuse; absent where none is available, or not any more.")
            @Nullable
            UUID storeId,

            @Schema(description = "The newest such paper.") @Nullable
            UUID documentId) {

        static KindView of(DocumentKind kind, CheckAvailability.Availability answer) {
            CheckAvailability.@Nullable Paper paper = answer.paper();
            return paper == null
                    ? new KindView(kind, answer.available(), null, null)
                    : new KindView(kind, answer.available(), paper.storeId(), paper.documentId());
        }
    }
}
