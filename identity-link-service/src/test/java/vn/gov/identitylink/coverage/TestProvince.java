package vn.gov.identitylink.coverage;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import vn.gov.identitylink.testing.Database;
import vn.gov.identitylink.testing.LetterSteps;
import vn.gov.identitylink.testing.Tokens;

/** A province whose figures are simple: six communes in two districts, of which three are left in July 2025. */
final class TestProvince {

    /** A realm of its own, so that nobody else's accounts are counted. */
    static final String REALM = "coverage-test";

    static final LocalDate DAY = LocalDate.of(2024, 6, 30);

    private TestProvince() {}

    /** The same again changes nothing. */
    static void load() {
        String table = """
                code,valid_from,valid_until,level,parent,name,successors
                94,,2025-06-30,PROVINCE,,Tỉnh Chín Tư,94
                941,,2025-06-30,DISTRICT,94,Huyện Một,
                942,,2025-06-30,DISTRICT,94,=Huyện Hai,
                94001,,2025-06-30,COMMUNE,941,Xã A,94001
                94002,,2025-06-30,COMMUNE,941,Xã B,94001
                94003,,2025-06-30,COMMUNE,941,Xã C,94003
                94004,,2025-06-30,COMMUNE,941,Xã D <&>,94003:0.5 94011:0.5
                94011,,2025-06-30,COMMUNE,942,Xã E,94011
                94012,,2025-06-30,COMMUNE,942,Xã G,94011
                94,2025-07-01,,PROVINCE,,Tỉnh Chín Tư Mới,
                94001,2025-07-01,,COMMUNE,94,Xã A Mới,
                94003,2025-07-01,,COMMUNE,94,Xã C Mới,
                94011,2025-07-01,,COMMUNE,94,Xã E Mới,
                """;
        LetterSteps.as(Tokens.operator().toString())
                .contentType("text/csv; charset=utf-8")
                .body(table.getBytes(StandardCharsets.UTF_8))
                .post("/v1/locality-loads")
                .then()
                .statusCode(200);
    }

    /**
     * 5,040 people may have VNeID; of 1,000 in each of five communes, 600 have level 2 on the day, and ten fewer each week
     * before. One commune is small.
     */
    static void fill() {
        load();
        List<String> rows = new ArrayList<>();
        for (int week = 0; week <= 13; week++) {
            LocalDate day = DAY.minusWeeks(week);
            int level2 = 600 - 10 * week;
            statistic(rows, "94001", "1975-04-30", day, 1000, 100, level2);
            statistic(rows, "94002", "1975-04-30", day, 1000, 3, level2);
            statistic(rows, "94003", "1975-04-30", day, 1000, 50, level2);
            statistic(rows, "94004", "1975-04-30", day, 1000, 30, level2);
            statistic(rows, "94011", "1975-04-30", day, 1000, 40, level2);
            statistic(rows, "94012", "1975-04-30", day, 40, 3, 20);
        }
        statistic(rows, "94001", "2025-07-01", LocalDate.of(2025, 7, 13), 2000, 100, 1900);
        statistic(rows, "94003", "2025-07-01", LocalDate.of(2025, 7, 13), 1500, 100, 1400);
        statistic(rows, "94011", "2025-07-01", LocalDate.of(2025, 7, 13), 1540, 40, 1500);
        count(rows, "94001", false, DAY.minusWeeks(2), 300, 200, 100, 10, 1);
        count(rows, "94001", false, DAY, 13, 7, 3, 0, 0);
        count(rows, "94003", false, DAY, 100, 50, 20, 0, 0);
        count(rows, "94004", false, DAY, 60, 30, 10, 0, 0);
        count(rows, "94011", true, DAY, 500, 20, 10, 0, 40);
        rows.add("INSERT INTO coverage_target VALUES ('94000000-0000-4000-8000-000000000001', '94',"
                + " '1975-04-30', 'VNEID_LEVEL_2', '2024-12-31', 1, '2024-01-29', NULL) ON CONFLICT DO NOTHING");
        rows.add("INSERT INTO coverage_target VALUES ('94000000-0000-4000-8000-000000000002', '94003',"
                + " '1975-04-30', 'VNEID_LEVEL_2', '2024-12-31', 0.5, '2024-01-29', NULL) ON CONFLICT DO NOTHING");
        Database.execute(String.join(";", rows));
    }

    private static void statistic(
            List<String> rows, String code, String since, LocalDate day, int eligible, int level1, int level2) {
        rows.add("INSERT INTO coverage_statistic VALUES ('%s', '%s', '%s', %d, %d, %d, now()) ON CONFLICT DO NOTHING"
                .formatted(code, since, day, eligible, level1, level2));
    }

    static void count(
            List<String> rows,
            String code,
            boolean imported,
            LocalDate day,
            int accounts,
            int matched,
            int linked,
            int skipped,
            int duplicates) {
        rows.add(
                "INSERT INTO coverage_count VALUES ('%s', '%s', '1975-04-30', %s, '%s', %d, %d, %d, %d, %d) ON CONFLICT DO NOTHING"
                        .formatted(REALM, code, imported, day, accounts, matched, linked, skipped, duplicates));
    }
}
