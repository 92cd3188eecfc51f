package vn.gov.identitylink.citizen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CitizenNumberTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "05208999999",
                "0520899999990",
                "052089999999\n",
                " 052089999999",
                "05208999999x",
                "０５２０８９９９９９９９",
                "٠٥٢٠٨٩٩٩٩٩٩٩",
                "+52089999999"
            })
    void isTwelveAsciiDigitsAndNothingElse(String text) {
        InvalidValueException refusal = assertThrows(InvalidValueException.class, () -> CitizenNumber.parse(text));
        assertEquals("citizen-number-format", refusal.code());
        assertEquals("citizen-number-format", refusal.getMessage(), "the offending value is never in the message");
    }

    @ParameterizedTest
    @CsvSource({
        "052089999999, 052, MALE, 1989",
        "003189000001, 003, FEMALE, 1989",
        "003205000001, 003, MALE, 2005",
        "003312000001, 003, FEMALE, 2012",
        "003499000001, 003, MALE, 2199",
        "003900000001, 003, FEMALE, 2300"
    })
    void tellsWhereTheBirthWasRegisteredAndSexAndYear(String digits, String code, Sex sex, int year) {
        CitizenNumber number = CitizenNumber.parse(digits);
        assertEquals(code, number.birthRegistrationCode());
        assertEquals(sex, number.sex());
        assertEquals(year, number.birthYear());
    }

    @Test
    void printsItsLastThreeDigitsOnly() {
        CitizenNumber number = CitizenNumber.parse("052089999123");
        assertEquals("•••••••••123", number.toString());
        assertEquals("•••••••••123", "%s".formatted(number));
        assertEquals("052089999123", number.unmasked());
    }

    @ParameterizedTest
    @CsvSource({
        "052089999999, SYNTHETIC, true",
        "052089999998, SYNTHETIC, false",
        "003189000001, SYNTHETIC, true",
        "001189000001, SYNTHETIC, false",
        "101189000001, SYNTHETIC, false",
        "052089999999, REAL, false",
        "052089999998, REAL, true",
        "003189000001, REAL, false",
        "101189000001, REAL, true"
    })
    void noRealNumberIsAcceptedInATestAndNoSyntheticOneInProduction(String digits, Population population, boolean ok) {
        assertEquals(ok, population.accepts(CitizenNumber.parse(digits)));
    }
}
