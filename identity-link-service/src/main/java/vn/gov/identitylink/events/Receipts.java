package vn.gov.identitylink.events;

import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jwt.JWTClaimsSet;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.util.Date;
import java.util.Map;
import vn.gov.identitylink.http.HttpConfig;

/** Signs what a citizen keeps, with a key that {@code /v1/event-keys} shows for as long. In the caller's transaction. */
@ApplicationScoped
public class Receipts {

    private final SigningKeys keys;
    private final InstantSource clock;
    private final String issuer;

    Receipts(SigningKeys keys, InstantSource clock, HttpConfig http) {
        this.keys = keys;
        this.clock = clock;
        this.issuer = http.publicUrl().toString();
    }

    /**
     * @param type what it is a receipt for: the {@code typ} of its header
     * @param id of the receipt
     */
    public String sign(String type, String id, Map<String, ?> claims) {
        ECKey key = keys.lasting();
        JWTClaimsSet.Builder set =
                new JWTClaimsSet.Builder().issuer(issuer).jwtID(id).issueTime(Date.from(clock.instant()));
        claims.forEach(set::claim);
        return SigningKeys.sign(key, type, set.build());
    }
}
