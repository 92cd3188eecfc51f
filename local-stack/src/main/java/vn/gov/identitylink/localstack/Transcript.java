package vn.gov.identitylink.localstack;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the walk-through did and what came of it: printed as it happens, kept for whoever asserts it. */
final class Transcript {

    /** One step; {@code failure} is empty when everything in it held. */
    record Step(String title, Optional<String> failure) {}

    @FunctionalInterface
    interface Work {
        void run() throws IOException, InterruptedException, StepFailed;
    }

    private final PrintStream out;
    private final List<Step> steps = new ArrayList<>();

    Transcript(PrintStream out) {
        this.out = out;
    }

    /** Does one step and tells whether it held. */
    boolean step(String title, Work work) throws InterruptedException {
        out.println();
        out.println(title);
        Optional<String> failure = failureOf(work);
        failure.ifPresent(reason -> out.println("    ✗ " + reason));
        steps.add(new Step(title, failure));
        return failure.isEmpty();
    }

    private static Optional<String> failureOf(Work work) throws InterruptedException {
        try {
            work.run();
            return Optional.empty();
        } catch (StepFailed | IOException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    void heading(String text) {
        out.println();
        out.println(text);
        out.println("─".repeat(text.length()));
    }

    void line(String text) {
        out.println("    " + text);
    }

    void answer(Api.Answer answer) {
        String code = answer.code();
        line(answer.request() + " → " + answer.status() + (code.isEmpty() ? "" : " " + code));
    }

    List<Step> steps() {
        return List.copyOf(steps);
    }
}
