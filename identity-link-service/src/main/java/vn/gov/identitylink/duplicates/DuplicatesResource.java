package vn.gov.identitylink.duplicates;

import com.fasterxml.jackson.annotation.JsonInclude;
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
import java.time.Instant;
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
import vn.gov.identitylink.account.Account;
import vn.gov.identitylink.idempotency.Idempotent;
import vn.gov.identitylink.problem.FieldErrors;
import vn.gov.identitylink.problem.FieldFormats;
import vn.gov.identitylink.problem.NextAction;
import vn.gov.identitylink.problem.Problem;
import vn.gov.identitylink.problem.ProblemCode;

/** Other accounts with the same number, and how each is closed in favour of the linked one. */
@Path("/v1/accounts/{accountId}")
@Tag(name = "linking")
@Produces(MediaType.APPLICATION_JSON)
class DuplicatesResource {

    private static final int LONGEST_CODE = 100;

    private final ReadDuplicates readDuplicates;
    private final BeginJoin beginJoin;
    private final SupersedeAccount supersedeAccount;
    private final ReopenAccount reopenAccount;
    private final CurrentCaller current;

    DuplicatesResource(
            ReadDuplicates readDuplicates,
            BeginJoin beginJoin,
            SupersedeAccount supersedeAccount,
            ReopenAccount reopenAccount,
            CurrentCaller current) {
        this.readDuplicates = readDuplicates;
        this.beginJoin = beginJoin;
        this.supersedeAccount = supersedeAccount;
        this.reopenAccount = reopenAccount;
        this.current = current;
    }

    @GET
    @Path("/duplicates")
    @RolesAllowed(Actor.CITIZEN)
    @Operation(
            operationId = "listDuplicates",
            summary = "Which other accounts carry my number?",
            description = "For a citizen signed in through VNeID since the link. Anybody can type in a number, so that"
                    + " such an account may be a stranger's: nothing is told of it but that it is there.")
    @APIResponse(
            responseCode = "200",
            description = "The others, oldest first; at most 100.",
            content = @Content(schema = @Schema(implementation = DuplicateList.class)))
    @Extension(name = "x-problems", value = "step-up-required, not-found")
    public Response list(@PathParam("accountId") String accountId) {
        return switch (readDuplicates.run(current.citizen(), accountId)) {
            case ReadDuplicates.Outcome.Found found ->
                Response.ok(new DuplicateList(
                                found.others().stream().map(Duplicate::of).toList(), null))
                        .build();
            case ReadDuplicates.Outcome.NotFound none ->
                Problem.of(ProblemCode.NOT_FOUND).toResponse();
            case ReadDuplicates.Outcome.StepUpRequired stepUp -> signInThroughVneid();
        };
    }

    @POST
    @Path("/join-codes")
    @RolesAllowed(Actor.CITIZEN)
    @Idempotent
    @Operation(
            operationId = "issueJoinCode",
            summary = "Begin to join another account",
            description = "The session of the linked account, which came through VNeID, gets a code; the portal keeps"
                    + " it while the citizen signs in to the other account, and hands it over there. It works once and"
                    + " for ten minutes; a next one voids it.")
    @APIResponse(
            responseCode = "201",
            description = "The code.",
            content = @Content(schema = @Schema(implementation = JoinCode.class)))
    @Extension(name = "x-problems", value = "step-up-required, not-found, link-suspended")
    public Response begin(@PathParam("accountId") String accountId) {
        return switch (beginJoin.run(current.citizen(), accountId)) {
            case BeginJoin.Outcome.Begun begun ->
                Response.status(201)
                        .entity(new JoinCode(begun.code(), begun.expiresAt()))
                        .build();
            case BeginJoin.Outcome.NotFound none ->
                Problem.of(ProblemCode.NOT_FOUND).toResponse();
            case BeginJoin.Outcome.StepUpRequired stepUp -> signInThroughVneid();
            case BeginJoin.Outcome.LinkHeld held ->
                Problem.of(ProblemCode.LINK_SUSPENDED)
                        .withNextAction(NextAction.ASK_OFFICER)
                        .toResponse();
        };
    }

    @PUT
    @Path("/supersession")
    @RolesAllowed(Actor.CITIZEN)
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "supersedeAccount",
            summary = "Close this account in favour of the linked one",
            description = "With this account's own sign-in, not through VNeID and less than five minutes ago, and the"
                    + " linked account's code. Nobody signs in to this account any more; its papers stay where they"
                    + " are, and an operator looks at them with the citizen. Nothing is merged.")
    @APIResponse(
            responseCode = "200",
            description = "Closed, now or before.",
            content = @Content(schema = @Schema(implementation = Supersession.class)))
    @Extension(
            name = "x-problems",
            value = "validation-failed, join-code-invalid, account-sign-in-required, not-found, account-already-linked,"
                    + " account-numbers-differ")
    public Response supersede(@PathParam("accountId") String accountId, SupersessionRequest request) {
        return switch (supersedeAccount.run(current.citizen(), accountId, request.read())) {
            case SupersedeAccount.Outcome.Superseded superseded ->
                Response.ok(new Supersession(superseded.since())).build();
            case SupersedeAccount.Outcome.NotFound none ->
                Problem.of(ProblemCode.NOT_FOUND).toResponse();
            case SupersedeAccount.Outcome.SignInAgain again ->
                Problem.of(ProblemCode.ACCOUNT_SIGN_IN_REQUIRED).toResponse();
            case SupersedeAccount.Outcome.CodeInvalid invalid ->
                Problem.of(ProblemCode.JOIN_CODE_INVALID)
                        .withNextAction(NextAction.SIGN_IN_WITH_VNEID)
                        .toResponse();
            case SupersedeAccount.Outcome.Linked linked ->
                Problem.of(ProblemCode.ACCOUNT_ALREADY_LINKED)
                        .withNextAction(NextAction.SIGN_IN_WITH_VNEID)
                        .toResponse();
            case SupersedeAccount.Outcome.NumbersDiffer differ ->
                Problem.of(ProblemCode.ACCOUNT_NUMBERS_DIFFER)
                        .withNextAction(NextAction.DECLARE_IDENTITY)
                        .toResponse();
        };
    }

    @DELETE
    @Path("/supersession")
    @RolesAllowed(Actor.OPERATOR)
    @Operation(
            operationId = "reopenAccount",
            summary = "Open a superseded account again",
            description = "It was closed by mistake. An account whose linked one is linked no more opens by itself.")
    @APIResponse(responseCode = "204", description = "It is open, now or before.")
    @Extension(name = "x-problems", value = "not-found")
    public Response reopen(@PathParam("accountId") UUID accountId) {
        return switch (current.caller()) {
            case Caller.Staff operator ->
                reopenAccount.run(operator, accountId)
                        ? Response.noContent().build()
                        : Problem.of(ProblemCode.NOT_FOUND).toResponse();
            case Caller.Citizen citizen -> throw new IllegalStateException("the endpoint admits no citizen");
            case Caller.Portal portal -> throw new IllegalStateException("the endpoint admits no portal");
        };
    }

    private static Response signInThroughVneid() {
        return Problem.of(ProblemCode.STEP_UP_REQUIRED)
                .withNextAction(NextAction.SIGN_IN_WITH_VNEID)
                .toResponse();
    }

    @Schema(name = "DuplicateList", requiredProperties = "items")
    record DuplicateList(
            List<Duplicate> items,

            @Schema(description = "For the next page; absent on the last one.") @Nullable
            String nextCursor) {}

    @Schema(
            name = "Duplicate",
            requiredProperties = {"accountId", "registeredAt"})
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Duplicate(
            UUID accountId,
            Instant registeredAt,

            @Schema(description = "Since when nobody signs in to it any more; absent while it is open.") @Nullable
            Instant supersededAt) {

        static Duplicate of(Account other) {
            return new Duplicate(other.accountId(), other.registeredAt(), other.supersededAt());
        }
    }

    @Schema(
            name = "JoinCode",
            requiredProperties = {"joinCode", "expiresAt"})
    record JoinCode(
            @Schema(description = "For `PUT …/supersession` of the other account; a secret until then.")
            String joinCode,

            Instant expiresAt) {

        @Override
        public String toString() {
            return "JoinCode[•••]";
        }
    }

    @Schema(name = "SupersessionRequest", requiredProperties = "joinCode")
    record SupersessionRequest(
            @Schema(maxLength = LONGEST_CODE) @Nullable String joinCode) {

        String read() {
            FieldErrors errors = new FieldErrors();
            @Nullable
            String read = errors.required("/joinCode", joinCode, text -> FieldFormats.bounded(text, LONGEST_CODE));
            errors.throwIfAny();
            return Objects.requireNonNull(read);
        }

        @Override
        public String toString() {
            return "SupersessionRequest[•••]";
        }
    }

    @Schema(name = "Supersession", requiredProperties = "supersededAt")
    record Supersession(Instant supersededAt) {}
}
