package vn.gov.identitylink.linking;

import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.openid.connect.sdk.Nonce;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;
import vn.gov.identitylink.protection.StoredJson;
import vn.gov.identitylink.vneid.Vneid;

/**
 * What binds a VNeID sign-in to one attempt: 256 random bits each. Sealed at rest, gone when the attempt is over.
 *
 * @param confirmationCode two digits that only the first screen shows; absent unless another device signs in
 */
record AttemptProof(
        String state,
        String nonce,
        String codeVerifier,
        @Nullable String confirmationCode) {

    private static final SecureRandom RANDOM = new SecureRandom();

    static AttemptProof create(LinkMethod method) {
        return new AttemptProof(
                new State().getValue(),
                new Nonce().getValue(),
                new CodeVerifier().getValue(),
                method == LinkMethod.SECOND_DEVICE ? "%02d".formatted(RANDOM.nextInt(100)) : null);
    }

    static AttemptProof read(String json) {
        return StoredJson.read(json, AttemptProof.class);
    }

    String write() {
        return StoredJson.write(this);
    }

    boolean hasState(String presented) {
        return isEqual(state, presented);
    }

    /** Where no digits were shown, none are wrong. */
    boolean hasConfirmationCode(@Nullable String presented) {
        return confirmationCode == null || (presented != null && isEqual(confirmationCode, presented));
    }

    private static boolean isEqual(String kept, String presented) {
        return MessageDigest.isEqual(kept.getBytes(StandardCharsets.UTF_8), presented.getBytes(StandardCharsets.UTF_8));
    }

    Vneid.SignInRequest signInRequest(URI redirectUri) {
        return new Vneid.SignInRequest(state, nonce, codeVerifier, redirectUri);
    }

    @Override
    public String toString() {
        return "AttemptProof[•••]";
    }
}
