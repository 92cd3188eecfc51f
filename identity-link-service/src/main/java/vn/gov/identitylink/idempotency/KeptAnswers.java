package vn.gov.identitylink.idempotency;

import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.gov.identitylink.protection.Cell;
import vn.gov.identitylink.protection.CitizenKey;
import vn.gov.identitylink.protection.CitizenKeys;
import vn.gov.identitylink.protection.IndexKeys;
import vn.gov.identitylink.protection.KeysInUse;
import vn.gov.identitylink.protection.StoredJson;
import vn.gov.identitylink.protection.UnreadableValueException;

/**
 * The keys of a day and what was answered under each. Neither key nor request stands here, only keyed digests. A row without
 * an answer is a call that runs, or died: then its lease ends.
 */
@ApplicationScoped
class KeptAnswers {

    private static final String KEY = "IDEMPOTENCY_KEY";
    private static final String REQUEST = "IDEMPOTENT_REQUEST";

    /** What came of claiming a key. */
    sealed interface Claiming {
        /** This call is the one that executes. */
        record Claimed(UUID claim) implements Claiming {}

        /** The same request was executed. */
        record Answered(KeptAnswer answer) implements Claiming {}

        /** A call under this key has not ended. */
        record Running() implements Claiming {}

        /** The key stands for another request. */
        record Reused() implements Claiming {}
    }

    private final EntityManager entities;
    private final IndexKeys index;
    private final CitizenKeys keys;
    private final KeysInUse keysInUse;
    private final IdempotencyConfig config;
    private final InstantSource clock;
    private @Nullable UUID keyForNobody;

    KeptAnswers(
            EntityManager entities,
            IndexKeys index,
            CitizenKeys keys,
            KeysInUse keysInUse,
            IdempotencyConfig config,
            InstantSource clock) {
        this.entities = entities;
        this.index = index;
        this.keys = keys;
        this.keysInUse = keysInUse;
        this.config = config;
        this.clock = clock;
    }

    /**
     * Claims a key for one execution, in a transaction of its own.
     *
     * @param key whose key it is, and the key
     * @param request everything that makes it this request
     */
    Claiming claim(String key, String request) {
        byte[] keyDigest = digest(KEY, key);
        byte[] requestDigest = digest(REQUEST, request);
        try {
            return QuarkusTransaction.requiringNew().call(() -> claim(keyDigest, requestDigest));
        } catch (UnreadableValueException citizenErased) {
            QuarkusTransaction.requiringNew().run(() -> forget(keyDigest));
            return QuarkusTransaction.requiringNew().call(() -> claim(keyDigest, requestDigest));
        }
    }

    private Claiming claim(byte[] keyDigest, byte[] requestDigest) {
        Instant now = clock.instant();
        UUID claim = UUID.randomUUID();
        int claimed = entities.createNativeQuery("""
                        INSERT INTO idempotency_key AS known (key_digest, request_digest, claim, created_at)
                        VALUES (?1, ?2, ?3, ?4)
                        ON CONFLICT (key_digest) DO UPDATE SET request_digest = excluded.request_digest,
                          claim = excluded.claim, created_at = excluded.created_at, key_id = NULL, answer = NULL
                        WHERE known.created_at <= ?5
                          OR known.answer IS NULL AND known.created_at <= ?6
                            AND known.request_digest = excluded.request_digest""")
                .setParameter(1, keyDigest)
                .setParameter(2, requestDigest)
                .setParameter(3, claim)
                .setParameter(4, now)
                .setParameter(5, now.minus(config.kept()))
                .setParameter(6, now.minus(config.lease()))
                .executeUpdate();
        return claimed == 1 ? new Claiming.Claimed(claim) : found(keyDigest, requestDigest, now);
    }

    private Claiming found(byte[] keyDigest, byte[] requestDigest, Instant now) {
        List<?> rows = entities.createNativeQuery("SELECT request_digest, claim, created_at, key_id, answer"
                        + " FROM idempotency_key WHERE key_digest = ?1")
                .setParameter(1, keyDigest)
                .getResultList();
        if (rows.isEmpty()) {
            return new Claiming.Running(); // Released between the two statements: worth another try.
        }
        Object[] row = (Object[]) rows.getFirst();
        byte @Nullable [] answer = (byte[]) row[4];
        if (answer == null && now.isBefore(((Instant) row[2]).plus(config.lease()))) {
            return new Claiming.Running();
        }
        if (answer == null || !Arrays.equals(requestDigest, (byte[]) row[0])) {
            return new Claiming.Reused();
        }
        return new Claiming.Answered(StoredJson.read(
                keys.load((UUID) row[3]).open(cell((UUID) row[1]), answer), KeptAnswer.class));
    }

    /**
     * Keeps the answer of a claimed call in the transaction of what it did. Where the claim was lost to another call, since
     * this one outlived its lease, neither may be committed.
     *
     * @return whether it is kept
     */
    boolean keep(UUID claim, KeptAnswer answer) {
        CitizenKey key = keys.load(keysInUse.only().orElseGet(this::keyForNobody));
        return entities.createNativeQuery(
                                "UPDATE idempotency_key SET key_id = ?2, answer = ?3 WHERE claim = ?1 AND answer IS NULL")
                        .setParameter(1, claim)
                        .setParameter(2, key.id())
                        .setParameter(3, key.seal(cell(claim), StoredJson.write(answer)))
                        .executeUpdate()
                == 1;
    }

    /** The call has done nothing: the key is as if it had not been used. */
    void release(UUID claim) {
        QuarkusTransaction.requiringNew()
                .run(() -> entities.createNativeQuery("DELETE FROM idempotency_key WHERE claim = ?1 AND answer IS NULL")
                        .setParameter(1, claim)
                        .executeUpdate());
    }

    private void forget(byte[] keyDigest) {
        entities.createNativeQuery("DELETE FROM idempotency_key WHERE key_digest = ?1")
                .setParameter(1, keyDigest)
                .executeUpdate();
    }

    /** Forgets what has been kept long enough; works in the caller's transaction. */
    void forgetOldOnes() {
        entities.createNativeQuery("DELETE FROM idempotency_key WHERE created_at <= ?1")
                .setParameter(1, clock.instant().minus(config.kept()))
                .executeUpdate();
    }

    /** For answers in which no citizen's data was opened: this process's own key, made when it is first needed. */
    private synchronized UUID keyForNobody() {
        UUID known = Optional.ofNullable(keyForNobody)
                .orElseGet(() -> QuarkusTransaction.requiringNew()
                        .call(() -> keys.create().id()));
        keyForNobody = known;
        return known;
    }

    private static Cell cell(UUID claim) {
        return new Cell("idempotency_key", "answer", claim);
    }

    private byte[] digest(String kind, String value) {
        return index.digests(kind, value).getFirst().value();
    }
}
