package vn.gov.identitylink.documents;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Bytes are what they are declared to be, however they arrive. */
class FormatCheckTest {

    private static final String PNG_BEGIN = "89504e470d0a1a0a";
    private static final String PNG_END = "0000000049454e44ae426082";

    static Stream<Arguments> files() {
        return Stream.of(
                Arguments.of(MediaFormat.PDF, "whole", text("%PDF-1.7\nx\n%%EOF\n"), true),
                Arguments.of(
                        MediaFormat.PDF, "end marker before padding", text("%PDF-1.7 %%EOF" + " ".repeat(900)), true),
                Arguments.of(MediaFormat.PDF, "cut", text("%PDF-1.7\n" + "x".repeat(5_000)), false),
                Arguments.of(MediaFormat.PDF, "program", text("MZ %PDF- %%EOF"), false),
                Arguments.of(MediaFormat.JPEG, "whole", hex("ffd8ffe000104a464946ffd9"), true),
                Arguments.of(MediaFormat.JPEG, "cut", hex("ffd8ffe000104a464946"), false),
                Arguments.of(MediaFormat.JPEG, "PNG", hex(PNG_BEGIN + PNG_END), false),
                Arguments.of(MediaFormat.PNG, "whole", hex(PNG_BEGIN + "00" + PNG_END), true),
                Arguments.of(MediaFormat.PNG, "cut", hex(PNG_BEGIN + "00"), false),
                Arguments.of(MediaFormat.XML, "whole", text("<?xml version=\"1.0\"?><giấy>ệ</giấy>\n"), true),
                Arguments.of(MediaFormat.XML, "without declaration", text("<a/>"), true),
                Arguments.of(MediaFormat.XML, "with byte order mark", text("\uFEFF<a>Ủ</a>"), true),
                Arguments.of(
                        MediaFormat.XML,
                        "document type",
                        text("<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///\">]><a>&x;</a>"),
                        false),
                Arguments.of(
                        MediaFormat.XML,
                        "document type after the declaration",
                        text("<?xml version=\"1.0\"?><<!DOCTYPE a><a/>"),
                        false),
                Arguments.of(MediaFormat.XML, "cut", text("<a>text"), false),
                Arguments.of(MediaFormat.XML, "cut in a character", Arrays.copyOf(text("<a>ệ"), 5), false),
                Arguments.of(MediaFormat.XML, "not UTF-8", hex("3c613eff3c2f613e"), false),
                Arguments.of(MediaFormat.XML, "NUL", hex("3c613e003c2f613e"), false),
                Arguments.of(MediaFormat.XML, "JSON", text("{}"), false));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("files")
    void aFileIsWhatItIsHoweverItIsCut(MediaFormat format, String name, byte[] file, boolean holds) {
        for (int step : new int[] {1, 2, 3, 7, 1_500, 10_000}) {
            FormatCheck check = new FormatCheck(format);
            for (int at = 0; at < file.length; at += step) {
                check.see(Arrays.copyOfRange(file, at, Math.min(file.length, at + step)));
            }
            assertEquals(holds, check.holds(), name + " in steps of " + step);
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void nothingIsOfNoFormat(MediaFormat format) {
        assertEquals(false, new FormatCheck(format).holds());
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] hex(String hex) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(HexFormat.of().parseHex(hex));
        return bytes.toByteArray();
    }
}
