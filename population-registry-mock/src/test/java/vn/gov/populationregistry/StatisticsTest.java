package vn.gov.populationregistry;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.Period;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Figures that anybody can count again, person by person. */
@QuarkusTest
@QuarkusTestResource(TestIssuer.class)
class StatisticsTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int[] AGES = {0, 14, 18, 30, 45, 60, 75};

    @ParameterizedTest
    @CsvSource({
        "52, 2024-03-01",
        "540, 2024-03-01",
        "21583, 2024-03-01",
        "21997, 2024-03-01",
        "52, 2026-11-25",
        "21583, 2026-11-25",
        "21997, 2026-11-25",
        "22006, 2026-11-25",
        "52, 1990-01-01"
    })
    void a_recount_of_the_people_equals_the_figures(String locality, String date) throws IOException {
        var day = LocalDate.parse(date);
        long[][] counted = new long[AGES.length][3];
        for (var item : people(locality, date)) {
            var born = firstDayOf(item.at("/record/birthDate").asText());
            int group = AGES.length - 1;
            while (Period.between(born, day).getYears() < AGES[group]) {
                group--;
            }
            counted[group][0]++;
            if (item.has("vneidLevel")
                    && !LocalDate.parse(item.path("vneidSince").asText()).isAfter(day)) {
                counted[group][item.path("vneidLevel").asInt()]++;
            }
        }
        var figures = JSON.readTree(statistics(locality, date).asByteArray());

        for (int group = 0; group < AGES.length; group++) {
            var figure = figures.path("ageGroups").path(group);
            assertEquals(AGES[group], figure.path("fromAge").asInt());
            assertEquals(counted[group][0], figure.path("population").asLong());
            assertEquals(counted[group][1], figure.path("vneidLevel1").asLong());
            assertEquals(counted[group][2], figure.path("vneidLevel2").asLong());
        }
    }

    @Test
    void the_province_is_the_sum_of_its_communes_before_and_after_the_reform() throws IOException {
        for (var date : List.of("2024-11-30", "2024-12-01", "2025-06-30", "2025-07-01")) {
            long sum = 0;
            for (var row : Files.readAllLines(
                    Path.of(System.getProperty("project.root"), "openapi/examples/localities.csv"))) {
                var columns = row.split(",", -1);
                boolean valid =
                        columns[1].compareTo(date) <= 0 && (columns[2].isEmpty() || columns[2].compareTo(date) >= 0);
                if (columns[3].equals("COMMUNE") && valid) {
                    sum += population(columns[0], date);
                }
            }
            assertEquals(population("52", date), sum, date);
        }
        assertTrue(population("52", "2026-01-01") == 1_000);
    }

    @Test
    void a_code_is_another_unit_on_another_date() {
        statistics("21583", "2024-11-30")
                .then()
                .body("locality.name", equalTo("Phường Lê Lợi"))
                .body("locality.parent", equalTo("540"))
                .body("locality.validFrom", nullValue())
                .body("locality.validUntil", equalTo("2024-11-30"));
        statistics("21583", "2025-06-30")
                .then()
                .body("locality.name", equalTo("Phường Thị Nại"))
                .body("locality.validFrom", equalTo("2024-12-01"));
        statistics("21583", "2025-07-01")
                .then()
                .body("locality.name", equalTo("Phường Quy Nhơn"))
                .body("locality.validFrom", equalTo("2025-07-01"))
                .body("locality.validUntil", nullValue());
        statistics("52", "2025-07-01").then().body("locality.name", equalTo("Tỉnh Gia Lai"));
    }

    @Test
    void a_merged_ward_has_the_people_of_those_that_it_was_made_of() {
        long before = 0;
        for (var ward : List.of("21571", "21580", "21586")) {
            before += population(ward, "2024-11-30");
        }
        assertTrue(before > 0);
        assertEquals(before, population("21580", "2024-12-01"));
    }

    @ParameterizedTest
    @CsvSource({
        "540, 2025-07-01, locality, unknown-on-that-date",
        "99999, 2024-03-01, locality, unknown-on-that-date",
        "x, 2024-03-01, locality, invalid",
        "21583, 2024-02-30, date, invalid",
        "21583, yesterday, date, invalid",
        "21583, +10000-01-01, date, invalid"
    })
    void a_place_or_day_that_cannot_be_is_refused(String locality, String date, String pointer, String code) {
        for (var path : List.of("population-statistics", "computed-citizens")) {
            Registry.caller(Scopes.STATISTICS)
                    .queryParam("locality", locality)
                    .queryParam("date", date)
                    .get("/v1/" + path)
                    .then()
                    .statusCode(400)
                    .body("errors[0].pointer", equalTo(pointer))
                    .body("errors[0].code", equalTo(code));
        }
    }

    @Test
    void both_parameters_are_required() {
        Registry.caller(Scopes.STATISTICS)
                .get("/v1/population-statistics")
                .then()
                .statusCode(400)
                .body("errors.pointer", equalTo(List.of("locality", "date")));
    }

    @Test
    void a_listed_person_is_matched_by_their_facts_and_by_the_old_number() throws IOException {
        var listed = people("52", "2026-11-25");
        var numbers = new HashSet<String>();
        for (var item : listed.subList(0, 40)) {
            var record = item.path("record");
            assertTrue(numbers.add(record.path("number").asText()));
            Registry.ask(Registry.question(question -> {
                        question.put("number", record.path("number").asText());
                        question.put("fullName", record.path("fullName").asText());
                        question.put("birthDate", record.path("birthDate").asText());
                    }))
                    .then()
                    .body("outcome", equalTo("MATCH"))
                    .body("record.number", equalTo(record.path("number").asText()));
            if (record.has("oldNumber")) {
                Registry.ask(Registry.question(question -> {
                            question.remove("number");
                            question.put("oldNumber", record.path("oldNumber").asText());
                            question.put("fullName", record.path("fullName").asText());
                            question.put("birthDate", record.path("birthDate").asText());
                        }))
                        .then()
                        .body("record.number", equalTo(record.path("number").asText()));
            }
        }
    }

    @Test
    void the_scope_to_match_is_not_enough() {
        for (var path : List.of("/v1/population-statistics", "/v1/computed-citizens")) {
            Registry.caller()
                    .get(path)
                    .then()
                    .statusCode(403)
                    .header("WWW-Authenticate", containsString("scope=\"population-registry:statistics\""));
        }
    }

    private static long population(String locality, String date) {
        return statistics(locality, date).jsonPath().getLong("total.population");
    }

    private static Response statistics(String locality, String date) {
        var answer = Registry.caller(Scopes.STATISTICS)
                .queryParam("locality", locality)
                .queryParam("date", date)
                .get("/v1/population-statistics");
        answer.then().statusCode(200);
        return answer;
    }

    private static List<JsonNode> people(String locality, String date) throws IOException {
        var people = new ArrayList<JsonNode>();
        String cursor = "0";
        while (cursor != null) {
            var answer = Registry.caller(Scopes.STATISTICS)
                    .queryParam("locality", locality)
                    .queryParam("date", date)
                    .queryParam("limit", 100)
                    .queryParam("cursor", cursor)
                    .get("/v1/computed-citizens");
            answer.then().statusCode(200);
            var page = JSON.readTree(answer.asByteArray());
            page.path("items").forEach(people::add);
            cursor = page.path("nextCursor").asText(null);
        }
        return people;
    }

    private static LocalDate firstDayOf(String birthDate) {
        return LocalDate.parse(
                birthDate + "-01-01".substring(birthDate.length() == 4 ? 0 : birthDate.length() == 7 ? 3 : 6));
    }
}
