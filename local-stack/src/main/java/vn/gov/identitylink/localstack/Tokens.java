package vn.gov.identitylink.localstack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * What a token endpoint answered.
 *
 * @param idToken null for a machine client
 */
record Tokens(String accessToken, @Nullable String idToken) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** The claims of a token that came straight from its issuer; whoever receives it from elsewhere must verify it. */
    static JsonNode claims(String token) throws IOException {
        return JSON.readTree(Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]));
    }

    JsonNode idClaims() throws IOException {
        if (idToken == null) {
            throw new IOException("the provider sent no ID token");
        }
        return claims(idToken);
    }

    @Override
    public String toString() {
        return "Tokens[•••]";
    }
}
