package vn.gov.identitylink.coverage;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.UUID;
import vn.gov.identitylink.time.RepeatedWork;

/**
 * Keeps the counters from the outbox, so that no report scans accounts. One replica counts at a time; an event and what it
 * changes are one transaction.
 */
@ApplicationScoped
class CountEvents {

    /** Events that are counted together. */
    static final int BATCH = 1_000;

    private final Counters counters;
    private final CoverageConfig config;
    private final RepeatedWork work = new RepeatedWork("coverage-counters");

    CountEvents(Counters counters, CoverageConfig config) {
        this.counters = counters;
        this.config = config;
    }

    void start(@Observes StartupEvent starting) {
        if (config.countInterval().isPositive()) {
            work.every(config.countInterval(), this::run);
        }
    }

    void stop(@Observes ShutdownEvent stopping) {
        work.stop();
    }

    /** Until no event is left, or another replica counts. */
    void run() {
        while (QuarkusTransaction.requiringNew().call(this::countBatch) == BATCH) {
            // A full batch: there may be more.
        }
    }

    private int countBatch() {
        if (!counters.isMine()) {
            return 0;
        }
        UUID[] events = counters.next(BATCH);
        if (events.length > 0) {
            counters.count(events);
        }
        return events.length;
    }
}
