package vn.gov.populationregistry;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkus.security.PermissionsAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.LocalDate;
import java.time.Period;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import vn.gov.populationregistry.Localities.Locality;
import vn.gov.populationregistry.Problem.FieldError;

/** How many of the computed people live where, how old they are and what they have at VNeID; and the people themselves. */
@Tag(name = "figures")
@Path("/v1")
@Produces(MediaType.APPLICATION_JSON)
class StatisticsResource {

    /** The first age of each group. */
    private static final int[] AGES = {0, 14, 18, 30, 45, 60, 75};

    private final ComputedPopulation people;
    private final Localities localities;

    StatisticsResource(ComputedPopulation people, Localities localities) {
        this.people = people;
        this.localities = localities;
    }

    record AgeGroup(
            @Schema(description = "The youngest, in whole years on the date.", required = true)
            int fromAge,

            @Schema(required = true) long population,

            @Schema(description = "Who has a VNeID account of level 1.", required = true)
            long vneidLevel1,

            @Schema(description = "Who has one of level 2.", required = true)
            long vneidLevel2) {}

    record PopulationStatistics(
            @Schema(required = true) Locality locality,
            @Schema(required = true) LocalDate date,

            @Schema(description = "Each from its age to below the next.", required = true)
            List<AgeGroup> ageGroups,

            @Schema(description = "All age groups together.", required = true)
            AgeGroup total) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record ComputedCitizen(
            @Schema(required = true) CitizenRecord record,

            @Schema(description = "1 or 2; absent for who has no VNeID account at all.") @Nullable
            Integer vneidLevel,

            @Schema(description = "The first day of the account.") @Nullable
            LocalDate vneidSince) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record ComputedCitizens(
            @Schema(required = true) List<ComputedCitizen> items,

            @Schema(description = "Present if there may be more.") @Nullable
            String nextCursor) {}

    @GET
    @Path("/population-statistics")
    @PermissionsAllowed(Scopes.STATISTICS)
    @Operation(
            operationId = "getPopulationStatistics",
            summary = "How many people live in a locality on a day, how old, and with which VNeID level",
            description =
                    "Of the computed people; the named ones are in no figure. An age is counted from the first day"
                            + " that the birth date can mean. Takes as long as there are people in the locality: about a second"
                            + " for a million.")
    @SecurityRequirement(name = "clientCredentials", scopes = Scopes.STATISTICS)
    @SecurityRequirement(name = "bearer", scopes = Scopes.STATISTICS)
    @Parameter(ref = "Locality")
    @Parameter(ref = "Date")
    @APIResponse(
            responseCode = "200",
            description = "The figures.",
            content = @Content(schema = @Schema(implementation = PopulationStatistics.class)))
    @APIResponse(responseCode = "400", ref = "BadRequest")
    @APIResponse(responseCode = "401", ref = "Unauthorized")
    @APIResponse(responseCode = "403", ref = "Forbidden")
    @APIResponse(responseCode = "406", ref = "NotAcceptable")
    public Response statistics(
            @QueryParam("locality") @Nullable String code,
            @QueryParam("date") @Nullable String date,
            @Context HttpHeaders headers) {
        return switch (Place.of(code, date, localities)) {
            case Place.Unknown(List<FieldError> errors) -> Problem.VALIDATION_FAILED.answer(headers, errors);
            case Place.Known(Locality locality, LocalDate day) ->
                Response.ok(count(locality, day)).build();
        };
    }

    @GET
    @Path("/computed-citizens")
    @PermissionsAllowed(Scopes.STATISTICS)
    @Operation(
            operationId = "listComputedCitizens",
            summary = "The computed people who live in a locality on a day",
            description =
                    "What the real registry would never give: so that tests find people to ask about, and can count"
                            + " the statistics again.")
    @SecurityRequirement(name = "clientCredentials", scopes = Scopes.STATISTICS)
    @SecurityRequirement(name = "bearer", scopes = Scopes.STATISTICS)
    @Parameter(ref = "Locality")
    @Parameter(ref = "Date")
    @Parameter(ref = "Limit")
    @Parameter(ref = "Cursor")
    @APIResponse(
            responseCode = "200",
            description = "A page of them.",
            content = @Content(schema = @Schema(implementation = ComputedCitizens.class)))
    @APIResponse(responseCode = "400", ref = "BadRequest")
    @APIResponse(responseCode = "401", ref = "Unauthorized")
    @APIResponse(responseCode = "403", ref = "Forbidden")
    @APIResponse(responseCode = "406", ref = "NotAcceptable")
    public Response citizens(
            @QueryParam("locality") @Nullable String code,
            @QueryParam("date") @Nullable String date,
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("cursor") @Nullable String cursor,
            @Context HttpHeaders headers) {
        var page = Page.of(limit, cursor, Page.NUMBER);
        if (!page.errors().isEmpty()) {
            return Problem.VALIDATION_FAILED.answer(headers, page.errors());
        }
        return switch (Place.of(code, date, localities)) {
            case Place.Unknown(List<FieldError> errors) -> Problem.VALIDATION_FAILED.answer(headers, errors);
            case Place.Known(Locality locality, LocalDate day) ->
                Response.ok(list(locality, day, page)).build();
        };
    }

    /** What the two query parameters name together, since codes are reused. */
    private sealed interface Place {

        record Known(Locality locality, LocalDate date) implements Place {}

        record Unknown(List<FieldError> errors) implements Place {}

        static Place of(@Nullable String code, @Nullable String date, Localities localities) {
            var errors = new ArrayList<FieldError>();
            FieldRules.require(errors, "locality", code, "^[0-9]{2,5}$");
            FieldRules.require(errors, "date", date, "^[12][0-9]{3}-[0-9]{2}-[0-9]{2}$");
            if (!errors.isEmpty() || code == null || date == null) {
                return new Unknown(errors);
            }
            try {
                var day = LocalDate.parse(date);
                return localities
                        .find(code, day)
                        .<Place>map(locality -> new Known(locality, day))
                        .orElseGet(() -> new Unknown(List.of(new FieldError("locality", "unknown-on-that-date"))));
            } catch (DateTimeParseException noSuchDay) {
                return new Unknown(List.of(new FieldError("date", "invalid")));
            }
        }
    }

    private PopulationStatistics count(Locality locality, LocalDate date) {
        long[][] counted = new long[AGES.length][3];
        people.livingIn(locality, date, 0).forEach(person -> {
            var group = counted[groupOf(Period.between(person.born(), date).getYears())];
            group[0]++;
            var vneid = person.vneid();
            if (vneid != null && !vneid.since().isAfter(date)) {
                group[vneid.level()]++;
            }
        });
        var groups = new ArrayList<AgeGroup>();
        long[] all = new long[3];
        for (int group = 0; group < AGES.length; group++) {
            groups.add(new AgeGroup(AGES[group], counted[group][0], counted[group][1], counted[group][2]));
            for (int figure = 0; figure < all.length; figure++) {
                all[figure] += counted[group][figure];
            }
        }
        return new PopulationStatistics(locality, date, groups, new AgeGroup(0, all[0], all[1], all[2]));
    }

    private static int groupOf(int age) {
        int group = AGES.length - 1;
        while (age < AGES[group]) {
            group--;
        }
        return group;
    }

    private ComputedCitizens list(Locality locality, LocalDate date, Page page) {
        var found = people.livingIn(locality, date, page.from(0))
                .limit(page.limit() + 1L)
                .toList();
        var items = found.stream()
                .limit(page.limit())
                .map(StatisticsResource::listed)
                .toList();
        return new ComputedCitizens(
                items,
                found.size() > items.size() ? Integer.toString(found.getLast().index()) : null);
    }

    private static ComputedCitizen listed(ComputedPopulation.Person person) {
        var vneid = person.vneid();
        return new ComputedCitizen(
                CitizenRecord.of(person.citizen()),
                vneid == null ? null : vneid.level(),
                vneid == null ? null : vneid.since());
    }
}
