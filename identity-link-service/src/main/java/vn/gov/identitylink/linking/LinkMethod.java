package vn.gov.identitylink.linking;

/** How the citizen signs in to VNeID for a link. */
enum LinkMethod {
    /** This service sends the browser there and exchanges the code. */
    REDIRECT,
    /** The same address as a QR code for another device; what comes back counts with two digits of the first screen. */
    SECOND_DEVICE,
    /** The portal runs its own sign-in with a nonce of this service, and hands over the ID token. */
    PORTAL_SIGN_IN,
    /** On their own device at a counter, for an officer who began it and completes it; begun by no citizen. */
    ASSISTED
}
