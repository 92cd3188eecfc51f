package vn.gov.identitylink.vneid;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * VNeID as an OpenID provider: authorization code with PKCE S256, state, nonce and {@code iss} (RFC 9700, RFC 9207),
 * pushed where the provider has the endpoint (RFC 9126). Never asked inside a transaction.
 */
public interface Vneid {

    /** Begins a sign-in: asks for a fresh one ({@code prompt=login}, {@code max_age}), returns where to send the browser. */
    Beginning begin(SignInRequest request);

    /** Exchanges the code of a finished sign-in and validates the ID token against the same request. */
    Ending end(SignInRequest request, String code);

    /**
     * Judges the ID token of a sign-in that a portal ran itself.
     *
     * @param clientId the VNeID client of that portal, for which the token must be
     * @param nonce which the portal was given for this sign-in
     */
    Ending judge(String idToken, String clientId, String nonce);

    /** Reads a security event token (RFC 8417) that VNeID signed for this service. */
    Signalling readSignal(String token);

    /** The issuer identifier that a redirect must carry as {@code iss}. */
    String issuer();

    /**
     * One sign-in, bound to one link attempt.
     *
     * @param codeVerifier RFC 7636, 43–128 characters
     */
    record SignInRequest(String state, String nonce, String codeVerifier, URI redirectUri) {

        @Override
        public String toString() {
            return "SignInRequest[•••]";
        }
    }

    /** What came of beginning. */
    sealed interface Beginning {
        /** @param openFor how long the address leads to a sign-in, where the provider limits it */
        record Begun(URI authorizationUrl, @Nullable Duration openFor) implements Beginning {}

        record Unavailable() implements Beginning {}
    }

    /** What came of reading a security event token. */
    sealed interface Signalling {
        record Genuine(VneidSignal signal) implements Signalling {}

        /** Not VNeID's, not for us, or not timely. */
        record Rejected() implements Signalling {}

        /** The keys cannot be had. */
        record Unavailable() implements Signalling {}
    }

    /** What came of the exchange. */
    sealed interface Ending {
        record SignedIn(VneidIdentity identity) implements Ending {}

        /**
         * The code or the ID token is not what this request asked for: unknown code, wrong signature, issuer, audience,
         * nonce, or a sign-in that is too old.
         */
        record Rejected() implements Ending {}

        record Unavailable() implements Ending {}
    }
}
