package vn.gov.identitylink.linking;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
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
import vn.gov.identitylink.account.Accounts;
import vn.gov.identitylink.citizen.InvalidValueException;
import vn.gov.identitylink.problem.FieldErrors;
import vn.gov.identitylink.problem.FieldFormats;
import vn.gov.identitylink.problem.NextAction;
import vn.gov.identitylink.problem.Problem;
import vn.gov.identitylink.problem.ProblemCode;
import vn.gov.identitylink.registry.RegistryProblem;

/** Attempts to link an account, from [Đăng nhập bằng VNeID] to the link. */
@Path("/v1/accounts/{accountId}/link-attempts")
@Tag(name = "linking", description = "An account and the VNeID identity of its owner.")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
class LinkAttemptsResource {

    private static final int LONGEST_CODE = 2048;
    private static final int LONGEST_ID_TOKEN = 8_192;

    private final StartLinkAttempt startLinkAttempt;
    private final CompleteLinkAttempt completeLinkAttempt;
    private final Accounts accounts;
    private final LinkAttempts attempts;
    private final CurrentCaller current;
    private final InstantSource clock;

    LinkAttemptsResource(
            StartLinkAttempt startLinkAttempt,
            CompleteLinkAttempt completeLinkAttempt,
            Accounts accounts,
            LinkAttempts attempts,
            CurrentCaller current,
            InstantSource clock) {
        this.startLinkAttempt = startLinkAttempt;
        this.completeLinkAttempt = completeLinkAttempt;
        this.accounts = accounts;
        this.attempts = attempts;
        this.current = current;
        this.clock = clock;
    }

    @POST
    @RolesAllowed(Actor.CITIZEN)
    @Operation(
            operationId = "startLinkAttempt",
            summary = "Begin to link",
            description =
                    "[Đăng nhập bằng VNeID]: opens an attempt and answers where to send the browser. VNeID asks for"
                            + " a fresh sign-in and sends the browser back to redirectUri with code, state and iss. A"
                            + " portal with a VNeID client of its own may run the sign-in itself, with `prompt=login`,"
                            + " `max_age=300` and the nonce of the answer.")
    @APIResponse(
            responseCode = "201",
            description = "Send the browser to authorizationUrl.",
            headers =
                    @Header(
                            name = "Location",
                            description = "The attempt.",
                            schema = @Schema(type = SchemaType.STRING)),
            content = @Content(schema = @Schema(implementation = LinkAttemptView.class)))
    @Extension(
            name = "x-problems",
            value = "validation-failed, not-found, citizen-not-eligible, number-not-matched, rate-limited,"
                    + " identity-provider-unavailable")
    public Response start(@PathParam("accountId") String accountId, StartRequest request) {
        StartRequest.Wanted wanted = request.read();
        StartLinkAttempt.Outcome outcome =
                startLinkAttempt.run(current.citizen(), accountId, wanted.method(), wanted.redirectUri());
        return switch (outcome) {
            case StartLinkAttempt.Outcome.Started started ->
                Response.created(URI.create("/v1/accounts/" + started.attempt().accountId + "/link-attempts/"
                                + started.attempt().attemptId))
                        .entity(LinkAttemptView.of(
                                started.attempt(), clock.instant(), started.authorizationUrl(), started.nonce()))
                        .build();
            case StartLinkAttempt.Outcome.AccountNotFound none ->
                Problem.of(ProblemCode.NOT_FOUND).toResponse();
            case StartLinkAttempt.Outcome.RedirectUriNotRegistered notRegistered ->
                Problem.invalid("/redirectUri", "redirect-uri-not-registered").toResponse();
            case StartLinkAttempt.Outcome.NoVneidClient none ->
                Problem.invalid("/method", "no-vneid-client").toResponse();
            case StartLinkAttempt.Outcome.NotACitizen organisation ->
                Problem.of(ProblemCode.CITIZEN_NOT_ELIGIBLE).toResponse();
            case StartLinkAttempt.Outcome.NumberNotMatched notMatched ->
                Problem.of(ProblemCode.NUMBER_NOT_MATCHED)
                        .withNextAction(NextAction.VERIFY_IDENTITY)
                        .toResponse();
            case StartLinkAttempt.Outcome.TooMany tooMany ->
                Problem.of(ProblemCode.RATE_LIMITED)
                        .withRetryAfter(tooMany.retryAfter())
                        .toResponse();
            case StartLinkAttempt.Outcome.ProviderUnavailable unavailable -> providerUnavailable();
        };
    }

    @GET
    @Path("/{attemptId}")
    @RolesAllowed(Actor.CITIZEN)
    @Operation(
            operationId = "readLinkAttempt",
            summary = "Read an attempt",
            description = "How far an attempt has come. Changes nothing.")
    @APIResponse(
            responseCode = "200",
            description = "The attempt.",
            content = @Content(schema = @Schema(implementation = LinkAttemptView.class)))
    @Extension(name = "x-problems", value = "not-found")
    public Response read(@PathParam("accountId") String accountId, @PathParam("attemptId") UUID attemptId) {
        return QuarkusTransaction.requiringNew()
                .call(() -> accounts.visibleTo(current.citizen(), accountId)
                        .flatMap(account -> attempts.ofAccount(account, attemptId)))
                .map(attempt -> Response.ok(LinkAttemptView.of(attempt, clock.instant(), null, null))
                        .build())
                .orElseGet(() -> Problem.of(ProblemCode.NOT_FOUND).toResponse());
    }

    @POST
    @Path("/{attemptId}/completion")
    @RolesAllowed(Actor.CITIZEN)
    @Operation(
            operationId = "completeLinkAttempt",
            summary = "Complete the link",
            description =
                    "The portal hands over what VNeID sent to redirectUri, with the citizen's own token. The link is"
                            + " made when the sign-in is fresh, of level 2, and account, VNeID and the population database, asked"
                            + " now, show one number. The same completion again is the same link.")
    @APIResponse(
            responseCode = "201",
            description = "Linked.",
            headers = @Header(name = "Location", description = "The link.", schema = @Schema(type = SchemaType.STRING)),
            content = @Content(schema = @Schema(implementation = LinkView.class)))
    @APIResponse(
            responseCode = "200",
            description = "Was linked before, with this identity.",
            content = @Content(schema = @Schema(implementation = LinkView.class)))
    @Extension(
            name = "x-problems",
            value = "validation-failed, attempt-invalid, identity-assertion-rejected, not-found, number-not-matched,"
                    + " attempt-in-progress, attempt-used, account-already-linked, vneid-already-linked,"
                    + " citizen-not-eligible, attempt-expired, vneid-level-insufficient, identity-mismatch,"
                    + " identity-not-matched, registry-bad-response, registry-unavailable, registry-timeout,"
                    + " identity-provider-unavailable")
    public Response complete(
            @PathParam("accountId") String accountId,
            @PathParam("attemptId") UUID attemptId,
            CompletionRequest request) {
        return answer(completeLinkAttempt.run(current.citizen(), accountId, attemptId, request.read()));
    }

    static Response answer(LinkOutcome outcome) {
        return switch (outcome) {
            case LinkOutcome.Linked linked
            when linked.now() ->
                Response.created(URI.create("/v1/links/" + linked.link().linkId()))
                        .entity(LinkView.of(linked.link(), false))
                        .build();
            case LinkOutcome.Linked linked ->
                Response.ok(LinkView.of(linked.link(), false)).build();
            case LinkOutcome.NotFound none -> Problem.of(ProblemCode.NOT_FOUND).toResponse();
            case LinkOutcome.NotThisAttempt other ->
                Problem.of(ProblemCode.ATTEMPT_INVALID).toResponse();
            case LinkOutcome.Expired expired ->
                Problem.of(ProblemCode.ATTEMPT_EXPIRED)
                        .withNextAction(NextAction.START_NEW_ATTEMPT)
                        .toResponse();
            case LinkOutcome.InProgress running ->
                Problem.of(ProblemCode.ATTEMPT_IN_PROGRESS)
                        .withRetryAfter(Problem.SOON)
                        .toResponse();
            case LinkOutcome.Used used ->
                Problem.of(ProblemCode.ATTEMPT_USED)
                        .withNextAction(NextAction.START_NEW_ATTEMPT)
                        .toResponse();
            case LinkOutcome.RegistryFailed failed ->
                RegistryProblem.of(failed.failure()).toResponse();
            case LinkOutcome.ProviderUnavailable unavailable -> providerUnavailable();
            case LinkOutcome.Refused refused ->
                Problem.of(refused.reason().code())
                        .withNextAction(nextAction(refused.reason()))
                        .toResponse();
        };
    }

    static Response providerUnavailable() {
        return Problem.of(ProblemCode.IDENTITY_PROVIDER_UNAVAILABLE)
                .withRetryAfter(Problem.SOON)
                .toResponse();
    }

    private static NextAction nextAction(LinkOutcome.Reason reason) {
        return switch (reason) {
            case ASSERTION_REJECTED -> NextAction.START_NEW_ATTEMPT;
            case LEVEL_INSUFFICIENT -> NextAction.OBTAIN_VNEID_LEVEL_2;
            case NUMBER_NOT_MATCHED, REGISTRY_DIFFERS -> NextAction.VERIFY_IDENTITY;
            case NUMBERS_DIFFER -> NextAction.START_NEW_ATTEMPT;
            case NOT_ELIGIBLE -> NextAction.CORRECT_REGISTRY_RECORD;
            case ACCOUNT_ALREADY_LINKED -> NextAction.SIGN_IN_WITH_VNEID;
            case VNEID_ALREADY_LINKED -> NextAction.ASK_OFFICER;
        };
    }

    @Schema(name = "LinkAttemptStart", requiredProperties = "method")
    record StartRequest(
            @Schema(
                    description =
                            "`REDIRECT`: this service sends the browser to VNeID. `PORTAL_SIGN_IN`: the portal runs"
                                    + " its own VNeID sign-in with the `nonce` of the answer.",
                    enumeration = {"REDIRECT", "PORTAL_SIGN_IN"})
            @Nullable
            String method,

            @Schema(
                    description =
                            "For `REDIRECT`: the portal's page that VNeID sends the browser back to; registered for"
                                    + " this client, compared exactly.",
                    examples = "http://localhost:8100/link/callback")
            @Nullable
            String redirectUri) {

        record Wanted(LinkMethod method, @Nullable URI redirectUri) {}

        Wanted read() {
            FieldErrors errors = new FieldErrors();
            @Nullable LinkMethod how = errors.required("/method", method, StartRequest::method);
            @Nullable URI uri = null;
            if (how == LinkMethod.PORTAL_SIGN_IN) {
                if (redirectUri != null) {
                    errors.add("/redirectUri", "only-for-redirect");
                }
            } else {
                uri = errors.required("/redirectUri", redirectUri, StartRequest::uri);
            }
            errors.throwIfAny();
            return new Wanted(Objects.requireNonNull(how), uri);
        }

        /** What an officer begins, no citizen does. */
        private static LinkMethod method(String text) {
            LinkMethod method = FieldFormats.word(LinkMethod.class, text);
            if (method == LinkMethod.ASSISTED) {
                throw new InvalidValueException("unknown-word");
            }
            return method;
        }

        static URI uri(String text) {
            try {
                return URI.create(text);
            } catch (IllegalArgumentException invalid) {
                throw new InvalidValueException("redirect-uri-format");
            }
        }
    }

    @Schema(
            name = "LinkAttemptCompletion",
            description = "For `REDIRECT` the parameters that VNeID added to redirectUri, for `PORTAL_SIGN_IN` the ID"
                    + " token of the portal's own sign-in.")
    record CompletionRequest(
            @Schema(description = "Authorization code.", maxLength = LONGEST_CODE) @Nullable
            String code,

            @Schema(maxLength = LONGEST_CODE) @Nullable String state,

            @Schema(description = "Issuer of the response (RFC 9207).", maxLength = LONGEST_CODE) @Nullable
            String iss,

            @Schema(
                    description = "With our nonce, for the portal's client at VNeID, at most five minutes old.",
                    maxLength = LONGEST_ID_TOKEN)
            @Nullable
            String idToken) {

        CompleteLinkAttempt.SignedIn read() {
            FieldErrors errors = new FieldErrors();
            if (idToken != null) {
                @Nullable
                String token =
                        errors.required("/idToken", idToken, text -> FieldFormats.bounded(text, LONGEST_ID_TOKEN));
                if (code != null || state != null || iss != null) {
                    errors.add("/idToken", "not-with-code");
                }
                errors.throwIfAny();
                return new CompleteLinkAttempt.SignedIn.Portal(Objects.requireNonNull(token));
            }
            @Nullable String readCode = errors.required("/code", code, CompletionRequest::bounded);
            @Nullable String readState = errors.required("/state", state, CompletionRequest::bounded);
            @Nullable String issuer = errors.required("/iss", iss, CompletionRequest::bounded);
            errors.throwIfAny();
            return new CompleteLinkAttempt.SignedIn.Redirect(
                    Objects.requireNonNull(readCode),
                    Objects.requireNonNull(readState),
                    Objects.requireNonNull(issuer));
        }

        private static String bounded(String text) {
            return FieldFormats.bounded(text, LONGEST_CODE);
        }

        @Override
        public String toString() {
            return "CompletionRequest[•••]";
        }
    }

    /** How far an attempt has come, as callers see it. */
    enum AttemptState {
        PENDING,
        EXCHANGING,
        COMPLETED,
        FAILED,
        EXPIRED,
        VOIDED;

        static AttemptState of(LinkAttemptRow row, Instant now) {
            return switch (row.state) {
                case PENDING -> row.isExpired(now) ? EXPIRED : PENDING;
                case EXCHANGING -> EXCHANGING;
                case COMPLETED -> COMPLETED;
                case FAILED -> FAILED;
                case VOIDED -> VOIDED;
            };
        }
    }

    @Schema(
            name = "LinkAttempt",
            requiredProperties = {"attemptId", "method", "state", "createdAt", "expiresAt"})
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record LinkAttemptView(
            UUID attemptId,

            @Schema(description = "`REDIRECT`, `PORTAL_SIGN_IN` or `ASSISTED`; more words may come.")
            String method,

            AttemptState state,

            @Schema(description = "Where to send the browser; only in the answer that opened the attempt.") @Nullable
            URI authorizationUrl,

            @Schema(
                    description = "What the portal's own VNeID request must carry; only in the answer that opened the"
                            + " attempt.")
            @Nullable
            String nonce,

            @Schema(description = "The link, once completed.") @Nullable
            UUID linkId,

            @Schema(description = "The problem code of the refusal, once failed.") @Nullable
            String failure,

            Instant createdAt,
            Instant expiresAt) {

        static LinkAttemptView of(
                LinkAttemptRow row, Instant now, @Nullable URI authorizationUrl, @Nullable String nonce) {
            return new LinkAttemptView(
                    row.attemptId,
                    row.method.name(),
                    AttemptState.of(row, now),
                    authorizationUrl,
                    nonce,
                    row.linkId,
                    row.failure == null ? null : row.failure.code(),
                    row.createdAt,
                    row.expiresAt);
        }
    }
}
