package vn.gov.identitylink.citizen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BirthDateTest {

    @ParameterizedTest
    @ValueSource(strings = {"1989", "1989-02", "1989-02-28", "2000-02-29"})
    void keepsThePrecisionInWhichItIsKnown(String text) {
        assertEquals(text, BirthDate.parse(text).unmasked());
    }

    @ParameterizedTest
    @CsvSource({
        "'', birth-date-format",
        "89, birth-date-format",
        "01/02/1989, birth-date-format",
        "1989-2-1, birth-date-format",
        "1989-02-01T00:00, birth-date-format",
        "'1989\n', birth-date-format",
        "１９８９, birth-date-format",
        "2001-02-31, birth-date-impossible",
        "2001-13, birth-date-impossible",
        "2001-00-01, birth-date-impossible",
        "1900-02-29, birth-date-impossible",
        "1066, birth-date-impossible",
        "2400, birth-date-impossible"
    })
    void refusesWhatNoCalendarHas(String text, String code) {
        assertEquals(
                code,
                assertThrows(InvalidValueException.class, () -> BirthDate.parse(text))
                        .code());
    }

    @ParameterizedTest
    @CsvSource({
        "1989-01-01, 1989-01-01, true",
        "1989-01-01, 1989-01, true",
        "1989, 1989-12-31, true",
        "1989-01-01, 1989-01-02, false",
        "1989-02, 1989-01-02, false",
        "1989, 1988-12-31, false"
    })
    void isComparedInTheCoarserPrecision(String one, String other, boolean agrees) {
        assertEquals(agrees, BirthDate.parse(one).agreesWith(BirthDate.parse(other)));
        assertEquals(agrees, BirthDate.parse(other).agreesWith(BirthDate.parse(one)));
    }

    @ParameterizedTest
    @CsvSource({"1989, 1989-01-01", "1989-05, 1989-05-01", "1989-05-17, 1989-05-17"})
    void knowsTheFirstDayItCanMean(String text, String day) {
        assertEquals(day, BirthDate.parse(text).earliest().toString());
    }
}
