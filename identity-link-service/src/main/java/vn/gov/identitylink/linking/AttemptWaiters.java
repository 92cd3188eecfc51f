package vn.gov.identitylink.linking;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import vn.gov.identitylink.time.VersionWaiters;

/** Screens that wait for an attempt to change, which another device brings on. */
@ApplicationScoped
class AttemptWaiters {

    private final VersionWaiters waiters;

    AttemptWaiters(LinkAttempts attempts) {
        this.waiters = new VersionWaiters(
                "attempt-waiters",
                attemptIds -> QuarkusTransaction.requiringNew().call(() -> attempts.versions(attemptIds)));
    }

    void start(@Observes StartupEvent starting) {
        waiters.start();
    }

    void stop(@Observes ShutdownEvent stopping) {
        waiters.stop();
    }

    CompletionStage<Void> await(UUID attemptId, long version, Duration longest) {
        return waiters.await(attemptId, version, longest);
    }
}
