package vn.gov.identitylink.account;

/** By what an account can be looked up, besides its ids. */
public enum IndexKind {
    CITIZEN_NUMBER,
    OLD_IDENTITY_NUMBER,
    PHONE_NUMBER,
    EMAIL_ADDRESS
}
