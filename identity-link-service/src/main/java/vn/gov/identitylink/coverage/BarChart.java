package vn.gov.identitylink.coverage;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import vn.gov.identitylink.coverage.CoverageReport.Goal;
import vn.gov.identitylink.coverage.CoverageReport.UnitCoverage;
import vn.gov.identitylink.locality.Unit;
import vn.gov.identitylink.problem.Language;

/** The units of a report as bars, the furthest first, each with its target. */
final class BarChart {

    private static final int WIDTH = 960;
    private static final int NAMES = 250;
    private static final int PLOT = 560;
    private static final int TOP = 112;
    private static final int ROW = 24;
    private static final int BAR = 16;
    private static final int BOTTOM = 64;

    /** Letters that fit: into the heading, and before a bar. */
    private static final int TITLE = 50;

    private static final int NAME = 30;

    private BarChart() {}

    private record Bar(String name, @Nullable Double share, Goal goal) {

        boolean reached() {
            return share != null && goal.targetShare() != null && share >= goal.targetShare();
        }
    }

    static String of(CoverageReport report, Target.Aim measure, Language language) {
        List<Bar> bars = barsOf(report, measure);
        LocalDate day = lowest(report)
                .map(UnitCoverage::figuresOn)
                .max(Comparator.naturalOrder())
                .orElseThrow();
        ChartTexts texts = ChartTexts.of(language);
        int height = TOP + ROW * bars.size() + BOTTOM;
        Svg svg = new Svg(
                WIDTH,
                height,
                language,
                words -> words.bars(report.root().unit().name(), measure, day),
                words -> description(words, goalOf(report.root(), measure), bars));
        svg.text(
                24,
                34,
                "start",
                "font-size=\"18\" font-weight=\"bold\" fill=\"" + Svg.INK + "\"",
                texts.bars(Svg.shortened(report.root().unit().name(), TITLE), measure, day));
        legend(svg, texts, goalOf(report.root(), measure));
        int bottom = TOP + ROW * bars.size();
        for (int percent = 0; percent <= 100; percent += 20) {
            double x = NAMES + PLOT * percent / 100.0;
            svg.line(x, TOP - 6, x, bottom, "stroke=\"" + Svg.FAINT + "\"");
            svg.text(
                    x,
                    TOP - 12,
                    "middle",
                    "fill=\"" + Svg.MUTED + "\" font-size=\"12\"",
                    texts.percent(percent / 100.0));
        }
        for (int i = 0; i < bars.size(); i++) {
            draw(svg, texts, bars.get(i), TOP + ROW * i);
        }
        svg.text(
                24, bottom + 26, "start", "fill=\"" + Svg.MUTED + "\" font-size=\"12\"", texts.shareOfEligible() + ".");
        svg.text(
                24, bottom + 46, "start", "fill=\"" + Svg.MUTED + "\" font-size=\"12\"", texts.method(report.method()));
        return svg.toString();
    }

    private static Goal goalOf(UnitCoverage unit, Target.Aim measure) {
        return unit.goals().stream()
                .filter(each -> each.measure() == measure)
                .findFirst()
                .orElseThrow();
    }

    /** The lowest units of the report, or the unit itself where there are none below it. */
    private static Stream<UnitCoverage> lowest(CoverageReport report) {
        Unit.Level lowest = report.units().stream()
                .map(each -> each.unit().level())
                .max(Comparator.naturalOrder())
                .orElseThrow();
        return report.units().stream().filter(each -> each.unit().level() == lowest);
    }

    private static List<Bar> barsOf(CoverageReport report, Target.Aim measure) {
        List<Bar> bars = new ArrayList<>();
        for (UnitCoverage unit : lowest(report).toList()) {
            Goal goal = goalOf(unit, measure);
            @Nullable
            Double share = switch (measure) {
                case VNEID_LEVEL_2 -> unit.shares().vneidLevel2();
                case LINKED -> unit.shares().linked();
            };
            bars.add(new Bar(unit.unit().name(), share, goal));
        }
        bars.sort(Comparator.comparing(Bar::share, Comparator.nullsLast(Comparator.reverseOrder())));
        return bars;
    }

    private static void draw(Svg svg, ChartTexts texts, Bar bar, double y) {
        double middle = y + ROW / 2.0;
        svg.text(NAMES - 10, middle + 4.5, "end", "fill=\"" + Svg.INK + "\"", Svg.shortened(bar.name(), NAME));
        if (bar.share() == null) {
            svg.text(
                    NAMES + 6,
                    middle + 4.5,
                    "start",
                    "fill=\"" + Svg.MUTED + "\" font-style=\"italic\"",
                    texts.notShown());
        } else {
            boolean reached = bar.reached() || bar.goal().targetShare() == null;
            double length = PLOT * Math.min(1, bar.share());
            svg.bar(
                    NAMES,
                    middle - BAR / 2.0,
                    Math.max(length, 1),
                    BAR,
                    reached
                            ? "fill=\"" + Svg.BLUE + "\""
                            : "fill=\"url(#hatched)\" stroke=\"" + Svg.VERMILLION + "\" stroke-width=\"1\"");
            String percent = texts.percent(bar.share()) + (bar.reached() ? " ✓" : "");
            svg.text(NAMES + PLOT + 14, middle + 4.5, "start", "fill=\"" + Svg.INK + "\"", percent);
        }
        Double wanted = bar.goal().targetShare();
        if (wanted != null) {
            double x = NAMES + PLOT * wanted;
            svg.line(x, y, x, y + ROW, "stroke=\"" + Svg.INK + "\" stroke-width=\"2.5\"");
        }
    }

    /** The target of the whole; a unit that has its own shows it in its place. */
    private static void legend(Svg svg, ChartTexts texts, Goal goal) {
        double x = 24;
        double y = 62;
        String plain = "fill=\"" + Svg.INK + "\"";
        Double wanted = goal.targetShare();
        if (wanted == null || goal.targetDate() == null) {
            svg.text(x, y, "start", plain, texts.noTarget());
            return;
        }
        svg.line(x + 8, y - 13, x + 8, y + 3, "stroke=\"" + Svg.INK + "\" stroke-width=\"2.5\"");
        svg.text(x + 22, y, "start", plain, texts.target(texts.percent(wanted), goal.targetDate()));
        x += 300;
        svg.bar(x, y - 11, 18, 12, "fill=\"" + Svg.BLUE + "\"");
        svg.text(x + 26, y, "start", plain, texts.reached() + " ✓");
        x += 190;
        svg.bar(x, y - 11, 18, 12, "fill=\"url(#hatched)\" stroke=\"" + Svg.VERMILLION + "\"");
        svg.text(x + 26, y, "start", plain, texts.notReached());
    }

    private static String description(ChartTexts texts, Goal goal, List<Bar> bars) {
        StringBuilder words = new StringBuilder();
        Double wanted = goal.targetShare();
        words.append(
                wanted == null || goal.targetDate() == null
                        ? texts.noTarget()
                        : texts.target(texts.percent(wanted), goal.targetDate()));
        words.append(". ");
        for (Bar bar : bars) {
            words.append(bar.name())
                    .append(": ")
                    .append(bar.share() == null ? texts.notShown() : texts.percent(bar.share()))
                    .append("; ");
        }
        return words.toString().strip();
    }
}
