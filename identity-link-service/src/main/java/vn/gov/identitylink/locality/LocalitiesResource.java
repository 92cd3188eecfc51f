package vn.gov.identitylink.locality;

import jakarta.annotation.security.RolesAllowed;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import vn.gov.identitylink.access.Actor;
import vn.gov.identitylink.problem.FieldErrors;
import vn.gov.identitylink.problem.FieldFormats;
import vn.gov.identitylink.problem.Problem;
import vn.gov.identitylink.problem.ProblemCode;
import vn.gov.identitylink.time.Clocks;

/** Reads and loads the administrative units. */
@Path("/v1")
@Tag(name = "coverage", description = "How far each locality is on the way that the letter asks for.")
@Produces(MediaType.APPLICATION_JSON)
class LocalitiesResource {

    private static final int MOST_ITEMS = 100;

    private final Units units;
    private final LoadUnits loadUnits;
    private final InstantSource clock;

    LocalitiesResource(Units units, LoadUnits loadUnits, InstantSource clock) {
        this.units = units;
        this.loadUnits = loadUnits;
        this.clock = clock;
    }

    @GET
    @Path("/localities")
    @RolesAllowed({Actor.HOME_PORTAL, Actor.OTHER_PORTAL, Actor.OFFICER, Actor.OPERATOR})
    @Transactional
    @Operation(
            operationId = "listLocalities",
            summary = "The administrative units of a day",
            description = "By code. Codes are reused over time: 21583 was Phường Lê Lợi at the letter's date and is"
                    + " Phường Quy Nhơn since 1 July 2025. Until 30 June 2025 communes lie in districts, since then in"
                    + " provinces.")
    @APIResponse(
            responseCode = "200",
            description = "A page of them.",
            content = @Content(schema = @Schema(implementation = LocalitiesView.class)))
    @Extension(name = "x-problems", value = "validation-failed")
    public Response list(
            @QueryParam("date")
                    @Parameter(description = "The day, today where it is left out.", example = "2024-01-29")
                    @Nullable
                    String date,
            @QueryParam("parent")
                    @Parameter(description = "Only the units right below this one.", example = "52")
                    @Nullable
                    String parent,
            @QueryParam("limit") @Parameter(description = "1 to 100, which is the default.", example = "20") @Nullable
                    String limit,
            @QueryParam("cursor") @Parameter(description = "`nextCursor` of the page before.") @Nullable
                    String cursor) {
        FieldErrors errors = new FieldErrors();
        @Nullable LocalDate read = errors.optional("/date", date, FieldFormats::dateSince1975);
        @Nullable Integer most = errors.optional("/limit", limit, text -> FieldFormats.number(text, 1, MOST_ITEMS));
        @Nullable String after = errors.optional("/cursor", cursor, FieldFormats::unitCode);
        @Nullable String above = errors.optional("/parent", parent, FieldFormats::unitCode);
        errors.throwIfAny();
        LocalDate day = read == null ? LocalDate.ofInstant(clock.instant(), Clocks.VIETNAM) : read;
        UnitMap map = units.map();
        List<Unit> found = above == null ? map.on(day) : below(map, above, day, errors);
        errors.throwIfAny();
        int size = most == null ? MOST_ITEMS : most;
        List<Unit> page = found.stream()
                .filter(unit -> after == null || unit.code().compareTo(after) > 0)
                .limit(size + 1L)
                .toList();
        List<UnitView> items = page.stream().limit(size).map(UnitView::of).toList();
        return Response.ok(new LocalitiesView(
                        day, items, page.size() > size ? items.getLast().code() : null))
                .build();
    }

    private static List<Unit> below(UnitMap map, String parent, LocalDate day, FieldErrors errors) {
        Optional<Unit> above = map.find(parent, day);
        if (above.isEmpty()) {
            errors.add("/parent", map.knows(parent) ? "unit-not-valid-on-date" : "unit-unknown");
            return List.of();
        }
        return map.below(above.get(), day);
    }

    @POST
    @Path("/locality-loads")
    @RolesAllowed(Actor.OPERATOR)
    @Consumes("text/csv")
    @Operation(
            operationId = "loadLocalities",
            summary = "Load administrative units",
            description = "A table in UTF-8 of up to 4 MiB with the header `" + UnitTable.HEADER + "`: all of it is"
                    + " loaded, or nothing, and every fault is named with its line (`/lines/17/parent`). An empty"
                    + " `valid_from` is a first day that nobody knows, an empty `valid_until` a unit that is still valid;"
                    + " `successors` says what became of a unit on the day after, with shares where it was split"
                    + " (`21994:0.5 22006:0.5`), and the column may be left out. What is known does not change, except that a unit can get its last day"
                    + " and its successors; a table that changes nothing is no new load and keeps the number of the last."
                    + " Lines without a value may stand at the end. A dry run says what a load would do.")
    @RequestBody(
            required = true,
            content = @Content(mediaType = "text/csv", schema = @Schema(type = SchemaType.STRING)))
    @APIResponse(
            responseCode = "200",
            description = "Loaded, or checked.",
            content = @Content(schema = @Schema(implementation = LoadedView.class)))
    @Extension(name = "x-problems", value = "validation-failed")
    public Response load(
            @QueryParam("dryRun") @Parameter(description = "`true` changes nothing.", example = "true") @Nullable
                    String dryRun,
            byte[] table) {
        FieldErrors errors = new FieldErrors();
        @Nullable Boolean onlyCheck = errors.optional("/dryRun", dryRun, FieldFormats::truth);
        @Nullable String text = UnitTable.decode(table, errors);
        errors.throwIfAny();
        if (Objects.requireNonNull(text).indexOf('\0') >= 0) {
            // No text has NULs, and so no lines that anybody could look at.
            return Problem.of(ProblemCode.MALFORMED_REQUEST).toResponse();
        }
        return Response.ok(LoadedView.of(loadUnits.run(text, Boolean.TRUE.equals(onlyCheck))))
                .build();
    }

    @Schema(
            name = "Localities",
            requiredProperties = {"date", "items"})
    record LocalitiesView(
            LocalDate date,
            List<UnitView> items,

            @Schema(description = "Present if there may be more.") @Nullable
            String nextCursor) {}

    @Schema(
            name = "AdministrativeUnit",
            requiredProperties = {"code", "level", "name"})
    record UnitView(
            @Schema(description = "Code of the General Statistics Office.", examples = "21583")
            String code,

            @Schema(description = "The first day; absent where nobody knows it.") @Nullable
            LocalDate validFrom,

            @Schema(description = "The last day; absent where it is still valid.") @Nullable
            LocalDate validUntil,

            Unit.Level level,

            @Schema(description = "Code of the unit above.") @Nullable
            String parent,

            @Schema(examples = "Phường Quy Nhơn") String name) {

        static UnitView of(Unit unit) {
            return new UnitView(
                    unit.code(),
                    unit.validFrom().equals(Unit.RECORDS_BEGIN) ? null : unit.validFrom(),
                    unit.validUntil(),
                    unit.level(),
                    unit.parent(),
                    unit.name());
        }
    }

    @Schema(
            name = "LocalityLoad",
            requiredProperties = {"dryRun", "lines", "added", "ended", "unchanged", "loadNumber"})
    record LoadedView(
            boolean dryRun,

            @Schema(description = "Units in the table.") int lines,

            int added,

            @Schema(description = "Known units that got their last day.")
            int ended,

            int unchanged,

            @Schema(description = "The load that stands now; reports name it.")
            long loadNumber) {

        static LoadedView of(LoadUnits.Loaded loaded) {
            return new LoadedView(
                    loaded.dryRun(),
                    loaded.lines(),
                    loaded.added(),
                    loaded.ended(),
                    loaded.unchanged(),
                    loaded.loadNumber());
        }
    }
}
