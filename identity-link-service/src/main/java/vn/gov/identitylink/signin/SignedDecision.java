package vn.gov.identitylink.signin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.gov.identitylink.protection.IndexKeys;

/**
 * A decision that its caller keeps for us: nothing is stored until a notice is skipped.
 *
 * @param decisionId makes it usable once
 * @param accountId absent where there is none
 * @param policyId whose notice may be skipped; absent where nothing may
 */
record SignedDecision(
        UUID decisionId,
        String realm,
        @Nullable UUID accountId,
        @Nullable UUID policyId,
        int noticeVersion,
        Instant expiresAt) {

    static final Duration VALIDITY = Duration.ofMinutes(15);

    /** Writes and reads decisions as text: {@code base64url(content).base64url(HMAC-SHA-256)}. */
    @ApplicationScoped
    static class Texts {

        /** Keeps these signatures apart from the digests of look-ups. */
        private static final String KIND = "SIGN_IN_DECISION";

        private static final int LONGEST = 2000;

        private final IndexKeys keys;
        private final ObjectMapper json;

        Texts(IndexKeys keys, ObjectMapper json) {
            this.keys = keys;
            this.json = json;
        }

        String write(SignedDecision decision) {
            try {
                String content = base64(json.writeValueAsBytes(decision));
                return content + "."
                        + base64(keys.digests(KIND, content).getFirst().value());
            } catch (JsonProcessingException broken) {
                throw new IllegalStateException("a decision is always JSON", broken);
            }
        }

        /** Nothing where the text is not ours. */
        Optional<SignedDecision> read(String text) {
            int dot = text.indexOf('.');
            if (text.length() > LONGEST || dot < 0) {
                return Optional.empty();
            }
            String content = text.substring(0, dot);
            byte[] signature = text.substring(dot + 1).getBytes(StandardCharsets.US_ASCII);
            boolean ours = keys.digests(KIND, content).stream()
                    .anyMatch(digest -> MessageDigest.isEqual(
                            base64(digest.value()).getBytes(StandardCharsets.US_ASCII), signature));
            try {
                return ours
                        ? Optional.of(json.readValue(
                                new String(Base64.getUrlDecoder().decode(content), StandardCharsets.UTF_8),
                                SignedDecision.class))
                        : Optional.empty();
            } catch (JsonProcessingException ofAnotherVersion) {
                return Optional.empty();
            }
        }

        private static String base64(byte[] bytes) {
            return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        }
    }
}
