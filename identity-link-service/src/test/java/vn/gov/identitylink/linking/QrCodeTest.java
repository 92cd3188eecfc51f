package vn.gov.identitylink.linking;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.zxing.BinaryBitmap;
import com.google.zxing.RGBLuminanceSource;
import com.google.zxing.ReaderException;
import com.google.zxing.common.HybridBinarizer;
import com.google.zxing.qrcode.QRCodeReader;
import java.io.StringReader;
import java.util.Arrays;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

/** What a camera sees of the drawing is the address. */
class QrCodeTest {

    private static final int PIXELS_A_MODULE = 4;
    private static final Pattern BOX = Pattern.compile("M(\\d+) (\\d+)h(\\d+)v1h-(\\d+)z");

    @ParameterizedTest
    @ValueSource(ints = {20, 60, 150, 300, 700, 1_200, 2_000})
    void aReaderFindsTheAddressInThePicture(int length) throws Exception {
        String address = address(length);
        assertEquals(address, read(QrCode.svg(address)));
    }

    @Test
    void thePictureIsWellFormedAndHasItsQuietZoneAndItsWords() throws Exception {
        String svg = QrCode.svg("https://vneid.example/auth?a=1&b=<2>\"'");
        Element picture = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(svg)))
                .getDocumentElement();
        assertEquals("img", picture.getAttribute("role"));
        assertEquals(QrCode.TITLE, picture.getAttribute("aria-label"));
        assertEquals(QrCode.TITLE, picture.getElementsByTagName("title").item(0).getTextContent());
        assertFalse(svg.contains("vneid.example"), "the address is in the picture only");
        int side = side(svg);
        Matcher box = BOX.matcher(svg);
        while (box.find()) {
            int x = Integer.parseInt(box.group(1));
            int y = Integer.parseInt(box.group(2));
            assertTrue(x >= 4 && y >= 4 && y < side - 4 && x + Integer.parseInt(box.group(3)) <= side - 4);
        }
    }

    @Test
    void anAddressThatNoCodeHoldsIsADefectOfTheConfiguration() {
        assertThrows(IllegalStateException.class, () -> QrCode.svg(address(2_400)));
    }

    private static String address(int length) {
        Random random = new Random(length);
        StringBuilder address = new StringBuilder("https://");
        while (address.length() < length) {
            address.append((char) ('!' + random.nextInt('~' - '!')));
        }
        return address.toString();
    }

    /** Paints the boxes of the path, and has a reader that knows nothing of them find and read the code. */
    static String read(String svg) throws ReaderException {
        int width = side(svg) * PIXELS_A_MODULE;
        int[] pixels = new int[width * width];
        Arrays.fill(pixels, 0xFFFFFF);
        Matcher box = BOX.matcher(svg);
        while (box.find()) {
            assertEquals(box.group(3), box.group(4), "a box that closes");
            int left = Integer.parseInt(box.group(1)) * PIXELS_A_MODULE;
            int right = left + Integer.parseInt(box.group(3)) * PIXELS_A_MODULE;
            int top = Integer.parseInt(box.group(2)) * PIXELS_A_MODULE;
            for (int y = top; y < top + PIXELS_A_MODULE; y++) {
                Arrays.fill(pixels, y * width + left, y * width + right, 0);
            }
        }
        return new QRCodeReader()
                .decode(new BinaryBitmap(new HybridBinarizer(new RGBLuminanceSource(width, width, pixels))))
                .getText();
    }

    private static int side(String svg) {
        Matcher viewBox = Pattern.compile("viewBox=\"0 0 (\\d+) (\\d+)\"").matcher(svg);
        assertTrue(viewBox.find());
        assertEquals(viewBox.group(1), viewBox.group(2));
        return Integer.parseInt(viewBox.group(1));
    }
}
