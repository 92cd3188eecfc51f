package vn.gov.identitylink.linking;

import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.openid.connect.sdk.Nonce;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import vn.gov.identitylink.protection.StoredJson;
import vn.gov.identitylink.vneid.Vneid;

/** What binds a VNeID sign-in to one attempt: 256 random bits each. Sealed at rest, gone when the attempt is over. */
record AttemptProof(String state, String nonce, String codeVerifier) {

    static AttemptProof create() {
        return new AttemptProof(new State().getValue(), new Nonce().getValue(), new CodeVerifier().getValue());
    }

    static AttemptProof read(String json) {
        return StoredJson.read(json, AttemptProof.class);
    }

    String write() {
        return StoredJson.write(this);
    }

    boolean hasState(String presented) {
        return MessageDigest.isEqual(
                state.getBytes(StandardCharsets.UTF_8), presented.getBytes(StandardCharsets.UTF_8));
    }

    Vneid.SignInRequest signInRequest(URI redirectUri) {
        return new Vneid.SignInRequest(state, nonce, codeVerifier, redirectUri);
    }

    @Override
    public String toString() {
        return "AttemptProof[•••]";
    }
}
