package vn.gov.identitylink.localstack;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** What {@code ./run} starts: the stack, then the walk-through of the letter. */
final class Main {

    private Main() {}

    public static void main(String[] arguments) throws IOException, SQLException, InterruptedException {
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        Progress progress = new Progress(out, Boolean.getBoolean("terminal"));
        List<String> options = List.of(arguments);
        StackPlan plan = StackPlan.product(Path.of(System.getProperty("project.root", "."))
                .toAbsolutePath()
                .normalize());
        LocalStack stack = new LocalStack(plan, progress);
        Runtime.getRuntime().addShutdownHook(new Thread(stack::close, "stop the stack"));
        try {
            stack.claim();
            if (options.contains("--fresh")) {
                stack.dropData();
            }
            if (options.contains("--without-services")) {
                stack.startProviders();
                new CountDownLatch(1).await();
            }
            stack.start();
            if (options.contains("--once")) {
                System.exit(0);
            }
            new CountDownLatch(1).await();
        } catch (StackFailure e) {
            out.println(e.getMessage());
            System.exit(1);
        }
    }
}
