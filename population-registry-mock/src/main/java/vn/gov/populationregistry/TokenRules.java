package vn.gov.populationregistry;

import io.quarkus.arc.Unremovable;
import jakarta.enterprise.context.ApplicationScoped;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.JwtContext;
import org.jose4j.jwt.consumer.Validator;
import org.jspecify.annotations.Nullable;

/** Refuses what the token checks of Quarkus let pass: of no type or client, issued in the future, or to live for over an hour. */
@ApplicationScoped
@Unremovable
class TokenRules implements Validator {

    private static final long CLOCK_SKEW_SECONDS = 30;
    private static final long LONGEST_LIFE_SECONDS = 3600;

    @Override
    public @Nullable String validate(JwtContext context) throws MalformedClaimException {
        var claims = context.getJwtClaims();
        // Quarkus compares the type only if there is one.
        if (!"Bearer".equals(claims.getStringClaimValue("typ"))) {
            return "not a bearer token";
        }
        // Look-ups are answered for by the client that makes them.
        if (claims.getStringClaimValue("azp") == null) {
            return "no client";
        }
        var issuedAt = claims.getIssuedAt();
        var expiresAt = claims.getExpirationTime();
        if (issuedAt == null || expiresAt == null) {
            return "iat and exp are required";
        }
        if (issuedAt.getValue() > NumericDate.now().getValue() + CLOCK_SKEW_SECONDS) {
            return "iat is in the future";
        }
        return expiresAt.getValue() - issuedAt.getValue() > LONGEST_LIFE_SECONDS ? "lives too long" : null;
    }
}
