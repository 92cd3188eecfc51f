package vn.gov.populationregistry;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import vn.gov.populationregistry.Problem.FieldError;

/**
 * The exchange's own way to tell callers apart: {@code Authorization: Basic base64(user:hash)}, where the hash is the
 * lower-case SHA-256 of service path, user, {@code Timestamp} and a secret, and {@code X-Road-Client} names the caller's
 * subsystem.
 */
@Singleton
class ExchangeCredentials {

    /** Who calls, or which header is why nobody is known to. */
    sealed interface Check {

        record Known(String user) implements Check {}

        record Refused(FieldError header) implements Check {}
    }

    private static final Pattern BASIC = Pattern.compile("Basic ([A-Za-z0-9+/]{4,400}={0,2})");
    private static final Pattern EPOCH_MILLIS = Pattern.compile("[0-9]{13}");

    private final ExchangeConfig config;

    ExchangeCredentials(ExchangeConfig config) {
        this.config = config;
    }

    /** @param path of the service as it was requested, without query */
    Check check(HttpHeaders headers, String path) {
        var timestamp = headers.getHeaderString("Timestamp");
        if (timestamp == null) {
            return refused("Timestamp", "required");
        }
        if (!EPOCH_MILLIS.matcher(timestamp).matches()) {
            return refused("Timestamp", "invalid");
        }
        var distance = Duration.between(Instant.ofEpochMilli(Long.parseLong(timestamp)), Instant.now())
                .abs();
        if (distance.compareTo(config.clockWindow()) > 0) {
            return refused("Timestamp", "outside-clock-window");
        }
        var authorization = headers.getHeaderString(HttpHeaders.AUTHORIZATION);
        if (authorization == null) {
            return refused(HttpHeaders.AUTHORIZATION, "required");
        }
        var userAndHash = decoded(authorization);
        int colon = userAndHash == null ? -1 : userAndHash.indexOf(':');
        if (userAndHash == null || colon < 1) {
            return refused(HttpHeaders.AUTHORIZATION, "invalid");
        }
        var user = userAndHash.substring(0, colon);
        var client = config.clients().get(user);
        // An unknown user costs the same work and gets the same answer as a wrong hash.
        var expected = hash(path, user, timestamp, client == null ? "" : client.secret());
        var given = userAndHash.substring(colon + 1);
        if (!MessageDigest.isEqual(expected.getBytes(UTF_8), given.getBytes(UTF_8)) || client == null) {
            return refused(HttpHeaders.AUTHORIZATION, "invalid");
        }
        var subsystem = headers.getHeaderString("X-Road-Client");
        if (subsystem == null) {
            return refused("X-Road-Client", "required");
        }
        return subsystem.equals(client.xRoadClient())
                ? new Check.Known(user)
                : refused("X-Road-Client", "not-this-callers");
    }

    /** What a caller has to send: 64 lower-case hexadecimal digits. */
    static String hash(String path, String user, String timestamp, String secret) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest((path + user + timestamp + secret).getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }

    private static @Nullable String decoded(String authorization) {
        var basic = BASIC.matcher(authorization);
        if (!basic.matches()) {
            return null;
        }
        try {
            return new String(Base64.getDecoder().decode(basic.group(1)), UTF_8);
        } catch (IllegalArgumentException notBase64) {
            return null;
        }
    }

    private static Check refused(String header, String code) {
        return new Check.Refused(new FieldError(header, code));
    }
}
