package vn.gov.identitylink.coverage;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import vn.gov.identitylink.coverage.CoverageReport.FiguresView;
import vn.gov.identitylink.coverage.CoverageReport.Forecast;
import vn.gov.identitylink.coverage.CoverageReport.Goal;
import vn.gov.identitylink.coverage.CoverageReport.Method;
import vn.gov.identitylink.coverage.CoverageReport.Point;
import vn.gov.identitylink.coverage.CoverageReport.SharesView;
import vn.gov.identitylink.coverage.CoverageReport.UnitCoverage;
import vn.gov.identitylink.locality.Unit;
import vn.gov.identitylink.locality.UnitMap;
import vn.gov.identitylink.locality.Units;
import vn.gov.identitylink.time.Clocks;

/** Where a unit stands, and whether it will make it. Reads counters, never accounts. */
@ApplicationScoped
class ReadCoverage {

    private static final int WEEKS = 12;
    private static final int DAYS = 28;
    private static final int LONGEST_FORECAST_DAYS = 3_653;

    /**
     * @param borders the day whose units are asked for, on or after the report's
     * @param depth levels below the unit
     * @param daily the series by day instead of by week
     */
    record Question(String unit, LocalDate date, LocalDate borders, int depth, boolean daily) {}

    sealed interface Outcome {
        record Read(CoverageReport report) implements Outcome {}

        /** @param known whether the code means a unit on some other day */
        record UnitUnknown(boolean known) implements Outcome {}

        record DateInFuture() implements Outcome {}

        record DateBeforeData() implements Outcome {}

        /** A series can be shown on later borders, which know what became of the communes, not on earlier ones. */
        record BordersBeforeDate() implements Outcome {}

        record BordersInFuture() implements Outcome {}

        /** There are not so many levels below this unit. */
        record TooDeep() implements Outcome {}

        /** A commune's series is by week only. */
        record TooFine() implements Outcome {}
    }

    private final Units units;
    private final Figures figures;
    private final Targets targets;
    private final InstantSource clock;

    ReadCoverage(Units units, Figures figures, Targets targets, InstantSource clock) {
        this.units = units;
        this.figures = figures;
        this.targets = targets;
        this.clock = clock;
    }

    @Transactional
    Outcome run(String realm, Question question) {
        LocalDate today = LocalDate.ofInstant(clock.instant(), Clocks.VIETNAM);
        if (question.date().isAfter(today)) {
            return new Outcome.DateInFuture();
        }
        if (question.borders().isBefore(question.date())) {
            return new Outcome.BordersBeforeDate();
        }
        if (question.borders().isAfter(today)) {
            return new Outcome.BordersInFuture();
        }
        UnitMap map = units.map();
        Optional<Unit> asked = map.find(question.unit(), question.borders());
        if (asked.isEmpty()) {
            return new Outcome.UnitUnknown(map.knows(question.unit()));
        }
        if (figures.firstDay(realm)
                .filter(first -> !first.isAfter(question.date()))
                .isEmpty()) {
            return new Outcome.DateBeforeData();
        }
        Unit unit = asked.get();
        if (question.depth() > levelsBelow(map, unit, question.borders())) {
            return new Outcome.TooDeep();
        }
        if (question.daily() && !Cells.isExact(map, unit, question.borders())) {
            return new Outcome.TooFine();
        }
        return new Outcome.Read(report(realm, question, map, unit, today));
    }

    /**
     * A commune is told of once a week: whoever asked day after day would else see single people come.
     *
     * @param onTheDay what is told of units above communes
     */
    private record Tables(UnitMap map, LocalDate borders, Cells onTheDay, Cells onSunday) {

        Cells of(Unit unit) {
            return Cells.isExact(map, unit, borders) ? onTheDay : onSunday;
        }
    }

    private CoverageReport report(String realm, Question question, UnitMap map, Unit unit, LocalDate today) {
        Unit province = provinceOf(map, unit, question.borders());
        Map<Unit.Key, Map<Unit.Key, BigDecimal>> became =
                map.becameOn(map.communesIn(province, question.borders()), question.borders());
        List<Unit> communes = became.keySet().stream()
                .flatMap(key -> map.find(key.code(), key.validFrom()).stream())
                .toList();
        Function<Figures.Grid, Cells> cells = grid -> new Cells(map, province, question.borders(), became, grid);
        Cells onTheDay = cells.apply(figures.read(realm, communes, question.date(), 7, WEEKS));
        LocalDate sunday = Figures.lastSundayOver(question.date(), today);
        Cells onSunday = sunday.equals(question.date())
                ? onTheDay
                : cells.apply(figures.read(realm, communes, sunday, 7, WEEKS));
        Tables tables = new Tables(map, question.borders(), onTheDay, onSunday);
        Cells series = question.daily()
                ? cells.apply(figures.read(realm, communes, question.date(), 1, DAYS))
                : tables.of(unit);
        TargetsInForce inForce = new TargetsInForce(targets.all(), question.date(), map, question.borders());
        List<UnitCoverage> rows = new ArrayList<>();
        addRows(rows, map, unit, question, question.depth(), tables, inForce);
        List<Point> points = new ArrayList<>();
        for (int back = series.grid().steps(); back >= 0; back--) {
            FiguresView view = figuresOf(series, unit, back);
            points.add(new Point(series.grid().day(back), view, sharesOf(view)));
        }
        return new CoverageReport(
                question.date(),
                question.borders(),
                map.loadNumber(),
                question.date().isBefore(today) && figures.isCounted(question.date()),
                tables.of(unit).grid().statisticsOn().getFirst(),
                question.depth(),
                Method.CURRENT,
                rows,
                points);
    }

    private static void addRows(
            List<UnitCoverage> rows,
            UnitMap map,
            Unit unit,
            Question question,
            int depth,
            Tables tables,
            TargetsInForce targets) {
        Cells cells = tables.of(unit);
        LocalDate day = cells.grid().last();
        FiguresView view = figuresOf(cells, unit, 0);
        SharesView shares = sharesOf(view);
        List<String> suppressed = new ArrayList<>();
        for (Measure measure : Measure.values()) {
            if (cells.isHidden(unit, measure, 0)) {
                suppressed.add(measure.word());
            }
        }
        List<SharesView> window = new ArrayList<>();
        for (int back = 0; back <= Method.WINDOW_WEEKS; back++) {
            window.add(sharesOf(figuresOf(cells, unit, back)));
        }
        List<Goal> goals = new ArrayList<>();
        for (Target.Aim measure : Target.Aim.values()) {
            goals.add(goal(map, day, window, targets.of(unit, measure), measure, view, shares));
        }
        rows.add(new UnitCoverage(
                CoverageReport.UnitName.of(unit),
                day,
                view,
                shares,
                suppressed,
                isEstimated(map, unit, question, cells),
                goals));
        if (depth > 0) {
            map.below(unit, question.borders())
                    .forEach(child -> addRows(rows, map, child, question, depth - 1, tables, targets));
        }
    }

    /** Of a province, what is split among its communes is not. */
    private static boolean isEstimated(UnitMap map, Unit unit, Question question, Cells cells) {
        return unit.level() != Unit.Level.PROVINCE
                && map.communesIn(unit, question.borders()).stream().anyMatch(cells::isEstimated);
    }

    /**
     * @param day of the figures
     * @param window the shares of the last weeks, the newest first
     */
    private static Goal goal(
            UnitMap map,
            LocalDate day,
            List<SharesView> window,
            Optional<Target> target,
            Target.Aim measure,
            FiguresView view,
            SharesView shares) {
        List<@Nullable Double> points = new ArrayList<>();
        window.forEach(week -> points.add(shareOf(measure, week)));
        OptionalDouble slope = Trends.perWeek(points);
        @Nullable Double share = shareOf(measure, shares);
        @Nullable Double trend = slope.isPresent() ? round(slope.getAsDouble(), 5) : null;
        if (target.isEmpty()) {
            return new Goal(measure, null, null, null, null, null, trend, null, Forecast.NO_TARGET);
        }
        double wanted = target.get().share().doubleValue();
        @Nullable Long reached = reached(measure, view);
        @Nullable Long eligible = view.eligible();
        @Nullable
        Long gap = reached == null || eligible == null
                ? null
                : Math.max(0, (long) Math.ceil(wanted * eligible - 1e-9) - reached);
        @Nullable LocalDate date = null;
        Forecast forecast;
        if (share == null) {
            forecast = Forecast.UNKNOWN;
        } else if (share >= wanted) {
            forecast = Forecast.MET;
        } else if (slope.isEmpty()) {
            forecast = Forecast.UNKNOWN;
        } else if (slope.getAsDouble() < 0.000005) {
            forecast = Forecast.NO_PROGRESS;
        } else {
            double days = Math.ceil((wanted - share) / slope.getAsDouble() * 7);
            if (days > LONGEST_FORECAST_DAYS) {
                forecast = Forecast.OUT_OF_SIGHT;
            } else {
                date = day.plusDays((long) days);
                forecast = date.isAfter(target.get().day()) ? Forecast.LATE : Forecast.IN_TIME;
            }
        }
        Unit.Key aimed = target.get().unit();
        return new Goal(
                measure,
                wanted,
                target.get().day(),
                aimed.code(),
                map.find(aimed.code(), aimed.validFrom()).map(Unit::name).orElse(null),
                gap,
                trend,
                date,
                forecast);
    }

    private static @Nullable Double shareOf(Target.Aim measure, SharesView shares) {
        return switch (measure) {
            case VNEID_LEVEL_2 -> shares.vneidLevel2();
            case LINKED -> shares.linked();
        };
    }

    private static @Nullable Long reached(Target.Aim measure, FiguresView view) {
        return switch (measure) {
            case VNEID_LEVEL_2 -> view.vneidLevel2();
            case LINKED -> sum(view.linked(), view.importedLinked());
        };
    }

    /** An imported part that is not told is left out: the share is then a little too low. */
    private static @Nullable Long sum(@Nullable Long own, @Nullable Long imported) {
        return own == null ? null : Long.valueOf(own + (imported == null ? 0 : imported));
    }

    private static FiguresView figuresOf(Cells cells, Unit unit, int back) {
        return new FiguresView(
                value(cells, unit, Measure.ELIGIBLE, back),
                value(cells, unit, Measure.VNEID_LEVEL1, back),
                value(cells, unit, Measure.VNEID_LEVEL2, back),
                value(cells, unit, Measure.ACCOUNTS, back),
                value(cells, unit, Measure.MATCHED, back),
                value(cells, unit, Measure.LINKED, back),
                value(cells, unit, Measure.SKIPPED, back),
                value(cells, unit, Measure.DUPLICATES, back),
                value(cells, unit, Measure.IMPORTED_ACCOUNTS, back),
                value(cells, unit, Measure.IMPORTED_MATCHED, back),
                value(cells, unit, Measure.IMPORTED_LINKED, back),
                value(cells, unit, Measure.IMPORTED_SKIPPED, back),
                value(cells, unit, Measure.IMPORTED_DUPLICATES, back));
    }

    private static @Nullable Long value(Cells cells, Unit unit, Measure measure, int back) {
        OptionalLong value = cells.get(unit, measure, back);
        return value.isPresent() ? value.getAsLong() : null;
    }

    private static SharesView sharesOf(FiguresView view) {
        @Nullable Long eligible = view.eligible();
        return new SharesView(
                share(view.vneidLevel2(), eligible),
                share(view.accounts(), eligible),
                share(sum(view.matched(), view.importedMatched()), eligible),
                share(sum(view.linked(), view.importedLinked()), eligible));
    }

    private static @Nullable Double share(@Nullable Long part, @Nullable Long whole) {
        return part == null || whole == null || whole == 0 ? null : round((double) part / whole, 4);
    }

    private static double round(double number, int digits) {
        return BigDecimal.valueOf(number).setScale(digits, RoundingMode.HALF_UP).doubleValue();
    }

    private static Unit provinceOf(UnitMap map, Unit unit, LocalDate date) {
        Unit at = unit;
        while (at.level() != Unit.Level.PROVINCE) {
            at = map.above(at, date).orElseThrow();
        }
        return at;
    }

    private static int levelsBelow(UnitMap map, Unit unit, LocalDate date) {
        return map.below(unit, date).stream()
                .mapToInt(child -> 1 + levelsBelow(map, child, date))
                .max()
                .orElse(0);
    }
}
