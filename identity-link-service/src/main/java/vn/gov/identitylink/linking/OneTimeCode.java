package vn.gov.identitylink.linking;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.UUID;
import java.util.regex.Pattern;
import vn.gov.identitylink.citizen.InvalidValueException;
import vn.gov.identitylink.protection.CitizenKey;

/** Six digits that only whoever holds the old contact can read out. Prints itself hidden. */
record OneTimeCode(String digits) {

    static final Duration VALIDITY = Duration.ofMinutes(10);

    /** With more the chance to guess one of a million would count. */
    static final int MOST_GUESSES = 3;

    private static final Pattern FORMAT = Pattern.compile("[0-9]{6}");
    private static final SecureRandom RANDOM = new SecureRandom();

    static OneTimeCode create() {
        return new OneTimeCode("%06d".formatted(RANDOM.nextInt(1_000_000)));
    }

    /** @throws InvalidValueException {@code code-format} */
    static OneTimeCode parse(String text) {
        if (!FORMAT.matcher(text).matches()) {
            throw new InvalidValueException("code-format");
        }
        return new OneTimeCode(text);
    }

    /** What is kept of it: keyed, since a million codes are hashed in a second, and of this attempt only. */
    byte[] digest(CitizenKey key, UUID attemptId) {
        return key.fingerprint((attemptId + ":" + digits).getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return "OneTimeCode[•••]";
    }
}
