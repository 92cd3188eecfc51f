package vn.gov.identitylink.documents;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import vn.gov.identitylink.time.VersionWaiters;

/** Callers who wait for a transfer to change. */
@ApplicationScoped
class TransferWaiters {

    private final VersionWaiters waiters;

    TransferWaiters(DocumentTransfers transfers) {
        this.waiters = new VersionWaiters(
                "transfer-waiters",
                linkIds -> QuarkusTransaction.requiringNew().call(() -> transfers.versions(linkIds)));
    }

    void start(@Observes StartupEvent starting) {
        waiters.start();
    }

    void stop(@Observes ShutdownEvent stopping) {
        waiters.stop();
    }

    CompletionStage<Void> await(UUID linkId, long version, Duration longest) {
        return waiters.await(linkId, version, longest);
    }
}
