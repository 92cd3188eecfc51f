package vn.gov.identitylink.coverage;

import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import vn.gov.identitylink.locality.Unit;
import vn.gov.identitylink.problem.Language;

/** What tables and charts say, in one language. */
final class ChartTexts {

    private static final ChartTexts VI = new ChartTexts(Language.VI);
    private static final ChartTexts EN = new ChartTexts(Language.EN);

    private final Language language;

    private ChartTexts(Language language) {
        this.language = language;
    }

    static ChartTexts of(Language language) {
        return switch (language) {
            case VI -> VI;
            case EN -> EN;
        };
    }

    Language language() {
        return language;
    }

    private String say(String vi, String en) {
        return switch (language) {
            case VI -> vi;
            case EN -> en;
        };
    }

    String measure(Measure measure) {
        return switch (measure) {
            case ELIGIBLE -> say("Công dân từ 14 tuổi", "Citizens of 14 and over");
            case VNEID_LEVEL1 -> say("VNeID mức 1", "VNeID level 1");
            case VNEID_LEVEL2 -> say("VNeID mức 2", "VNeID level 2");
            case ACCOUNTS -> say("Tài khoản", "Accounts");
            case MATCHED -> say("Đã xác thực số", "Number matched");
            case LINKED -> say("Đã liên kết", "Linked");
            case SKIPPED -> say("Đã bấm Bỏ qua", "Skipped");
            case DUPLICATES -> say("Trùng số", "Duplicates");
            case IMPORTED_ACCOUNTS -> say("Nhập theo lô: tài khoản", "Imported: accounts");
            case IMPORTED_MATCHED -> say("Nhập theo lô: đã xác thực số", "Imported: number matched");
            case IMPORTED_LINKED -> say("Nhập theo lô: đã liên kết", "Imported: linked");
            case IMPORTED_SKIPPED -> say("Nhập theo lô: đã bấm Bỏ qua", "Imported: skipped");
            case IMPORTED_DUPLICATES -> say("Nhập theo lô: trùng số", "Imported: duplicates");
        };
    }

    /** Of what kind a unit is, by what its name begins with; its level where the name does not tell. */
    String kind(Unit.Level level, String name) {
        return UnitKind.of(level, name)
                .map(kind -> say(kind.vietnamese(), kind.english()))
                .orElseGet(() -> switch (level) {
                    case PROVINCE -> say("Cấp tỉnh", "Province level");
                    case DISTRICT -> say("Cấp huyện", "District level");
                    case COMMUNE -> say("Cấp xã", "Commune level");
                });
    }

    /** Of what share, as it stands on a line. */
    String share(Target.Aim measure) {
        return switch (measure) {
            case VNEID_LEVEL_2 -> say("có VNeID mức 2", "with VNeID level 2");
            case LINKED -> say("đã liên kết tài khoản", "with linked account");
        };
    }

    String bars(String unit, Target.Aim measure, LocalDate date) {
        return say(
                "%s: công dân từ 14 tuổi %s, %s".formatted(unit, share(measure), date(date)),
                "%s: citizens of 14 and over %s, %s".formatted(unit, share(measure), date(date)));
    }

    String progress(String unit, LocalDate date) {
        return say(
                "%s: tiến độ đến %s và dự báo".formatted(unit, date(date)),
                "%s: progress until %s and forecast".formatted(unit, date(date)));
    }

    String shareOfEligible() {
        return say("Tỷ lệ trên công dân từ 14 tuổi", "Share of citizens of 14 and over");
    }

    String target(String percent, LocalDate day) {
        return say(
                "Chỉ tiêu %s đến hết %s".formatted(percent, date(day)),
                "Target %s by %s".formatted(percent, date(day)));
    }

    /** The same, and whose it is: a unit without a target of its own has that of a unit above, or of what it was before. */
    String target(String percent, LocalDate day, String unit) {
        return target(percent, day) + " (" + unit + ")";
    }

    /** What a line across a chart says. */
    String targetLine(String percent, Target.Aim measure, String unit) {
        return say("Chỉ tiêu", "Target") + " " + percent + " " + share(measure) + " (" + unit + ")";
    }

    /** Why the line has no mark. */
    String dueBefore(LocalDate day) {
        return say("hạn %s, trước biểu đồ này".formatted(date(day)), "due %s, before this chart".formatted(date(day)));
    }

    String dueAfter(LocalDate day) {
        return say("hạn %s, sau biểu đồ này".formatted(date(day)), "due %s, after this chart".formatted(date(day)));
    }

    String otherTarget() {
        return say("chỉ tiêu khác, ghi cuối hàng", "another target, told in the row");
    }

    String reached() {
        return say("đạt chỉ tiêu", "target met");
    }

    String notReached() {
        return say("chưa đạt chỉ tiêu", "target not met");
    }

    String noTarget() {
        return say("không có chỉ tiêu", "no target");
    }

    /** Of one unit; others may have one. */
    String noTarget(String unit) {
        return noTarget() + " (" + unit + ")";
    }

    /** What a star in a table means. */
    String star(CoverageReport.Method method) {
        return say(
                "* = không công bố: dưới %d người, hoặc số để tính ra số đó".formatted(method.suppressedBelow()),
                "* = not shown: fewer than %d people or what would tell them".formatted(method.suppressedBelow()));
    }

    String estimated() {
        return say("có số ước tính do chia tách xã", "partly estimated because communes were split");
    }

    String notShown() {
        return say("không công bố", "not shown");
    }

    String forecast(LocalDate day) {
        return say("dự báo đạt: " + date(day), "forecast to be met: " + date(day));
    }

    String forecast(CoverageReport.Forecast forecast) {
        return switch (forecast) {
            case NO_TARGET -> noTarget();
            case MET -> reached();
            case IN_TIME -> say("kịp hạn", "in time");
            case LATE -> say("trễ hạn", "late");
            case NO_PROGRESS -> say("tỷ lệ không tăng", "share does not grow");
            case OUT_OF_SIGHT -> say("không đạt trong mười năm", "not within ten years");
            case UNKNOWN -> say("chưa đủ số liệu để dự báo", "too little data for a forecast");
        };
    }

    String method(CoverageReport.Method method) {
        return say(
                "Dự báo: đường thẳng bình phương tối thiểu qua %d tuần gần nhất. Số dưới %d người không công bố; số của xã tính đến Chủ nhật, làm tròn đến %d."
                        .formatted(method.trendPoints() - 1, method.suppressedBelow(), method.communesRoundedTo()),
                "Forecast: least-squares line through the last %d weeks. Fewer than %d people are not shown; communes are told by Sundays and rounded to %d."
                        .formatted(method.trendPoints() - 1, method.suppressedBelow(), method.communesRoundedTo()));
    }

    String date(LocalDate date) {
        return switch (language) {
            case VI -> DateTimeFormatter.ofPattern("dd/MM/yyyy", Locale.ROOT).format(date);
            case EN -> DateTimeFormatter.ofPattern("d MMM yyyy", Locale.ENGLISH).format(date);
        };
    }

    String month(LocalDate date) {
        return DateTimeFormatter.ofPattern("MM/yyyy", Locale.ROOT).format(date);
    }

    /** One digit after the decimal sign, none where it is 0. */
    String percent(double share) {
        long tenths = Math.round(share * 1000);
        String text = tenths % 10 == 0 ? Long.toString(tenths / 10) : tenths / 10 + say(",", ".") + tenths % 10;
        return text + say("\u00A0%", "%");
    }
}
