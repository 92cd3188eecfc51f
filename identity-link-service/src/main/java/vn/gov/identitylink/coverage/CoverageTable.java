package vn.gov.identitylink.coverage;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.gov.identitylink.coverage.CoverageReport.Goal;
import vn.gov.identitylink.coverage.CoverageReport.UnitCoverage;
import vn.gov.identitylink.problem.Language;

/**
 * A report as a table that a spreadsheet opens (RFC 4180, UTF-8 with a mark at the beginning). In Vietnamese the separator
 * is a semicolon and the decimal sign a comma, since that is what a Vietnamese spreadsheet expects; in English they are
 * comma and point, and words are told in that language too. Columns are added at the end only. No cell is taken for a
 * formula.
 */
final class CoverageTable {

    private static final String BEGINS_A_FORMULA = "=+-@\t\r\n＝＋－＠";

    private final StringBuilder table = new StringBuilder("\uFEFF");
    private final CoverageReport.Method method;
    private final Language language;
    private final ChartTexts texts;

    private CoverageTable(CoverageReport.Method method, Language language) {
        this.method = method;
        this.language = language;
        this.texts = ChartTexts.of(language);
    }

    static String of(CoverageReport report, Language language) {
        CoverageTable table = new CoverageTable(report.method(), language);
        table.line(table.heading());
        report.units().forEach(unit -> table.line(table.cells(unit)));
        return table.table.toString();
    }

    private List<String> heading() {
        List<String> cells = new ArrayList<>(
                language == Language.VI
                        ? List.of("Ngày", "Đơn vị", "Mã", "Cấp", "Mã cấp trên")
                        : List.of("Date", "Unit", "Code", "Level", "Code above"));
        for (Measure measure : Measure.values()) {
            cells.add(texts.measure(measure));
        }
        cells.addAll(
                language == Language.VI
                        ? List.of(
                                "Tỷ lệ VNeID mức 2",
                                "Tỷ lệ có tài khoản",
                                "Tỷ lệ đã xác thực số",
                                "Tỷ lệ đã liên kết",
                                "Chỉ tiêu VNeID mức 2",
                                "Hạn VNeID mức 2",
                                "Còn thiếu VNeID mức 2",
                                "Dự báo VNeID mức 2",
                                "Chỉ tiêu liên kết",
                                "Hạn liên kết",
                                "Còn thiếu liên kết",
                                "Dự báo liên kết",
                                "Ước tính",
                                "Chỉ tiêu VNeID mức 2 của",
                                "Chỉ tiêu liên kết của",
                                "Ghi chú")
                        : List.of(
                                "Share with VNeID level 2",
                                "Share with account",
                                "Share with matched number",
                                "Share linked",
                                "Target VNeID level 2",
                                "Due VNeID level 2",
                                "Missing VNeID level 2",
                                "Forecast VNeID level 2",
                                "Target linked",
                                "Due linked",
                                "Missing linked",
                                "Forecast linked",
                                "Estimated",
                                "Target VNeID level 2 of",
                                "Target linked of",
                                "Remarks"));
        return cells;
    }

    private List<String> cells(UnitCoverage unit) {
        List<String> cells = new ArrayList<>(List.of(
                unit.figuresOn().toString(),
                unit.unit().name() + " (" + unit.unit().code() + ")",
                unit.unit().code(),
                texts.kind(unit.unit().level(), unit.unit().name()),
                orEmpty(unit.unit().parent())));
        for (Measure measure : Measure.values()) {
            boolean suppressed = unit.suppressed().contains(measure.word());
            cells.add(suppressed ? "*" : orEmpty(unit.figures().of(measure)));
        }
        cells.add(decimal(unit.shares().vneidLevel2()));
        cells.add(decimal(unit.shares().accounts()));
        cells.add(decimal(unit.shares().matched()));
        cells.add(decimal(unit.shares().linked()));
        for (Goal goal : unit.goals()) {
            cells.add(decimal(goal.targetShare()));
            cells.add(orEmpty(goal.targetDate()));
            cells.add(orEmpty(goal.gap()));
            cells.add(goal.forecastDate() != null ? goal.forecastDate().toString() : texts.forecast(goal.forecast()));
        }
        cells.add(unit.estimated() ? "1" : "0");
        unit.goals().forEach(goal -> cells.add(goal.aimOf()));
        cells.add(remarks(unit));
        return cells;
    }

    /** What somebody who sees one row has to know of it. */
    private String remarks(UnitCoverage unit) {
        List<String> remarks = new ArrayList<>();
        if (!unit.suppressed().isEmpty()) {
            remarks.add(texts.star(method));
        }
        if (unit.estimated()) {
            remarks.add(texts.estimated());
        }
        return String.join(". ", remarks);
    }

    private static String orEmpty(@Nullable Object value) {
        return value == null ? "" : value.toString();
    }

    private String decimal(@Nullable Double share) {
        if (share == null) {
            return "";
        }
        // As exact as shares are, so that none looks like a whole number of something.
        String text =
                BigDecimal.valueOf(share).setScale(4, RoundingMode.HALF_UP).toPlainString();
        return language == Language.VI ? text.replace('.', ',') : text;
    }

    private void line(List<String> cells) {
        String separator = language == Language.VI ? ";" : ",";
        table.append(String.join(
                        separator, cells.stream().map(CoverageTable::cell).toList()))
                .append("\r\n");
    }

    /** Quoted where it must be; what a spreadsheet would compute stands behind an apostrophe. */
    static String cell(String text) {
        boolean formula = !text.isEmpty() && BEGINS_A_FORMULA.indexOf(text.charAt(0)) >= 0;
        String safe = formula ? "'" + text : text;
        boolean plain = safe.chars().noneMatch(letter -> "\",;\r\n\t".indexOf(letter) >= 0) && !formula;
        return plain ? safe : '"' + safe.replace("\"", "\"\"") + '"';
    }
}
