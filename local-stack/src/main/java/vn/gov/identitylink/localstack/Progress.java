package vn.gov.identitylink.localstack;

import java.io.IOException;
import java.io.PrintStream;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** Tells the person at the terminal what is going on; without escapes when the output goes to a file. */
final class Progress {

    /** Something that takes a while. */
    @FunctionalInterface
    interface Work {
        void run() throws IOException, SQLException, StackFailure, InterruptedException;
    }

    private final PrintStream out;
    private final boolean terminal;

    Progress(PrintStream out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    void say(String line) {
        out.println(line);
    }

    /** One line per step: what is being done, and at its end how long it took. */
    void step(String what, Work work) throws IOException, SQLException, StackFailure, InterruptedException {
        Instant start = Instant.now();
        out.print(terminal ? "  … " + what : "  " + what + " … ");
        out.flush();
        boolean done = false;
        try {
            work.run();
            done = true;
        } finally {
            String took = String.format(
                    Locale.ROOT,
                    "%.1f s",
                    Duration.between(start, Instant.now()).toMillis() / 1000.0);
            if (terminal) {
                out.println("\r  " + (done ? "✓ " : "✗ ") + what + " (" + took + ")");
            } else {
                out.println((done ? "ready (" : "failed (") + took + ")");
            }
        }
    }
}
