package vn.gov.identitylink.documents;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import vn.gov.identitylink.time.RepeatedWork;

/**
 * Callers who wait for a transfer to change. They hold no thread, no transaction and no connection to the database: one
 * question for all of them is asked a few times a second, and none while nobody waits.
 */
@ApplicationScoped
class TransferWaiters {

    private static final Duration INTERVAL = Duration.ofMillis(250);

    private record Waiter(UUID linkId, long version, CompletableFuture<Void> changed) {}

    private final DocumentTransfers transfers;
    private final Queue<Waiter> waiting = new ConcurrentLinkedQueue<>();
    private final RepeatedWork work = new RepeatedWork("transfer-waiters");

    TransferWaiters(DocumentTransfers transfers) {
        this.transfers = transfers;
    }

    void start(@Observes StartupEvent starting) {
        work.every(INTERVAL, this::look);
    }

    /** Whoever waits is answered with what there is. */
    void stop(@Observes ShutdownEvent stopping) {
        work.stop();
        waiting.forEach(waiter -> waiter.changed().complete(null));
    }

    /** Completes when the transfer has another version, or when the time is over. */
    CompletionStage<Void> await(UUID linkId, long version, Duration longest) {
        CompletableFuture<Void> changed = new CompletableFuture<>();
        Waiter waiter = new Waiter(linkId, version, changed);
        waiting.add(waiter);
        return changed.completeOnTimeout(null, longest.toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((done, never) -> waiting.remove(waiter));
    }

    private void look() {
        if (waiting.isEmpty()) {
            return;
        }
        List<UUID> linkIds = waiting.stream().map(Waiter::linkId).distinct().toList();
        Map<UUID, Long> versions = new HashMap<>();
        QuarkusTransaction.requiringNew()
                .call(() -> transfers.versions(linkIds))
                .forEach(row -> versions.put((UUID) row[0], ((Number) row[1]).longValue()));
        for (Waiter waiter : waiting) {
            if (versions.getOrDefault(waiter.linkId(), waiter.version()) != waiter.version()) {
                waiter.changed().complete(null);
            }
        }
    }
}
