package vn.gov.populationregistry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import vn.gov.populationregistry.Citizens.Question;

/** Faults of the configuration, which are there from the start. */
class FaultsTest {

    private static final LookUp LOOK_UP = new LookUp(
            LookUp.Service.CITIZEN_MATCH,
            "a-portal",
            "1",
            "2.000889",
            "H08",
            new Question("052089999999", "NGUYEN VAN THU", "1989"));

    @Test
    void without_rules_nothing_goes_wrong() {
        var faults = faults(Map.of());

        assertTrue(IntStream.range(0, 1_000).allMatch(n -> faults.strike(LOOK_UP) == null));
    }

    @Test
    void a_configured_rule_strikes_at_these_look_ups_wherever_it_runs() {
        var faults = faults(Map.of("rules.busy.scenario", "unavailable;retry-after=2", "rules.busy.share", "0.25"));

        var struck = IntStream.range(0, 30)
                .filter(n -> faults.strike(LOOK_UP) != null)
                .boxed()
                .toList();

        assertEquals(List.of(2, 7, 10, 12, 13, 14, 16, 19, 20, 21), struck);
    }

    @Test
    void over_many_look_ups_the_share_is_kept() {
        var faults = faults(Map.of("seed", "42", "rules.slow.scenario", "slow", "rules.slow.share", "0.1"));

        long struck = IntStream.range(0, 100_000)
                .filter(n -> faults.strike(LOOK_UP) != null)
                .count();

        assertTrue(struck > 9_700 && struck < 10_300, () -> struck + " of 100,000");
    }

    @Test
    void rules_that_are_asked_side_by_side_strike_as_often_as_one_after_the_other() {
        var rule = Map.of("rules.cut.scenario", "cut", "rules.cut.share", "0.5");
        var alone = faults(rule);
        long expected = IntStream.range(0, 20_000)
                .filter(n -> alone.strike(LOOK_UP) != null)
                .count();
        var shared = faults(rule);

        assertEquals(
                expected,
                IntStream.range(0, 20_000)
                        .parallel()
                        .filter(n -> shared.strike(LOOK_UP) != null)
                        .count());
    }

    @Test
    void the_plan_names_what_is_configured_in_the_order_of_names() {
        var faults = faults(Map.of(
                "rules.b.scenario", "cut",
                "rules.b.share", "0",
                "rules.a.scenario", "reset",
                "rules.a.share", "1",
                "rules.a.service", "SOAP_033",
                "rules.a.caller", "somebody"));

        assertEquals(
                "a b",
                Objects.requireNonNull(faults.plan().rules()).stream()
                        .map(rule -> Objects.requireNonNull(rule).name())
                        .collect(Collectors.joining(" ")));
        assertNull(faults.strike(LOOK_UP), "one is for others, the other for nobody");
    }

    @Test
    void a_wrong_rule_keeps_the_registry_from_starting_and_is_named() {
        for (var wrong : Arrays.asList("chaos", "slow;millis=99999")) {
            var refused = assertThrows(
                    IllegalArgumentException.class,
                    () -> faults(Map.of("rules.x.scenario", wrong, "rules.x.share", "0.1")));
            assertTrue(String.valueOf(refused.getMessage()).contains("/rules/0/scenario"), refused::getMessage);
        }
        assertThrows(
                IllegalArgumentException.class, () -> faults(Map.of("rules.x.scenario", "cut", "rules.x.share", "2")));
    }

    private static Faults faults(Map<String, String> settings) {
        var prefixed = new HashMap<String, String>();
        settings.forEach((key, value) -> prefixed.put("population-registry.faults." + key, value));
        return new Faults(new SmallRyeConfigBuilder()
                .withMapping(FaultsConfig.class)
                .withDefaultValues(prefixed)
                .build()
                .getConfigMapping(FaultsConfig.class));
    }
}
