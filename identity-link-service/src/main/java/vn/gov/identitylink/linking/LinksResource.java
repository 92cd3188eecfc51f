package vn.gov.identitylink.linking;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
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
import vn.gov.identitylink.idempotency.Idempotent;
import vn.gov.identitylink.problem.FieldErrors;
import vn.gov.identitylink.problem.FieldFormats;
import vn.gov.identitylink.problem.NextAction;
import vn.gov.identitylink.problem.Problem;
import vn.gov.identitylink.problem.ProblemCode;

/** Links by their own id, and their life. */
@Path("/v1/links/{linkId}")
@Tag(name = "linking")
@Produces(MediaType.APPLICATION_JSON)
class LinksResource {

    private static final int LONGEST_REASON = 2000;

    private final ReadLinks readLinks;
    private final ChangeLink changeLink;
    private final CurrentCaller current;

    LinksResource(ReadLinks readLinks, ChangeLink changeLink, CurrentCaller current) {
        this.readLinks = readLinks;
        this.changeLink = changeLink;
        this.current = current;
    }

    @GET
    @RolesAllowed({Actor.CITIZEN, Actor.HOME_PORTAL})
    @ReadsPersonalData
    @Operation(operationId = "readLink", summary = "Read a link", description = "One link, whatever its state.")
    @APIResponse(
            responseCode = "200",
            description = "The link.",
            content = @Content(schema = @Schema(implementation = LinkView.class)))
    @Extension(name = "x-problems", value = "not-found")
    public Response read(@PathParam("linkId") UUID linkId) {
        return readLinks
                .byId(current.caller(), linkId)
                .map(link -> Response.ok(link).build())
                .orElseGet(() -> Problem.of(ProblemCode.NOT_FOUND).toResponse());
    }

    @DELETE
    @RolesAllowed({Actor.CITIZEN, Actor.OPERATOR})
    @Operation(
            operationId = "endLink",
            summary = "End a link",
            description = "The citizen, signed in through VNeID less than five minutes ago, as long as no law in force"
                    + " demands a link; or an operator, after another one resolved a case about it as `CONFIRMED`."
                    + " Verifications and open attempts of the account are void; the history keeps the link.")
    @APIResponse(responseCode = "204", description = "It is over, now or before.")
    @Extension(
            name = "x-problems",
            value = "step-up-required, not-found, link-suspended, link-removal-not-allowed, second-operator-required")
    public Response end(@PathParam("linkId") UUID linkId) {
        LinkChange change = switch (current.caller()) {
            case Caller.Citizen citizen -> changeLink.end(citizen, linkId);
            case Caller.Staff operator -> changeLink.end(operator, linkId);
            case Caller.Portal portal -> throw new IllegalStateException("the endpoint admits no portal");
        };
        return change instanceof LinkChange.Ended
                ? Response.noContent().build()
                : answer(change, done -> Response.noContent());
    }

    @PUT
    @Path("/suspension")
    @RolesAllowed({Actor.CITIZEN, Actor.OPERATOR})
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "suspendLink",
            summary = "Hold a link",
            description = "Nobody signs in with it until it is resumed; papers stay where they are. A citizen holds"
                    + " their own at once, however they signed in; an operator says why, which opens a case.")
    @APIResponse(
            responseCode = "200",
            description = "Held, now or by somebody stronger before.",
            content = @Content(schema = @Schema(implementation = LinkView.class)))
    @Extension(name = "x-problems", value = "validation-failed, not-found, link-ended")
    public Response suspend(@PathParam("linkId") UUID linkId, SuspensionRequest request) {
        return switch (current.caller()) {
            case Caller.Citizen citizen -> {
                request.checkForCitizen();
                yield answer(changeLink.suspend(citizen, linkId));
            }
            case Caller.Staff operator -> answer(changeLink.suspend(operator, linkId, request.readForOperator()));
            case Caller.Portal portal -> throw new IllegalStateException("the endpoint admits no portal");
        };
    }

    @DELETE
    @Path("/suspension")
    @RolesAllowed({Actor.CITIZEN, Actor.OPERATOR})
    @Operation(
            operationId = "resumeLink",
            summary = "Resume a held link",
            description = "A citizen, signed in through VNeID since the hold, lifts what they or VNeID held, unless"
                    + " VNeID said that the identity is gone or has another number; an operator lifts everything.")
    @APIResponse(
            responseCode = "200",
            description = "It works again.",
            content = @Content(schema = @Schema(implementation = LinkView.class)))
    @Extension(name = "x-problems", value = "step-up-required, not-found, link-suspended, link-ended")
    public Response resume(@PathParam("linkId") UUID linkId) {
        return switch (current.caller()) {
            case Caller.Citizen citizen -> answer(changeLink.resume(citizen, linkId));
            case Caller.Staff operator -> answer(changeLink.resume(operator, linkId));
            case Caller.Portal portal -> throw new IllegalStateException("the endpoint admits no portal");
        };
    }

    @POST
    @Idempotent
    @Path("/disputes")
    @RolesAllowed(Actor.CITIZEN)
    @Operation(
            operationId = "disputeLink",
            summary = "\"This was not me\"",
            description =
                    "The owner of the VNeID identity, signed in through VNeID in another session than the one"
                            + " that made the link, says that they did not make it: it is held at once, and an operator looks at it.")
    @APIResponse(
            responseCode = "201",
            description = "Held; a case is open.",
            content = @Content(schema = @Schema(implementation = DisputeView.class)))
    @Extension(name = "x-problems", value = "step-up-required, not-found, link-ended")
    public Response dispute(@PathParam("linkId") UUID linkId) {
        return answer(
                changeLink.dispute(current.citizen(), linkId),
                done -> Response.status(201)
                        .entity(new DisputeView(
                                Objects.requireNonNull(done.caseId()), LinkView.of(done.link(), false))));
    }

    /** Masked: the session may have no right to the number, and the change needs none. */
    private static Response answer(LinkChange change) {
        return answer(change, done -> Response.ok(LinkView.of(done.link(), false)));
    }

    private static Response answer(LinkChange change, Function<LinkChange.Done, Response.ResponseBuilder> whenDone) {
        return switch (change) {
            case LinkChange.Done done -> whenDone.apply(done).build();
            case LinkChange.NotFound none -> Problem.of(ProblemCode.NOT_FOUND).toResponse();
            case LinkChange.Ended ended -> Problem.of(ProblemCode.LINK_ENDED).toResponse();
            case LinkChange.HeldByAnother held ->
                Problem.of(ProblemCode.LINK_SUSPENDED)
                        .withNextAction(NextAction.ASK_OFFICER)
                        .toResponse();
            case LinkChange.RemovalNotAllowed demanded ->
                Problem.of(ProblemCode.LINK_REMOVAL_NOT_ALLOWED)
                        .withNextAction(NextAction.ASK_OFFICER)
                        .toResponse();
            case LinkChange.NotConfirmed alone ->
                Problem.of(ProblemCode.SECOND_OPERATOR_REQUIRED).toResponse();
            case LinkChange.StepUpRequired stepUp ->
                Problem.of(ProblemCode.STEP_UP_REQUIRED)
                        .withNextAction(NextAction.SIGN_IN_WITH_VNEID)
                        .toResponse();
        };
    }

    @Schema(name = "LinkSuspensionRequest")
    record SuspensionRequest(
            @Schema(
                    description =
                            "Why: required of operators, and kept as the first note of the case. A citizen gives none.",
                    minLength = 1,
                    maxLength = LONGEST_REASON)
            @Nullable
            String reason) {

        void checkForCitizen() {
            FieldErrors errors = new FieldErrors();
            if (reason != null) {
                errors.add("/reason", "not-for-citizens");
            }
            errors.throwIfAny();
        }

        String readForOperator() {
            FieldErrors errors = new FieldErrors();
            @Nullable
            String read = errors.required("/reason", reason, given -> FieldFormats.prose(given, LONGEST_REASON));
            errors.throwIfAny();
            return Objects.requireNonNull(read);
        }
    }

    @Schema(
            name = "LinkDispute",
            requiredProperties = {"caseId", "link"})
    record DisputeView(
            @Schema(description = "What is looked at, as in the citizen's own cases.")
            UUID caseId,

            LinkView link) {}
}
