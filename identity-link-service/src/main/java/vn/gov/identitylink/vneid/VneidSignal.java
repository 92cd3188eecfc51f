package vn.gov.identitylink.vneid;

/**
 * What VNeID tells about one of its identities, as a validated security event token says (RFC 8417; OpenID RISC 1.0).
 *
 * @param tokenId {@code jti}: the same signal again has the same
 * @param issuer and {@code subject}: whose identity, as in a link
 */
public record VneidSignal(String tokenId, String issuer, String subject, Kind kind) {

    /** What happened to the identity. */
    public enum Kind {
        /** Nobody can sign in with it for now. */
        ACCOUNT_DISABLED,
        /** It is gone for good. */
        ACCOUNT_PURGED,
        /** Its number, phone or e-mail is another one. */
        IDENTIFIER_CHANGED,
        /** Something that no link depends on. */
        OTHER
    }

    @Override
    public String toString() {
        return "VneidSignal[" + kind + "]";
    }
}
