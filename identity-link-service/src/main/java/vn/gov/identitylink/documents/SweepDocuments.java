package vn.gov.identitylink.documents;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Instant;
import java.time.InstantSource;
import vn.gov.identitylink.time.RepeatedWork;

/** Clears away what was begun and never ended: uploads whose sender went, documents whose content never came. */
@ApplicationScoped
class SweepDocuments {

    private final DocumentContents contents;
    private final Documents documents;
    private final DocumentsConfig config;
    private final InstantSource clock;
    private final RepeatedWork work = new RepeatedWork("document-sweeper");

    SweepDocuments(DocumentContents contents, Documents documents, DocumentsConfig config, InstantSource clock) {
        this.contents = contents;
        this.documents = documents;
        this.config = config;
        this.clock = clock;
    }

    void start(@Observes StartupEvent starting) {
        work.every(config.sweepInterval(), this::sweep);
    }

    void stop(@Observes ShutdownEvent stopping) {
        work.stop();
    }

    void sweep() {
        Instant now = clock.instant();
        contents.sweep(now.minus(config.uploadPatience()));
        QuarkusTransaction.requiringNew().run(() -> documents.sweep(now.minus(config.contentExpectedWithin())));
    }
}
