package vn.gov.identitylink.vneid;

import java.time.Instant;
import vn.gov.identitylink.citizen.CitizenNumber;

/**
 * Who signed in to VNeID, as the validated ID token says.
 *
 * @param issuer and {@code subject}: the federated identifier, the only key of a link
 * @param number the citizen number the provider shows ({@code preferred_username})
 * @param level 1 or 2 as <i>returned</i>, never as requested; 0 when the provider says neither
 * @param authenticatedAt {@code auth_time}, less than five minutes ago
 */
public record VneidIdentity(String issuer, String subject, CitizenNumber number, int level, Instant authenticatedAt) {

    /** The level that can be linked: in person at the police, with face and fingerprints (Decree 69/2024/NĐ-CP). */
    public static final int LINKABLE_LEVEL = 2;

    @Override
    public String toString() {
        return "VneidIdentity[level=" + level + "]";
    }
}
