package vn.gov.identitylink.linking;

import com.google.zxing.WriterException;
import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel;
import com.google.zxing.qrcode.encoder.ByteMatrix;
import com.google.zxing.qrcode.encoder.Encoder;

/** An address as a QR code (ISO/IEC 18004), drawn as SVG: one path, dark on white, inside the quiet zone that readers need. */
final class QrCode {

    /** What a screen reader says instead of the picture. */
    static final String TITLE = "Mã QR: đăng nhập VNeID trên thiết bị thứ hai";

    /** Modules of white around the code. */
    private static final int QUIET_ZONE = 4;

    private QrCode() {}

    /** Standalone SVG, without script, style or anything from elsewhere; only its modules tell the address. */
    static String svg(String address) {
        ByteMatrix modules = modules(address);
        int side = modules.getWidth() + 2 * QUIET_ZONE;
        return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " + side + " " + side
                + "\" role=\"img\" aria-label=\"" + TITLE + "\" shape-rendering=\"crispEdges\"><title>" + TITLE
                + "</title><path fill=\"#fff\" d=\"M0 0h" + side + "v" + side + "H0z\"/><path d=\"" + dark(modules)
                + "\"/></svg>";
    }

    /** Level M makes good up to 15 % of unreadable modules, and keeps the code coarse enough for old cameras. */
    private static ByteMatrix modules(String address) {
        try {
            return Encoder.encode(address, ErrorCorrectionLevel.M).getMatrix();
        } catch (WriterException tooLong) {
            throw new IllegalStateException("an address that no QR code holds", tooLong);
        }
    }

    /** One closed box for each run of dark modules in a row. */
    private static StringBuilder dark(ByteMatrix modules) {
        StringBuilder path = new StringBuilder();
        for (int y = 0; y < modules.getHeight(); y++) {
            int x = 0;
            while (x < modules.getWidth()) {
                int length = 0;
                while (x + length < modules.getWidth() && modules.get(x + length, y) == 1) {
                    length++;
                }
                if (length > 0) {
                    path.append('M').append(x + QUIET_ZONE).append(' ').append(y + QUIET_ZONE);
                    path.append('h')
                            .append(length)
                            .append("v1h-")
                            .append(length)
                            .append('z');
                }
                x += length + 1;
            }
        }
        return path;
    }
}
