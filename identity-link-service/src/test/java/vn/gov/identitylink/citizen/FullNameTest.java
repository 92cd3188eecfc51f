package vn.gov.identitylink.citizen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.text.Normalizer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FullNameTest {

    @ParameterizedTest
    @ValueSource(
            strings = {"Nguyễn Văn Thử", "H'Hen Niê", "H’Hen Niê", "Y Moan Êñuôl", "Đặng Thị Ánh-Nguyệt", "K. Brơi"})
    void acceptsEveryNameOfTheCountry(String name) {
        assertEquals(name, FullName.parse(name).unmasked());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "'", "Thử1", "Thử\u0000", "<b>Thử</b>", "Thử\uD800", "=cmd()", "\u202EThử"})
    void refusesWhatIsNoName(String text) {
        assertEquals(
                "full-name-format",
                assertThrows(InvalidValueException.class, () -> FullName.parse(text))
                        .code());
    }

    @Test
    void isAtMostAHundredCharactersLong() {
        assertEquals(100, FullName.parse("ử".repeat(100)).unmasked().length());
        assertThrows(InvalidValueException.class, () -> FullName.parse("ử".repeat(101)));
    }

    @Test
    void isKeptInNormalFormCWithSingleSpaces() {
        String decomposed = Normalizer.normalize(" Nguyễn\u00A0 Văn\u200B Thử ", Normalizer.Form.NFD);
        assertEquals("Nguyễn Văn Thử", FullName.parse(decomposed).unmasked());
    }

    @ParameterizedTest
    @CsvSource({
        "Nguyễn Văn Thử, Nguyễn Văn Thử, EXACT",
        "NGUYỄN VĂN THỬ, Nguyễn Văn Thử, EQUAL_AFTER_FOLDING",
        "NGUYENVANTHU, Nguyễn Văn Thử, EQUAL_AFTER_FOLDING",
        "Trần Thị Hòa, Trần Thị Hoà, EQUAL_AFTER_FOLDING",
        "Đặng Văn Đức, Ðặng Văn Ðức, EQUAL_AFTER_FOLDING",
        "Đặng Văn Đức, Ɖặng Văn Ɖức, EQUAL_AFTER_FOLDING",
        "Lý Thị Mỹ, Lí Thị Mĩ, EQUAL_AFTER_FOLDING",
        "H'Hen Niê, HHen Nie, EQUAL_AFTER_FOLDING",
        "Nguyễn Văn Thử, Nguyễn Văn Thư Một, DIFFERENT",
        "Nguyễn Văn Thử, Văn Thử Nguyễn, DIFFERENT"
    })
    void saysHowAlikeTwoSpellingsAre(String one, String other, Likeness likeness) {
        assertEquals(likeness, FullName.parse(one).likenessTo(FullName.parse(other)));
        assertEquals(likeness, FullName.parse(other).likenessTo(FullName.parse(one)));
    }

    @Test
    void printsNothingOfItself() {
        assertEquals("•••", FullName.parse("Nguyễn Văn Thử").toString());
    }
}
