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

/**
 * What {@code ./run} starts: the stack, then the walk-through of the letter. Options: {@code --once} ends after it,
 * {@code --fresh} forgets what earlier runs stored, {@code --soap} asks the registry through the exchange's SOAP service, {@code --walk-only} walks through the letter against parts that are
 * already up, as compose's.
 */
final class Main {

    private Main() {}

    public static void main(String[] arguments) throws IOException, SQLException, InterruptedException {
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        Progress progress = new Progress(out, Boolean.getBoolean("terminal"));
        List<String> options = List.of(arguments);
        StackPlan plan = StackPlan.product(Path.of(System.getProperty("project.root", "."))
                .toAbsolutePath()
                .normalize());
        if (!options.contains("--walk-only")) {
            start(plan, progress, options, out);
        }
        boolean held = new WalkThrough(plan, new Transcript(out)).run();
        out.println();
        out.println(held ? "Every step held." : "Not every step held: see ✗ above and " + plan.logs() + ".");
        if (options.contains("--once") || options.contains("--walk-only")) {
            System.exit(held ? 0 : 1);
        }
        addresses(plan).forEach(out::println);
        new CountDownLatch(1).await();
    }

    private static void start(StackPlan plan, Progress progress, List<String> options, PrintStream out)
            throws IOException, SQLException, InterruptedException {
        LocalStack stack = new LocalStack(plan, progress);
        Runtime.getRuntime().addShutdownHook(new Thread(stack::close, "stop the stack"));
        try {
            stack.claim();
            if (options.contains("--soap")) {
                stack.speakToRegistry("SOAP");
            }
            if (options.contains("--fresh")) {
                stack.dropData();
            }
            stack.start();
        } catch (StackFailure e) {
            out.println(e.getMessage());
            System.exit(1);
        }
    }

    private static List<String> addresses(StackPlan plan) {
        return List.of(
                "",
                "The stack stays up until Ctrl-C:",
                "  identity-link-service     " + plan.serviceUrl() + "/q/swagger-ui",
                "  population-registry-mock  " + plan.registryUrl() + "/q/swagger-ui",
                "  Keycloak                  " + plan.keycloakUrl() + "/admin (admin, admin)",
                "  PostgreSQL                " + plan.jdbcUrl("identity_link") + " (postgres, postgres)",
                "  synthetic people          openapi/examples/citizens.json, password " + RealmFiles.PASSWORD,
                "  officers, operators       officer.quynhon, officer.quynhon.two, operator.one, operator.two; the same password",
                "  notices to citizens       " + plan.notices(),
                "  logs                      " + plan.logs());
    }
}
