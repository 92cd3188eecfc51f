package vn.gov.identitylink.coverage;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import vn.gov.identitylink.locality.Unit;
import vn.gov.identitylink.problem.Language;
import vn.gov.identitylink.testing.Database;
import vn.gov.identitylink.testing.IdentityLinkTestResource;
import vn.gov.identitylink.testing.LetterSteps;
import vn.gov.identitylink.testing.Tokens;
import vn.gov.identitylink.time.Clocks;

/** The report over HTTP, on figures that are known. */
@QuarkusTest
@QuarkusTestResource(IdentityLinkTestResource.class)
class CoverageTest {

    private static final String COVERAGE = "/v1/coverage";
    private static final String DAY = TestProvince.DAY.toString();

    @BeforeEach
    void fill() {
        TestProvince.fill();
    }

    @Test
    void aProvinceKnowsWhereItStandsAndWhetherItWillMakeIt() {
        read(Map.of("unit", "94", "date", DAY))
                .then()
                .statusCode(200)
                .body("complete", equalTo(true))
                .body("statisticsOn", equalTo(DAY))
                .body("units", hasSize(1))
                .body("units[0].unit.name", equalTo("Tỉnh Chín Tư"))
                .body("units[0].figures.eligible", equalTo(5040))
                .body("units[0].figures.vneidLevel1", equalTo(226))
                .body("units[0].figures.vneidLevel2", equalTo(3020))
                .body("units[0].figures.accounts", equalTo(473))
                .body("units[0].figures.matched", equalTo(287))
                .body("units[0].figures.linked", equalTo(133))
                .body("units[0].figures.skipped", equalTo(10))
                .body("units[0].figures.duplicates", nullValue())
                .body("units[0].figures.importedAccounts", equalTo(500))
                .body("units[0].suppressed", hasItem("duplicates"))
                .body("units[0].shares.vneidLevel2", equalTo(0.5992f))
                .body("units[0].shares.accounts", equalTo(0.0938f))
                .body("units[0].shares.linked", equalTo(0.0284f))
                .body("units[0].goals[0].measure", equalTo("VNEID_LEVEL_2"))
                .body("units[0].goals[0].targetShare", equalTo(1.0f))
                .body("units[0].goals[0].targetDate", equalTo("2024-12-31"))
                .body("units[0].goals[0].gap", equalTo(2020))
                .body("units[0].goals[0].trendPerWeek", equalTo(0.00992f))
                .body("units[0].goals[0].forecastDate", equalTo("2025-04-09"))
                .body("units[0].goals[0].forecast", equalTo("LATE"))
                .body("units[0].goals[1].forecast", equalTo("NO_TARGET"))
                .body("series", hasSize(13))
                .body("series[0].date", equalTo("2024-04-07"))
                .body("series[0].figures.vneidLevel2", equalTo(2420))
                .body("series[12].figures.vneidLevel2", equalTo(3020))
                .body("series[9].figures.accounts", nullValue())
                .body("series[10].figures.accounts", equalTo(300));
    }

    @Test
    void communesAreRoundedToFiveAndTheUnitsAboveAreNot() {
        Response report = read(Map.of("unit", "94", "date", DAY, "depth", "2"));
        report.then()
                .body(
                        "units.unit.code",
                        equalTo(List.of("94", "941", "94001", "94002", "94003", "94004", "942", "94011", "94012")))
                .body("units[1].figures.vneidLevel2", equalTo(2400))
                .body("units[1].figures.accounts", nullValue())
                .body("units[2].figures.accounts", equalTo(315))
                .body("units[2].figures.linked", equalTo(105))
                .body("units[4].goals[0].targetUnit", equalTo("94003"))
                .body("units[4].goals[0].targetUnitName", equalTo("Xã C"))
                .body("units[4].goals[0].forecast", equalTo("MET"))
                .body("units[4].goals[0].gap", equalTo(0))
                .body("units[5].goals[0].targetUnit", equalTo("94"));
    }

    @Test
    void fewerThanFivePeopleAreNotToldAndCannotBeComputed() {
        Response report = read(Map.of("unit", "94", "date", DAY, "depth", "2"));
        // Xã B has three people of level 1; without Xã D, which has the next fewest, nobody can tell which has how
        // many.
        assertEquals(
                List.of("94002", "94004", "94011", "94012"),
                report.path("units.findAll { it.suppressed.contains('vneidLevel1') }.unit.code"));
        assertEquals(183, report.<Integer>path("units[1].figures.vneidLevel1"));
        // What the province keeps silent, a question about the commune alone does not tell.
        read(Map.of("unit", "94004", "date", DAY))
                .then()
                .body("units[0].figures.vneidLevel1", nullValue())
                .body("units[0].suppressed", hasItem("vneidLevel1"));
        read(Map.of("unit", "94003", "date", DAY)).then().body("units[0].figures.vneidLevel1", equalTo(50));
    }

    @Test
    void whatIsLeftOfAWholeIsNeverOneUnitOrTooFewPeople() {
        List<Unit.Key> units = List.of(key("1"), key("2"), key("3"), key("4"));
        assertEquals(Set.of(), Cells.silent(units, List.of(5L, 6L, 7L, 8L), false));
        assertEquals(Set.of(key("1"), key("2")), Cells.silent(units, List.of(4L, 6L, 7L, 8L), false));
        assertEquals(Set.of(key("1"), key("2")), Cells.silent(units, List.of(3L, 3L, 7L, 8L), false));
        assertEquals(Set.of(key("1"), key("2"), key("3")), Cells.silent(units, List.of(0L, 0L, 7L, 8L), false));
        assertEquals(Set.of(key("1")), Cells.silent(units, List.of(9L, 10L, 11L, 12L), true));
        assertEquals(Set.of(key("1")), Cells.silent(units.subList(0, 1), List.of(2L), false));
    }

    @Test
    void anEarlierDayCanBeShownOnLaterBorders() {
        Response report = read(Map.of("unit", "94", "date", DAY, "borders", "2025-07-01", "depth", "1"));
        report.then()
                .statusCode(200)
                .body("borders", equalTo("2025-07-01"))
                .body("units[0].unit.name", equalTo("Tỉnh Chín Tư Mới"))
                .body("units[0].figures.eligible", equalTo(5040))
                .body("units.unit.code", equalTo(List.of("94", "94001", "94003", "94011")))
                .body("units.figures.eligible", equalTo(List.of(5040, 2000, 1500, 1540)))
                .body("units.estimated", equalTo(List.of(false, false, true, true)))
                .body("units[2].goals[0].targetUnit", equalTo("94003"))
                .body("units[2].goals[0].targetUnitName", equalTo("Xã C"))
                .body("units[0].unit.name", equalTo("Tỉnh Chín Tư Mới"))
                .body("units[0].goals[0].targetUnitName", equalTo("Tỉnh Chín Tư"));
    }

    @Test
    void aSeriesGoesOnAcrossTheMerger() {
        read(Map.of("unit", "94", "date", "2025-07-13"))
                .then()
                .statusCode(200)
                .body("units[0].figures.eligible", equalTo(5040))
                .body("units[0].figures.vneidLevel2", equalTo(4800))
                .body("units[0].figures.accounts", equalTo(473))
                .body("series.findAll { it.figures.accounts == 473 }", hasSize(13));
    }

    @Test
    void aDayThatIsOverIsReportedTheSameForEver() {
        byte[] first = read(Map.of("unit", "94", "date", DAY, "depth", "2")).asByteArray();
        List<String> later = new ArrayList<>();
        TestProvince.count(later, "94003", false, TestProvince.DAY.plusDays(1), 1000, 1000, 1000, 0, 0);
        later.forEach(Database::execute);
        assertArrayEquals(
                first, read(Map.of("unit", "94", "date", DAY, "depth", "2")).asByteArray());
        Database.execute("DELETE FROM coverage_count WHERE realm = 'coverage-test' AND day = '2024-07-01'");
        read(Map.of("unit", "94")).then().body("complete", equalTo(false));
    }

    /** Whoever asks for a commune day after day, or on each border of it, sees it change once a week. */
    @Test
    void aCommuneIsToldOfOnceAWeek() {
        LocalDate tuesday = TestProvince.DAY.plusDays(2);
        List<String> rows = new ArrayList<>();
        TestProvince.count(rows, "94003", false, tuesday, 1000, 0, 0, 0, 0);
        rows.forEach(Database::execute);
        for (int day = 0; day < 7; day++) {
            String date = TestProvince.DAY.plusDays(day).toString();
            Response report = read(Map.of("unit", "94", "date", date, "borders", "2025-07-01", "depth", "1"));
            assertEquals(
                    List.of(date, DAY, DAY, DAY), report.path("units.figuresOn"), "the province, and its communes");
            assertEquals(day < 2 ? 473 : 1473, report.<Integer>path("units[0].figures.accounts"));
            assertEquals(130, report.<Integer>path("units[2].figures.accounts"));
            read(Map.of("unit", "94003", "date", date))
                    .then()
                    .body("date", equalTo(date))
                    .body("units[0].figuresOn", equalTo(DAY))
                    .body("units[0].figures.accounts", equalTo(100))
                    .body("series[12].date", equalTo(DAY))
                    .body("series[12].figures.accounts", equalTo(100));
        }
        read(Map.of("unit", "94003", "date", TestProvince.DAY.plusDays(7).toString()))
                .then()
                .body("units[0].figures.accounts", equalTo(1100));
        Database.execute("DELETE FROM coverage_count WHERE realm = 'coverage-test' AND day = '" + tuesday + "'");
    }

    @Test
    void aSundayCountsOnceItIsOver() {
        LocalDate sunday = LocalDate.of(2026, 11, 22);
        assertEquals(sunday.minusDays(7), Figures.lastSundayOver(sunday, sunday));
        assertEquals(sunday, Figures.lastSundayOver(sunday, sunday.plusDays(1)));
        assertEquals(sunday, Figures.lastSundayOver(sunday.plusDays(1), sunday.plusDays(1)));
        assertEquals(sunday, Figures.lastSundayOver(sunday.plusDays(6), sunday.plusDays(40)));
    }

    @Test
    void aSeriesByDayIsForUnitsAboveCommunes() {
        read(Map.of("unit", "94", "date", DAY, "series", "DAY"))
                .then()
                .body("series", hasSize(29))
                .body("series[27].date", equalTo("2024-06-29"))
                .body("series[27].figures.accounts", equalTo(300))
                .body("series[28].figures.accounts", equalTo(473));
    }

    @Test
    void aQuestionThatCannotBeAnsweredIsToldWhy() {
        Map<String, String> before = Database.rows();
        LocalDate tomorrow = LocalDate.now(Clocks.VIETNAM).plusDays(1);
        for (List<String> each : List.of(
                List.of("depth=1", "/unit", "required"),
                List.of("unit=9x", "/unit", "code-format"),
                List.of("unit=89", "/unit", "unit-unknown"),
                List.of("unit=941&date=2025-07-01", "/unit", "unit-not-valid-on-date"),
                List.of("unit=94&date=" + tomorrow, "/date", "date-in-future"),
                List.of("unit=94&date=2024-02-30", "/date", "date-format"),
                List.of("unit=94&date=1980-01-01", "/date", "date-before-data"),
                List.of("unit=94&borders=2024-01-01", "/borders", "borders-before-date"),
                List.of("unit=94&borders=" + tomorrow, "/borders", "date-in-future"),
                List.of("unit=94&depth=3", "/depth", "depth-too-large"),
                List.of("unit=94&date=2025-07-13&depth=2", "/depth", "depth-too-large"),
                List.of("unit=94003&date=" + DAY + "&depth=1", "/depth", "depth-too-large"),
                List.of("unit=94&depth=-1", "/depth", "range"),
                List.of("unit=94&series=HOUR", "/series", "unknown-word"),
                List.of("unit=94003&date=" + DAY + "&series=DAY", "/series", "series-too-fine"),
                List.of("unit=94&chart=PIE", "/chart", "unknown-word"),
                List.of("unit=94&measure=HAPPY", "/measure", "unknown-word"))) {
            Response refused = LetterSteps.as(token()).get(COVERAGE + "?" + each.get(0));
            assertEquals(
                    List.of("400 validation-failed", each.get(1), each.get(2)),
                    List.of(
                            refused.statusCode() + " " + refused.path("code"),
                            refused.path("errors[0].pointer"),
                            refused.path("errors[0].code")),
                    each.get(0));
        }
        assertEquals(before, Database.rows());
    }

    @Test
    void aSpreadsheetOpensTheTableAndComputesNothing() {
        String vietnamese = table("vi");
        assertTrue(vietnamese.startsWith("\uFEFFNgày;Đơn vị;Mã;"), vietnamese);
        List<String> lines = vietnamese.lines().toList();
        assertEquals(10, lines.size());
        assertTrue(lines.get(1).startsWith("2024-06-30;Tỉnh Chín Tư (94);94;Tỉnh;;5040;226;3020;473;"), lines.get(1));
        assertTrue(lines.get(1).contains(";\"0,5992\";"), lines.get(1));
        assertTrue(lines.get(7).startsWith("2024-06-30;\"'=Huyện Hai (942)\";942;Cấp huyện;94;"), lines.get(7));
        assertTrue(lines.get(4).contains(";*;"), "what is not told");
        assertTrue(vietnamese.endsWith("\r\n"));
        String english = table("en");
        assertTrue(english.startsWith("\uFEFFDate,Unit,Code,"), english);
        assertTrue(english.contains(",0.5992,"));
        for (Map.Entry<String, String> each : Map.of(
                        "=1+1", "\"'=1+1\"",
                        "@SUM(A1)", "\"'@SUM(A1)\"",
                        "+1", "\"'+1\"",
                        "-1", "\"'-1\"",
                        "\t=1", "\"'\t=1\"",
                        "＝1", "\"'＝1\"",
                        "a;b", "\"a;b\"",
                        "say \"a\"", "\"say \"\"a\"\"\"",
                        "Xã A", "Xã A")
                .entrySet()) {
            assertEquals(each.getValue(), CoverageTable.cell(each.getKey()));
        }
    }

    /** Every column of before is where it was; the new ones are the last. */
    @Test
    void aTableSpeaksOneLanguageAndExplainsItself() {
        List<String> vietnamese = table("vi").lines().toList();
        assertEquals(
                "\uFEFFNgày;Đơn vị;Mã;Cấp;Mã cấp trên;Công dân từ 14 tuổi;VNeID mức 1;VNeID mức 2;Tài khoản;Đã xác thực số;"
                        + "Đã liên kết;Đã bấm Bỏ qua;Trùng số;Nhập theo lô: tài khoản;Nhập theo lô: đã xác thực số;"
                        + "Nhập theo lô: đã liên kết;Nhập theo lô: đã bấm Bỏ qua;Nhập theo lô: trùng số;Tỷ lệ VNeID mức 2;"
                        + "Tỷ lệ có tài khoản;Tỷ lệ đã xác thực số;Tỷ lệ đã liên kết;Chỉ tiêu VNeID mức 2;Hạn VNeID mức 2;"
                        + "Còn thiếu VNeID mức 2;Dự báo VNeID mức 2;Chỉ tiêu liên kết;Hạn liên kết;Còn thiếu liên kết;"
                        + "Dự báo liên kết;Ước tính;Chỉ tiêu VNeID mức 2 của;Chỉ tiêu liên kết của;Ghi chú",
                vietnamese.getFirst());
        assertTrue(
                vietnamese
                        .get(1)
                        .contains(";\"1,0000\";2024-12-31;2020;2025-04-09;;;;không có chỉ tiêu;0;Tỉnh Chín Tư;;"),
                vietnamese.get(1));
        assertTrue(
                vietnamese.get(5).contains(";\"0,5000\";2024-12-31;0;đạt chỉ tiêu;;;;không có chỉ tiêu;0;Xã C;;"),
                vietnamese.get(5));
        String star = ";\"* = không công bố: dưới 5 người, hoặc số để tính ra số đó\"";
        vietnamese.stream()
                .skip(1)
                .forEach(line ->
                        assertEquals(line.contains(";*;"), line.endsWith(star), "a star is explained: " + line));
        String whole = String.join("\n", vietnamese);
        for (CoverageReport.Forecast word : CoverageReport.Forecast.values()) {
            assertFalse(whole.contains(word.name()), word.name());
            assertFalse(ChartTexts.of(Language.VI).forecast(word).isBlank());
        }

        List<String> english = table("en").lines().toList();
        assertTrue(
                english.get(1).contains(",1.0000,2024-12-31,2020,2025-04-09,,,,no target,0,Tỉnh Chín Tư,,"),
                english.get(1));
        assertTrue(
                english.get(1).endsWith(",* = not shown: fewer than 5 people or what would tell them"), english.get(1));
        assertEquals(table("vi"), table("vi"));

        String estimated = LetterSteps.as(token())
                .accept("text/csv")
                .queryParams(Map.of("unit", "94003", "date", DAY, "borders", "2025-07-01"))
                .get(COVERAGE)
                .asString();
        assertTrue(estimated.contains(";1;Xã C;;"), estimated);
        assertTrue(estimated.contains("có số ước tính do chia tách xã"), estimated);
    }

    @Test
    void aUnitIsOfTheKindThatItsNameTells() {
        ChartTexts vietnamese = ChartTexts.of(Language.VI);
        ChartTexts english = ChartTexts.of(Language.EN);
        for (List<String> each : List.of(
                List.of("PROVINCE", "Tỉnh Gia Lai", "Tỉnh", "Province"),
                List.of("PROVINCE", "Thành phố Đà Nẵng", "Thành phố", "City"),
                List.of("DISTRICT", "Thành phố Quy Nhơn", "Thành phố", "City"),
                List.of("DISTRICT", "Thị xã An Nhơn", "Thị xã", "Town"),
                List.of("DISTRICT", "Huyện An Lão", "Huyện", "Rural district"),
                List.of("DISTRICT", "Quận Hải Châu", "Quận", "Urban district"),
                List.of("COMMUNE", "Phường Quy Nhơn", "Phường", "Ward"),
                List.of("COMMUNE", "Thị trấn An Lão", "Thị trấn", "Township"),
                List.of("COMMUNE", "Đặc khu Lý Sơn", "Đặc khu", "Special zone"),
                List.of("COMMUNE", "Xã Nhơn Châu", "Xã", "Commune"),
                List.of("COMMUNE", "Nhơn Châu", "Cấp xã", "Commune level"),
                List.of("COMMUNE", "Tỉnh Gia Lai", "Cấp xã", "Commune level"),
                List.of("DISTRICT", "Xã", "Cấp huyện", "District level"),
                List.of("PROVINCE", "=Tỉnh", "Cấp tỉnh", "Province level"))) {
            Unit.Level level = Unit.Level.valueOf(each.get(0));
            assertEquals(each.get(2), vietnamese.kind(level, each.get(1)));
            assertEquals(each.get(3), english.kind(level, each.get(1)));
        }
    }

    /** The mark is a triangle, the only closed line of four points. */
    @Test
    void aTargetIsMarkedOnItsDayOrNotAtAll() throws IOException {
        assertEquals(1, marks(chart("94", DAY, "en")));
        String later = chart("94", "2025-07-13", "en");
        assertEquals(0, marks(later));
        assertTrue(
                later.contains(">Target 100% with VNeID level 2 (Tỉnh Chín Tư), due 31 Dec 2024, before this chart<"),
                later);
        Database.execute("INSERT INTO coverage_target VALUES ('94000000-0000-4000-8000-000000000003', '94',"
                + " '1975-04-30', 'LINKED', '2030-12-31', 0.9, '2024-01-29', NULL)");
        try {
            String both = chart("94", DAY, "vi");
            assertEquals(1, marks(both));
            assertTrue(both.contains(">Chỉ tiêu 100\u00A0% có VNeID mức 2 (Tỉnh Chín Tư)<"), both);
            assertTrue(
                    both.contains(
                            ">Chỉ tiêu 90\u00A0% đã liên kết tài khoản (Tỉnh Chín Tư), hạn 31/12/2030, sau biểu đồ này<"),
                    both);
        } finally {
            Database.execute("DELETE FROM coverage_target WHERE target_id = '94000000-0000-4000-8000-000000000003'");
        }
    }

    @Test
    void aTextStandsWhereItHidesNothing() {
        Room room = new Room();
        room.takeLine(0, 50, 400, 50);
        List<double[]> places = List.of(new double[] {10, 52}, new double[] {10, 65}, new double[] {200, 65});
        assertArrayEquals(new double[] {10, 65}, room.take("Chỉ tiêu", places));
        assertArrayEquals(new double[] {200, 65}, room.take("Chỉ tiêu", places));
        assertArrayEquals(new double[] {10, 52}, room.take("Chỉ tiêu", places), "somewhere it must stand");
    }

    @Test
    void aBarWithAnotherTargetThanTheWholeSaysWhoseItIs() throws IOException {
        String bars = drawing("unit=94&date=" + DAY + "&depth=2&chart=UNITS", "en");
        assertTrue(bars.contains(">Target 100% by 31 Dec 2024 (Tỉnh Chín Tư)<"), bars);
        assertTrue(bars.contains(">Target 50% by 31 Dec 2024 (Xã C)<"), bars);
        assertTrue(bars.contains("another target, told in the row"), bars);
        assertTrue(bars.contains("Xã C: 60%, Target 50% by 31 Dec 2024 (Xã C); "), "for who does not see it");
        String own = drawing("unit=94003&date=" + DAY + "&chart=UNITS", "en");
        assertTrue(own.contains(">Target 50% by 31 Dec 2024 (Xã C)<"), own);
        assertFalse(own.contains("another target"), own);
    }

    private static String chart(String unit, String date, String language) throws IOException {
        return drawing("unit=" + unit + "&date=" + date + "&chart=PROGRESS", language);
    }

    private static String drawing(String question, String language) throws IOException {
        byte[] drawing = LetterSteps.as(token())
                .accept("image/svg+xml")
                .header("Accept-Language", language)
                .get(COVERAGE + "?" + question)
                .asByteArray();
        keep(question + "-alone-" + language, drawing);
        return new String(drawing, StandardCharsets.UTF_8);
    }

    /** For somebody who looks at it. */
    private static void keep(String name, byte[] drawing) throws IOException {
        Path file = Path.of("target", "charts", name.replaceAll("[^A-Za-z0-9]+", "-") + ".svg");
        Files.createDirectories(file.getParent());
        Files.write(file, drawing);
    }

    private static long marks(String drawing) {
        return Pattern.compile("<polyline points=\"(\\S+) \\S+ \\S+ \\1\"")
                .matcher(drawing)
                .results()
                .count();
    }

    @Test
    void theChartsSayInBothLanguagesWhatTheyShow() throws Exception {
        for (String language : List.of("vi", "en")) {
            for (String question : List.of(
                    "unit=94&date=" + DAY + "&depth=2&chart=UNITS",
                    "unit=94&date=" + DAY + "&depth=2&chart=UNITS&measure=LINKED",
                    "unit=94&date=" + DAY + "&chart=PROGRESS",
                    "unit=94&date=2025-07-13&chart=PROGRESS",
                    "unit=94003&date=" + DAY + "&chart=PROGRESS",
                    "unit=94012&date=" + DAY + "&chart=PROGRESS")) {
                Response answer = LetterSteps.as(token())
                        .accept("image/svg+xml")
                        .header("Accept-Language", language)
                        .get(COVERAGE + "?" + question);
                assertEquals("200 image/svg+xml", answer.statusCode() + " " + answer.contentType());
                assertEquals(language, answer.header("Content-Language"));
                byte[] drawing = answer.asByteArray();
                Document read = DocumentBuilderFactory.newInstance()
                        .newDocumentBuilder()
                        .parse(new ByteArrayInputStream(drawing));
                for (String tag : List.of("title", "desc")) {
                    NodeList texts = read.getElementsByTagName(tag);
                    assertEquals(2, texts.getLength());
                    assertFalse(texts.item(0).getTextContent().isBlank());
                }
                assertEquals(language, read.getDocumentElement().getAttribute("lang"));
                keep(question + "-" + language, drawing);
            }
        }
    }

    @Test
    void aLongNameIsShortenedWhereItWouldNotFit() {
        assertEquals("Xã Một Hai", Svg.shortened("Xã Một Hai", 10));
        assertEquals("Xã Một…", Svg.shortened("Xã Một Hai", 8));
    }

    @Test
    void aTrendIsTheSlopeOfTheStraightLineOfLeastSquares() {
        assertEquals(0.01, Trends.perWeek(List.of(0.6, 0.59, 0.58, 0.57)).orElseThrow(), 1e-12);
        assertEquals(-0.02, Trends.perWeek(List.of(0.5, 0.52, 0.54)).orElseThrow(), 1e-12);
        assertTrue(Trends.perWeek(List.of(0.5, 0.6)).isEmpty());
    }

    private static Unit.Key key(String code) {
        return new Unit.Key(code, Unit.RECORDS_BEGIN);
    }

    private static String table(String language) {
        return LetterSteps.as(token())
                .accept("text/csv")
                .header("Accept-Language", language)
                .queryParams(Map.of("unit", "94", "date", DAY, "depth", "2"))
                .get(COVERAGE)
                .then()
                .statusCode(200)
                .contentType("text/csv; charset=UTF-8")
                .extract()
                .asString();
    }

    private static String token() {
        return Tokens.officer().inRealm(TestProvince.REALM).toString();
    }

    private static Response read(Map<String, ?> question) {
        return LetterSteps.as(token())
                .accept("application/json")
                .queryParams(question)
                .get(COVERAGE);
    }
}
