package vn.gov.identitylink.protection;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.UUID;

/** Keys for tests. */
public final class ProtectionFixture {

    private ProtectionFixture() {}

    /** A new random citizen key that is stored nowhere. */
    public static CitizenKey aKey() {
        byte[] key = new byte[32];
        new SecureRandom().nextBytes(key);
        try {
            return new CitizenKey(UUID.randomUUID(), key);
        } catch (GeneralSecurityException broken) {
            throw new AssertionError(broken);
        }
    }
}
