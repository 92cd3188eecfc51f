package vn.gov.identitylink.localstack;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** A client that asks again, with a short rest after each question, until there is an answer or it has waited too long. */
final class Patience {

    /** A client's own interval: what it asks has no call that waits, or has waited. */
    private static final Duration REST = Duration.ofMillis(200);

    @FunctionalInterface
    interface Question<T> {
        /** The answer, once there is one. */
        Optional<T> ask() throws IOException, InterruptedException, StepFailed;
    }

    private Patience() {}

    /** @param otherwise what did not happen */
    static <T> T await(Duration longest, String otherwise, Question<T> question)
            throws IOException, InterruptedException, StepFailed {
        Instant deadline = Instant.now().plus(longest);
        Optional<T> answer = question.ask();
        while (answer.isEmpty()) {
            StepFailed.unless(Instant.now().isBefore(deadline), otherwise);
            Thread.sleep(REST);
            answer = question.ask();
        }
        return answer.get();
    }
}
