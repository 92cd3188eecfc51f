package vn.gov.identitylink.protection;

import io.smallrye.config.ConfigMapping;
import java.util.Map;

/** The keys that protect identifying data. Each is base64 of 32 random bytes. */
@ConfigMapping(prefix = "identity-link.protection")
interface ProtectionConfig {

    /**
     * Key-encryption keys by id. A key may leave only when no citizen key is wrapped by it any more; without it the data
     * of those citizens cannot be read.
     */
    Map<String, String> keyEncryptionKeys();

    /** The id of the key that wraps new citizen keys. Changing it leaves older wrapped keys readable. */
    String currentKeyEncryptionKey();

    /**
     * Keys of the look-up index by id. Every write adds a row per key, every read tries all of them: to rotate, add the
     * new key, rebuild the index, then remove the old one.
     */
    Map<String, String> indexKeys();
}
