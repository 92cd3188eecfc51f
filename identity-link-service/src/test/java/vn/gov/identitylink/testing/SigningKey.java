package vn.gov.identitylink.testing;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import java.util.Map;

/** RSA keys of identity providers. */
final class SigningKey {

    private SigningKey() {}

    static RSAKey create(String keyId) {
        try {
            return new RSAKeyGenerator(2048)
                    .keyID(keyId)
                    .keyUse(KeyUse.SIGNATURE)
                    .algorithm(com.nimbusds.jose.JWSAlgorithm.RS256)
                    .generate();
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** What {@code jwks_uri} answers. */
    static Map<String, Object> published(RSAKey key) {
        return new JWKSet(key.toPublicJWK()).toJSONObject();
    }
}
