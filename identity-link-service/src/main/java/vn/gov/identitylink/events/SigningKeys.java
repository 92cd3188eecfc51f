package vn.gov.identitylink.events;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import vn.gov.identitylink.protection.Cell;
import vn.gov.identitylink.protection.CitizenKey;
import vn.gov.identitylink.protection.CitizenKeys;

/**
 * The keys that sign events (ES256). The relay's housekeeping makes a new one after three months; the one before stays published for as
 * long as an event that it signed can be read again. Every method works in the caller's transaction.
 */
@ApplicationScoped
class SigningKeys {

    private static final Duration LIFE = Duration.ofDays(90);

    /** Longer than events are kept. */
    private static final Duration STAYS_PUBLISHED = Duration.ofDays(30);

    private final EntityManager entities;
    private final CitizenKeys keys;
    private final InstantSource clock;

    SigningKeys(EntityManager entities, CitizenKeys keys, InstantSource clock) {
        this.entities = entities;
        this.keys = keys;
        this.clock = clock;
    }

    /** The key to sign with now; the first of all is made when it is needed. */
    ECKey current() {
        List<?> found = entities.createNativeQuery(
                        "SELECT signing_key_id, key_id, private_key FROM event_signing_key WHERE retired_at IS NULL")
                .getResultList();
        return found.isEmpty() ? create(clock.instant()) : open((Object[]) found.getFirst());
    }

    /** @param type {@code typ} of the token's header: what it is */
    static String sign(ECKey key, String type, JWTClaimsSet claims) {
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.ES256)
                        .type(new JOSEObjectType(type))
                        .keyID(key.getKeyID())
                        .build(),
                claims);
        try {
            token.sign(new ECDSASigner(key));
        } catch (JOSEException broken) {
            throw new IllegalStateException("ES256 does not work here", broken);
        }
        return token.serialize();
    }

    /** The current one, to sign what is kept for ever: its public half stays published. */
    ECKey lasting() {
        ECKey key = current();
        entities.createNativeQuery(
                        "UPDATE event_signing_key SET lasting = true WHERE signing_key_id = ?1 AND NOT lasting")
                .setParameter(1, UUID.fromString(key.getKeyID()))
                .executeUpdate();
        return key;
    }

    /** Retires the key that has signed long enough, makes the next, and forgets those that nobody needs any more. */
    void renew() {
        Instant now = clock.instant();
        int retired = entities.createNativeQuery(
                        "UPDATE event_signing_key SET retired_at = ?1 WHERE retired_at IS NULL AND created_at < ?2")
                .setParameter(1, now)
                .setParameter(2, now.minus(LIFE))
                .executeUpdate();
        if (retired > 0) {
            create(now);
        }
        entities.createNativeQuery("DELETE FROM event_signing_key WHERE retired_at < ?1 AND NOT lasting")
                .setParameter(1, now.minus(STAYS_PUBLISHED))
                .executeUpdate();
    }

    /** Two replicas that begin together make one key: the second insert changes nothing, and reads the first's. */
    private ECKey create(Instant now) {
        UUID id = UUID.randomUUID();
        ECKey made = generate(id);
        CitizenKey wrapping = keys.create();
        keys.flush();
        int inserted = entities.createNativeQuery("INSERT INTO event_signing_key (signing_key_id, key_id, private_key,"
                        + " public_key, created_at) VALUES (?1, ?2, ?3, CAST(?4 AS jsonb), ?5) ON CONFLICT DO NOTHING")
                .setParameter(1, id)
                .setParameter(2, wrapping.id())
                .setParameter(3, wrapping.seal(cell(id), made.toJSONString()))
                .setParameter(4, made.toPublicJWK().toJSONString())
                .setParameter(5, now)
                .executeUpdate();
        return inserted == 1 ? made : current();
    }

    /** The public halves of those that may have signed an event that can still be read, the newest first. */
    List<String> published() {
        List<?> keySet = entities.createNativeQuery(
                        "SELECT public_key::text FROM event_signing_key ORDER BY created_at DESC")
                .getResultList();
        return keySet.stream().map(String.class::cast).toList();
    }

    private ECKey open(Object[] row) {
        UUID id = (UUID) row[0];
        try {
            return ECKey.parse(keys.load((UUID) row[1]).open(cell(id), (byte[]) row[2]));
        } catch (ParseException broken) {
            throw new IllegalStateException("the signing key " + id + " is not what was written");
        }
    }

    private static ECKey generate(UUID id) {
        try {
            return new ECKeyGenerator(Curve.P_256)
                    .keyUse(KeyUse.SIGNATURE)
                    .keyID(id.toString())
                    .generate();
        } catch (JOSEException broken) {
            throw new IllegalStateException("P-256 does not work here", broken);
        }
    }

    private static Cell cell(UUID id) {
        return new Cell("event_signing_key", "private_key", id);
    }
}
