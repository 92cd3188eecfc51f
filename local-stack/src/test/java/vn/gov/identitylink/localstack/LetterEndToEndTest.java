package vn.gov.identitylink.localstack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/** The letter's seven steps and the refusals, against the packaged services and real PostgreSQL and Keycloak. */
@ExtendWith(RunningStack.class)
class LetterEndToEndTest {

    /** The letter's steps with what surrounds them, and the four refusals. */
    private static final int STEPS = 14;

    @TestFactory
    Stream<DynamicTest> every_step_holds_every_refusal_changes_nothing_and_all_of_it_can_be_repeated_on_kept_data(
            StackPlan stack) throws IOException, InterruptedException {
        return Stream.concat(walk(stack, "first"), walk(stack, "again"));
    }

    private static Stream<DynamicTest> walk(StackPlan stack, String time) throws IOException, InterruptedException {
        Transcript transcript = new Transcript(System.out);
        boolean held = new WalkThrough(stack, transcript).run();
        Stream<DynamicTest> steps = transcript.steps().stream()
                .map(step -> DynamicTest.dynamicTest(
                        time + ": " + step.title(), () -> assertEquals(Optional.empty(), step.failure())));
        DynamicTest all = DynamicTest.dynamicTest(time + ": all of them", () -> {
            assertEquals(STEPS, transcript.steps().size());
            assertTrue(held);
        });
        return Stream.concat(steps, Stream.of(all));
    }
}
