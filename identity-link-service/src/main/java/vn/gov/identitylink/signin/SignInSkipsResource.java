package vn.gov.identitylink.signin;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
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
import vn.gov.identitylink.access.CurrentCaller;
import vn.gov.identitylink.idempotency.Idempotent;
import vn.gov.identitylink.problem.FieldErrors;
import vn.gov.identitylink.problem.FieldFormats;
import vn.gov.identitylink.problem.NextAction;
import vn.gov.identitylink.problem.Problem;
import vn.gov.identitylink.problem.ProblemCode;

/** [Bỏ qua]. */
@Path("/v1/sign-in-skips")
@Tag(name = "sign-in")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
class SignInSkipsResource {

    private static final int LONGEST = 2000;

    private final SkipNotice skipNotice;
    private final CurrentCaller current;

    SignInSkipsResource(SkipNotice skipNotice, CurrentCaller current) {
        this.skipNotice = skipNotice;
        this.current = current;
    }

    @POST
    @Idempotent
    @RolesAllowed({Actor.CITIZEN, Actor.HOME_PORTAL, Actor.OTHER_PORTAL})
    @Operation(
            operationId = "skipNotice",
            summary = "Skip the notice",
            description =
                    "[Bỏ qua] (letter, screen 2), once per decision: the same decision again is 200 and counts no"
                            + " more. A skip is recorded with policy and version of the notice; it is neither consent nor refusal.")
    @APIResponse(
            responseCode = "201",
            description = "Skipped.",
            content = @Content(schema = @Schema(implementation = SkipView.class)))
    @APIResponse(
            responseCode = "200",
            description = "Skipped before.",
            content = @Content(schema = @Schema(implementation = SkipView.class)))
    @Extension(name = "x-problems", value = "validation-failed, decision-invalid, decision-expired, skip-not-allowed")
    public Response skip(SkipRequest request) {
        return switch (skipNotice.run(current.caller(), request.read())) {
            case SkipNotice.Outcome.Skipped skipped ->
                Response.status(skipped.now() ? 201 : 200)
                        .entity(new SkipView(skipped.decisionId(), skipped.skips()))
                        .build();
            case SkipNotice.Outcome.NotThisDecision not ->
                Problem.of(ProblemCode.DECISION_INVALID).toResponse();
            case SkipNotice.Outcome.Expired expired ->
                Problem.of(ProblemCode.DECISION_EXPIRED).toResponse();
            case SkipNotice.Outcome.NothingToSkip nothing ->
                Problem.of(ProblemCode.SKIP_NOT_ALLOWED)
                        .withNextAction(NextAction.LINK_VNEID)
                        .toResponse();
        };
    }

    @Schema(name = "SignInSkip", requiredProperties = "decisionToken")
    record SkipRequest(
            @Schema(description = "As the decision gave it.", maxLength = LONGEST) @Nullable
            String decisionToken) {

        String read() {
            FieldErrors errors = new FieldErrors();
            @Nullable
            String text =
                    errors.required("/decisionToken", decisionToken, given -> FieldFormats.bounded(given, LONGEST));
            errors.throwIfAny();
            return Objects.requireNonNull(text);
        }

        @Override
        public String toString() {
            return "SkipRequest[•••]";
        }
    }

    @Schema(
            name = "SkippedNotice",
            requiredProperties = {"decisionId", "skips"})
    record SkipView(
            UUID decisionId,

            @Schema(description = "Of this policy's notice, so far.")
            int skips) {}
}
