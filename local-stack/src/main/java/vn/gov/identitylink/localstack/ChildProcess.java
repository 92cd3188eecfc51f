package vn.gov.identitylink.localstack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** A program that lives no longer than the launcher; its output is in a log file. */
final class ChildProcess {

    /** How a program is asked to end. */
    enum StopSignal {
        /** What Java programs and scripts expect. */
        TERM,
        /** PostgreSQL's fast shutdown: TERM would make it wait until every client has left. */
        INT
    }

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final String name;
    private final Process process;
    private final Path log;
    private final Path idFile;
    private final StopSignal stopSignal;

    ChildProcess(String name, Process process, Path log, Path idFile, StopSignal stopSignal) {
        this.name = name;
        this.process = process;
        this.log = log;
        this.idFile = idFile;
        this.stopSignal = stopSignal;
    }

    String name() {
        return name;
    }

    Path log() {
        return log;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Waits for a program that does one thing and ends. */
    boolean succeeds(Duration within) throws InterruptedException {
        return process.waitFor(within.toMillis(), TimeUnit.MILLISECONDS) && process.exitValue() == 0;
    }

    /**
     * Writes down the process and what it has started, each with the time of its start, so that no later process of
     * the same id is taken for it. Repeated when the program is up, since a script starts its program late.
     */
    void recordIds() throws IOException {
        StringBuilder lines = new StringBuilder();
        family().forEach(handle -> handle.info()
                .startInstant()
                .ifPresent(started -> lines.append(handle.pid())
                        .append(' ')
                        .append(started.toEpochMilli())
                        .append('\n')));
        Files.writeString(idFile, lines);
    }

    /** Asks the program to end, and ends it when it does not. */
    void stop() {
        stop(family().toList(), stopSignal);
        try {
            Files.deleteIfExists(idFile);
        } catch (IOException e) {
            // Harmless: the file names the processes by their start too, and they have ended.
        }
    }

    /** Ends the program and what it has started at once: nothing of it can finish what it does. */
    void kill() throws InterruptedException {
        List<ProcessHandle> family = family().toList();
        family.forEach(ProcessHandle::destroyForcibly);
        for (ProcessHandle member : family) {
            if (!hasEnded(member)) {
                throw new IllegalStateException(name + " cannot be killed");
            }
        }
    }

    /** Stops the program and what it has started where they are, or lets them go on. */
    void freeze(boolean frozen) throws IOException, InterruptedException {
        for (ProcessHandle member : family().toList()) {
            new ProcessBuilder("kill", frozen ? "-STOP" : "-CONT", Long.toString(member.pid()))
                    .start()
                    .waitFor();
        }
    }

    private Stream<ProcessHandle> family() {
        return Stream.concat(Stream.of(process.toHandle()), process.descendants());
    }

    static void stop(List<ProcessHandle> processes, StopSignal signal) {
        processes.stream()
                .limit(signal == StopSignal.INT ? 1 : Long.MAX_VALUE)
                .forEach(process -> ask(process, signal));
        for (ProcessHandle process : processes) {
            if (!hasEnded(process)) {
                process.destroyForcibly();
                hasEnded(process);
            }
        }
    }

    private static void ask(ProcessHandle process, StopSignal signal) {
        try {
            // Java itself can send TERM only.
            new ProcessBuilder("sh", "-c", "kill -" + signal + " " + process.pid())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            process.destroy();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean hasEnded(ProcessHandle process) {
        try {
            process.onExit().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
