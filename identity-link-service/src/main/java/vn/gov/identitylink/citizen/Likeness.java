package vn.gov.identitylink.citizen;

/** What a comparison of a declared value with the registry's says; only the registry's spelling is stored as verified. */
public enum Likeness {
    /** The same, character by character. */
    EXACT,
    /** The same but for case, tone placement, Unicode form, spaces or Đ. */
    EQUAL_AFTER_FOLDING,
    DIFFERENT
}
