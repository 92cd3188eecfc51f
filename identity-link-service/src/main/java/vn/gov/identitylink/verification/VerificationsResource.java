package vn.gov.identitylink.verification;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.headers.Header;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import vn.gov.identitylink.access.Actor;
import vn.gov.identitylink.access.CurrentCaller;
import vn.gov.identitylink.citizen.Likeness;
import vn.gov.identitylink.idempotency.Idempotent;
import vn.gov.identitylink.problem.IfMatch;
import vn.gov.identitylink.problem.NextAction;
import vn.gov.identitylink.problem.Problem;
import vn.gov.identitylink.problem.ProblemCode;
import vn.gov.identitylink.registry.RegistryProblem;

/** Matches the declared identity with the population database, and takes the match over. */
@Path("/v1/accounts/{accountId}/verifications")
@Tag(name = "verification", description = "The declared identity against the National Population Database.")
@Produces(MediaType.APPLICATION_JSON)
class VerificationsResource {

    private final VerifyIdentity verifyIdentity;
    private final ConfirmVerification confirmVerification;
    private final CurrentCaller current;

    VerificationsResource(
            VerifyIdentity verifyIdentity, ConfirmVerification confirmVerification, CurrentCaller current) {
        this.verifyIdentity = verifyIdentity;
        this.confirmVerification = confirmVerification;
        this.current = current;
    }

    @POST
    @Idempotent(endsWithLastTransaction = true)
    @RolesAllowed(Actor.CITIZEN)
    @Operation(
            operationId = "verifyIdentity",
            summary = "Ask the population database",
            description = "[Cập nhật từ CSDL Quốc gia về Dân cư]: asks whether the declared number, name and birth date"
                    + " belong together. A match must be confirmed before it expires. Every cause of no match has the"
                    + " same answer; a failing registry changes nothing.")
    @APIResponse(
            responseCode = "201",
            description = "They belong together. Confirm with the ETag.",
            headers =
                    @Header(
                            name = "ETag",
                            description = "For If-Match of the confirmation.",
                            schema = @Schema(type = SchemaType.STRING)),
            content = @Content(schema = @Schema(implementation = VerificationView.class)))
    @Extension(
            name = "x-problems",
            value =
                    "not-found, citizen-not-eligible, identity-proved, number-not-matched, precondition-failed,"
                            + " rate-limited, identity-not-matched, registry-bad-response, registry-unavailable, registry-timeout")
    public Response verify(@PathParam("accountId") String accountId) {
        return switch (verifyIdentity.run(current.citizen(), accountId)) {
            case VerifyIdentity.Outcome.Matched matched ->
                Response.status(Response.Status.CREATED)
                        .header(HttpHeaders.ETAG, ConfirmVerification.entityTag(matched.verification()))
                        .entity(VerificationView.of(matched.verification(), matched.fields()))
                        .build();
            case VerifyIdentity.Outcome.AccountNotFound none ->
                Problem.of(ProblemCode.NOT_FOUND).toResponse();
            case VerifyIdentity.Outcome.NotACitizen organisation ->
                Problem.of(ProblemCode.CITIZEN_NOT_ELIGIBLE).toResponse();
            case VerifyIdentity.Outcome.Proved proved ->
                Problem.of(ProblemCode.IDENTITY_PROVED)
                        .withNextAction(NextAction.SIGN_IN_WITH_VNEID)
                        .toResponse();
            case VerifyIdentity.Outcome.NothingDeclared nothing ->
                Problem.of(ProblemCode.NUMBER_NOT_MATCHED)
                        .withNextAction(NextAction.DECLARE_IDENTITY)
                        .toResponse();
            case VerifyIdentity.Outcome.DeclaredAnew anew ->
                Problem.of(ProblemCode.PRECONDITION_FAILED)
                        .withNextAction(NextAction.VERIFY_IDENTITY)
                        .toResponse();
            case VerifyIdentity.Outcome.TooMany tooMany ->
                Problem.of(ProblemCode.RATE_LIMITED)
                        .withRetryAfter(tooMany.retryAfter())
                        .toResponse();
            case VerifyIdentity.Outcome.NotMatched notMatched ->
                Problem.of(ProblemCode.IDENTITY_NOT_MATCHED)
                        .withNextAction(NextAction.DECLARE_IDENTITY)
                        .toResponse();
            case VerifyIdentity.Outcome.RegistryFailed failed ->
                RegistryProblem.of(failed.failure()).toResponse();
        };
    }

    @POST
    @Path("/{verificationId}/confirmation")
    @RolesAllowed(Actor.CITIZEN)
    @Operation(
            operationId = "confirmVerification",
            summary = "Take the match over",
            description =
                    "[Cập nhật]: the account's number becomes MATCHED, the green tick. If-Match carries the ETag of"
                            + " the verification. The same confirmation again is the same answer.")
    @APIResponse(
            responseCode = "200",
            description = "Confirmed.",
            content = @Content(schema = @Schema(implementation = VerificationView.class)))
    @Extension(
            name = "x-problems",
            value = "not-found, verification-expired, precondition-failed, precondition-required")
    public Response confirm(
            @PathParam("accountId") String accountId,
            @PathParam("verificationId") UUID verificationId,
            @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch) {
        if (ifMatch == null) {
            return Problem.of(ProblemCode.PRECONDITION_REQUIRED).toResponse();
        }
        return switch (confirmVerification.run(current.citizen(), accountId, verificationId, IfMatch.parse(ifMatch))) {
            case ConfirmVerification.Outcome.Confirmed confirmed ->
                Response.ok(VerificationView.of(confirmed.verification(), null)).build();
            case ConfirmVerification.Outcome.NotFound none ->
                Problem.of(ProblemCode.NOT_FOUND).toResponse();
            case ConfirmVerification.Outcome.AnotherPreview another ->
                Problem.of(ProblemCode.PRECONDITION_FAILED)
                        .withNextAction(NextAction.VERIFY_IDENTITY)
                        .toResponse();
            case ConfirmVerification.Outcome.Expired expired ->
                Problem.of(ProblemCode.VERIFICATION_EXPIRED)
                        .withNextAction(NextAction.VERIFY_IDENTITY)
                        .toResponse();
        };
    }

    @Schema(
            name = "Verification",
            requiredProperties = {"verificationId", "state", "createdAt", "expiresAt"})
    record VerificationView(
            UUID verificationId,
            VerificationRow.State state,

            @Schema(
                    description = "How the fields declared besides number, name and birth date compare with the"
                            + " registry's; right after the match only.")
            @Nullable
            Map<String, Likeness> fields,

            Instant createdAt,

            @Schema(description = "Until when it can be confirmed.")
            Instant expiresAt,

            @Nullable Instant confirmedAt) {

        static VerificationView of(VerificationRow row, @Nullable Map<String, Likeness> fields) {
            return new VerificationView(
                    row.verificationId, row.state, fields, row.createdAt, row.expiresAt, row.confirmedAt);
        }
    }
}
