package vn.gov.identitylink.documents;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 9110 section 14, for a content of ten bytes. */
class ByteRangeTest {

    @ParameterizedTest
    @CsvSource({
        "bytes=0-0, 0-0",
        "bytes=2-5, 2-5",
        "bytes=2-, 2-9",
        "bytes=-3, 7-9",
        "bytes=-30, 0-9",
        "bytes=9-99, 9-9",
        "bytes=10-, none",
        "bytes=-0, none",
        "bytes=5-2, whole",
        "bytes=-, whole",
        "'bytes=0-1,3-4', whole",
        "lines=0-1, whole",
        "bytes=a-b, whole",
        "bytes=0-999999999999999999, 0-9",
        "bytes=0-9999999999999999999, whole",
        "'', whole"
    })
    void aSingleRangeIsAPartOfTheContent(String header, String expected) {
        String answer = switch (ByteRange.ask(header, 10)) {
            case ByteRange.Asked.Part part ->
                part.range().first() + "-" + part.range().last();
            case ByteRange.Asked.Whole whole -> "whole";
            case ByteRange.Asked.Unsatisfiable none -> "none";
        };
        assertEquals(expected, answer);
    }
}
