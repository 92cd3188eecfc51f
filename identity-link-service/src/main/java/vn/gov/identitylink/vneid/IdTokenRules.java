package vn.gov.identitylink.vneid;

import com.nimbusds.openid.connect.sdk.claims.IDTokenClaimsSet;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import vn.gov.identitylink.citizen.CitizenNumber;
import vn.gov.identitylink.citizen.InvalidValueException;

/**
 * What a valid ID token must say beyond OpenID Connect before it is somebody's identity: when they signed in, and a
 * citizen number.
 */
final class IdTokenRules {

    private static final String NUMBER_CLAIM = "preferred_username";
    private static final int LONGEST_SUBJECT = 255;

    private final VneidConfig config;
    private final InstantSource clock;

    IdTokenRules(VneidConfig config, InstantSource clock) {
        this.config = config;
        this.clock = clock;
    }

    /**
     * The identity, or nothing when a rule is broken.
     *
     * @param clientId for which the token must have been issued
     */
    Optional<VneidIdentity> identityOf(IDTokenClaimsSet claims, String clientId) {
        String subject = claims.getSubject().getValue();
        Date authTime = claims.getAuthenticationTime();
        if (authTime == null
                || !isFresh(authTime.toInstant())
                || subject.isBlank()
                || subject.length() > LONGEST_SUBJECT
                || !isIssuedTo(clientId, claims)) {
            return Optional.empty();
        }
        return numberOf(claims)
                .map(number -> new VneidIdentity(
                        claims.getIssuer().getValue(),
                        subject,
                        number,
                        levelOf(claims.getClaim(config.levelClaim())),
                        authTime.toInstant()));
    }

    private boolean isFresh(Instant authenticatedAt) {
        Instant now = clock.instant();
        return authenticatedAt.isAfter(now.minus(config.longestAuthenticationAge()))
                && !authenticatedAt.isAfter(now.plus(config.clockSkew()));
    }

    /** Nimbus has checked that it is an audience; who asked for the token must be it too, where the token says so. */
    private static boolean isIssuedTo(String clientId, IDTokenClaimsSet claims) {
        Object party = claims.getClaim("azp");
        return party == null ? claims.getAudience().size() == 1 : party.equals(clientId);
    }

    private static Optional<CitizenNumber> numberOf(IDTokenClaimsSet claims) {
        if (!(claims.getClaim(NUMBER_CLAIM) instanceof String text)) {
            return Optional.empty();
        }
        try {
            return Optional.of(CitizenNumber.parse(text));
        } catch (InvalidValueException notANumber) {
            return Optional.empty();
        }
    }

    /** As returned, and 0 when the claim is missing or says anything else: never level 2 by accident. */
    private int levelOf(@Nullable Object claim) {
        if (!(claim instanceof Number || claim instanceof String)) {
            return 0;
        }
        String value = claim.toString();
        if (value.equals(config.levelTwoValue())) {
            return VneidIdentity.LINKABLE_LEVEL;
        }
        return value.equals(config.levelOneValue()) ? 1 : 0;
    }
}
