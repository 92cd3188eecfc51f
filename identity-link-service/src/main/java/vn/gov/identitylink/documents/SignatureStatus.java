package vn.gov.identitylink.documents;

/** Whether the issuing agency signed the paper. */
enum SignatureStatus {
    SIGNED_BY_ISSUER,
    UNSIGNED
}
