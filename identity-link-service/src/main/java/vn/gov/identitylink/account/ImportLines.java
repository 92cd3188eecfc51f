package vn.gov.identitylink.account;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * A stream line by line, however long it is: holds one buffer and one line. Knows the digest of everything up to the line
 * that was read last.
 */
final class ImportLines {

    /** Bytes; as much as a registration of its own may have. */
    static final int LONGEST = 64 * 1024;

    private static final byte[] TOO_LONG = new byte[LONGEST + 1];

    private final InputStream stream;
    private final byte[] buffer = new byte[LONGEST];
    private final MessageDigest digest;
    private int position;
    private int end;
    private long count;

    ImportLines(InputStream stream) {
        this.stream = stream;
        try {
            this.digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /**
     * The next line without its end; longer than {@link #LONGEST} where it is too long to be looked at; nothing at the end.
     *
     * @throws IOException when the stream breaks off: what was read of the line is then no line
     */
    byte @Nullable [] next() throws IOException {
        byte[] line = new byte[0];
        boolean tooLong = false;
        while (true) {
            if (position == end) {
                position = 0;
                end = Math.max(0, stream.read(buffer));
                if (end == 0) {
                    boolean any = tooLong || line.length > 0;
                    return any ? ended(tooLong, line) : null;
                }
            }
            int from = position;
            while (position < end && buffer[position] != '\n') {
                position++;
            }
            digest.update(buffer, from, position - from);
            if (line.length + position - from > LONGEST) {
                tooLong = true;
                line = new byte[0];
            } else if (!tooLong) {
                int had = line.length;
                line = Arrays.copyOf(line, had + position - from);
                System.arraycopy(buffer, from, line, had, position - from);
            }
            if (position < end) {
                position++;
                return ended(tooLong, line);
            }
        }
    }

    private byte[] ended(boolean tooLong, byte[] line) {
        digest.update((byte) '\n');
        count++;
        if (tooLong) {
            return TOO_LONG;
        }
        boolean carriageReturn = line.length > 0 && line[line.length - 1] == '\r';
        return carriageReturn ? Arrays.copyOf(line, line.length - 1) : line;
    }

    /** Lines so far. */
    long count() {
        return count;
    }

    /** Of all lines so far. */
    String digest() {
        try {
            return HexFormat.of().formatHex(((MessageDigest) digest.clone()).digest());
        } catch (CloneNotSupportedException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
