package vn.gov.identitylink.documents;

import java.util.Base64;
import java.util.HexFormat;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Where the bytes of a document are, and what they are.
 *
 * @param sha256 of the bytes, in hexadecimal
 */
record StoredContent(UUID contentId, long byteSize, String sha256) {

    /** How many bytes stand in each sealed chunk; the last has what is left. */
    static final int CHUNK = 256 * 1024;

    /** What sealing adds to a chunk: nonce and tag of AES-GCM. */
    private static final int SEAL = 12 + 16;

    /** The largest document: 20 MiB. */
    static final long LARGEST = 20L * 1024 * 1024;

    /** Whether a content of this size can stand in so many chunks with so many sealed bytes; absent where there is none. */
    static boolean areAll(long byteSize, Number chunks, @Nullable Number sealedBytes) {
        long expected = (byteSize + CHUNK - 1) / CHUNK;
        return chunks.longValue() == expected
                && sealedBytes != null
                && sealedBytes.longValue() == byteSize + expected * SEAL;
    }

    /** How many bytes stand in this chunk. */
    int lengthOf(int position) {
        return Math.toIntExact(Math.min(CHUNK, byteSize - (long) position * CHUNK));
    }

    int chunks() {
        return Math.toIntExact((byteSize + CHUNK - 1) / CHUNK);
    }

    /** A strong entity tag: the same bytes have the same (RFC 9110). */
    String entityTag() {
        return "\"" + sha256 + "\"";
    }

    /** {@code Repr-Digest} (RFC 9530). */
    String reprDigest() {
        return "sha-256=:" + Base64.getEncoder().encodeToString(HexFormat.of().parseHex(sha256)) + ":";
    }
}
