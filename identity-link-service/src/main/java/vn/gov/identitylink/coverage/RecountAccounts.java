package vn.gov.identitylink.coverage;

import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import vn.gov.identitylink.audit.Action;
import vn.gov.identitylink.audit.AuditLog;

/**
 * Proves that the counters are what the accounts are: counts the open events and then every account, in one snapshot. Where
 * they differ, after an index key was renewed or communes were loaded late, the difference is added on today's date, so that
 * what was reported of earlier days stays as it was.
 */
@ApplicationScoped
class RecountAccounts {

    private static final Duration PATIENCE = Duration.ofMinutes(10);

    sealed interface Outcome {
        /**
         * @param accounts of citizens, in all realms
         * @param cells realm, commune and origin
         * @param differences cells that differed, and do not any more
         */
        record Recounted(long accounts, int cells, int differences) implements Outcome {}

        /** Another replica counts at this moment. */
        record Busy() implements Outcome {}
    }

    private final Counters counters;
    private final AuditLog audit;
    private final InstantSource clock;

    RecountAccounts(Counters counters, AuditLog audit, InstantSource clock) {
        this.counters = counters;
        this.audit = audit;
        this.clock = clock;
    }

    Outcome run() {
        return QuarkusTransaction.requiringNew()
                .timeout(Math.toIntExact(PATIENCE.toSeconds()))
                .call(() -> counters.inOneSnapshot(PATIENCE, this::recount));
    }

    private Outcome recount() {
        if (!counters.isMine()) {
            return new Outcome.Busy();
        }
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
        audit.done(Action.COVERAGE_RECOUNTED, null, null, List.of());
        return new Outcome.Recounted(compared.accounts(), compared.cells(), compared.differences());
    }
}
