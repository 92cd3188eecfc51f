package vn.gov.identitylink.protection;

import com.google.crypto.tink.subtle.AesGcmJce;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.UUID;

/** One citizen's data key, unwrapped: AES-256-GCM. Lives no longer than the request that loaded it. */
public final class CitizenKey {

    private final UUID id;
    private final AesGcmJce cipher;

    CitizenKey(UUID id, AesGcmJce cipher) {
        this.id = id;
        this.cipher = cipher;
    }

    /** Under which id the wrapped key is stored. */
    public UUID id() {
        return id;
    }

    public byte[] seal(Cell cell, String plaintext) {
        try {
            return cipher.encrypt(plaintext.getBytes(StandardCharsets.UTF_8), cell.associatedData());
        } catch (GeneralSecurityException broken) {
            throw new IllegalStateException("AES-256-GCM does not work here", broken);
        }
    }

    /** @throws UnreadableValueException when the value was altered, moved, or sealed under another key */
    public String open(Cell cell, byte[] sealed) {
        try {
            return new String(cipher.decrypt(sealed, cell.associatedData()), StandardCharsets.UTF_8);
        } catch (GeneralSecurityException tampered) {
            throw new UnreadableValueException(cell, tampered);
        }
    }

    @Override
    public String toString() {
        return "CitizenKey[" + id + "]";
    }
}
