package vn.gov.identitylink.coverage;

import java.time.LocalDate;

/** What native queries answer, as the types that are meant. */
final class Sql {

    private Sql() {}

    static LocalDate date(Object date) {
        return date instanceof java.sql.Date day ? day.toLocalDate() : (LocalDate) date;
    }

    static long number(Object number) {
        return ((Number) number).longValue();
    }
}
