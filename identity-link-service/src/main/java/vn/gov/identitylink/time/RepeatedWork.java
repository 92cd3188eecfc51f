package vn.gov.identitylink.time;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Work that a thread of its own repeats until the process stops. What fails is tried again at the next turn: the log tells
 * once that it began to fail, and once that it works again, however long the database is away.
 */
public final class RepeatedWork {

    private static final Logger LOG = Logger.getLogger(RepeatedWork.class);

    private final String name;
    private final ScheduledExecutorService thread;

    /** @param name of the thread, and in the log */
    public RepeatedWork(String name) {
        this.name = name;
        this.thread = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name(name).daemon().factory());
    }

    /** From now on, with that much rest after each turn. */
    public void every(Duration rest, Runnable work) {
        @SuppressWarnings("unused") // Stopping the thread ends all of its work.
        ScheduledFuture<?> repetition =
                thread.scheduleWithFixedDelay(new Turn(work), 0, rest.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** No turn begins after this; one that is under way ends by itself. */
    public void stop() {
        thread.shutdown();
    }

    private final class Turn implements Runnable {

        private final Runnable work;
        private boolean failing;

        private Turn(Runnable work) {
            this.work = work;
        }

        @Override
        public void run() {
            try {
                work.run();
                if (failing) {
                    LOG.infof("%s works again", name);
                }
                failing = false;
            } catch (RuntimeException failed) {
                if (!failing) {
                    LOG.warnf(
                            "%s waits, and tries again: %s",
                            name, failed.getClass().getSimpleName());
                }
                failing = true;
            }
        }
    }
}
