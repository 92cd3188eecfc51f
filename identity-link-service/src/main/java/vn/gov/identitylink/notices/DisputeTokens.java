package vn.gov.identitylink.notices;

import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import vn.gov.identitylink.protection.IndexKeys;

/**
 * "This was not me" as a token: the notice's id and a keyed digest of it. It is computed, not kept: the database alone
 * gives nobody one, and a notice that is sent again after a crash carries the same.
 */
@Singleton
class DisputeTokens {

    private static final String KIND = "NOTICE_DISPUTE";
    private static final Pattern TOKEN = Pattern.compile("([0-9a-f-]{36})\\.([A-Za-z0-9_-]{43})");

    private final IndexKeys keys;

    DisputeTokens(IndexKeys keys) {
        this.keys = keys;
    }

    String of(UUID noticeId) {
        return noticeId + "." + encoded(keys.digests(KIND, noticeId.toString()).getLast());
    }

    /** The notice that this is the token of, under any key that is active. */
    Optional<UUID> noticeOf(String token) {
        Matcher parts = TOKEN.matcher(token);
        if (!parts.matches()) {
            return Optional.empty();
        }
        boolean ours = false;
        for (IndexKeys.Digest digest : keys.digests(KIND, parts.group(1))) {
            ours |= MessageDigest.isEqual(
                    encoded(digest).getBytes(StandardCharsets.US_ASCII),
                    parts.group(2).getBytes(StandardCharsets.US_ASCII));
        }
        return ours ? Optional.of(UUID.fromString(parts.group(1))) : Optional.empty();
    }

    private static String encoded(IndexKeys.Digest digest) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(digest.value());
    }
}
