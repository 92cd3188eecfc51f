package vn.gov.identitylink.locality;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vn.gov.identitylink.testing.Database;
import vn.gov.identitylink.testing.IdentityLinkTestResource;
import vn.gov.identitylink.testing.LetterSteps;
import vn.gov.identitylink.testing.Refusal;
import vn.gov.identitylink.testing.Tokens;

/** Administrative units and their loading, over HTTP. */
@QuarkusTest
@QuarkusTestResource(IdentityLinkTestResource.class)
class LocalitiesTest {

    private static final String LOCALITIES = "/v1/localities";
    private static final String LOADS = "/v1/locality-loads";

    @ParameterizedTest
    @CsvSource({
        "2024-01-29, 540, 21583, Phường Lê Lợi",
        "2024-11-30, 540, 21583, Phường Lê Lợi",
        "2024-12-01, 540, 21583, Phường Thị Nại",
        "2025-06-30, 540, 21583, Phường Thị Nại",
        "2025-07-01, 52, 21583, Phường Quy Nhơn",
        "2024-01-29, 52, 540, Thành phố Quy Nhơn"
    })
    void aCodeMeansWhatItMeantOnTheDay(String date, String parent, String code, String name) {
        list(Map.of("date", date, "parent", parent))
                .then()
                .statusCode(200)
                .body("items.find { it.code == '" + code + "' }.name", equalTo(name));
    }

    @Test
    void quyNhonHas21CommunesUntilFourWardsAreMerged() {
        list(Map.of("date", "2024-11-30", "parent", "540")).then().body("items", hasSize(21));
        list(Map.of("date", "2024-12-01", "parent", "540")).then().body("items", hasSize(17));
    }

    @Test
    void theHierarchyLosesItsDistrictsOnThe1stOfJuly2025() {
        list(Map.of("date", "2025-06-30", "parent", "52")).then().body("items", hasSize(11));
        list(Map.of("date", "2025-07-01", "parent", "52")).then().body("items", hasSize(58));
        list(Map.of("date", "2025-07-01")).then().body("items.find { it.code == '52' }.name", equalTo("Tỉnh Gia Lai"));
        list(Map.of("date", "2024-01-29"))
                .then()
                .body("items[0].name", equalTo("Phường Nhơn Bình"))
                .body("items[0].validFrom", nullValue())
                .body("items[0].validUntil", equalTo("2025-06-30"));
        list(Map.of()).then().body("date", notNullValue()).body("items[0].validFrom", equalTo("2025-07-01"));
    }

    @Test
    void aPageSaysWhereTheNextBegins() {
        List<String> codes = new ArrayList<>();
        String cursor = "00";
        while (cursor != null) {
            Response page = list(Map.of("date", "2025-01-01", "limit", "50", "cursor", cursor));
            codes.addAll(page.path("items.code"));
            cursor = page.path("nextCursor");
        }
        assertEquals(167, codes.stream().filter(code -> !code.startsWith("9")).count());
        assertEquals(codes.stream().sorted().distinct().toList(), codes);
    }

    @ParameterizedTest
    @CsvSource({
        "date, 2025-02-30, date-format",
        "date, 2025-1-1, date-format",
        "date, 1902-01-01, date-range",
        "parent, 99, unit-unknown",
        "parent, 21628, unit-not-valid-on-date",
        "parent, x, code-format",
        "limit, 0, range",
        "limit, 101, range",
        "limit, ٣, range",
        "cursor, '52;', code-format"
    })
    void aParameterThatIsWrongIsNamed(String parameter, String value, String code) {
        Map<String, String> parameters = code.equals("unit-not-valid-on-date")
                ? Map.of("parent", "540", "date", "2025-07-01")
                : Map.of(parameter, value);
        Refusal.of(() -> list(parameters))
                .is(400, "validation-failed")
                .then()
                .body("errors.pointer", equalTo(List.of("/" + parameter)))
                .body("errors.code", equalTo(List.of(code)));
    }

    @Test
    void anOperatorLoadsAProvinceWithItsHistoryOrLooksAtWhatWouldHappen() {
        String table = table(
                "96,,2025-06-30,PROVINCE,,Tỉnh Thử,96",
                "961,,2025-06-30,DISTRICT,96,\"Huyện \"\"Thử\"\", một\",",
                "96001,,2025-06-30,COMMUNE,961,Xã Một,96001:0.6 96007:0.4",
                "96004,,2025-06-30,COMMUNE,961,Xã Hai,96007",
                "96,2025-07-01,,PROVINCE,,Tỉnh Thử Mới,",
                "96001,2025-07-01,,COMMUNE,96,Xã Ba,",
                "96007,2025-07-01,,COMMUNE,96,Xã Bốn,");
        Map<String, String> before = Database.rows();
        load("\uFEFF" + table.replace("\n", "\r\n"), true)
                .then()
                .statusCode(200)
                .body("dryRun", equalTo(true))
                .body("added", equalTo(7));
        assertEquals(before, Database.rows());

        int loadNumber = load(table, false)
                .then()
                .statusCode(200)
                .body("lines", equalTo(7))
                .body("added", equalTo(7))
                .extract()
                .path("loadNumber");
        list(Map.of("date", "2024-01-01", "parent", "96")).then().body("items[0].name", equalTo("Huyện \"Thử\", một"));
        Map<String, String> loaded = Database.rows();
        load(table, false)
                .then()
                .statusCode(200)
                .body("added", equalTo(0))
                .body("unchanged", equalTo(7))
                .body("loadNumber", equalTo(loadNumber));
        assertEquals(loaded, Database.rows(), "what changes nothing is no load");

        load(table("96001,2025-07-01,2025-12-31,COMMUNE,96,Xã Ba,"), false)
                .then()
                .body("ended", equalTo(1))
                .body("loadNumber", equalTo(loadNumber + 1));
        Refusal.of(() -> load(table("96001,2025-07-01,2025-12-31,COMMUNE,96,Xã Ba,96007"), false))
                .is(400, "validation-failed")
                .then()
                .body("errors[0].pointer", equalTo("/lines/2/successors"))
                .body("errors[0].code", equalTo("successor-not-later"));
        load(table("96013,2026-01-01,,COMMUNE,96,Xã Sáu,"), false).then().body("loadNumber", equalTo(loadNumber + 2));
        load(table("96001,2025-07-01,2025-12-31,COMMUNE,96,Xã Ba,96013"), false)
                .then()
                .body("added", equalTo(0))
                .body("ended", equalTo(0))
                .body("loadNumber", equalTo(loadNumber + 3));
        list(Map.of("date", "2026-01-01", "parent", "96")).then().body("items", hasSize(2));
        Refusal.of(() -> load(table("96,2025-07-01,2025-12-31,PROVINCE,,Tỉnh Thử Mới,"), false))
                .is(400, "validation-failed")
                .then()
                .body("errors[0].pointer", equalTo("/lines/2/valid_until"))
                .body("errors[0].code", equalTo("leaves-units-without-parent"));
        Refusal.of(() -> load(table("96004,,2025-06-30,COMMUNE,961,Xã Hai,96001"), false))
                .is(400, "validation-failed")
                .then()
                .body("errors[0].code", equalTo("contradicts-what-is-known"));
        Refusal.of(() -> load(table("96001,2025-07-01,2025-11-30,COMMUNE,96,Xã Ba,"), false))
                .is(400, "validation-failed")
                .then()
                .body("errors[0].code", equalTo("contradicts-what-is-known"));
    }

    /** Lines, the pointer of the fault, and its code; a pilcrow ends a line. */
    private static final List<String> FAULTS = List.of(
            "95,,,PROVINCE,,A,¶95,,,PROVINCE,,B,| /lines/3/code | duplicate-code",
            "95,,2020-01-31,PROVINCE,,A,¶95,2020-01-31,,PROVINCE,,B,| /lines/3/valid_from | overlap",
            "52,2024-01-01,2024-12-31,PROVINCE,,A,| /lines/2/valid_from | overlap",
            "95,,,PROVINCE,52,A,| /lines/2/parent | parent-not-allowed",
            "95001,2025-07-01,,COMMUNE,,A,| /lines/2/parent | parent-missing",
            "95001,2025-07-01,,COMMUNE,95,A,| /lines/2/parent | parent-unknown",
            "95001,2025-06-30,,COMMUNE,52,A,| /lines/2/parent | parent-not-valid-throughout",
            "95001,,2025-06-30,COMMUNE,52,A,| /lines/2/parent | parent-of-wrong-level",
            "95001,2025-07-01,,COMMUNE,95001,A,| /lines/2/parent | cycle",
            "951,,2025-06-30,DISTRICT,952,A,¶952,,2025-06-30,DISTRICT,951,B,| /lines/2/parent | cycle",
            "951,2025-07-01,,DISTRICT,52,A,| /lines/2/valid_until | district-after-2025-06-30",
            "95,2025-07-01,2025-06-30,PROVINCE,,A,| /lines/2/valid_until | before-valid-from",
            "95,01/07/2025,,PROVINCE,,A,| /lines/2/valid_from | date-format",
            "95,2025-02-30,,PROVINCE,,A,| /lines/2/valid_from | date-format",
            "95,1945-09-02,,PROVINCE,,A,| /lines/2/valid_from | date-range",
            "9,,,PROVINCE,,A,| /lines/2/code | code-format",
            "９５,,,PROVINCE,,A,| /lines/2/code | code-format",
            "950,,,PROVINCE,,A,| /lines/2/code | code-of-another-level",
            "95,,,STATE,,A,| /lines/2/level | unknown-word",
            "95,,,PROVINCE,,,| /lines/2/name | name-format",
            "95,,,PROVINCE,,\" A\",| /lines/2/name | name-format",
            "95,,,PROVINCE,,A| /lines/2 | columns",
            "95,,,PROVINCE,,A,,| /lines/2 | columns",
            "95,,,PROVINCE,,\"A,| /lines/2 | quotes",
            "95,,,PROVINCE,,\"A\"B,| /lines/2 | quotes",
            "95,,,PROVINCE,,A\"B,| /lines/2 | quotes",
            "95,,,PROVINCE,,A,52| /lines/2/successors | successor-without-end",
            "95,,2025-06-30,PROVINCE,,A,89| /lines/2/successors | successor-unknown",
            "95,,2025-06-30,PROVINCE,,A,21583| /lines/2/successors | successor-of-another-level",
            "95,,2025-06-30,PROVINCE,,A,52:0.5| /lines/2/successors | shares-do-not-make-1",
            "95,,2025-06-30,PROVINCE,,A,52:0.5 52:0.5| /lines/2/successors | duplicate-successor",
            "95,,2025-06-30,PROVINCE,,A,52:1.5| /lines/2/successors | share-format",
            "95,,2025-06-30,PROVINCE,,A,52:0.0 53:1| /lines/2/successors | share-format",
            "52,,2025-06-30,PROVINCE,,Bình Định,52| /lines/2 | contradicts-what-is-known");

    @Test
    void aFaultIsNamedWithItsLineAndNothingIsLoaded() {
        Map<String, String> before = Database.rows();
        for (String fault : FAULTS) {
            String[] parts = fault.split("\\|", -1);
            Response refused = load(table(parts[0].split("¶", -1)), false);
            assertEquals(
                    "400 " + parts[1].strip() + " " + parts[2].strip(),
                    refused.statusCode() + " " + refused.path("errors[0].pointer") + " "
                            + refused.path("errors[0].code"),
                    fault);
        }
        assertEquals(before, Database.rows());
    }

    @Test
    void aTableInAnotherEncodingIsToldWhereItBegins() {
        for (Map.Entry<Charset, Integer> each : Map.of(StandardCharsets.ISO_8859_1, 3, StandardCharsets.UTF_16, 1)
                .entrySet()) {
            byte[] table = table("95,,,PROVINCE,,Tinh,", "95001,2025-07-01,,COMMUNE,95,Xã Thái,", "é")
                    .getBytes(each.getKey());
            Refusal.of(() -> load(table, false))
                    .is(400, "validation-failed")
                    .then()
                    .body("errors.pointer", equalTo(List.of("/lines/" + each.getValue())))
                    .body("errors.code", equalTo(List.of("not-utf-8")));
        }
        byte[] cut = table("95,,,PROVINCE,,Tỉnh").getBytes(StandardCharsets.UTF_8);
        Refusal.of(() -> load(Arrays.copyOf(cut, cut.length - 4), false))
                .is(400, "validation-failed")
                .then()
                .body("errors[0].pointer", equalTo("/lines/2"));
    }

    @Test
    void linesWithoutAValueAreNothingAtTheEndAndAFaultWithin() {
        String line = "95,,,PROVINCE,,Tỉnh Chín Lăm,\n";
        for (String end : List.of("", "\n", "\r\n\r\n", ",,,,,,\n", " \n\t")) {
            load(UnitTable.HEADER + "\n" + line + end, true)
                    .then()
                    .statusCode(200)
                    .body("lines", equalTo(1));
        }
        Refusal.of(() -> load(UnitTable.HEADER + "\n" + line + "\n,,,,,,\n" + line, true))
                .is(400, "validation-failed")
                .then()
                .body("errors.pointer", equalTo(List.of("/lines/3", "/lines/4")))
                .body("errors.code", equalTo(List.of("empty-line", "empty-line")));
    }

    @Test
    void everyFaultIsNamedAtOnce() {
        Refusal.of(() -> load(table("95,,,STATE,,A,", "95,,,PROVINCE,,,", "x,,,PROVINCE,,A,"), false))
                .is(400, "validation-failed")
                .then()
                .body("errors.pointer", equalTo(List.of("/lines/2/level", "/lines/3/name", "/lines/4/code")));
    }

    @Test
    void aTableNeedNotSayWhatBecameOfItsUnits() throws IOException {
        String example =
                Files.readString(Path.of(System.getProperty("project.root"), "openapi/examples/localities.csv"));
        load(example, true)
                .then()
                .statusCode(200)
                .body("added", equalTo(0))
                .body("ended", equalTo(0))
                .body("unchanged", equalTo((int) example.lines().count() - 1));
        Refusal.of(() -> load(example.lines().findFirst().orElseThrow() + "\n95,,,PROVINCE,,Tỉnh,95\n", true))
                .is(400, "validation-failed")
                .then()
                .body("errors[0].code", equalTo("columns"));
    }

    @Test
    void aLineThatLeavesManyUnitsBehindIsNamedOnce() {
        Map<String, String> before = Database.rows();
        Refusal.of(() -> load(table("52,2025-07-01,2025-12-31,PROVINCE,,Tỉnh Gia Lai,"), false))
                .is(400, "validation-failed")
                .then()
                .body("errors.code", equalTo(List.of("leaves-units-without-parent")));
        assertEquals(before, Database.rows());
    }

    @Test
    void whatIsNoTableIsRefused() {
        for (Map.Entry<String, String> each : Map.of(
                        "code;valid_from\n",
                        "header",
                        UnitTable.HEADER + "\n",
                        "no-lines",
                        UnitTable.HEADER + "\nx".repeat(50_001),
                        "too-many-lines",
                        "",
                        "empty-table",
                        "\uFEFF\r\n \n",
                        "empty-table")
                .entrySet()) {
            Refusal.of(() -> load(each.getKey(), false))
                    .is(400, "validation-failed")
                    .then()
                    .body("errors[0].code", equalTo(each.getValue()));
        }
        Refusal.of(() -> load(table("95,,,PROVINCE,,A\0,"), false)).is(400, "malformed-request");
        Refusal.of(() -> load(UnitTable.HEADER + "\n" + "9".repeat(4 * 1024 * 1024), false))
                .is(413, "payload-too-large");
        Refusal.of(() -> LetterSteps.as(Tokens.operator().toString())
                        .contentType("text/csv; charset=utf-8")
                        .body(table("95,,,PROVINCE,,A,"))
                        .queryParam("dryRun", "yes")
                        .post(LOADS))
                .is(400, "validation-failed");
    }

    @Test
    void theDatabaseItselfLetsACodeMeanOneUnitOnADay() {
        assertThrows(
                IllegalStateException.class,
                () -> Database.execute("INSERT INTO administrative_unit VALUES"
                        + " ('21583', '2025-01-01', '2025-08-01', 'COMMUNE', '52', 'Phường Khác')"));
    }

    static Response list(Map<String, ?> parameters) {
        return LetterSteps.as(Tokens.officer().toString())
                .queryParams(parameters)
                .get(LOCALITIES);
    }

    static Response load(String table, boolean dryRun) {
        return load(table.getBytes(StandardCharsets.UTF_8), dryRun);
    }

    private static Response load(byte[] table, boolean dryRun) {
        return LetterSteps.as(Tokens.operator().toString())
                .contentType("text/csv; charset=utf-8")
                .body(table)
                .queryParam("dryRun", dryRun)
                .post(LOADS);
    }

    private static String table(String... lines) {
        return UnitTable.HEADER + "\n" + String.join("\n", lines) + "\n";
    }
}
