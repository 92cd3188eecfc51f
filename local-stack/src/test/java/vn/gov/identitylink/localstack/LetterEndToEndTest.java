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
    private static final int STEPS = 23;

    private static final String LETTERS_CITIZEN = MatchedCitizen.take("nguyen-van-thu");
    private static final String ANOTHER_CITIZEN = MatchedCitizen.take("h-hen-nie");

    private final StackPlan plan;
    private final LocalStack stack;

    LetterEndToEndTest(StackPlan plan, LocalStack stack) {
        this.plan = plan;
        this.stack = stack;
    }

    @TestFactory
    Stream<DynamicTest>
            every_step_holds_every_refusal_changes_nothing_and_all_of_it_can_be_repeated_on_kept_data_and_over_either_protocol()
                    throws Exception {
        Stream<DynamicTest> first = walk(LETTERS_CITIZEN, "first");
        Stream<DynamicTest> again = walk(LETTERS_CITIZEN, "again");
        restartSpeaking("SOAP");
        Stream<DynamicTest> overSoap = walk(ANOTHER_CITIZEN, "registry over SOAP");
        restartSpeaking("JSON");
        return Stream.of(first, again, overSoap).flatMap(each -> each);
    }

    private void restartSpeaking(String registryProtocol) throws Exception {
        stack.children().stop(LocalStack.SERVICE);
        stack.speakToRegistry(registryProtocol);
        stack.startServiceAgain();
    }

    private Stream<DynamicTest> walk(String citizen, String name) throws IOException, InterruptedException {
        Transcript transcript = new Transcript(System.out);
        boolean held = new WalkThrough(plan, transcript, citizen).run();
        Stream<DynamicTest> steps = transcript.steps().stream()
                .map(step -> DynamicTest.dynamicTest(
                        name + ": " + step.title(), () -> assertEquals(Optional.empty(), step.failure())));
        DynamicTest all = DynamicTest.dynamicTest(name + ": all of them", () -> {
            assertEquals(STEPS, transcript.steps().size());
            assertTrue(held);
        });
        return Stream.concat(steps, Stream.of(all));
    }
}
