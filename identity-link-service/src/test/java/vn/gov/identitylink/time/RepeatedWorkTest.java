package vn.gov.identitylink.time;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

class RepeatedWorkTest {

    private final List<String> logged = new CopyOnWriteArrayList<>();

    private final Handler listening = new Handler() {
        @Override
        public void publish(LogRecord logRecord) {
            logged.add(logRecord.getLevel().getName());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @Test
    void whatFailsIsTriedAgainAndTheLogTellsOnceThatItBeganAndOnceThatItEnded() throws InterruptedException {
        Logger log = Logger.getLogger(RepeatedWork.class.getName());
        log.addHandler(listening);
        RepeatedWork work = new RepeatedWork("the-work");
        CountDownLatch turns = new CountDownLatch(8);
        try {
            work.every(Duration.ofMillis(1), () -> {
                turns.countDown();
                if (turns.getCount() >= 4) {
                    throw new IllegalStateException("the database is away");
                }
            });
            assertTrue(turns.await(10, TimeUnit.SECONDS));
        } finally {
            work.stop();
            log.removeHandler(listening);
        }
        assertEquals(List.of("WARN", "INFO"), logged);
    }
}
