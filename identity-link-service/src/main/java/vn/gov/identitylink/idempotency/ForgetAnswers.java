package vn.gov.identitylink.idempotency;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import vn.gov.identitylink.time.RepeatedWork;

/** Forgets answers that have been kept for their day. */
@ApplicationScoped
class ForgetAnswers {

    private final KeptAnswers answers;
    private final IdempotencyConfig config;
    private final RepeatedWork work = new RepeatedWork("idempotency-sweeper");

    ForgetAnswers(KeptAnswers answers, IdempotencyConfig config) {
        this.answers = answers;
        this.config = config;
    }

    void start(@Observes StartupEvent starting) {
        work.every(config.sweepInterval(), this::forget);
    }

    void stop(@Observes ShutdownEvent stopping) {
        work.stop();
    }

    void forget() {
        QuarkusTransaction.requiringNew().run(answers::forgetOldOnes);
    }
}
