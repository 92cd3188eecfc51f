package vn.gov.identitylink.coverage;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.Objects;
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
import vn.gov.identitylink.access.CurrentCaller;
import vn.gov.identitylink.problem.FieldErrors;
import vn.gov.identitylink.problem.FieldFormats;
import vn.gov.identitylink.problem.Language;
import vn.gov.identitylink.problem.Problem;
import vn.gov.identitylink.time.Clocks;

/** The report: as data, as a table, and as two charts. */
@Path("/v1/coverage")
@Tag(name = "coverage")
class CoverageResource {

    private static final String TABLE = "text/csv";
    private static final String DRAWING = "image/svg+xml";
    private static final MediaType TABLE_TYPE = MediaType.valueOf(TABLE);
    private static final MediaType DRAWING_TYPE = MediaType.valueOf(DRAWING);
    private static final int DEEPEST = 2;

    private final ReadCoverage readCoverage;
    private final CurrentCaller current;
    private final InstantSource clock;

    CoverageResource(ReadCoverage readCoverage, CurrentCaller current, InstantSource clock) {
        this.readCoverage = readCoverage;
        this.current = current;
        this.clock = clock;
    }

    /** Which of the two charts. */
    private enum Chart {
        UNITS,
        PROGRESS
    }

    @GET
    @RolesAllowed({Actor.HOME_PORTAL, Actor.OTHER_PORTAL, Actor.OFFICER, Actor.OPERATOR})
    @Produces({MediaType.APPLICATION_JSON, TABLE, DRAWING})
    @Operation(
            operationId = "readCoverage",
            summary = "How far a unit is on the way to its targets",
            description =
                    "Eligible citizens and holders of VNeID from the population database; accounts, matches, links,"
                            + " skips and duplicates from here, as things stood at the end of a day in Vietnam. Never about a"
                            + " person: fewer than five people are not told, communes are rounded to five. A report of a day that"
                            + " is over and counted (`complete`) is the same whenever it is asked for. With `Accept: text/csv` a"
                            + " table for a spreadsheet, with `image/svg+xml` one of two charts, in the language of"
                            + " `Accept-Language`, which is Vietnamese or English. In the table a share is a number up to 1,"
                            + " `*` a figure that is not told, as the last column says; columns keep their order, and new ones"
                            + " are added at the end.")
    @APIResponse(
            responseCode = "200",
            description = "The report.",
            content = {
                @Content(
                        mediaType = MediaType.APPLICATION_JSON,
                        schema = @Schema(implementation = CoverageReport.class)),
                @Content(mediaType = TABLE, schema = @Schema(type = SchemaType.STRING)),
                @Content(mediaType = DRAWING, schema = @Schema(type = SchemaType.STRING))
            })
    @Extension(name = "x-problems", value = "validation-failed")
    public Response read(
            @QueryParam("unit") @Parameter(description = "Code of the unit.", required = true, example = "52") @Nullable
                    String unit,
            @QueryParam("date")
                    @Parameter(description = "The day, today where it is left out.", example = "2026-11-25")
                    @Nullable
                    String date,
            @QueryParam("depth")
                    @Parameter(description = "Levels below the unit: 0, which is the default, to 2.", example = "1")
                    @Nullable
                    String depth,
            @QueryParam("borders")
                    @Parameter(
                            description =
                                    "The day whose units are meant, the report's where it is left out: later ones show"
                                            + " an earlier day on the borders that came after it.")
                    @Nullable
                    String borders,
            @QueryParam("series")
                    @Parameter(description = "`WEEK`, which is the default, or `DAY`, above communes only.")
                    @Nullable
                    String series,
            @QueryParam("chart")
                    @Parameter(description = "Of a drawing: `UNITS`, which is the default, or `PROGRESS`.")
                    @Nullable
                    String chart,
            @QueryParam("measure")
                    @Parameter(
                            description = "Of the chart of units: `VNEID_LEVEL_2`, which is the default, or `LINKED`.")
                    @Nullable
                    String measure,
            @Context HttpHeaders headers) {
        FieldErrors errors = new FieldErrors();
        @Nullable String code = errors.required("/unit", unit, FieldFormats::unitCode);
        @Nullable LocalDate day = errors.optional("/date", date, FieldFormats::dateSince1975);
        @Nullable
        Integer levels = errors.optional("/depth", depth, text -> FieldFormats.number(text, 0, Integer.MAX_VALUE));
        @Nullable LocalDate wanted = errors.optional("/borders", borders, FieldFormats::dateSince1975);
        @Nullable Step step = errors.optional("/series", series, text -> FieldFormats.word(Step.class, text));
        @Nullable Chart drawn = errors.optional("/chart", chart, text -> FieldFormats.word(Chart.class, text));
        Target.@Nullable Aim share =
                errors.optional("/measure", measure, text -> FieldFormats.word(Target.Aim.class, text));
        if (levels != null && levels > DEEPEST) {
            errors.add("/depth", "depth-too-large");
        }
        errors.throwIfAny();
        LocalDate on = day == null ? LocalDate.ofInstant(clock.instant(), Clocks.VIETNAM) : day;
        ReadCoverage.Outcome outcome = readCoverage.run(
                current.caller().realm(),
                new ReadCoverage.Question(
                        Objects.requireNonNull(code),
                        on,
                        wanted == null ? on : wanted,
                        levels == null ? 0 : levels,
                        step == Step.DAY));
        return switch (outcome) {
            case ReadCoverage.Outcome.Read done ->
                answer(
                        done.report(),
                        headers,
                        drawn == null ? Chart.UNITS : drawn,
                        share == null ? Target.Aim.VNEID_LEVEL_2 : share);
            case ReadCoverage.Outcome.UnitUnknown none ->
                invalid("/unit", none.known() ? "unit-not-valid-on-date" : "unit-unknown");
            case ReadCoverage.Outcome.DateInFuture future -> invalid("/date", "date-in-future");
            case ReadCoverage.Outcome.DateBeforeData before -> invalid("/date", "date-before-data");
            case ReadCoverage.Outcome.BordersBeforeDate before -> invalid("/borders", "borders-before-date");
            case ReadCoverage.Outcome.BordersInFuture future -> invalid("/borders", "date-in-future");
            case ReadCoverage.Outcome.TooDeep deep -> invalid("/depth", "depth-too-large");
            case ReadCoverage.Outcome.TooFine fine -> invalid("/series", "series-too-fine");
        };
    }

    /** How far apart the points of the series are. */
    private enum Step {
        WEEK,
        DAY
    }

    private static Response invalid(String pointer, String code) {
        return Problem.invalid(pointer, code).toResponse();
    }

    /** What the caller likes best of the three. */
    private static Response answer(CoverageReport report, HttpHeaders headers, Chart chart, Target.Aim measure) {
        Language language = Language.preferredIn(headers.getHeaderString(HttpHeaders.ACCEPT_LANGUAGE));
        for (MediaType accepted : headers.getAcceptableMediaTypes()) {
            if (accepted.isCompatible(MediaType.APPLICATION_JSON_TYPE)) {
                break;
            }
            if (accepted.isCompatible(TABLE_TYPE)) {
                String name = "coverage-" + report.root().unit().code() + "-" + report.date() + ".csv";
                return inLanguage(TABLE + ";charset=UTF-8", CoverageTable.of(report, language), language)
                        .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"" + name + "\"")
                        .build();
            }
            if (accepted.isCompatible(DRAWING_TYPE)) {
                String drawing = switch (chart) {
                    case UNITS -> BarChart.of(report, measure, language);
                    case PROGRESS -> ProgressChart.of(report, language);
                };
                return inLanguage(DRAWING, drawing, language).build();
            }
        }
        return Response.ok(report, MediaType.APPLICATION_JSON_TYPE).build();
    }

    private static Response.ResponseBuilder inLanguage(String type, String text, Language language) {
        return Response.ok(text, type).header(HttpHeaders.CONTENT_LANGUAGE, language.tag());
    }
}
