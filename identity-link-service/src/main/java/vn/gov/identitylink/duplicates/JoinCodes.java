package vn.gov.identitylink.duplicates;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.persistence.EntityManager;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import vn.gov.identitylink.account.ProofsVoided;
import vn.gov.identitylink.protection.SecretDigest;

/** The codes that open joins, one an account, kept as digests. Every method works in the caller's transaction. */
@ApplicationScoped
class JoinCodes {

    private static final int BYTES = 16;

    private final SecureRandom random = new SecureRandom();
    private final EntityManager entities;

    JoinCodes(EntityManager entities) {
        this.entities = entities;
    }

    /** A new one; that of before is worth nothing any more. */
    String issue(UUID accountId, Instant expiresAt) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        String code = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        entities.createNativeQuery(
                        "INSERT INTO join_code (account_id, digest, expires_at) VALUES (?1, ?2, ?3)"
                                + " ON CONFLICT (account_id) DO UPDATE SET digest = excluded.digest, expires_at = excluded.expires_at")
                .setParameter(1, accountId)
                .setParameter(2, SecretDigest.of(code))
                .setParameter(3, expiresAt)
                .executeUpdate();
        return code;
    }

    /** Whose code it is, while it can be used. */
    Optional<UUID> accountOf(String code, Instant now) {
        List<?> found = entities.createNativeQuery(
                        "SELECT account_id FROM join_code WHERE digest = ?1 AND expires_at > ?2")
                .setParameter(1, SecretDigest.of(code))
                .setParameter(2, now)
                .getResultList();
        return found.stream().map(UUID.class::cast).findFirst();
    }

    /** Link and unlink void what was open. */
    void makeVoid(@Observes ProofsVoided event) {
        entities.createNativeQuery("DELETE FROM join_code WHERE account_id = ?1")
                .setParameter(1, event.accountId())
                .executeUpdate();
    }

    /** Once: whether it was there until now. */
    boolean use(String code) {
        return entities.createNativeQuery("DELETE FROM join_code WHERE digest = ?1")
                        .setParameter(1, SecretDigest.of(code))
                        .executeUpdate()
                > 0;
    }
}
