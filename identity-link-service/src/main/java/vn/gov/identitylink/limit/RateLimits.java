package vn.gov.identitylink.limit;

import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import vn.gov.identitylink.protection.IndexKeys;

/** Counts attempts in the database, in transactions of their own: a count stands whatever becomes of the attempt. */
@ApplicationScoped
public class RateLimits {

    private final EntityManager entities;
    private final IndexKeys index;
    private final LimitConfig config;
    private final InstantSource clock;

    RateLimits(EntityManager entities, IndexKeys index, LimitConfig config, InstantSource clock) {
        this.entities = entities;
        this.index = index;
        this.config = config;
        this.clock = clock;
    }

    /**
     * Takes one attempt.
     *
     * @param subject whose attempt it is; stored as a keyed digest
     * @return how long to wait, when there is none left
     */
    public Optional<Duration> take(Limit limit, String subject) {
        Instant start = windowStart(limit);
        Number used = (Number) QuarkusTransaction.requiringNew()
                .call(() -> entities.createNativeQuery("""
                        INSERT INTO rate_limit (limit_name, digest, window_start, used) VALUES (?1, ?2, ?3, 1)
                        ON CONFLICT (limit_name, digest, window_start) DO UPDATE SET used = rate_limit.used + 1
                        RETURNING used""")
                        .setParameter(1, limit.name())
                        .setParameter(2, digest(limit, subject))
                        .setParameter(3, start)
                        .getSingleResult());
        if (used.intValue() <= allowed(limit)) {
            return Optional.empty();
        }
        return Optional.of(Duration.between(clock.instant(), start.plus(limit.window())));
    }

    /** Whether the next attempt would be refused. Takes none; works in the caller's transaction. */
    public boolean isUsedUp(Limit limit, String subject) {
        List<?> counted = entities.createNativeQuery(
                        "SELECT used FROM rate_limit WHERE limit_name = ?1 AND digest = ?2 AND window_start = ?3")
                .setParameter(1, limit.name())
                .setParameter(2, digest(limit, subject))
                .setParameter(3, windowStart(limit))
                .getResultList();
        return counted.stream().anyMatch(used -> ((Number) used).intValue() >= allowed(limit));
    }

    /** Gives an attempt back that turned out not to count. */
    public void giveBack(Limit limit, String subject) {
        QuarkusTransaction.requiringNew()
                .run(() -> entities.createNativeQuery("""
                        UPDATE rate_limit SET used = used - 1
                        WHERE limit_name = ?1 AND digest = ?2 AND window_start = ?3 AND used > 0""")
                        .setParameter(1, limit.name())
                        .setParameter(2, digest(limit, subject))
                        .setParameter(3, windowStart(limit))
                        .executeUpdate());
    }

    private Instant windowStart(Limit limit) {
        long window = limit.window().toSeconds();
        return Instant.ofEpochSecond(clock.instant().getEpochSecond() / window * window);
    }

    private byte[] digest(Limit limit, String subject) {
        return index.digests(limit.name(), subject).getFirst().value();
    }

    private int allowed(Limit limit) {
        return switch (limit) {
            case VERIFICATIONS_PER_ACCOUNT -> config.verificationsPerAccountAndDay();
            case VERIFICATIONS_PER_CLIENT -> config.verificationsPerClientAndMinute();
            case MISMATCHES_PER_NUMBER -> config.mismatchesPerNumberAndDay();
            case LINK_ATTEMPTS_PER_ACCOUNT -> config.linkAttemptsPerAccountAndDay();
        };
    }
}
