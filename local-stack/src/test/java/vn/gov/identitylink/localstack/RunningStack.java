package vn.gov.identitylink.localstack;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests the {@link StackPlan} and the {@link LocalStack} of a stack of their own, on free ports and with new data, started once for all of
 * them; so they run beside a stack that somebody works with.
 */
final class RunningStack implements ParameterResolver {

    private record Started(StackPlan plan, LocalStack stack) implements AutoCloseable {
        @Override
        public void close() {
            stack.close();
        }
    }

    /** A stack that did not come up once is not tried again for the next test. */
    private static @Nullable String failure;

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type.equals(StackPlan.class) || type.equals(LocalStack.class);
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Started started = context.getRoot()
                .getStore(ExtensionContext.Namespace.GLOBAL)
                .computeIfAbsent(RunningStack.class, key -> start(), Started.class);
        return parameter.getParameter().getType().equals(StackPlan.class) ? started.plan() : started.stack();
    }

    static Path projectRoot() {
        return Path.of(System.getProperty("project.root", ".."))
                .toAbsolutePath()
                .normalize();
    }

    private static Started start() {
        if (failure != null) {
            throw new IllegalStateException(failure);
        }
        try {
            Path directory = projectRoot().resolve("local-stack/target/end-to-end");
            Directories.delete(directory);
            StackPlan plan = StackPlan.onFreePorts(projectRoot(), directory);
            LocalStack stack = new LocalStack(plan, new Progress(System.out, false));
            Runtime.getRuntime().addShutdownHook(new Thread(stack::close));
            stack.claim();
            stack.start();
            return new Started(plan, stack);
        } catch (IOException | SQLException | StackFailure e) {
            failure = String.valueOf(e.getMessage());
            throw new IllegalStateException(failure, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
