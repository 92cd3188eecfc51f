package vn.gov.identitylink.coverage;

import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.microprofile.context.ManagedExecutor;
import org.jboss.logging.Logger;
import vn.gov.identitylink.audit.Action;
import vn.gov.identitylink.audit.AuditLog;

/**
 * Proves that the counters are what the accounts are: counts the open events and then every account, in one snapshot. Where
 * they differ, after an index key was renewed or communes were loaded late, the difference is added on today's date, so that
 * what was reported of earlier days stays as it was. Of many millions of accounts it takes longer than a call may: then it
 * goes on by itself, and its result is listed.
 */
@ApplicationScoped
class RecountAccounts {

    private static final Logger LOG = Logger.getLogger(RecountAccounts.class);

    private static final Duration BEGINS_WITHIN = Duration.ofSeconds(10);

    /** Of the transaction; a statement ends earlier, so that its connection goes back as it came. */
    private static final Duration LONGEST = Duration.ofMinutes(10);

    sealed interface Outcome {
        record Recounted(Recount recount) implements Outcome {}

        /** It goes on; its result will be listed under this id. */
        record Counting(UUID recountId) implements Outcome {}

        /** Another replica counts at this moment. */
        record Busy() implements Outcome {}
    }

    /**
     * What one found.
     *
     * @param accounts of citizens, in all realms
     * @param cells realm, commune and origin
     * @param differences cells that differed, and do not any more
     */
    record Recount(UUID recountId, Instant countedAt, long accounts, int cells, int differences) {}

    private final EntityManager entities;
    private final CountEvents countEvents;
    private final Counters counters;
    private final AuditLog audit;
    private final ManagedExecutor threads;
    private final InstantSource clock;

    RecountAccounts(
            EntityManager entities,
            CountEvents countEvents,
            Counters counters,
            AuditLog audit,
            ManagedExecutor threads,
            InstantSource clock) {
        this.entities = entities;
        this.countEvents = countEvents;
        this.counters = counters;
        this.audit = audit;
        this.threads = threads;
        this.clock = clock;
    }

    /** @param patience how long the caller waits for the result */
    Outcome run(Duration patience) {
        // What can be counted before the snapshot begins is not fought for with the relay within it.
        countEvents.run();
        UUID recountId = UUID.randomUUID();
        CompletableFuture<Boolean> begun = new CompletableFuture<>();
        CompletableFuture<Optional<Recount>> counting = threads.supplyAsync(() -> count(recountId, begun));
        try {
            if (!begun.applyToEither(counting.thenApply(Optional::isPresent), mine -> mine)
                    .get(BEGINS_WITHIN.toMillis(), TimeUnit.MILLISECONDS)) {
                return new Outcome.Busy();
            }
            return new Outcome.Recounted(
                    counting.get(patience.toMillis(), TimeUnit.MILLISECONDS).orElseThrow());
        } catch (TimeoutException goesOn) {
            tellOfFailure(counting);
            return new Outcome.Counting(recountId);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            tellOfFailure(counting);
            return new Outcome.Counting(recountId);
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(failed);
        }
    }

    /** Nobody waits for it any more. The type alone: a message of the database may repeat what it was given. */
    private static void tellOfFailure(CompletableFuture<?> counting) {
        var unused = counting.whenComplete((none, failed) -> {
            if (failed != null) {
                Throwable cause =
                        failed instanceof CompletionException && failed.getCause() != null ? failed.getCause() : failed;
                LOG.errorf(
                        "a recount broke off with %s, and can be asked for again",
                        cause.getClass().getName());
            }
        });
    }

    private Optional<Recount> count(UUID recountId, CompletableFuture<Boolean> begun) {
        return QuarkusTransaction.requiringNew()
                .timeout(Math.toIntExact(LONGEST.toSeconds()))
                .call(() -> counters.inOneSnapshot(LONGEST.minusMinutes(1), () -> recount(recountId, begun)));
    }

    /** The caller is known only while the call lasts: so the audit record comes first. */
    private Optional<Recount> recount(UUID recountId, CompletableFuture<Boolean> begun) {
        if (!counters.isMine()) {
            begun.complete(false);
            return Optional.empty();
        }
        audit.done(Action.COVERAGE_RECOUNTED, null, recountId, List.of());
        begun.complete(true);
        UUID[] open = counters.next(CountEvents.BATCH);
        while (open.length > 0) {
            counters.count(open);
            open = counters.next(CountEvents.BATCH);
        }
        Counters.Compared compared = counters.compare();
        if (compared.differences() > 0) {
            Instant now = clock.instant();
            counters.countAll(now);
            counters.correct(now);
        }
        Recount done =
                new Recount(recountId, clock.instant(), compared.accounts(), compared.cells(), compared.differences());
        entities.createNativeQuery("INSERT INTO coverage_recount VALUES (?1, ?2, ?3, ?4, ?5)")
                .setParameter(1, done.recountId())
                .setParameter(2, done.countedAt())
                .setParameter(3, done.accounts())
                .setParameter(4, done.cells())
                .setParameter(5, done.differences())
                .executeUpdate();
        return Optional.of(done);
    }

    /** The latest results, the newest first. */
    @Transactional
    List<Recount> latest(int most) {
        List<?> rows = entities.createNativeQuery("SELECT recount_id, counted_at, accounts, cells, differences"
                        + " FROM coverage_recount ORDER BY counted_at DESC LIMIT ?1")
                .setParameter(1, most)
                .getResultList();
        return rows.stream()
                .map(Object[].class::cast)
                .map(row -> new Recount(
                        (UUID) row[0],
                        (Instant) row[1],
                        ((Number) row[2]).longValue(),
                        ((Number) row[3]).intValue(),
                        ((Number) row[4]).intValue()))
                .toList();
    }
}
