package vn.gov.identitylink.documents;

import java.util.Base64;
import java.util.HexFormat;
import java.util.UUID;

/**
 * Where the bytes of a document are, and what they are.
 *
 * @param sha256 of the bytes, in hexadecimal
 */
record StoredContent(UUID contentId, long byteSize, String sha256) {

    /** How many bytes stand in each sealed chunk; the last has what is left. */
    static final int CHUNK = 256 * 1024;

    /** The largest document: 20 MiB. */
    static final long LARGEST = 20L * 1024 * 1024;

    /** A strong entity tag: the same bytes have the same (RFC 9110). */
    String entityTag() {
        return "\"" + sha256 + "\"";
    }

    /** {@code Repr-Digest} (RFC 9530). */
    String reprDigest() {
        return "sha-256=:" + Base64.getEncoder().encodeToString(HexFormat.of().parseHex(sha256)) + ":";
    }
}
