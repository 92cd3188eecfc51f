package vn.gov.identitylink.coverage;

import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import vn.gov.identitylink.coverage.CoverageReport.Goal;
import vn.gov.identitylink.coverage.CoverageReport.Point;
import vn.gov.identitylink.problem.Language;

/** A unit over time: both shares, their targets, and where they lead if their trends go on. */
final class ProgressChart {

    private static final int WIDTH = 960;
    private static final int HEIGHT = 560;
    private static final int LEFT = 70;
    private static final int RIGHT = 700;
    private static final int TOP = 60;
    private static final int BOTTOM = 440;

    /** How far ahead the drawing goes at most, as a multiple of how far it looks back. */
    private static final int AHEAD = 4;

    /** Three lines of a label and the room below them. */
    private static final int LABEL = 71;

    /** Letters of a unit's name that fit into the heading. */
    private static final int TITLE = 60;

    /** And onto a target's line. */
    private static final int NAME = 30;

    private ProgressChart() {}

    static String of(CoverageReport report, Language language) {
        return new Drawing(report, language).draw();
    }

    private static @Nullable Double shareOf(Point point, Target.Aim measure) {
        return switch (measure) {
            case VNEID_LEVEL_2 -> point.shares().vneidLevel2();
            case LINKED -> point.shares().linked();
        };
    }

    private static final class Drawing {

        private final CoverageReport report;
        private final ChartTexts texts;
        private final LocalDate first;
        private final LocalDate today;
        private final LocalDate end;
        private final Svg svg;
        private final Room room = new Room();

        Drawing(CoverageReport report, Language language) {
            this.report = report;
            this.texts = ChartTexts.of(language);
            this.first = report.series().getFirst().date();
            this.today = report.root().figuresOn();
            this.end = endOf(report, first, today);
            this.svg = new Svg(
                    WIDTH,
                    HEIGHT,
                    language,
                    words -> words.progress(report.root().unit().name(), today),
                    words -> description(words, report, today));
        }

        private static LocalDate endOf(CoverageReport report, LocalDate first, LocalDate today) {
            LocalDate end = today;
            for (Goal goal : report.root().goals()) {
                for (@Nullable LocalDate day : new LocalDate[] {goal.targetDate(), goal.forecastDate()}) {
                    if (day != null && day.isAfter(end)) {
                        end = day;
                    }
                }
            }
            LocalDate furthest = today.plusDays(AHEAD * ChronoUnit.DAYS.between(first, today));
            return end.isAfter(furthest) ? furthest : end;
        }

        String draw() {
            svg.text(
                    24,
                    34,
                    "start",
                    "font-size=\"18\" font-weight=\"bold\" fill=\"" + Svg.INK + "\"",
                    texts.progress(Svg.shortened(report.root().unit().name(), TITLE), today));
            axes();
            double free = TOP + 8;
            for (Goal goal : report.root().goals()) {
                target(goal);
            }
            int behind = report.root().goals().size();
            for (Goal goal : report.root().goals()) {
                behind--;
                free = goal(goal, free, BOTTOM - 24 - LABEL * behind);
            }
            targetLabels();
            svg.text(
                    24,
                    HEIGHT - 34,
                    "start",
                    "fill=\"" + Svg.MUTED + "\" font-size=\"12\"",
                    texts.shareOfEligible() + ".");
            svg.text(
                    24,
                    HEIGHT - 14,
                    "start",
                    "fill=\"" + Svg.MUTED + "\" font-size=\"12\"",
                    texts.method(report.method()));
            return svg.toString();
        }

        private void axes() {
            for (int percent = 0; percent <= 100; percent += 20) {
                double y = y(percent / 100.0);
                svg.line(LEFT, y, RIGHT, y, "stroke=\"" + Svg.FAINT + "\"");
                svg.text(
                        LEFT - 8,
                        y + 4,
                        "end",
                        "fill=\"" + Svg.MUTED + "\" font-size=\"12\"",
                        texts.percent(percent / 100.0));
            }
            long months = Math.max(1, ChronoUnit.MONTHS.between(first, end));
            long step = (months + 7) / 8;
            LocalDate month = first.withDayOfMonth(1).plusMonths(first.getDayOfMonth() == 1 ? 0 : 1);
            while (!month.isAfter(end)) {
                double x = x(month);
                svg.line(x, BOTTOM, x, BOTTOM + 6, "stroke=\"" + Svg.MUTED + "\"");
                svg.text(x, BOTTOM + 22, "middle", "fill=\"" + Svg.MUTED + "\" font-size=\"12\"", texts.month(month));
                month = month.plusMonths(step);
            }
            double now = x(today);
            svg.line(now, TOP, now, BOTTOM, "stroke=\"" + Svg.MUTED + "\" stroke-dasharray=\"2 4\"");
            svg.text(
                    now,
                    BOTTOM + 42,
                    "middle",
                    "fill=\"" + Svg.INK + "\" font-size=\"12\" font-weight=\"bold\"",
                    texts.date(today));
        }

        /** The line of a target's share, and a mark where its day is: a day that the chart does not show has none. */
        private void target(Goal goal) {
            Double wanted = goal.targetShare();
            LocalDate day = goal.targetDate();
            if (wanted != null && day != null) {
                double y = y(wanted);
                room.takeLine(LEFT, y, RIGHT, y);
                svg.line(LEFT, y, RIGHT, y, "stroke=\"" + Svg.INK + "\" stroke-width=\"1.5\" stroke-dasharray=\"9 4\"");
                if (!day.isBefore(first) && !day.isAfter(end)) {
                    double x = x(day);
                    List<double[]> mark = List.of(
                            new double[] {x - 6, y - 11},
                            new double[] {x + 6, y - 11},
                            new double[] {x, y},
                            new double[] {x - 6, y - 11});
                    room.takePath(mark);
                    svg.path(points(mark), "stroke=\"" + Svg.INK + "\" stroke-width=\"1.5\"");
                }
            }
        }

        /** Says on each line whose target it is, above or below it and where it hides nothing. */
        private void targetLabels() {
            for (Goal goal : report.root().goals()) {
                if (goal.targetShare() != null && goal.targetDate() != null) {
                    String text = lineOf(texts, goal);
                    double y = y(goal.targetShare());
                    double right = RIGHT - 6 - Room.widthOf(text);
                    double[] place = room.take(
                            text,
                            List.of(
                                    new double[] {LEFT + 6, y - 5},
                                    new double[] {LEFT + 6, y + 15},
                                    new double[] {right, y - 5},
                                    new double[] {right, y + 15}));
                    svg.text(
                            place[0],
                            place[1],
                            "start",
                            "fill=\"" + Svg.INK + "\" font-size=\"12\" stroke=\"#ffffff\" stroke-width=\"4\""
                                    + " stroke-linejoin=\"round\" paint-order=\"stroke\"",
                            text);
                }
            }
        }

        private String lineOf(ChartTexts words, Goal goal) {
            LocalDate day = Objects.requireNonNull(goal.targetDate());
            String line = words.targetLine(
                    words.percent(Objects.requireNonNull(goal.targetShare())),
                    goal.measure(),
                    Svg.shortened(goal.aimOf(), NAME));
            return day.isBefore(first)
                    ? line + ", " + words.dueBefore(day)
                    : day.isAfter(end) ? line + ", " + words.dueAfter(day) : line;
        }

        /**
         * Labels stand beside the ends of their lines, one below the other where these are close.
         *
         * @param free from where on there is no other label
         * @param lowest where those that follow still have room
         */
        private double goal(Goal goal, double free, double lowest) {
            boolean level = goal.measure() == Target.Aim.VNEID_LEVEL_2;
            String colour = level ? Svg.BLUE : Svg.VERMILLION;
            List<double[]> line = new ArrayList<>();
            for (Point point : report.series()) {
                Double share = shareOf(point, goal.measure());
                if (share != null) {
                    line.add(new double[] {x(point.date()), y(share)});
                }
            }
            room.takePath(line);
            line.forEach(point -> room.takeLine(point[0], point[1], point[0], point[1]));
            svg.path(points(line), "stroke=\"" + colour + "\" stroke-width=\"2.5\"");
            for (double[] point : line) {
                if (level) {
                    svg.circle(point[0], point[1], 3.5, "fill=\"" + colour + "\"");
                } else {
                    svg.bar(
                            point[0] - 3.5,
                            point[1] - 3.5,
                            7,
                            7,
                            "fill=\"#ffffff\" stroke=\"" + colour + "\" stroke-width=\"2\"");
                }
            }
            forecast(goal, line, colour);
            Double share = shareOf(report.series().getLast(), goal.measure());
            double y = Math.min(line.isEmpty() ? free : Math.max(line.getLast()[1], free), lowest);
            String bold = "font-weight=\"bold\" fill=\"" + Svg.INK + "\"";
            if (level) {
                svg.circle(RIGHT + 16, y - 4.5, 4.5, "fill=\"" + colour + "\"");
            } else {
                svg.bar(RIGHT + 11.5, y - 9, 9, 9, "fill=\"#ffffff\" stroke=\"" + colour + "\" stroke-width=\"2\"");
            }
            svg.text(
                    RIGHT + 30,
                    y,
                    "start",
                    bold,
                    share == null
                            ? texts.share(goal.measure())
                            : texts.percent(share) + " " + texts.share(goal.measure()));
            Double wanted = goal.targetShare();
            String plain = "fill=\"" + Svg.INK + "\" font-size=\"12\"";
            double below = y + 18;
            if (wanted != null && goal.targetDate() != null) {
                svg.text(RIGHT + 30, below, "start", plain, texts.target(texts.percent(wanted), goal.targetDate()));
                below += 17;
            }
            svg.text(RIGHT + 30, below, "start", plain, share == null ? texts.notShown() : forecastOf(texts, goal));
            return y + LABEL;
        }

        private void forecast(Goal goal, List<double[]> line, String colour) {
            Double wanted = goal.targetShare();
            LocalDate day = goal.forecastDate();
            Double share = shareOf(report.series().getLast(), goal.measure());
            if (wanted == null || day == null || share == null || line.isEmpty()) {
                return;
            }
            double whole = ChronoUnit.DAYS.between(today, day);
            double shown = ChronoUnit.DAYS.between(today, day.isAfter(end) ? end : day);
            double reached = whole == 0 ? wanted : share + (wanted - share) * shown / whole;
            double x = x(day.isAfter(end) ? end : day);
            room.takeLine(x(today), y(share), x, y(reached));
            svg.line(
                    x(today),
                    y(share),
                    x,
                    y(reached),
                    "stroke=\"" + colour + "\" stroke-width=\"2.5\" stroke-dasharray=\"3 5\" stroke-linecap=\"round\"");
            if (!day.isAfter(end)) {
                svg.circle(x, y(wanted), 5.5, "fill=\"#ffffff\" stroke=\"" + colour + "\" stroke-width=\"2.5\"");
            }
        }

        private double x(LocalDate day) {
            double whole = Math.max(1, ChronoUnit.DAYS.between(first, end));
            return LEFT + (RIGHT - LEFT) * ChronoUnit.DAYS.between(first, day) / whole;
        }

        private static double y(double share) {
            return BOTTOM - (BOTTOM - TOP) * Math.min(1, Math.max(0, share));
        }

        private static String points(List<double[]> points) {
            StringBuilder text = new StringBuilder();
            for (double[] point : points) {
                text.append(String.format(Locale.ROOT, "%.1f,%.1f ", point[0], point[1]));
            }
            return text.toString().strip();
        }

        private static String description(ChartTexts words, CoverageReport report, LocalDate today) {
            StringBuilder text = new StringBuilder();
            for (Goal goal : report.root().goals()) {
                Double begin = shareOf(report.series().getFirst(), goal.measure());
                Double now = shareOf(report.series().getLast(), goal.measure());
                text.append(words.share(goal.measure()))
                        .append(": ")
                        .append(words.date(report.series().getFirst().date()))
                        .append(" ")
                        .append(begin == null ? words.notShown() : words.percent(begin))
                        .append(", ")
                        .append(words.date(today))
                        .append(" ")
                        .append(now == null ? words.notShown() : words.percent(now))
                        .append("; ");
                if (goal.targetShare() != null && goal.targetDate() != null) {
                    text.append(words.target(words.percent(goal.targetShare()), goal.targetDate(), goal.aimOf()))
                            .append("; ");
                }
                text.append(forecastOf(words, goal)).append(". ");
            }
            return text.toString().strip();
        }

        private static String forecastOf(ChartTexts words, Goal goal) {
            return goal.forecastDate() == null ? words.forecast(goal.forecast()) : words.forecast(goal.forecastDate());
        }
    }
}
