package vn.gov.identitylink.audit;

/** What was read or changed, or was tried. */
public enum Action {
    ACCOUNT_REGISTERED,
    ACCOUNT_READ,
    ACCOUNT_LOOKED_UP,
    IDENTITY_DECLARED,
    CONTACT_CHANGED,
    IDENTITY_VERIFIED,
    VERIFICATION_CONFIRMED,
    LINK_ATTEMPT_STARTED,
    LINK_ATTEMPT_READ,
    LINK_CREATED,
    LINKS_READ
}
