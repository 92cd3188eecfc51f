package vn.gov.identitylink.coverage;

import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;
import vn.gov.identitylink.locality.Unit;

/**
 * How far a unit and those below it are on a day. The same question about a day that is over, of which everything has been
 * counted, has the same answer, byte for byte.
 */
@Schema(
        name = "CoverageReport",
        requiredProperties = {"date", "borders", "loadNumber", "complete", "depth", "method", "units", "series"})
record CoverageReport(
        @Schema(description = "The day at whose end things stand like this, in Vietnam.")
        LocalDate date,

        @Schema(description = "The day whose units these are. People counted before are counted where they live since.")
        LocalDate borders,

        @Schema(description = "The load of administrative units that this rests on.")
        long loadNumber,

        @Schema(description = "Whether the day is over and everything of it has been counted.")
        boolean complete,

        @Schema(
                description =
                        "Of which day the population database's figures are, the newest of the last 31 days; absent"
                                + " where there are none.")
        @Nullable
        LocalDate statisticsOn,

        int depth,

        Method method,

        @Schema(description = "The unit asked for, then those below it, each before its own.")
        List<UnitCoverage> units,

        @Schema(description = "The unit asked for over time, oldest first.")
        List<Point> series) {

    /** How the numbers came about, for whoever has to defend them. */
    @Schema(
            name = "CoverageMethod",
            requiredProperties = {
                "suppressedBelow",
                "communesRoundedTo",
                "trendWindowDays",
                "trendPoints",
                "description"
            })
    record Method(
            @Schema(description = "Figures of fewer people are left out, and so is what would tell them.")
            int suppressedBelow,

            @Schema(description = "Figures of communes are rounded to a multiple of this.")
            int communesRoundedTo,

            @Schema(description = "Days that a trend looks back on.")
            int trendWindowDays,

            @Schema(description = "Weekly points in this window, the newest included.")
            int trendPoints,

            String description) {

        static final int WINDOW_WEEKS = 8;

        static final Method CURRENT = new Method(
                Cells.FEWEST,
                Cells.ROUNDED_TO,
                WINDOW_WEEKS * 7,
                WINDOW_WEEKS + 1,
                "A trend is the slope of the least-squares line through the weekly shares of the window, of which at least"
                        + " three must be known. A forecast is the first day on which the report's share and that slope"
                        + " reach the target's share, if it comes within ten years. Everything is computed from the"
                        + " figures that the report itself shows. Of a commune that is on purpose: a target that is met in"
                        + " rounded figures may be up to four people short, and who they are shall not be told.");
    }

    /** One unit on the day, a commune at the end of the week before. */
    @Schema(
            name = "UnitCoverage",
            requiredProperties = {"unit", "figuresOn", "figures", "shares", "suppressed", "estimated", "goals"})
    record UnitCoverage(
            UnitName unit,

            @Schema(
                    description =
                            "Of which day the figures are: the day asked for; of a commune, and of a unit with one"
                                    + " commune, the last Sunday that was over. Nobody learns by asking every day who"
                                    + " came.")
            LocalDate figuresOn,

            @Schema(description = "What is left out is not known, or suppressed.")
            FiguresView figures,

            SharesView shares,

            @Schema(description = "Figures that are left out to protect people, by name.")
            List<String> suppressed,

            @Schema(description = "Communes were split, and people counted before are shared out by estimate.")
            boolean estimated,

            List<Goal> goals) {}

    @Schema(
            name = "UnitName",
            requiredProperties = {"code", "level", "name"})
    record UnitName(
            @Schema(examples = "52") String code,

            @Schema(description = "The first day; absent where nobody knows it.") @Nullable
            LocalDate validFrom,

            Unit.Level level,

            @Schema(description = "Code of the unit above.") @Nullable
            String parent,

            @Schema(examples = "Tỉnh Bình Định") String name) {

        static UnitName of(Unit unit) {
            return new UnitName(
                    unit.code(),
                    unit.validFrom().equals(Unit.RECORDS_BEGIN) ? null : unit.validFrom(),
                    unit.level(),
                    unit.parent(),
                    unit.name());
        }
    }

    @Schema(name = "CoverageFigures")
    record FiguresView(
            @Schema(description = "Citizens of 14 and over: who may have VNeID.") @Nullable
            Long eligible,

            @Schema(description = "Of them, holders of VNeID level 1.") @Nullable
            Long vneidLevel1,

            @Schema(description = "Of them, holders of VNeID level 2.") @Nullable
            Long vneidLevel2,

            @Schema(description = "Accounts of citizens, without the imported ones.") @Nullable
            Long accounts,

            @Schema(description = "Of them, those whose number was matched.") @Nullable
            Long matched,

            @Schema(description = "Of them, those with a link in force.") @Nullable
            Long linked,

            @Schema(description = "Of those without a link, those whose citizen has pressed [Bỏ qua].") @Nullable
            Long skipped,

            @Schema(description = "Of all accounts with one number, those after the first.") @Nullable
            Long duplicates,

            @Schema(description = "The same of imported accounts.") @Nullable
            Long importedAccounts,

            @Nullable Long importedMatched,
            @Nullable Long importedLinked,
            @Nullable Long importedSkipped,
            @Nullable Long importedDuplicates) {

        @Nullable
        Long of(Measure measure) {
            return switch (measure) {
                case ELIGIBLE -> eligible;
                case VNEID_LEVEL1 -> vneidLevel1;
                case VNEID_LEVEL2 -> vneidLevel2;
                case ACCOUNTS -> accounts;
                case MATCHED -> matched;
                case LINKED -> linked;
                case SKIPPED -> skipped;
                case DUPLICATES -> duplicates;
                case IMPORTED_ACCOUNTS -> importedAccounts;
                case IMPORTED_MATCHED -> importedMatched;
                case IMPORTED_LINKED -> importedLinked;
                case IMPORTED_SKIPPED -> importedSkipped;
                case IMPORTED_DUPLICATES -> importedDuplicates;
            };
        }
    }

    @Schema(
            name = "CoverageShares",
            description =
                    "Of the eligible citizens, four digits. Imported accounts never count as such; their matches and"
                            + " links do, since the citizen made them.")
    record SharesView(
            @Schema(examples = "0.6012") @Nullable Double vneidLevel2,
            @Nullable Double accounts,
            @Nullable Double matched,
            @Nullable Double linked) {}

    /** One aim of the letter: VNeID level 2 for everybody, and the two accounts linked. */
    @Schema(
            name = "CoverageGoal",
            requiredProperties = {"measure", "forecast"})
    record Goal(
            Target.Aim measure,

            @Schema(description = "The share asked for; absent where no target is known on the day.") @Nullable
            Double targetShare,

            @Schema(description = "By the end of this day.") @Nullable
            LocalDate targetDate,

            @Schema(description = "The unit whose target it is.") @Nullable
            String targetUnit,

            @Schema(
                    description = "Its name when the target was set; a code alone names no unit.",
                    examples = "Tỉnh Bình Định")
            @Nullable
            String targetUnitName,

            @Schema(description = "People who are missing for the target today; 0 where it is met.") @Nullable
            Long gap,

            @Schema(description = "By how much the share grows in a week.") @Nullable
            Double trendPerWeek,

            @Schema(description = "When the target is met if the trend goes on.") @Nullable
            LocalDate forecastDate,

            Forecast forecast) {

        /** Whose target it is, as people say it; nobody's where there is none. */
        String aimOf() {
            return targetUnitName != null ? targetUnitName : Objects.requireNonNullElse(targetUnit, "");
        }

        /** Whether both are to reach the same, by the same day, by the same decision. */
        boolean hasTargetOf(Goal other) {
            return Objects.equals(targetShare, other.targetShare)
                    && Objects.equals(targetDate, other.targetDate)
                    && Objects.equals(targetUnit, other.targetUnit)
                    && Objects.equals(targetUnitName, other.targetUnitName);
        }
    }

    /** What comes of a goal if its trend goes on. */
    enum Forecast {
        NO_TARGET,
        /** By the figures shown: a commune's are rounded, and may be up to four people short. */
        MET,
        /** By the target's day. */
        IN_TIME,
        LATE,
        /** The share does not grow. */
        NO_PROGRESS,
        /** Not within ten years. */
        OUT_OF_SIGHT,
        /** Too few points, or the share is not known. */
        UNKNOWN
    }

    @Schema(
            name = "CoveragePoint",
            requiredProperties = {"date", "figures", "shares"})
    record Point(LocalDate date, FiguresView figures, SharesView shares) {}

    /** The unit asked for. */
    UnitCoverage root() {
        return units.getFirst();
    }
}
