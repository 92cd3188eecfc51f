package vn.gov.identitylink.citizen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DeclaredIdentityTest {

    @Test
    void needsOneOfTheTwoNumbers() {
        assertEquals("number-missing", refusal(null, "1989-01-01", Sex.MALE));
    }

    @Test
    void mustAgreeWithTheYearInTheNumber() {
        assertEquals("number-disagrees-with-birth-date", refusal("052089999999", "1990-01-01", Sex.MALE));
    }

    @Test
    void mustAgreeWithTheSexInTheNumber() {
        assertEquals("number-disagrees-with-sex", refusal("052089999999", "1989", Sex.FEMALE));
    }

    @Test
    void maySayNothingOfTheSex() {
        assertEquals(Sex.UNKNOWN, declared("052089999999", "1989", Sex.UNKNOWN).sex());
    }

    @Test
    void printsNoPersonalDatum() {
        String printed = declared("052089999999", "1989-01-01", Sex.MALE).toString();
        assertFalse(printed.contains("052089999") || printed.contains("Thử") || printed.contains("1989"), printed);
    }

    private static String refusal(@Nullable String number, String birthDate, Sex sex) {
        return assertThrows(InvalidValueException.class, () -> declared(number, birthDate, sex))
                .code();
    }

    private static DeclaredIdentity declared(@Nullable String number, String birthDate, Sex sex) {
        return new DeclaredIdentity(
                number == null ? null : CitizenNumber.parse(number),
                null,
                FullName.parse("Nguyễn Văn Thử"),
                BirthDate.parse(birthDate),
                sex);
    }
}
