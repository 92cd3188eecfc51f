package vn.gov.identitylink.protection;

import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Keyed digests of identifying values (HMAC-SHA-256), for look-ups and uniqueness. A plain hash of a twelve-digit number
 * would be reversible.
 */
@ApplicationScoped
public class IndexKeys {

    private static final String ALGORITHM = "HmacSHA256";
    private static final int SHORTEST_KEY_BYTES = 32;

    private final Map<String, SecretKeySpec> keys = new TreeMap<>();

    IndexKeys(ProtectionConfig config) {
        config.indexKeys().forEach((id, base64) -> {
            byte[] key = Base64.getDecoder().decode(base64);
            if (key.length < SHORTEST_KEY_BYTES) {
                throw new IllegalStateException(
                        "identity-link.protection.index-keys." + id + " is shorter than 32 bytes");
            }
            keys.put(id, new SecretKeySpec(key, ALGORITHM));
        });
        if (keys.isEmpty()) {
            throw new IllegalStateException("identity-link.protection.index-keys is empty");
        }
    }

    /**
     * One digest per active key, in the order of key ids.
     *
     * @param kind keeps equal values of different kinds apart
     */
    public List<Digest> digests(String kind, String value) {
        return keys.entrySet().stream()
                .map(key -> new Digest(key.getKey(), digest(key.getValue(), kind, value)))
                .toList();
    }

    private static byte[] digest(SecretKeySpec key, String kind, String value) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac.doFinal((kind + ":" + value).getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException broken) {
            throw new IllegalStateException("HMAC-SHA-256 does not work here", broken);
        }
    }

    /** A digest and the id of the key that made it. */
    @SuppressWarnings("ArrayRecordComponent") // Compared by the database only.
    public record Digest(String keyId, byte[] value) {}
}
