package vn.gov.populationregistry;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which spellings are one name. */
class NamesTest {

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "PHAN THỊ HOÀ, Phan Thị Hòa",
                "ĐẶNG ĐỨC, \u00d0ẶNG \u0189ỨC",
                "đỗ, DO",
                "H'HEN NIÊ, H\u2019Hen Niê",
                "H'HEN NIÊ, H\u02bcHen Nie",
                "Y MOAN ÊÑUÔL, y moan enuol",
                "HUỲNH THỊ LÝ, Huỳnh Thị Lí",
                "LÊ QUÝ MỸ, Lê Quí Mĩ",
                "NGUYỄN VĂN THỬ, NGUYENVANTHU"
            })
    void theseAreOneName(String one, String other) {
        assertTrue(Names.areEqual(one, other));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "LÊ THÚY, LÊ THÚI",
                "TRẦN MÂY, TRẦN MÂI",
                "Y BLĂK, I BLĂK",
                "NGUYỄN VĂN THỬ, NGUYỄN VĂN",
                "NGUYỄN VĂN THỬ, VĂN THỬ NGUYỄN",
                "H'HEN NIÊ, HHEN NIÊ"
            })
    void theseAreTwoNames(String one, String other) {
        assertFalse(Names.areEqual(one, other));
    }
}
