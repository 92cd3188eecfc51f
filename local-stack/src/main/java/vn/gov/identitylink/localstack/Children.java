package vn.gov.identitylink.localstack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Every program that this launcher has started. Closing it ends them all, the last one first, and from then on nothing
 * more can be started, so that Ctrl-C in the middle of a start leaves nothing behind. Their ids are in files, so that
 * the next launcher finds them even if this one is killed outright.
 */
final class Children implements AutoCloseable {

    /** What a child inherits: a setting in somebody's shell must not change the stack. */
    private static final List<String> INHERITED = List.of("PATH", "HOME", "USER", "LOGNAME", "TMPDIR", "TZ");

    private final StackPlan plan;
    private final List<ChildProcess> started = new ArrayList<>();
    private boolean closed;

    Children(StackPlan plan) {
        this.plan = plan;
    }

    synchronized ChildProcess start(
            String name, List<String> command, Map<String, String> environment, ChildProcess.StopSignal stopSignal)
            throws IOException, StackFailure {
        if (closed) {
            throw new StackFailure("Stopping.");
        }
        Files.createDirectories(plan.logs());
        Files.createDirectories(plan.processIds());
        Path log = plan.logs().resolve(name + ".log");
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().keySet().retainAll(INHERITED);
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().putAll(environment);
        ChildProcess child =
                new ChildProcess(name, builder.start(), log, plan.processIds().resolve(name + ".pid"), stopSignal);
        started.add(child);
        child.recordIds();
        return child;
    }

    /** Runs a program that does one thing, and tells whether it succeeded. */
    boolean run(String name, List<String> command, Duration within)
            throws IOException, StackFailure, InterruptedException {
        ChildProcess child = start(name, command, Map.of(), ChildProcess.StopSignal.TERM);
        boolean succeeded = child.succeeds(within);
        child.stop();
        forget(child);
        return succeeded;
    }

    /** The running program of this name. */
    synchronized ChildProcess named(String name) {
        return started.stream()
                .filter(child -> child.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("nothing runs under the name " + name));
    }

    /** Ends a program as a power cut would. */
    void kill(String name) throws InterruptedException {
        ChildProcess child = named(name);
        child.kill();
        forget(child);
    }

    /** Ends a program as an operator would. */
    void stop(String name) {
        ChildProcess child = named(name);
        child.stop();
        forget(child);
    }

    private synchronized void forget(ChildProcess child) {
        started.remove(child);
    }

    /** A program that has ended by itself, though it should serve. */
    synchronized Optional<ChildProcess> ended() {
        return started.stream().filter(child -> !child.isAlive()).findFirst();
    }

    @Override
    public synchronized void close() {
        closed = true;
        for (ChildProcess child : started.reversed()) {
            child.stop();
        }
        started.clear();
    }

    /** The programs of an earlier launcher that was killed before it could end them, but for PostgreSQL's. */
    static List<ProcessHandle> leftovers(StackPlan plan) throws IOException {
        if (!Files.isDirectory(plan.processIds())) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(plan.processIds())) {
            return files.filter(file -> file.toString().endsWith(".pid"))
                    .filter(file -> !file.endsWith("postgresql.pid"))
                    .flatMap(Children::stillRunning)
                    .toList();
        }
    }

    private static Stream<ProcessHandle> stillRunning(Path idFile) {
        List<String> lines;
        try {
            lines = Files.readAllLines(idFile);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return lines.stream()
                .map(line -> line.split(" "))
                .flatMap(idAndStart -> ProcessHandle.of(Long.parseLong(idAndStart[0])).stream()
                        .filter(handle -> handle.info()
                                .startInstant()
                                .map(started -> started.toEpochMilli() == Long.parseLong(idAndStart[1]))
                                .orElse(false)))
                .flatMap(handle -> Stream.concat(Stream.of(handle), handle.descendants()));
    }
}
