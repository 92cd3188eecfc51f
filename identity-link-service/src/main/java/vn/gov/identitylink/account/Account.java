package vn.gov.identitylink.account;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.gov.identitylink.access.Caller;
import vn.gov.identitylink.citizen.CitizenNumber;
import vn.gov.identitylink.citizen.DeclaredIdentity;
import vn.gov.identitylink.protection.CitizenKey;
import vn.gov.identitylink.registry.RegistryRecord;

/**
 * An account of a portal, as read. It begins with what its owner declared; a confirmed match adds the registry's record
 * ({@code MATCHED}); a link proves the number ({@code PROVED}); declaring anew throws the match away.
 *
 * @param externalId {@code TechID}: the portal's technical id, the account's key there
 * @param declaredAt when the identity was declared last
 * @param verified the registry's record, since it was confirmed
 * @param provedAt when the VNeID sign-in showed the number: older sessions do not manage the account any more
 * @param provedInSession the portal session that made the link
 * @param supersededAt since when it is closed for signing in, because its owner joined it to another account of theirs
 * @param contactHistory how long the contact has stood
 * @param version counts changes; the account's entity tag
 * @param key the citizen's data key
 */
public record Account(
        UUID accountId,
        String realm,
        String externalId,
        AccountKind kind,
        Assurance assurance,
        @Nullable DeclaredIdentity declared,
        @Nullable Instant declaredAt,
        @Nullable RegistryRecord verified,
        @Nullable Instant verifiedAt,
        @Nullable Instant provedAt,
        @Nullable String provedInSession,
        ContactHistory contactHistory,
        @Nullable Locality locality,
        Instant registeredAt,
        @Nullable Instant supersededAt,
        long version,
        CitizenKey key) {

    public Contact contact() {
        return contactHistory.current();
    }

    /** The registry's number since the match; before it, what was declared. */
    public @Nullable CitizenNumber number() {
        if (verified != null) {
            return verified.number();
        }
        return declared == null ? null : declared.number();
    }

    /**
     * Whether this caller came through VNeID since the link, in another session than the one that made it: only such a
     * one sees registry values and unmasked numbers and manages the account. A link gives the session that made it no new
     * right, whoever signs in to VNeID in that browser later.
     */
    public boolean isOwnedThroughVneidBy(Caller caller) {
        return caller instanceof Caller.Citizen citizen
                && provedAt != null
                && citizen.throughVneid()
                && !citizen.authenticatedAt().isBefore(provedAt)
                && !citizen.sessionId().equals(provedInSession);
    }

    /** The entity tag of this version (RFC 9110), quotes included. */
    public String entityTag() {
        return "\"" + version + "\"";
    }
}
