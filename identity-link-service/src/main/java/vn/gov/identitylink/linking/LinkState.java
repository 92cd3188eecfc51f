package vn.gov.identitylink.linking;

/** The life of a link. */
public enum LinkState {
    ACTIVE,
    /** Held: by its citizen, by an operator, or by a dispute. */
    SUSPENDED,
    /** Over; kept for the record. */
    ENDED
}
