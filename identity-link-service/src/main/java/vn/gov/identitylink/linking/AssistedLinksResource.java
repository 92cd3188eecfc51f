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
import vn.gov.identitylink.access.ReadsPersonalData;
import vn.gov.identitylink.idempotency.Idempotent;
import vn.gov.identitylink.problem.FieldErrors;
import vn.gov.identitylink.problem.FieldFormats;
import vn.gov.identitylink.problem.NextAction;
import vn.gov.identitylink.problem.Problem;
import vn.gov.identitylink.problem.ProblemCode;

/** Linking with an officer's help, for a citizen who is present at a counter. */
@Path("/v1/assisted-links")
@Tag(name = "linking")
@Produces(MediaType.APPLICATION_JSON)
class AssistedLinksResource {

    private static final int LONGEST_CODE = 2048;

    private final StartAssistedLink startAssistedLink;
    private final ProveControl proveControl;
    private final CompleteAssistedLink completeAssistedLink;
    private final AssistedLinks assistedLinks;
    private final CurrentCaller current;
    private final InstantSource clock;

    AssistedLinksResource(
            StartAssistedLink startAssistedLink,
            ProveControl proveControl,
            CompleteAssistedLink completeAssistedLink,
            AssistedLinks assistedLinks,
            CurrentCaller current,
            InstantSource clock) {
        this.startAssistedLink = startAssistedLink;
        this.proveControl = proveControl;
        this.completeAssistedLink = completeAssistedLink;
        this.assistedLinks = assistedLinks;
        this.current = current;
        this.clock = clock;
    }

    @POST
    @RolesAllowed(Actor.OFFICER)
    @ReadsPersonalData
    @Idempotent(endsWithLastTransaction = true)
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "startAssistedLink",
            summary = "Begin to link for a citizen who is present",
            description = "The officer's screen shows authorizationUrl, and the citizen signs in to VNeID on their own"
                    + " device. Besides, control of the portal account is proved: by the citizen's confirmation with a"
                    + " token of the account; by a code sent to a phone or e-mail that has not changed for thirty days;"
                    + " or else by a second officer of the unit. The officer's token must say for which unit they act"
                    + " and which number is their own, for which they cannot do this.")
    @APIResponse(
            responseCode = "201",
            description = "Begun: show authorizationUrl to the citizen.",
            headers =
                    @Header(
                            name = "Location",
                            description = "The assisted link.",
                            schema = @Schema(type = SchemaType.STRING)),
            content = @Content(schema = @Schema(implementation = AssistedLinkView.class)))
    @Extension(
            name = "x-problems",
            value = "validation-failed, not-found, officer-own-number, citizen-not-eligible, account-superseded,"
                    + " number-not-matched,"
                    + " contact-too-recent, rate-limited, identity-provider-unavailable, notice-channel-unavailable")
    public Response start(StartRequest request) {
        StartRequest.Wanted wanted = request.read();
        StartAssistedLink.Outcome outcome =
                startAssistedLink.run(current.staff(), wanted.accountId(), wanted.control(), wanted.redirectUri());
        return switch (outcome) {
            case StartAssistedLink.Outcome.Started started ->
                Response.created(URI.create(
                                "/v1/assisted-links/" + started.assisted().attempt().attemptId))
                        .entity(AssistedLinkView.of(
                                started.assisted(), clock.instant(), started.authorizationUrl(), started.sentTo()))
                        .build();
            case StartAssistedLink.Outcome.NotAtACounter elsewhere -> notAtACounter();
            case StartAssistedLink.Outcome.AccountNotFound none ->
                Problem.of(ProblemCode.NOT_FOUND).toResponse();
            case StartAssistedLink.Outcome.OwnNumber own ->
                Problem.of(ProblemCode.OFFICER_OWN_NUMBER).toResponse();
            case StartAssistedLink.Outcome.RedirectUriNotRegistered notRegistered ->
                Problem.invalid("/redirectUri", "redirect-uri-not-registered").toResponse();
            case StartAssistedLink.Outcome.Obstructed obstructed ->
                obstructed.obstacle().problem().toResponse();
            case StartAssistedLink.Outcome.NoOldContact recent ->
                Problem.of(ProblemCode.CONTACT_TOO_RECENT)
                        .withNextAction(NextAction.ASK_OFFICER)
                        .toResponse();
            case StartAssistedLink.Outcome.TooMany tooMany ->
                Problem.of(ProblemCode.RATE_LIMITED)
                        .withRetryAfter(tooMany.retryAfter())
                        .toResponse();
            case StartAssistedLink.Outcome.ProviderUnavailable unavailable ->
                LinkAttemptsResource.providerUnavailable();
            case StartAssistedLink.Outcome.ChannelUnavailable unavailable ->
                Problem.of(ProblemCode.NOTICE_CHANNEL_UNAVAILABLE)
                        .withRetryAfter(Problem.SOON)
                        .toResponse();
        };
    }

    @GET
    @Path("/{assistedLinkId}")
    @RolesAllowed({Actor.CITIZEN, Actor.OFFICER})
    @ReadsPersonalData
    @Operation(
            operationId = "readAssistedLink",
            summary = "Read an assisted link",
            description = "How far it has come, for the officers of its unit and for the citizen before they confirm."
                    + " Changes nothing.")
    @APIResponse(
            responseCode = "200",
            description = "The assisted link.",
            content = @Content(schema = @Schema(implementation = AssistedLinkView.class)))
    @Extension(name = "x-problems", value = "not-found")
    public Response read(@PathParam("assistedLinkId") UUID id) {
        return QuarkusTransaction.requiringNew()
                .call(() -> assistedLinks.visibleTo(current.caller(), id))
                .map(assisted -> Response.ok(AssistedLinkView.of(assisted, clock.instant(), null, null))
                        .build())
                .orElseGet(() -> Problem.of(ProblemCode.NOT_FOUND).toResponse());
    }

    @POST
    @Path("/{assistedLinkId}/confirmation")
    @RolesAllowed(Actor.CITIZEN)
    @Operation(
            operationId = "confirmAssistedLink",
            summary = "Confirm as the citizen",
            description = "For `CITIZEN_TOKEN`: the citizen, signed in to the portal on their own device, lets the"
                    + " officer link this account. The session that confirms gains no right by the link.")
    @APIResponse(
            responseCode = "200",
            description = "Control is proved, now or before.",
            content = @Content(schema = @Schema(implementation = AssistedLinkView.class)))
    @Extension(name = "x-problems", value = "attempt-invalid, not-found, attempt-used, attempt-expired")
    public Response confirm(@PathParam("assistedLinkId") UUID id) {
        return answer(proveControl.confirm(current.citizen(), id));
    }

    @POST
    @Path("/{assistedLinkId}/code-check")
    @RolesAllowed(Actor.OFFICER)
    @ReadsPersonalData
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "checkAssistedLinkCode",
            summary = "Enter the citizen's code",
            description = "For `ONE_TIME_CODE`: the officer who began enters what the citizen reads out, within ten"
                    + " minutes. The third wrong code ends the attempt.")
    @APIResponse(
            responseCode = "200",
            description = "Control is proved, now or before.",
            content = @Content(schema = @Schema(implementation = AssistedLinkView.class)))
    @Extension(
            name = "x-problems",
            value = "validation-failed, attempt-invalid, not-found, attempt-used, attempt-expired, one-time-code-wrong")
    public Response check(@PathParam("assistedLinkId") UUID id, CodeRequest request) {
        return answer(proveControl.check(current.staff(), id, request.read()));
    }

    @POST
    @Path("/{assistedLinkId}/approval")
    @RolesAllowed(Actor.OFFICER)
    @ReadsPersonalData
    @Operation(
            operationId = "approveAssistedLink",
            summary = "Approve as second officer",
            description =
                    "For `SECOND_OFFICER`: another officer of the same unit looked at the citizen and their papers"
                            + " too.")
    @APIResponse(
            responseCode = "200",
            description = "Control is proved, now or before.",
            content = @Content(schema = @Schema(implementation = AssistedLinkView.class)))
    @Extension(
            name = "x-problems",
            value = "attempt-invalid, not-found, attempt-used, attempt-expired, second-officer-required,"
                    + " officer-own-number")
    public Response approve(@PathParam("assistedLinkId") UUID id) {
        return answer(proveControl.approve(current.staff(), id));
    }

    @POST
    @Path("/{assistedLinkId}/completion")
    @RolesAllowed(Actor.OFFICER)
    @ReadsPersonalData
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "completeAssistedLink",
            summary = "Complete the link for the citizen",
            description = "The officer who began hands over what VNeID sent to redirectUri, once control is proved. The"
                    + " rules are those of every link. The citizen's papers move 72 hours after the citizen was told,"
                    + " the old contact too, so that \"this was not me\" comes in time.")
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
            value = "validation-failed, attempt-invalid, identity-assertion-rejected, not-found, control-not-proved,"
                    + " officer-own-number, number-not-matched, attempt-in-progress, attempt-used,"
                    + " account-already-linked, vneid-already-linked, citizen-not-eligible, attempt-expired,"
                    + " vneid-level-insufficient, identity-mismatch, identity-not-matched, registry-bad-response,"
                    + " registry-unavailable, registry-timeout, identity-provider-unavailable")
    public Response complete(@PathParam("assistedLinkId") UUID id, CompletionRequest request) {
        return switch (completeAssistedLink.run(current.staff(), id, request.read())) {
            case CompleteAssistedLink.Outcome.Completed completed -> LinkAttemptsResource.answer(completed.outcome());
            case CompleteAssistedLink.Outcome.NotAtACounter elsewhere -> notAtACounter();
            case CompleteAssistedLink.Outcome.NotFound none ->
                Problem.of(ProblemCode.NOT_FOUND).toResponse();
            case CompleteAssistedLink.Outcome.OwnNumber own ->
                Problem.of(ProblemCode.OFFICER_OWN_NUMBER).toResponse();
            case CompleteAssistedLink.Outcome.ControlNotProved notProved ->
                Problem.of(ProblemCode.CONTROL_NOT_PROVED).toResponse();
        };
    }

    private Response answer(ProveControl.Outcome outcome) {
        return switch (outcome) {
            case ProveControl.Outcome.Proved proved ->
                Response.ok(AssistedLinkView.of(proved.assisted(), clock.instant(), null, null))
                        .build();
            case ProveControl.Outcome.NotFound none ->
                Problem.of(ProblemCode.NOT_FOUND).toResponse();
            case ProveControl.Outcome.NotAtACounter elsewhere -> notAtACounter();
            case ProveControl.Outcome.OtherKind other ->
                Problem.of(ProblemCode.ATTEMPT_INVALID).toResponse();
            case ProveControl.Outcome.Used used ->
                Problem.of(ProblemCode.ATTEMPT_USED)
                        .withNextAction(NextAction.START_NEW_ATTEMPT)
                        .toResponse();
            case ProveControl.Outcome.Expired expired ->
                Problem.of(ProblemCode.ATTEMPT_EXPIRED)
                        .withNextAction(NextAction.START_NEW_ATTEMPT)
                        .toResponse();
            case ProveControl.Outcome.WrongCode wrong ->
                Problem.of(ProblemCode.ONE_TIME_CODE_WRONG).toResponse();
            case ProveControl.Outcome.SameOfficer same ->
                Problem.of(ProblemCode.SECOND_OFFICER_REQUIRED)
                        .withNextAction(NextAction.ASK_OFFICER)
                        .toResponse();
            case ProveControl.Outcome.OwnNumber own ->
                Problem.of(ProblemCode.OFFICER_OWN_NUMBER).toResponse();
        };
    }

    /** Without a unit in the record, or a number to compare with, nobody acts for a citizen. */
    private static Response notAtACounter() {
        return Problem.of(ProblemCode.ACTOR_NOT_ALLOWED).toResponse();
    }

    @Schema(
            name = "AssistedLinkStart",
            requiredProperties = {"accountId", "control", "redirectUri"})
    record StartRequest(
            @Schema(description = "The citizen's account, of the officer's realm.", format = "uuid") @Nullable
            String accountId,

            @Schema(
                    description = "How the citizen's control of the portal account is proved: they confirm themselves;"
                            + " they read out a code that is sent now; or a second officer approves.",
                    enumeration = {"CITIZEN_TOKEN", "ONE_TIME_CODE", "SECOND_OFFICER"})
            @Nullable
            String control,

            @Schema(
                    description = "The page that VNeID sends the citizen's browser back to; registered for this client,"
                            + " compared exactly.",
                    examples = "http://localhost:8100/link/callback")
            @Nullable
            String redirectUri) {

        record Wanted(UUID accountId, Control control, URI redirectUri) {}

        Wanted read() {
            FieldErrors errors = new FieldErrors();
            @Nullable
            UUID account = errors.required(
                    "/accountId", accountId, text -> FieldFormats.identifier(text, "account-id-format"));
            @Nullable
            Control how = errors.required("/control", control, text -> FieldFormats.word(Control.class, text));
            @Nullable URI uri = errors.required("/redirectUri", redirectUri, LinkAttemptsResource.StartRequest::uri);
            errors.throwIfAny();
            return new Wanted(
                    Objects.requireNonNull(account), Objects.requireNonNull(how), Objects.requireNonNull(uri));
        }
    }

    @Schema(name = "AssistedLinkCode", requiredProperties = "code")
    record CodeRequest(
            @Schema(description = "Six digits.", pattern = "[0-9]{6}") @Nullable
            String code) {

        OneTimeCode read() {
            FieldErrors errors = new FieldErrors();
            @Nullable OneTimeCode read = errors.required("/code", code, OneTimeCode::parse);
            errors.throwIfAny();
            return Objects.requireNonNull(read);
        }

        @Override
        public String toString() {
            return "CodeRequest[•••]";
        }
    }

    @Schema(
            name = "AssistedLinkCompletion",
            requiredProperties = {"code", "state", "iss"},
            description = "The parameters that VNeID added to redirectUri on the citizen's device.")
    record CompletionRequest(
            @Schema(description = "Authorization code.", maxLength = LONGEST_CODE) @Nullable
            String code,

            @Schema(maxLength = LONGEST_CODE) @Nullable String state,

            @Schema(description = "Issuer of the response (RFC 9207).", maxLength = LONGEST_CODE) @Nullable
            String iss) {

        CompleteLinkAttempt.SignedIn.Redirect read() {
            return LinkAttemptsResource.CompletionRequest.redirect(code, state, iss, null);
        }

        @Override
        public String toString() {
            return "CompletionRequest[•••]";
        }
    }

    @Schema(
            name = "AssistedLink",
            requiredProperties = {"assistedLinkId", "accountId", "unit", "state", "control", "createdAt", "expiresAt"})
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record AssistedLinkView(
            UUID assistedLinkId,
            UUID accountId,

            @Schema(description = "The unit of the officer who began.", examples = "21583")
            String unit,

            @Schema(
                    description = "`PENDING`, `EXCHANGING`, `COMPLETED`, `FAILED`, `EXPIRED` or `VOIDED`, as of every"
                            + " attempt; more words may come.")
            String state,

            ControlView control,

            @Schema(description = "For the citizen's own device; only in the answer that began it.") @Nullable
            URI authorizationUrl,

            @Schema(description = "authorizationUrl as a QR code, in SVG; only in the answer that began it.") @Nullable
            String qrCode,

            @Schema(description = "The link, once completed.") @Nullable
            UUID linkId,

            @Schema(description = "The problem code of the refusal, once failed.") @Nullable
            String failure,

            Instant createdAt,
            Instant expiresAt) {

        static AssistedLinkView of(
                AssistedLinks.Assisted assisted, Instant now, @Nullable URI authorizationUrl, @Nullable String sentTo) {
            LinkAttemptRow attempt = assisted.attempt();
            AssistedLinkRow assistance = assisted.assistance();
            return new AssistedLinkView(
                    attempt.attemptId,
                    attempt.accountId,
                    assistance.unit,
                    LinkAttemptsResource.AttemptState.of(attempt, now).name(),
                    new ControlView(assistance.control.name(), assistance.isProved() ? "PROVED" : "PENDING", sentTo),
                    authorizationUrl,
                    authorizationUrl == null ? null : QrCode.svg(authorizationUrl.toString()),
                    attempt.linkId,
                    attempt.failure == null ? null : attempt.failure.code(),
                    attempt.createdAt,
                    attempt.expiresAt);
        }
    }

    @Schema(
            name = "AccountControl",
            requiredProperties = {"kind", "state"})
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record ControlView(
            @Schema(description = "As it was begun with; more words may come.", examples = "ONE_TIME_CODE")
            String kind,

            @Schema(description = "`PENDING` or `PROVED`; more words may come.")
            String state,

            @Schema(
                    description = "Where the code went, masked; only in the answer that began it.",
                    examples = "•••••••001")
            @Nullable
            String sentTo) {}
}
