package vn.gov.identitylink.idempotency;

import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.RequestScoped;
import java.util.function.Supplier;

/**
 * The last transaction of a use case that has several. Where an answer is to be kept it stays open until the endpoint has
 * made its answer, which then commits with it; otherwise it ends here.
 */
@RequestScoped
public class LastTransaction {

    private boolean answerIsKept;

    void keepAnswer() {
        answerIsKept = true;
    }

    /** Nothing remote may be called after it, and no other transaction that has to see what it did. */
    public <T> T call(Supplier<T> work) {
        if (!answerIsKept) {
            return QuarkusTransaction.requiringNew().call(work::get);
        }
        QuarkusTransaction.begin();
        boolean done = false;
        try {
            T result = work.get();
            done = true;
            return result;
        } finally {
            if (!done) {
                QuarkusTransaction.rollback();
            }
        }
    }
}
