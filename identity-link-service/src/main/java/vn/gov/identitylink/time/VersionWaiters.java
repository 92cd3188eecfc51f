package vn.gov.identitylink.time;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Callers who wait for a row to change. They hold no thread, no transaction and no connection to the database: one question
 * for all of them is asked a few times a second, and none while nobody waits.
 */
public final class VersionWaiters {

    private static final Duration INTERVAL = Duration.ofMillis(250);

    private record Waiter(UUID row, long version, CompletableFuture<Void> changed) {}

    private final Function<List<UUID>, Map<UUID, Long>> versions;
    private final Queue<Waiter> waiting = new ConcurrentLinkedQueue<>();
    private final RepeatedWork work;

    /**
     * @param name of the thread, and in the log
     * @param versions which of these rows have which version now, asked outside any transaction
     */
    public VersionWaiters(String name, Function<List<UUID>, Map<UUID, Long>> versions) {
        this.versions = versions;
        this.work = new RepeatedWork(name);
    }

    public void start() {
        work.every(INTERVAL, this::look);
    }

    /** Whoever waits is answered with what there is. */
    public void stop() {
        work.stop();
        waiting.forEach(waiter -> waiter.changed().complete(null));
    }

    /** Completes when the row has another version, or when the time is over. */
    public CompletionStage<Void> await(UUID row, long version, Duration longest) {
        CompletableFuture<Void> changed = new CompletableFuture<>();
        Waiter waiter = new Waiter(row, version, changed);
        waiting.add(waiter);
        return changed.completeOnTimeout(null, longest.toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((done, never) -> waiting.remove(waiter));
    }

    private void look() {
        if (waiting.isEmpty()) {
            return;
        }
        Map<UUID, Long> now =
                versions.apply(waiting.stream().map(Waiter::row).distinct().toList());
        for (Waiter waiter : waiting) {
            if (now.getOrDefault(waiter.row(), waiter.version()) != waiter.version()) {
                waiter.changed().complete(null);
            }
        }
    }
}
