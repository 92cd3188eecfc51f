package vn.gov.identitylink.signin;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import vn.gov.identitylink.access.Actor;
import vn.gov.identitylink.access.CurrentCaller;
import vn.gov.identitylink.access.ReadsPersonalData;
import vn.gov.identitylink.account.AccountKind;
import vn.gov.identitylink.citizen.InvalidValueException;
import vn.gov.identitylink.problem.FieldErrors;
import vn.gov.identitylink.problem.FieldFormats;
import vn.gov.identitylink.problem.NextAction;

/** May this person come in? Asked by portals at every sign-in. */
@Path("/v1/sign-in-decisions")
@Tag(name = "sign-in", description = "Who may still sign in how, and what notice they see.")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
class SignInDecisionsResource {

    private static final int LONGEST = 255;

    /** Before it nobody had an account of a portal. */
    private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");

    private final DecideSignIn decideSignIn;
    private final SignedDecision.Texts texts;
    private final CurrentCaller current;

    SignInDecisionsResource(DecideSignIn decideSignIn, SignedDecision.Texts texts, CurrentCaller current) {
        this.decideSignIn = decideSignIn;
        this.texts = texts;
        this.current = current;
    }

    @POST
    @RolesAllowed({Actor.HOME_PORTAL, Actor.OTHER_PORTAL})
    @ReadsPersonalData
    @Operation(
            operationId = "decideSignIn",
            summary = "May this person sign in?",
            description = "For an account by its technical id, for a VNeID identity by issuer and subject (which also"
                    + " tells whose account it is), or for attributes at a simulated time. Always 200, also for an account"
                    + " that nobody has: it is answered like one of its kind without a link. Stores nothing; the text"
                    + " in `decisionToken` is for [Bỏ qua], within 15 minutes.")
    @APIResponse(
            responseCode = "200",
            description = "What the policies in force say.",
            content = @Content(schema = @Schema(implementation = DecisionView.class)))
    @Extension(name = "x-problems", value = "validation-failed")
    public Response decide(DecisionRequest request) {
        DecideSignIn.Decided decided = decideSignIn.run(current.portal(), request.read());
        return Response.ok(DecisionView.of(decided, texts)).build();
    }

    @Schema(name = "SignInQuestion", description = "Exactly one of externalId, identity and simulation.")
    record DecisionRequest(
            @Schema(description = "TechID of the account that signs in.", maxLength = 64, examples = "TECH-000001")
            @Nullable
            String externalId,

            @Schema(
                    description = "With which kind of account, beside externalId; the portal's own unless told.",
                    implementation = SignInKind.class)
            @Nullable
            String accountKind,

            @Schema(description = "Of a sign-in through VNeID.") @Nullable
            Identity identity,

            @Schema(description = "Nobody's: what would be.") @Nullable
            Simulation simulation) {

        @Schema(
                name = "VneidIdentity",
                requiredProperties = {"issuer", "subject"})
        record Identity(
                @Schema(maxLength = LONGEST) @Nullable String issuer,
                @Schema(maxLength = LONGEST) @Nullable String subject) {}

        @Schema(
                name = "SignInSimulation",
                requiredProperties = {"audience", "accountKind", "linkState", "at"})
        record Simulation(
                @Schema(implementation = AccountKind.class) @Nullable
                String audience,

                @Schema(implementation = SignInKind.class) @Nullable
                String accountKind,

                @Schema(implementation = SignInFacts.LinkStanding.class) @Nullable
                String linkState,

                @Schema(description = "How often each policy's notice was skipped, by policy id.") @Nullable
                Map<String, @Nullable Integer> skips,

                @Schema(description = "While the registry cannot be asked.") @Nullable
                Boolean outage,

                @Schema(format = "date-time", examples = "2024-06-30T16:59:59Z") @Nullable
                String at) {}

        DecideSignIn.Question read() {
            FieldErrors errors = new FieldErrors();
            if (Stream.of(externalId, identity, simulation)
                                    .filter(one -> one != null)
                                    .count()
                            != 1
                    || (accountKind != null && externalId == null)) {
                errors.add("", "exactly-one-key");
            }
            errors.throwIfAny();
            DecideSignIn.@Nullable Question question = simulation != null
                    ? simulation(errors, simulation)
                    : identity != null ? identity(errors, identity) : account(errors);
            errors.throwIfAny();
            return Objects.requireNonNull(question);
        }

        private DecideSignIn.@Nullable Question account(FieldErrors errors) {
            @Nullable String id = errors.required("/externalId", externalId, DecisionRequest::bounded);
            @Nullable
            SignInKind kind = errors.required(
                    "/accountKind",
                    accountKind == null ? "PORTAL" : accountKind,
                    text -> FieldFormats.word(SignInKind.class, text));
            return id == null || kind == null ? null : new DecideSignIn.Question.Account(id, kind);
        }

        private static DecideSignIn.@Nullable Question identity(FieldErrors errors, Identity identity) {
            @Nullable String issuer = errors.required("/identity/issuer", identity.issuer(), DecisionRequest::bounded);
            @Nullable
            String subject = errors.required("/identity/subject", identity.subject(), DecisionRequest::bounded);
            return issuer == null || subject == null ? null : new DecideSignIn.Question.Identity(issuer, subject);
        }

        private static DecideSignIn.@Nullable Question simulation(FieldErrors errors, Simulation asked) {
            @Nullable
            AccountKind audience = errors.required(
                    "/simulation/audience", asked.audience(), text -> FieldFormats.word(AccountKind.class, text));
            @Nullable
            SignInKind kind = errors.required(
                    "/simulation/accountKind", asked.accountKind(), text -> FieldFormats.word(SignInKind.class, text));
            SignInFacts.@Nullable LinkStanding standing = errors.required(
                    "/simulation/linkState",
                    asked.linkState(),
                    text -> FieldFormats.word(SignInFacts.LinkStanding.class, text));
            @Nullable Instant at = errors.required("/simulation/at", asked.at(), DecisionRequest::instant);
            Map<UUID, Integer> skips = new HashMap<>();
            if (asked.skips() != null) {
                asked.skips()
                        .forEach((policy, times) -> errors.check("/simulation/skips", () -> {
                            if (times == null || times < 0) {
                                throw new InvalidValueException("number-of-skips");
                            }
                            return skips.put(PolicyRequest.id(policy), times);
                        }));
            }
            return audience == null || kind == null || standing == null || at == null
                    ? null
                    : new DecideSignIn.Question.Simulation(
                            audience, kind, standing, skips, Boolean.TRUE.equals(asked.outage()), at);
        }

        private static Instant instant(String text) {
            return FieldFormats.instant(text, EARLIEST);
        }

        private static String bounded(String text) {
            return FieldFormats.bounded(text, LONGEST);
        }

        @Override
        public String toString() {
            return "DecisionRequest[•••]";
        }
    }

    @Schema(
            name = "SignInDecision",
            requiredProperties = {"decision", "rule", "considered", "nextAction"})
    record DecisionView(
            SignInDecision.Verdict decision,
            SignInDecision.Rule rule,

            @Schema(description = "Of the account that signs in, where there is one.") @Nullable
            UUID accountId,

            @Schema(description = "The policy that decided; absent where none is about this sign-in.") @Nullable
            PolicyView policy,

            @Schema(description = "Every policy about this kind of account, and whether it counted.")
            List<PolicyView> considered,

            @Schema(description = "The first day on which a link is required, if one is known.") @Nullable
            LocalDate linkRequiredFrom,

            NextAction nextAction,

            @Schema(
                    description =
                            "How often the notice may still be skipped; absent: without limit, or nothing to skip.")
            @Nullable
            Integer skipsLeft,

            @Schema(description = "What to show, where there is something to say.") @Nullable
            NoticeView notice,

            @Schema(description = "For [Bỏ qua]; signed, and good for 15 minutes. Absent for a simulation.") @Nullable
            String decisionToken,

            @Nullable Instant expiresAt) {

        static DecisionView of(DecideSignIn.Decided decided, SignedDecision.Texts texts) {
            SignInDecision decision = decided.decision();
            @Nullable PublishedPolicy policy = decision.decidedBy();
            @Nullable SignedDecision signed = decided.signed();
            return new DecisionView(
                    decision.verdict(),
                    decision.rule(),
                    decided.accountId(),
                    policy == null ? null : PolicyView.of(policy, SignInDecision.Standing.DECIDED),
                    decision.considered().stream()
                            .map(considered -> PolicyView.of(considered.policy(), considered.standing()))
                            .toList(),
                    decision.linkRequiredFrom(),
                    decision.nextAction(),
                    decision.skipsLeft(),
                    policy == null || decision.verdict() == SignInDecision.Verdict.ALLOW
                            ? null
                            : NoticeView.of(policy.content(), decision),
                    signed == null ? null : texts.write(signed),
                    signed == null ? null : signed.expiresAt());
        }
    }

    @Schema(
            name = "ConsideredPolicy",
            requiredProperties = {"policyId", "name", "version", "legalBasis", "mode", "effectiveFrom", "standing"})
    record PolicyView(
            UUID policyId,
            String name,
            int version,
            String legalBasis,
            PolicyMode mode,
            LocalDate effectiveFrom,
            @Nullable LocalDate effectiveUntil,
            SignInDecision.Standing standing) {

        static PolicyView of(PublishedPolicy policy, SignInDecision.Standing standing) {
            SignInPolicy content = policy.content();
            return new PolicyView(
                    policy.policyId(),
                    content.name(),
                    policy.version(),
                    content.legalBasis(),
                    content.mode(),
                    content.effectiveFrom(),
                    content.effectiveUntil(),
                    standing);
        }
    }

    @Schema(
            name = "ShownNotice",
            requiredProperties = {"version", "skippable", "vi", "en"})
    record NoticeView(
            int version,

            @Schema(description = "Whether to offer the button that skips.")
            boolean skippable,

            SignInPolicy.NoticeText vi,
            SignInPolicy.NoticeText en) {

        private static final DateTimeFormatter VIETNAMESE = DateTimeFormatter.ofPattern("dd/MM/yyyy");
        private static final DateTimeFormatter ENGLISH = DateTimeFormatter.ofPattern("d MMMM yyyy", Locale.ENGLISH);

        static NoticeView of(SignInPolicy policy, SignInDecision decision) {
            // A notice announces the day of another text; what requires a link itself tells of its own.
            LocalDate date = policy.mode() == PolicyMode.NOTICE && decision.linkRequiredFrom() != null
                    ? decision.linkRequiredFrom()
                    : policy.effectiveFrom();
            return new NoticeView(
                    policy.notice().version(),
                    decision.canBeSkipped(),
                    dated(policy.notice().vi(), date.format(VIETNAMESE)),
                    dated(policy.notice().en(), date.format(ENGLISH)));
        }

        private static SignInPolicy.NoticeText dated(SignInPolicy.NoticeText text, String date) {
            return new SignInPolicy.NoticeText(
                    text.title().replace("{date}", date),
                    text.legalText().replace("{date}", date),
                    text.requirement().replace("{date}", date),
                    text.skip(),
                    text.signIn());
        }
    }
}
