package vn.gov.identitylink.documents;

/** Whose store it is: the portal account's, or the VNeID identity's. */
enum StoreKind {
    PORTAL,
    VNEID
}
