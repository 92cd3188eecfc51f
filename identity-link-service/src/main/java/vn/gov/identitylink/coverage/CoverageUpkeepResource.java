package vn.gov.identitylink.coverage;

import jakarta.annotation.security.RolesAllowed;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import vn.gov.identitylink.access.Actor;
import vn.gov.identitylink.idempotency.Idempotent;
import vn.gov.identitylink.problem.FieldErrors;
import vn.gov.identitylink.problem.FieldFormats;
import vn.gov.identitylink.problem.LongPoll;
import vn.gov.identitylink.problem.Problem;
import vn.gov.identitylink.problem.ProblemCode;
import vn.gov.identitylink.registry.PopulationFigures.FiguresAnswer;

/** What operators do for the report: targets, figures of earlier days, and the proof that the counters are right. */
@Path("/v1")
@Tag(name = "coverage")
@Produces(MediaType.APPLICATION_JSON)
class CoverageUpkeepResource {

    /** Shorter than the time after which an idle connection is closed. */
    private static final Duration USUAL_WAIT = Duration.ofSeconds(20);

    private static final int RECOUNTS = 20;

    private final Targets targets;
    private final FetchFigures fetchFigures;
    private final RecountAccounts recountAccounts;

    CoverageUpkeepResource(Targets targets, FetchFigures fetchFigures, RecountAccounts recountAccounts) {
        this.targets = targets;
        this.fetchFigures = fetchFigures;
        this.recountAccounts = recountAccounts;
    }

    @GET
    @Path("/coverage-targets")
    @RolesAllowed({Actor.HOME_PORTAL, Actor.OTHER_PORTAL, Actor.OFFICER, Actor.OPERATOR})
    @Transactional
    @Operation(
            operationId = "listCoverageTargets",
            summary = "All targets",
            description =
                    "Withdrawn ones too, since reports of their time know them. The letter's is there from the start.")
    @APIResponse(
            responseCode = "200",
            description = "All of them.",
            content = @Content(schema = @Schema(implementation = TargetsView.class)))
    public Response list() {
        return Response.ok(new TargetsView(
                        targets.all().stream().map(TargetView::of).toList(), null))
                .build();
    }

    @POST
    @Idempotent
    @Path("/coverage-targets")
    @RolesAllowed(Actor.OPERATOR)
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "setCoverageTarget",
            summary = "Set a target",
            description =
                    "It holds for the unit and for those below it that have none of their own, in reports from today"
                            + " on. A target does not change: it is withdrawn and another one set.")
    @APIResponse(
            responseCode = "201",
            description = "Set.",
            content = @Content(schema = @Schema(implementation = TargetView.class)))
    @Extension(name = "x-problems", value = "validation-failed, target-already-set")
    public Response set(TargetRequest request) {
        TargetRequest.WantedTarget wanted = request.read();
        return answer(targets.set(wanted.unit(), wanted.measure(), wanted.date(), wanted.share()), 201);
    }

    @POST
    @Path("/coverage-targets/{targetId}/withdrawal")
    @RolesAllowed(Actor.OPERATOR)
    @Operation(
            operationId = "withdrawCoverageTarget",
            summary = "Withdraw a target",
            description = "Reports of today and later do not know it any more. The same again changes nothing.")
    @APIResponse(
            responseCode = "200",
            description = "Withdrawn.",
            content = @Content(schema = @Schema(implementation = TargetView.class)))
    @Extension(name = "x-problems", value = "not-found")
    public Response withdraw(@PathParam("targetId") UUID targetId) {
        return answer(targets.withdraw(targetId), 200);
    }

    private static Response answer(Targets.Outcome outcome, int status) {
        return switch (outcome) {
            case Targets.Outcome.Done done ->
                Response.status(status).entity(TargetView.of(done.target())).build();
            case Targets.Outcome.NotFound none ->
                Problem.of(ProblemCode.NOT_FOUND).toResponse();
            case Targets.Outcome.UnitUnknown none ->
                Problem.invalid("/unit", none.known() ? "unit-not-valid-on-date" : "unit-unknown")
                        .toResponse();
            case Targets.Outcome.AlreadySet there ->
                Problem.of(ProblemCode.TARGET_ALREADY_SET).toResponse();
        };
    }

    @POST
    @Path("/coverage-statistics")
    @RolesAllowed(Actor.OPERATOR)
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "fetchCoverageStatistics",
            summary = "Fetch the population database's figures of a day",
            description =
                    "Of all communes of a unit, for a report of that day; yesterday's are fetched by themselves. What"
                            + " was fetched is kept for good, so that the same call again goes on where a failure ended it.")
    @APIResponse(
            responseCode = "200",
            description = "Fetched.",
            content = @Content(schema = @Schema(implementation = FetchedView.class)))
    @Extension(
            name = "x-problems",
            value = "validation-failed, registry-bad-response, registry-unavailable, registry-timeout")
    public Response fetch(FetchRequest request) {
        FetchRequest.WantedFigures wanted = request.read();
        return switch (fetchFigures.run(wanted.unit(), wanted.date())) {
            case FetchFigures.Outcome.Fetched done ->
                Response.ok(new FetchedView(done.communes(), done.added())).build();
            case FetchFigures.Outcome.UnitUnknown none ->
                Problem.invalid("/unit", none.known() ? "unit-not-valid-on-date" : "unit-unknown")
                        .toResponse();
            case FetchFigures.Outcome.DateInFuture future ->
                Problem.invalid("/date", "date-in-future").toResponse();
            case FetchFigures.Outcome.RegistryFailed failed ->
                Problem.of(codeOf(failed.answer())).toResponse();
        };
    }

    private static ProblemCode codeOf(FiguresAnswer answer) {
        return switch (answer) {
            case FiguresAnswer.TimedOut late -> ProblemCode.REGISTRY_TIMEOUT;
            case FiguresAnswer.BadResponse bad -> ProblemCode.REGISTRY_BAD_RESPONSE;
            case FiguresAnswer.Unavailable away -> ProblemCode.REGISTRY_UNAVAILABLE;
            case FiguresAnswer.UnknownThere unknown -> ProblemCode.REGISTRY_BAD_RESPONSE;
            case FiguresAnswer.Figures figures -> throw new IllegalStateException("figures are no failure");
        };
    }

    @POST
    @Path("/coverage-recounts")
    @RolesAllowed(Actor.OPERATOR)
    @Operation(
            operationId = "recountCoverage",
            summary = "Prove the counters by counting all accounts",
            description =
                    "Counts what waits in the outbox and then every account, in one snapshot, and compares. Where they"
                            + " differ, which only a renewed index key or communes loaded late can cause, the difference is added"
                            + " on today's date. Takes seconds for a million accounts; what takes longer than the caller waits"
                            + " goes on, and its result is listed when it has ended.")
    @APIResponse(
            responseCode = "200",
            description = "Recounted.",
            content = @Content(schema = @Schema(implementation = RecountView.class)))
    @APIResponse(
            responseCode = "202",
            description =
                    "It goes on: look for its id among the results. One that is not there after ten minutes broke off.",
            content = @Content(schema = @Schema(implementation = RecountBegun.class)))
    @Extension(name = "x-problems", value = "invalid-parameter, counting-in-progress")
    public Response recount(
            @Parameter(
                            description = "Seconds to wait for the result; 20 unless told.",
                            schema = @Schema(type = SchemaType.INTEGER, minimum = "0", maximum = "25"))
                    @QueryParam("wait")
                    @Nullable
                    String wait) {
        Duration patience = wait == null ? USUAL_WAIT : LongPoll.patience(wait);
        return switch (recountAccounts.run(patience)) {
            case RecountAccounts.Outcome.Recounted(RecountAccounts.Recount done) ->
                Response.ok(RecountView.of(done)).build();
            case RecountAccounts.Outcome.Counting(UUID recountId) ->
                Response.accepted(new RecountBegun(recountId)).build();
            case RecountAccounts.Outcome.Busy busy ->
                Problem.of(ProblemCode.COUNTING_IN_PROGRESS)
                        .withRetryAfter(Problem.SOON)
                        .toResponse();
        };
    }

    @GET
    @Path("/coverage-recounts")
    @RolesAllowed(Actor.OPERATOR)
    @Operation(
            operationId = "listCoverageRecounts",
            summary = "What recounts found",
            description = "The twenty latest that have ended.")
    @APIResponse(
            responseCode = "200",
            description = "The newest first.",
            content = @Content(schema = @Schema(implementation = RecountList.class)))
    public Response recounts() {
        return Response.ok(new RecountList(
                        recountAccounts.latest(RECOUNTS).stream()
                                .map(RecountView::of)
                                .toList(),
                        null))
                .build();
    }

    @Schema(name = "CoverageTargets", requiredProperties = "items")
    record TargetsView(
            List<TargetView> items,

            @Schema(description = "Always absent: all are answered at once.") @Nullable
            String nextCursor) {}

    @Schema(
            name = "CoverageTarget",
            requiredProperties = {"targetId", "unit", "measure", "date", "share", "announcedOn"})
    record TargetView(
            UUID targetId,

            @Schema(description = "Code of the unit, as of the target's day.", examples = "52")
            String unit,

            Target.Aim measure,

            @Schema(description = "By the end of this day.", examples = "2024-06-30")
            LocalDate date,

            @Schema(description = "Of the eligible citizens, 1 being all of them.", examples = "1")
            double share,

            @Schema(description = "The first day whose reports know it.")
            LocalDate announcedOn,

            @Schema(description = "The first day whose reports do not know it any more.") @Nullable
            LocalDate withdrawnOn) {

        static TargetView of(Target target) {
            return new TargetView(
                    target.targetId(),
                    target.unit().code(),
                    target.measure(),
                    target.day(),
                    target.share().doubleValue(),
                    target.announcedOn(),
                    target.withdrawnOn());
        }
    }

    @Schema(
            name = "CoverageTargetDraft",
            requiredProperties = {"unit", "measure", "date", "share"})
    record TargetRequest(
            @Schema(description = "Code of the unit on the target's day.", pattern = "^([0-9]{2}|[0-9]{3}|[0-9]{5})$")
            @Nullable
            String unit,

            @Schema(enumeration = {"VNEID_LEVEL_2", "LINKED"}) @Nullable
            String measure,

            @Schema(format = "date", examples = "2027-06-30") @Nullable
            String date,

            @Schema(description = "More than 0, at most 1, four digits.", examples = "0.95") @Nullable
            Double share) {

        record WantedTarget(String unit, Target.Aim measure, LocalDate date, BigDecimal share) {}

        WantedTarget read() {
            FieldErrors errors = new FieldErrors();
            @Nullable String code = errors.required("/unit", unit, FieldFormats::unitCode);
            Target.@Nullable Aim what =
                    errors.required("/measure", measure, text -> FieldFormats.word(Target.Aim.class, text));
            @Nullable LocalDate day = errors.required("/date", date, FieldFormats::dateSince1975);
            if (share == null) {
                errors.add("/share", "required");
            } else if (share > 1) {
                errors.add("/share", "over-100-percent");
            } else if (!(share >= 0.0001)) {
                errors.add("/share", "range");
            } else if (digitsOf(share).scale() > 4) {
                errors.add("/share", "too-many-digits");
            }
            errors.throwIfAny();
            return new WantedTarget(
                    Objects.requireNonNull(code),
                    Objects.requireNonNull(what),
                    Objects.requireNonNull(day),
                    digitsOf(Objects.requireNonNull(share)));
        }

        /** Without the zero that a double of few digits is printed with. */
        private static BigDecimal digitsOf(double share) {
            return BigDecimal.valueOf(share).stripTrailingZeros();
        }
    }

    @Schema(
            name = "CoverageStatisticsRequest",
            requiredProperties = {"unit", "date"})
    record FetchRequest(
            @Schema(description = "Code of the unit on that day.", examples = "52") @Nullable
            String unit,

            @Schema(format = "date", description = "Today at the latest.", examples = "2026-11-25") @Nullable
            String date) {

        record WantedFigures(String unit, LocalDate date) {}

        WantedFigures read() {
            FieldErrors errors = new FieldErrors();
            @Nullable String code = errors.required("/unit", unit, FieldFormats::unitCode);
            @Nullable LocalDate day = errors.required("/date", date, FieldFormats::dateSince1975);
            errors.throwIfAny();
            return new WantedFigures(Objects.requireNonNull(code), Objects.requireNonNull(day));
        }
    }

    @Schema(
            name = "CoverageStatistics",
            requiredProperties = {"communes", "added"})
    record FetchedView(
            @Schema(description = "Communes of the unit on that day.")
            int communes,

            @Schema(description = "Those whose figures were not there before.")
            int added) {}

    @Schema(
            name = "CoverageRecount",
            requiredProperties = {"recountId", "countedAt", "accounts", "cells", "differences"})
    record RecountView(
            UUID recountId,
            Instant countedAt,
            @Schema(description = "Accounts of citizens.") long accounts,

            @Schema(description = "Compared figures: realm, commune and origin.")
            int cells,

            @Schema(description = "Cells that differed, and do not any more; 0 proves the counters.")
            int differences) {

        static RecountView of(RecountAccounts.Recount done) {
            return new RecountView(
                    done.recountId(), done.countedAt(), done.accounts(), done.cells(), done.differences());
        }
    }

    @Schema(name = "CoverageRecountBegun", requiredProperties = "recountId")
    record RecountBegun(UUID recountId) {}

    @Schema(name = "CoverageRecounts", requiredProperties = "items")
    record RecountList(
            List<RecountView> items,

            @Schema(description = "Always absent.") @Nullable
            String nextCursor) {}
}
