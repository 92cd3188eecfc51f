package vn.gov.identitylink.documents;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Whether bytes are of the format that was declared, and whole: by how they begin and how they end. XML must also be
 * UTF-8 and may not declare a document type, through which others would be made to read what they should not. It does
 * not parse: a damaged middle is the issuer's, and is kept as it was given.
 */
final class FormatCheck {

    private static final int HEAD = 64;
    /** Readers of PDF look for the end marker in the last 1,024 bytes. */
    private static final int TAIL = 1024;

    private static final byte[] JPEG_BEGIN = HexFormat.of().parseHex("ffd8ff");
    private static final byte[] JPEG_END = HexFormat.of().parseHex("ffd9");
    private static final byte[] PNG_BEGIN = HexFormat.of().parseHex("89504e470d0a1a0a");
    private static final byte[] PNG_END = HexFormat.of().parseHex("0000000049454e44ae426082");
    private static final byte[] UTF_8_MARK = HexFormat.of().parseHex("efbbbf");
    private static final byte[] PDF_BEGIN = ascii("%PDF-");
    private static final byte[] PDF_END = ascii("%%EOF");
    private static final byte[] DOCUMENT_TYPE = ascii("<!DOCTYPE");

    private final MediaFormat format;
    private final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    private byte[] head = {};
    private byte[] tail = {};
    private byte[] undecoded = {};
    private int matched;
    private boolean broken;

    FormatCheck(MediaFormat format) {
        this.format = format;
    }

    /** Takes the next bytes. */
    void see(byte[] bytes) {
        if (head.length < HEAD) {
            head = join(head, Arrays.copyOf(bytes, Math.min(bytes.length, HEAD - head.length)));
        }
        byte[] last =
                join(tail, bytes.length > TAIL ? Arrays.copyOfRange(bytes, bytes.length - TAIL, bytes.length) : bytes);
        tail = last.length > TAIL ? Arrays.copyOfRange(last, last.length - TAIL, last.length) : last;
        if (format == MediaFormat.XML && !broken) {
            decode(join(undecoded, bytes));
            seekDocumentType(bytes);
        }
    }

    /** After the last byte. */
    boolean holds() {
        return switch (format) {
            case PDF -> startsWith(head, PDF_BEGIN) && contains(tail, PDF_END);
            case JPEG -> startsWith(head, JPEG_BEGIN) && endsWith(tail, JPEG_END);
            case PNG -> startsWith(head, PNG_BEGIN) && endsWith(tail, PNG_END);
            case XML -> !broken && undecoded.length == 0 && beginsLikeXml() && endsLikeXml();
        };
    }

    private void decode(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length);
        if (decoder.decode(in, out, false).isError()) {
            broken = true;
        }
        undecoded = Arrays.copyOfRange(bytes, in.position(), bytes.length);
        out.flip();
        broken |= out.chars().anyMatch(character -> character == 0);
    }

    private void seekDocumentType(byte[] bytes) {
        for (byte next : bytes) {
            if (next == DOCUMENT_TYPE[matched]) {
                matched++;
                if (matched == DOCUMENT_TYPE.length) {
                    broken = true;
                    return;
                }
            } else {
                matched = next == DOCUMENT_TYPE[0] ? 1 : 0;
            }
        }
    }

    private boolean beginsLikeXml() {
        int at = startsWith(head, UTF_8_MARK) ? UTF_8_MARK.length : 0;
        return head.length > at + 1 && head[at] == '<' && (head[at + 1] == '?' || Character.isLetter(head[at + 1]));
    }

    private boolean endsLikeXml() {
        int at = tail.length - 1;
        while (at > 0 && Character.isWhitespace(tail[at])) {
            at--;
        }
        return at >= 0 && tail[at] == '>';
    }

    private static boolean startsWith(byte[] bytes, byte[] wanted) {
        return bytes.length >= wanted.length && Arrays.equals(bytes, 0, wanted.length, wanted, 0, wanted.length);
    }

    private static boolean endsWith(byte[] bytes, byte[] wanted) {
        return bytes.length >= wanted.length
                && Arrays.equals(bytes, bytes.length - wanted.length, bytes.length, wanted, 0, wanted.length);
    }

    private static boolean contains(byte[] bytes, byte[] wanted) {
        for (int at = 0; at + wanted.length <= bytes.length; at++) {
            if (Arrays.equals(bytes, at, at + wanted.length, wanted, 0, wanted.length)) {
                return true;
            }
        }
        return false;
    }

    private static byte[] join(byte[] one, byte[] other) {
        byte[] joined = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, joined, one.length, other.length);
        return joined;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
