package vn.gov.identitylink.linking;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.gov.identitylink.citizen.CitizenNumber;

/**
 * An account bound to the VNeID identity (issuer, subject) that its owner signed in with. The number is an attribute
 * that can change, never the key.
 *
 * @param level the identity level that VNeID returned
 * @param suspendedBy who holds it; absent unless it is suspended
 * @param replaces the link whose place it took, when the identity at VNeID changed and the person did not
 */
public record Link(
        UUID linkId,
        UUID accountId,
        String issuer,
        String subject,
        CitizenNumber number,
        int level,
        LinkState state,
        @Nullable LinkHolder suspendedBy,
        Instant linkedAt,
        @Nullable UUID replaces) {

    @Override
    public String toString() {
        return "Link[" + linkId + ", " + state + "]";
    }
}
