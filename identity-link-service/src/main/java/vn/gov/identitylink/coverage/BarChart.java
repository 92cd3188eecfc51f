package vn.gov.identitylink.coverage;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import vn.gov.identitylink.coverage.CoverageReport.Goal;
import vn.gov.identitylink.coverage.CoverageReport.UnitCoverage;
import vn.gov.identitylink.locality.Unit;
import vn.gov.identitylink.problem.Language;

/** The units of a report as bars, the furthest first, each with its target, and told whose that is where it is not the whole's. */
final class BarChart {

    private static final int WIDTH = 960;

    /** With room for a target at the end of a row. */
    private static final int WIDE = 1240;

    private static final int NAMES = 250;
    private static final int PLOT = 560;
    private static final int TOP = 112;
    private static final int ROW = 24;
    private static final int BAR = 16;
    private static final int BOTTOM = 64;

    private static final String MARK = "stroke=\"" + Svg.INK + "\" stroke-width=\"2.5\"";
    private static final String OTHER_MARK = MARK + " stroke-dasharray=\"5 3\"";

    /** Letters that fit: into the heading, and before a bar. */
    private static final int TITLE = 50;

    private static final int NAME = 30;

    /** Into the legend, and to the end of a row. */
    private static final int TARGET_NAME = 24;

    private BarChart() {}

    /** @param other whether the target is not the one that the legend tells */
    private record Bar(String name, @Nullable Double share, Goal goal, boolean other) {

        boolean reached() {
            return share != null && goal.targetShare() != null && share >= goal.targetShare();
        }
    }

    static String of(CoverageReport report, Target.Aim measure, Language language) {
        Goal whole = goalOf(report.root(), measure);
        List<Bar> bars = barsOf(report, measure, whole);
        LocalDate day = lowest(report)
                .map(UnitCoverage::figuresOn)
                .max(Comparator.naturalOrder())
                .orElseThrow();
        ChartTexts texts = ChartTexts.of(language);
        int height = TOP + ROW * bars.size() + BOTTOM;
        Svg svg = new Svg(
                bars.stream().anyMatch(Bar::other) ? WIDE : WIDTH,
                height,
                language,
                words -> words.bars(report.root().unit().name(), measure, day),
                words -> description(words, report.root().unit().name(), whole, bars));
        svg.text(
                24,
                34,
                "start",
                "font-size=\"18\" font-weight=\"bold\" fill=\"" + Svg.INK + "\"",
                texts.bars(Svg.shortened(report.root().unit().name(), TITLE), measure, day));
        legend(svg, texts, report.root().unit().name(), whole, bars);
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

    private static List<Bar> barsOf(CoverageReport report, Target.Aim measure, Goal whole) {
        List<Bar> bars = new ArrayList<>();
        for (UnitCoverage unit : lowest(report).toList()) {
            Goal goal = goalOf(unit, measure);
            @Nullable
            Double share = switch (measure) {
                case VNEID_LEVEL_2 -> unit.shares().vneidLevel2();
                case LINKED -> unit.shares().linked();
            };
            bars.add(new Bar(unit.unit().name(), share, goal, goal.targetShare() != null && !goal.hasTargetOf(whole)));
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
            svg.line(x, y, x, y + ROW, bar.other() ? OTHER_MARK : MARK);
        }
        if (bar.other()) {
            svg.text(
                    NAMES + PLOT + 92,
                    middle + 4.5,
                    "start",
                    "fill=\"" + Svg.INK + "\" font-size=\"12\"",
                    targetOf(texts, bar.goal(), Svg.shortened(bar.goal().aimOf(), TARGET_NAME)));
        }
    }

    /** The target of the whole, and what marks one that is not the whole's: that one is told in its row. */
    private static void legend(Svg svg, ChartTexts texts, String unit, Goal whole, List<Bar> bars) {
        double x = 24;
        double y = 62;
        String plain = "fill=\"" + Svg.INK + "\"";
        boolean any = whole.targetShare() != null;
        if (any) {
            svg.line(x + 8, y - 13, x + 8, y + 3, MARK);
        }
        svg.text(
                any ? x + 22 : x,
                y,
                "start",
                plain,
                any
                        ? targetOf(texts, whole, Svg.shortened(whole.aimOf(), TARGET_NAME))
                        : texts.noTarget(Svg.shortened(unit, TARGET_NAME)));
        boolean others = bars.stream().anyMatch(Bar::other);
        if (!any && !others) {
            return;
        }
        x += 440;
        svg.bar(x, y - 11, 18, 12, "fill=\"" + Svg.BLUE + "\"");
        svg.text(x + 26, y, "start", plain, texts.reached() + " ✓");
        x += 190;
        svg.bar(x, y - 11, 18, 12, "fill=\"url(#hatched)\" stroke=\"" + Svg.VERMILLION + "\"");
        svg.text(x + 26, y, "start", plain, texts.notReached());
        if (others) {
            x += 200;
            svg.line(x + 8, y - 13, x + 8, y + 3, OTHER_MARK);
            svg.text(x + 22, y, "start", plain, texts.otherTarget());
        }
    }

    private static String targetOf(ChartTexts texts, Goal goal, String unit) {
        return texts.target(
                texts.percent(Objects.requireNonNull(goal.targetShare())),
                Objects.requireNonNull(goal.targetDate()),
                unit);
    }

    private static String description(ChartTexts texts, String unit, Goal whole, List<Bar> bars) {
        StringBuilder words = new StringBuilder();
        words.append(whole.targetShare() == null ? texts.noTarget(unit) : targetOf(texts, whole, whole.aimOf()));
        words.append(". ");
        for (Bar bar : bars) {
            words.append(bar.name())
                    .append(": ")
                    .append(bar.share() == null ? texts.notShown() : texts.percent(bar.share()));
            if (bar.other()) {
                words.append(", ").append(targetOf(texts, bar.goal(), bar.goal().aimOf()));
            }
            words.append("; ");
        }
        return words.toString().strip();
    }
}
