package vn.gov.identitylink.cases;

/** How a case ended. */
public enum Resolution {
    /** The trouble was real. */
    CONFIRMED,
    /** Nothing was wrong. */
    UNFOUNDED,
    /** What was broken works again: a parked event is told again. */
    REPAIRED
}
