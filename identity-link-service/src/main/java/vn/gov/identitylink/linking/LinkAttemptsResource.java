package vn.gov.identitylink.linking;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
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
import vn.gov.identitylink.account.Account;
import vn.gov.identitylink.account.Accounts;
import vn.gov.identitylink.citizen.InvalidValueException;
import vn.gov.identitylink.idempotency.Idempotent;
import vn.gov.identitylink.problem.FieldErrors;
import vn.gov.identitylink.problem.FieldFormats;
import vn.gov.identitylink.problem.LongPoll;
import vn.gov.identitylink.problem.NextAction;
import vn.gov.identitylink.problem.Problem;
import vn.gov.identitylink.problem.ProblemCode;
import vn.gov.identitylink.registry.RegistryProblem;
import vn.gov.identitylink.time.Clocks;

/** Attempts to link an account, from [Đăng nhập bằng VNeID] to the link. */
@Path("/v1/accounts/{accountId}/link-attempts")
@Tag(name = "linking", description = "An account and the VNeID identity of its owner.")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
class LinkAttemptsResource {

    private static final int LONGEST_CODE = 2048;
    private static final int LONGEST_ID_TOKEN = 8_192;
    private static final String CONFIRMATION_CODE = "[0-9]{2}";

    private final StartLinkAttempt startLinkAttempt;
    private final CompleteLinkAttempt completeLinkAttempt;
    private final Accounts accounts;
    private final LinkAttempts attempts;
    private final AttemptWaiters waiters;
    private final CurrentCaller current;
    private final InstantSource clock;

    LinkAttemptsResource(
            StartLinkAttempt startLinkAttempt,
            CompleteLinkAttempt completeLinkAttempt,
            Accounts accounts,
            LinkAttempts attempts,
            AttemptWaiters waiters,
            CurrentCaller current,
            InstantSource clock) {
        this.startLinkAttempt = startLinkAttempt;
        this.completeLinkAttempt = completeLinkAttempt;
        this.accounts = accounts;
        this.attempts = attempts;
        this.waiters = waiters;
        this.current = current;
        this.clock = clock;
    }

    @POST
    @Idempotent(endsWithLastTransaction = true)
    @RolesAllowed(Actor.CITIZEN)
    @Operation(
            operationId = "startLinkAttempt",
            summary = "Begin to link",
            description =
                    "[Đăng nhập bằng VNeID]: opens an attempt and answers where to send the browser. VNeID asks for"
                            + " a fresh sign-in and sends the browser back to redirectUri with code, state and iss. On a"
                            + " second device: show qrCode and confirmationCode here and wait for the attempt; the portal's"
                            + " page there, which redirectUri leads to, finds the attempt by `state`, names the account of the"
                            + " answer, and asks for the two digits. A portal with a VNeID client of its own may run the sign-in"
                            + " itself, with `prompt=login`, `max_age=300` and the nonce of the answer.")
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
            value = "validation-failed, not-found, citizen-not-eligible, account-superseded, number-not-matched,"
                    + " rate-limited,"
                    + " identity-provider-unavailable")
    public Response start(@PathParam("accountId") String accountId, StartRequest request) {
        StartLinkAttempt.Wanted wanted = request.read();
        StartLinkAttempt.Outcome outcome = startLinkAttempt.run(current.citizen(), accountId, wanted);
        return switch (outcome) {
            case StartLinkAttempt.Outcome.Started started ->
                Response.created(URI.create("/v1/accounts/" + started.attempt().accountId + "/link-attempts/"
                                + started.attempt().attemptId))
                        .entity(LinkAttemptView.opened(started, clock.instant()))
                        .build();
            case StartLinkAttempt.Outcome.AccountNotFound none ->
                Problem.of(ProblemCode.NOT_FOUND).toResponse();
            case StartLinkAttempt.Outcome.RedirectUriNotRegistered notRegistered ->
                Problem.invalid("/redirectUri", "redirect-uri-not-registered").toResponse();
            case StartLinkAttempt.Outcome.NoVneidClient none ->
                Problem.invalid("/method", "no-vneid-client").toResponse();
            case StartLinkAttempt.Outcome.NothingToReplace other ->
                Problem.invalid("/replaces", "not-the-current-link").toResponse();
            case StartLinkAttempt.Outcome.Obstructed obstructed ->
                obstructed.obstacle().problem().toResponse();
            case StartLinkAttempt.Outcome.TooMany tooMany ->
                Problem.of(ProblemCode.RATE_LIMITED)
                        .withRetryAfter(tooMany.retryAfter())
                        .toResponse();
            case StartLinkAttempt.Outcome.ProviderUnavailable unavailable -> providerUnavailable();
        };
    }

    @GET
    @Path("/{attemptId}")
    @Blocking
    @RolesAllowed(Actor.CITIZEN)
    @Operation(
            operationId = "readLinkAttempt",
            summary = "Read an attempt",
            description = "How far an attempt has come. Changes nothing. With `wait`, answers as soon as the attempt is"
                    + " another than `If-None-Match` says (or, without it, than now), and at once when it is over.")
    @APIResponse(
            responseCode = "200",
            description = "The attempt.",
            headers = @Header(name = "ETag", description = "Its version.", schema = @Schema(type = SchemaType.STRING)),
            content = @Content(schema = @Schema(implementation = LinkAttemptView.class)))
    @APIResponse(responseCode = "304", description = "Nothing has changed.")
    @Extension(name = "x-problems", value = "invalid-parameter, not-found")
    public CompletionStage<Response> read(
            @PathParam("accountId") String accountId,
            @PathParam("attemptId") UUID attemptId,
            @Parameter(
                            description = "Seconds to wait for a change.",
                            schema = @Schema(type = SchemaType.INTEGER, minimum = "0", maximum = "25"))
                    @QueryParam("wait")
                    @Nullable
                    String wait,
            @Parameter(description = "`ETag` of what the caller has.") @HeaderParam(HttpHeaders.IF_NONE_MATCH) @Nullable
                    String ifNoneMatch) {
        Duration patience = LongPoll.patience(wait);
        Optional<LinkAttemptRow> found = QuarkusTransaction.requiringNew()
                .call(() -> accounts.visibleTo(current.citizen(), accountId)
                        .flatMap(account -> attempts.ofAccount(account, attemptId)));
        if (found.isEmpty()) {
            return answer(Problem.of(ProblemCode.NOT_FOUND).toResponse());
        }
        LinkAttemptRow attempt = found.get();
        Instant now = clock.instant();
        Duration longest = attempt.patience(patience, now);
        boolean isNews = ifNoneMatch != null && !entityTag(attempt, now).equals(ifNoneMatch);
        if (isNews || longest.isZero()) {
            return answer(view(attempt, ifNoneMatch));
        }
        return waiters.await(attemptId, attempt.version(), longest)
                .thenApplyAsync(changed -> view(again(attempt), ifNoneMatch));
    }

    private static CompletionStage<Response> answer(Response response) {
        return CompletableFuture.completedFuture(response);
    }

    /** The same attempt for somebody who has seen it. */
    private LinkAttemptRow again(LinkAttemptRow attempt) {
        return QuarkusTransaction.requiringNew()
                .call(() -> attempts.findByIdOptional(attempt.attemptId).orElse(attempt));
    }

    private Response view(LinkAttemptRow attempt, @Nullable String ifNoneMatch) {
        Instant now = clock.instant();
        String entityTag = entityTag(attempt, now);
        Response.ResponseBuilder response =
                entityTag.equals(ifNoneMatch) ? Response.notModified() : Response.ok(LinkAttemptView.of(attempt, now));
        return response.header(HttpHeaders.ETAG, entityTag).build();
    }

    /** An attempt also changes by growing old, which no row shows. */
    private static String entityTag(LinkAttemptRow attempt, Instant now) {
        return "\"" + attempt.version() + (attempt.isExpired(now) ? "-expired" : "") + "\"";
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
                            + " now, show one number. The same completion again is the same link. After a sign-in on a second"
                            + " device it needs the two digits of the first screen; wrong ones end the attempt, without a second"
                            + " guess and before anybody is asked.")
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
                    + " replacement-not-proved,"
                    + " citizen-not-eligible, attempt-expired, confirmation-code-wrong, vneid-level-insufficient,"
                    + " identity-mismatch,"
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
            case LinkOutcome.ConfirmationCodeMissing missing ->
                Problem.invalid("/confirmationCode", "required").toResponse();
            case LinkOutcome.ConfirmationCodeNotExpected uncalledFor ->
                Problem.invalid("/confirmationCode", "only-for-second-device").toResponse();
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
            case CONFIRMATION_CODE_WRONG, ASSERTION_REJECTED -> NextAction.START_NEW_ATTEMPT;
            case LEVEL_INSUFFICIENT -> NextAction.OBTAIN_VNEID_LEVEL_2;
            case NUMBER_NOT_MATCHED, REGISTRY_DIFFERS -> NextAction.VERIFY_IDENTITY;
            case NUMBERS_DIFFER -> NextAction.START_NEW_ATTEMPT;
            case NOT_ELIGIBLE -> NextAction.CORRECT_REGISTRY_RECORD;
            case ACCOUNT_ALREADY_LINKED -> NextAction.SIGN_IN_WITH_VNEID;
            case REPLACEMENT_NOT_PROVED, VNEID_ALREADY_LINKED -> NextAction.ASK_OFFICER;
        };
    }

    @Schema(name = "LinkAttemptStart", requiredProperties = "method")
    record StartRequest(
            @Schema(
                    description =
                            "`REDIRECT`: this service sends the browser to VNeID. `SECOND_DEVICE`: the same on another"
                                    + " device, by QR code, confirmed with two digits. `PORTAL_SIGN_IN`: the portal runs its own"
                                    + " VNeID sign-in with the `nonce` of the answer.",
                    enumeration = {"REDIRECT", "SECOND_DEVICE", "PORTAL_SIGN_IN"})
            @Nullable
            String method,

            @Schema(
                    description =
                            "For `REDIRECT` and `SECOND_DEVICE`: the portal's page that VNeID sends the browser back to;"
                                    + " registered for this client, compared exactly.",
                    examples = "http://localhost:8100/link/callback")
            @Nullable
            String redirectUri,

            @Schema(
                    description = "The account's current link, when the identity at VNeID changed and the person did"
                            + " not: the new link takes its place. Besides the new sign-in it takes a fresh one with"
                            + " the old identity when the attempt begins, or a number that the population database"
                            + " knows as established in place of the old one, or two operators.",
                    format = "uuid")
            @Nullable
            String replaces) {

        StartLinkAttempt.Wanted read() {
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
            @Nullable
            UUID replaced =
                    errors.optional("/replaces", replaces, text -> FieldFormats.identifier(text, "link-id-format"));
            errors.throwIfAny();
            return new StartLinkAttempt.Wanted(Objects.requireNonNull(how), uri, replaced);
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
            description =
                    "For `REDIRECT` the parameters that VNeID added to redirectUri, for `SECOND_DEVICE` the digits"
                            + " too, for `PORTAL_SIGN_IN` the ID token of the portal's own sign-in.")
    record CompletionRequest(
            @Schema(description = "Authorization code.", maxLength = LONGEST_CODE) @Nullable
            String code,

            @Schema(maxLength = LONGEST_CODE) @Nullable String state,

            @Schema(description = "Issuer of the response (RFC 9207).", maxLength = LONGEST_CODE) @Nullable
            String iss,

            @Schema(
                    description = "For `SECOND_DEVICE` only: what the citizen read on the first screen.",
                    pattern = CONFIRMATION_CODE)
            @Nullable
            String confirmationCode,

            @Schema(
                    description = "With our nonce, for the portal's client at VNeID, at most five minutes old.",
                    maxLength = LONGEST_ID_TOKEN)
            @Nullable
            String idToken) {

        CompleteLinkAttempt.SignedIn read() {
            if (idToken != null) {
                FieldErrors errors = new FieldErrors();
                @Nullable
                String token =
                        errors.required("/idToken", idToken, text -> FieldFormats.bounded(text, LONGEST_ID_TOKEN));
                if (code != null || state != null || iss != null) {
                    errors.add("/idToken", "not-with-code");
                }
                if (confirmationCode != null) {
                    errors.add("/confirmationCode", "only-for-second-device");
                }
                errors.throwIfAny();
                return new CompleteLinkAttempt.SignedIn.Portal(Objects.requireNonNull(token));
            }
            if (code == null && state == null && iss == null && confirmationCode == null) {
                // Of which method the attempt is stands in the database: an empty request names both ways.
                FieldErrors errors = new FieldErrors();
                for (String field : List.of("/code", "/state", "/iss", "/idToken")) {
                    errors.add(field, "required");
                }
                errors.throwIfAny();
            }
            return redirect(code, state, iss, confirmationCode);
        }

        /** What VNeID added to redirectUri, whoever hands it over. */
        static CompleteLinkAttempt.SignedIn.Redirect redirect(
                @Nullable String code,
                @Nullable String state,
                @Nullable String iss,
                @Nullable String confirmationCode) {
            FieldErrors errors = new FieldErrors();
            @Nullable String readCode = errors.required("/code", code, CompletionRequest::bounded);
            @Nullable String readState = errors.required("/state", state, CompletionRequest::bounded);
            @Nullable String issuer = errors.required("/iss", iss, CompletionRequest::bounded);
            @Nullable String digits = errors.optional("/confirmationCode", confirmationCode, CompletionRequest::digits);
            errors.throwIfAny();
            return new CompleteLinkAttempt.SignedIn.Redirect(
                    Objects.requireNonNull(readCode),
                    Objects.requireNonNull(readState),
                    Objects.requireNonNull(issuer),
                    digits);
        }

        private static String digits(String text) {
            if (!text.matches(CONFIRMATION_CODE)) {
                throw new InvalidValueException("confirmation-code-format");
            }
            return text;
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

            @Schema(description = "`REDIRECT`, `SECOND_DEVICE`, `PORTAL_SIGN_IN` or `ASSISTED`; more words may come.")
            String method,

            AttemptState state,

            @Schema(description = "Where to send the browser; only in the answer that opened the attempt.") @Nullable
            URI authorizationUrl,

            @Schema(
                    description = "What the portal's own VNeID request must carry; only in the answer that opened the"
                            + " attempt.")
            @Nullable
            String nonce,

            @Schema(
                    description = "For a second device: authorizationUrl as a QR code, in SVG; only in the answer that"
                            + " opened the attempt.")
            @Nullable
            String qrCode,

            @Schema(description = "When the code stops leading to a sign-in: then offer a new attempt.") @Nullable
            Instant qrCodeExpiresAt,

            @Schema(
                    description =
                            "For a second device: two digits for the first screen, and for nothing else; only in the"
                                    + " answer that opened the attempt.",
                    examples = "07")
            @Nullable
            String confirmationCode,

            @Schema(
                    description =
                            "For a second device: the `state` that VNeID will add to redirectUri, by which the portal's"
                                    + " page there finds this attempt and the session that began it.")
            @Nullable
            String redirectState,

            @Schema(
                    description =
                            "For a second device: what the portal's page there names before it asks for the digits.")
            @Nullable
            AccountView account,

            @Schema(description = "The link, once completed.") @Nullable
            UUID linkId,

            @Schema(description = "The problem code of the refusal, once failed.") @Nullable
            String failure,

            Instant createdAt,
            Instant expiresAt) {

        static LinkAttemptView of(LinkAttemptRow row, Instant now) {
            return of(row, now, null, null, null);
        }

        static LinkAttemptView opened(StartLinkAttempt.Outcome.Started started, Instant now) {
            return of(started.attempt(), now, started.authorizationUrl(), started.nonce(), started.secondDevice());
        }

        private static LinkAttemptView of(
                LinkAttemptRow row,
                Instant now,
                @Nullable URI authorizationUrl,
                @Nullable String nonce,
                @Nullable SecondDevice other) {
            return new LinkAttemptView(
                    row.attemptId,
                    row.method.name(),
                    AttemptState.of(row, now),
                    authorizationUrl,
                    nonce,
                    other == null ? null : other.qrCode(),
                    other == null ? null : other.openUntil(),
                    other == null ? null : other.confirmationCode(),
                    other == null ? null : other.redirectState(),
                    other == null ? null : AccountView.of(other.account(), row.createdAt),
                    row.linkId,
                    row.failure == null ? null : row.failure.code(),
                    row.createdAt,
                    row.expiresAt);
        }
    }

    @Schema(
            name = "LinkAttemptAccount",
            description =
                    "The account that is being linked, as far as whoever signs in on the second device may know it."
                            + " Show the phone: an account that was prepared with somebody's leaked facts has their number, and"
                            + " hardly their phone.",
            requiredProperties = {"realm", "registeredOn"})
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record AccountView(
            @Schema(description = "Whose accounts these are, as in the token.")
            String realm,

            @Schema(description = "The last three digits.", examples = "•••••••••999") @Nullable
            String number,

            @Schema(
                    description =
                            "The last three digits of the account's phone, if it has stood for thirty days; whoever takes"
                                    + " an account over changes it.")
            @Nullable
            String phone,

            @Schema(
                    description = "Since when the account is known here: the calendar date in Vietnam.",
                    examples = "2021-03-15")
            LocalDate registeredOn) {

        static AccountView of(Account account, Instant at) {
            return new AccountView(
                    account.realm(),
                    masked(account.number()),
                    masked(account.contactHistory().unchangedAt(at).phone()),
                    LocalDate.ofInstant(account.registeredAt(), Clocks.VIETNAM));
        }

        private static @Nullable String masked(@Nullable Object value) {
            return value == null ? null : value.toString();
        }
    }
}
