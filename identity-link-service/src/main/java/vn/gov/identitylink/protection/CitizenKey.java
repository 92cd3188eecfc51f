package vn.gov.identitylink.protection;

import com.google.crypto.tink.subtle.AesGcmJce;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** One citizen's data key, unwrapped: AES-256-GCM. Lives no longer than the request that loaded it. */
public final class CitizenKey {

    private static final String HMAC = "HmacSHA256";

    /** Derives the key of fingerprints, so that no key does two things. */
    private static final String FINGERPRINTS = "identity-link fingerprints";

    private final UUID id;
    private final AesGcmJce cipher;
    private final SecretKeySpec fingerprints;

    /** @param key 32 random bytes; nothing of the array is kept */
    CitizenKey(UUID id, byte[] key) throws GeneralSecurityException {
        this.id = id;
        this.cipher = new AesGcmJce(key);
        this.fingerprints = new SecretKeySpec(
                hmac(new SecretKeySpec(key, HMAC), FINGERPRINTS.getBytes(StandardCharsets.UTF_8)), HMAC);
    }

    /** Under which id the wrapped key is stored. */
    public UUID id() {
        return id;
    }

    public byte[] seal(Cell cell, String plaintext) {
        return sealBytes(cell, plaintext.getBytes(StandardCharsets.UTF_8));
    }

    public byte[] sealBytes(Cell cell, byte[] plaintext) {
        try {
            return cipher.encrypt(plaintext, cell.associatedData());
        } catch (GeneralSecurityException broken) {
            throw new IllegalStateException("AES-256-GCM does not work here", broken);
        }
    }

    /** @throws UnreadableValueException when the value was altered, moved, or sealed under another key */
    public String open(Cell cell, byte[] sealed) {
        return new String(openBytes(cell, sealed), StandardCharsets.UTF_8);
    }

    /** @throws UnreadableValueException when the value was altered, moved, or sealed under another key */
    public byte[] openBytes(Cell cell, byte[] sealed) {
        try {
            return cipher.decrypt(sealed, cell.associatedData());
        } catch (GeneralSecurityException tampered) {
            throw new UnreadableValueException(cell, tampered);
        }
    }

    /**
     * The same for equal values of this citizen and unlike any other citizen's: tells that two values are equal without
     * telling what they are, and means nothing once the key is erased.
     */
    public byte[] fingerprint(byte[] value) {
        try {
            return hmac(fingerprints, value);
        } catch (GeneralSecurityException broken) {
            throw new IllegalStateException("HMAC-SHA-256 does not work here", broken);
        }
    }

    private static byte[] hmac(SecretKeySpec key, byte[] value) throws GeneralSecurityException {
        Mac mac = Mac.getInstance(HMAC);
        mac.init(key);
        return mac.doFinal(value);
    }

    @Override
    public String toString() {
        return "CitizenKey[" + id + "]";
    }
}
