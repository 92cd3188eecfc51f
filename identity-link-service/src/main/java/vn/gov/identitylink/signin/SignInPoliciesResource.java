package vn.gov.identitylink.signin;

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
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import vn.gov.identitylink.access.Actor;
import vn.gov.identitylink.access.CurrentCaller;
import vn.gov.identitylink.idempotency.Idempotent;
import vn.gov.identitylink.problem.FieldErrors;
import vn.gov.identitylink.problem.FieldFormats;
import vn.gov.identitylink.problem.IfMatch;
import vn.gov.identitylink.problem.Problem;
import vn.gov.identitylink.problem.ProblemCode;

/** What the law says about signing in, kept by operators as dated data. */
@Path("/v1/sign-in-policies")
@Tag(name = "sign-in")
@Produces(MediaType.APPLICATION_JSON)
class SignInPoliciesResource {

    private static final String FOR_IF_MATCH = "For If-Match.";

    private final SignInPolicies policies;
    private final ChangePolicy changePolicy;
    private final PreviewImpact previewImpact;
    private final CurrentCaller current;

    SignInPoliciesResource(
            SignInPolicies policies, ChangePolicy changePolicy, PreviewImpact previewImpact, CurrentCaller current) {
        this.policies = policies;
        this.changePolicy = changePolicy;
        this.previewImpact = previewImpact;
        this.current = current;
    }

    @GET
    @RolesAllowed(Actor.OPERATOR)
    @Transactional
    @Operation(
            operationId = "listSignInPolicies",
            summary = "All policies",
            description = "Drafts, published and withdrawn ones, in the order of their first days.")
    @APIResponse(
            responseCode = "200",
            description = "All of them: there are never more than a few dozen.",
            content = @Content(schema = @Schema(implementation = PoliciesView.class)))
    public Response list() {
        return Response.ok(new PoliciesView(
                        policies.inOrder().stream().map(this::viewOf).toList(), null))
                .build();
    }

    @POST
    @Idempotent
    @RolesAllowed(Actor.OPERATOR)
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "draftSignInPolicy",
            summary = "Draft a policy",
            description = "A name that exists makes its next version. Nothing of it counts before it is published. Of"
                    + " several in force the hardest decides; only `replaces` loosens another.")
    @APIResponse(
            responseCode = "201",
            description = "Drafted.",
            headers = @Header(name = "ETag", description = FOR_IF_MATCH, schema = @Schema(type = SchemaType.STRING)),
            content = @Content(schema = @Schema(implementation = PolicyDetails.class)))
    @Extension(name = "x-problems", value = "validation-failed")
    public Response draft(PolicyRequest request) {
        return answer(changePolicy.draft(current.staff(), request.read()), 201);
    }

    @GET
    @Path("/{policyId}")
    @RolesAllowed(Actor.OPERATOR)
    @Transactional
    @Operation(operationId = "readSignInPolicy", summary = "One policy", description = "Whatever its state.")
    @APIResponse(
            responseCode = "200",
            description = "The policy.",
            headers = @Header(name = "ETag", description = FOR_IF_MATCH, schema = @Schema(type = SchemaType.STRING)),
            content = @Content(schema = @Schema(implementation = PolicyDetails.class)))
    @Extension(name = "x-problems", value = "not-found")
    public Response read(@PathParam("policyId") UUID policyId) {
        return policies.findByIdOptional(policyId)
                .map(row -> withTag(Response.ok(), row))
                .orElseGet(() -> Problem.of(ProblemCode.NOT_FOUND).toResponse());
    }

    @PUT
    @Path("/{policyId}")
    @RolesAllowed(Actor.OPERATOR)
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "changeSignInPolicy",
            summary = "Change a draft",
            description = "Replaces the content; a review that it had is void. What was published does not change.")
    @APIResponse(
            responseCode = "200",
            description = "Changed.",
            headers = @Header(name = "ETag", description = FOR_IF_MATCH, schema = @Schema(type = SchemaType.STRING)),
            content = @Content(schema = @Schema(implementation = PolicyDetails.class)))
    @Extension(
            name = "x-problems",
            value = "validation-failed, not-found, policy-immutable, precondition-failed, precondition-required")
    public Response change(
            @PathParam("policyId") UUID policyId,
            @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch,
            PolicyRequest request) {
        SignInPolicy content = request.read();
        return ifMatch == null
                ? Problem.of(ProblemCode.PRECONDITION_REQUIRED).toResponse()
                : answer(changePolicy.change(current.staff(), policyId, IfMatch.parse(ifMatch), content), 200);
    }

    @POST
    @Path("/{policyId}/review")
    @RolesAllowed(Actor.OPERATOR)
    @Operation(
            operationId = "reviewSignInPolicy",
            summary = "Agree with a draft",
            description = "By another operator than the one who drafted it, to exactly the version that was read.")
    @APIResponse(
            responseCode = "200",
            description = "Reviewed.",
            headers = @Header(name = "ETag", description = FOR_IF_MATCH, schema = @Schema(type = SchemaType.STRING)),
            content = @Content(schema = @Schema(implementation = PolicyDetails.class)))
    @Extension(
            name = "x-problems",
            value =
                    "not-found, policy-state-conflict, second-operator-required, precondition-failed, precondition-required")
    public Response review(
            @PathParam("policyId") UUID policyId, @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch) {
        return ifMatch == null
                ? Problem.of(ProblemCode.PRECONDITION_REQUIRED).toResponse()
                : answer(changePolicy.review(current.staff(), policyId, IfMatch.parse(ifMatch)), 200);
    }

    @POST
    @Path("/{policyId}/publication")
    @RolesAllowed(Actor.OPERATOR)
    @Operation(
            operationId = "publishSignInPolicy",
            summary = "Publish a reviewed policy",
            description = "From its first day on it counts, on every instance. Look at the impact before.")
    @APIResponse(
            responseCode = "200",
            description = "Published.",
            content = @Content(schema = @Schema(implementation = PolicyDetails.class)))
    @Extension(
            name = "x-problems",
            value = "validation-failed, not-found, policy-state-conflict, precondition-failed, precondition-required")
    public Response publish(
            @PathParam("policyId") UUID policyId, @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch) {
        return ifMatch == null
                ? Problem.of(ProblemCode.PRECONDITION_REQUIRED).toResponse()
                : answer(changePolicy.publish(current.staff(), policyId, IfMatch.parse(ifMatch)), 200);
    }

    @POST
    @Path("/{policyId}/withdrawal")
    @RolesAllowed(Actor.OPERATOR)
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "withdrawSignInPolicy",
            summary = "Withdraw a published policy",
            description = "From now on decisions are as if it had never been.")
    @APIResponse(
            responseCode = "200",
            description = "Withdrawn.",
            content = @Content(schema = @Schema(implementation = PolicyDetails.class)))
    @Extension(name = "x-problems", value = "validation-failed, not-found, policy-state-conflict")
    public Response withdraw(@PathParam("policyId") UUID policyId, WithdrawalRequest request) {
        return answer(changePolicy.withdraw(current.staff(), policyId, request.read()), 200);
    }

    @GET
    @Path("/{policyId}/impact")
    @RolesAllowed(Actor.OPERATOR)
    @Operation(
            operationId = "previewSignInPolicy",
            summary = "What a policy will do on its first day",
            description = "How many accounts of the realm it touches, per locality and progress, which of them it"
                    + " leaves without a way to sign in, and which it lets in more easily. Counts all accounts.")
    @APIResponse(
            responseCode = "200",
            description = "The impact, as things stand now.",
            content = @Content(schema = @Schema(implementation = PreviewImpact.Impact.class)))
    @Extension(name = "x-problems", value = "not-found")
    public Response impact(@PathParam("policyId") UUID policyId) {
        return previewImpact
                .run(current.staff(), policyId)
                .map(impact -> Response.ok(impact).build())
                .orElseGet(() -> Problem.of(ProblemCode.NOT_FOUND).toResponse());
    }

    private Response answer(ChangePolicy.Outcome outcome, int status) {
        return switch (outcome) {
            case ChangePolicy.Outcome.Done done -> withTag(Response.status(status), done.policy());
            case ChangePolicy.Outcome.NotFound none ->
                Problem.of(ProblemCode.NOT_FOUND).toResponse();
            case ChangePolicy.Outcome.ChangedMeanwhile meanwhile ->
                Problem.of(ProblemCode.PRECONDITION_FAILED).toResponse();
            case ChangePolicy.Outcome.Immutable immutable ->
                Problem.of(ProblemCode.POLICY_IMMUTABLE).toResponse();
            case ChangePolicy.Outcome.WrongStep wrong ->
                Problem.of(ProblemCode.POLICY_STATE_CONFLICT).toResponse();
            case ChangePolicy.Outcome.SecondOperatorRequired second ->
                Problem.of(ProblemCode.SECOND_OPERATOR_REQUIRED).toResponse();
            case ChangePolicy.Outcome.Invalid invalid ->
                Problem.invalid(invalid.pointer(), invalid.code()).toResponse();
        };
    }

    private Response withTag(Response.ResponseBuilder response, SignInPolicyRow row) {
        return response.header(HttpHeaders.ETAG, row.entityTag())
                .entity(viewOf(row))
                .build();
    }

    private PolicyDetails viewOf(SignInPolicyRow row) {
        return new PolicyDetails(
                row.policyId,
                row.version,
                row.state,
                policies.contentOf(row),
                row.draftedAt,
                row.reviewedAt,
                row.publishedAt,
                row.withdrawnAt,
                row.withdrawalReason);
    }

    @Schema(name = "SignInPolicies", requiredProperties = "items")
    record PoliciesView(
            List<PolicyDetails> items,

            @Schema(description = "Always absent: all are answered at once.") @Nullable
            String nextCursor) {}

    @Schema(
            name = "SignInPolicy",
            requiredProperties = {"policyId", "version", "state", "content", "draftedAt"})
    record PolicyDetails(
            UUID policyId,
            int version,
            SignInPolicyRow.State state,
            SignInPolicy content,
            Instant draftedAt,
            @Nullable Instant reviewedAt,
            @Nullable Instant publishedAt,
            @Nullable Instant withdrawnAt,
            @Nullable String withdrawalReason) {}

    @Schema(name = "PolicyWithdrawal", requiredProperties = "reason")
    record WithdrawalRequest(
            @Schema(description = "Why; kept for the record.", minLength = 1, maxLength = 500) @Nullable
            String reason) {

        String read() {
            FieldErrors errors = new FieldErrors();
            @Nullable String read = errors.required("/reason", reason, given -> FieldFormats.prose(given, 500));
            errors.throwIfAny();
            return Objects.requireNonNull(read);
        }
    }
}
