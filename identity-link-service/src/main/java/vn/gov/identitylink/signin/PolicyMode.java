package vn.gov.identitylink.signin;

/** How hard a policy presses, from the softest to the hardest. */
public enum PolicyMode {
    /** A notice that can be skipped, as often as the policy says. */
    NOTICE,
    /** In, but only to link; who is linked signs in through VNeID. */
    LINK_REQUIRED,
    /** Not in. */
    CLOSED
}
