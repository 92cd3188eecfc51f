package vn.gov.populationregistry;

import static java.util.Objects.requireNonNull;

import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The faults of the plan, as they come. */
@Singleton
@Startup
class Faults {

    /** A rule and how many look-ups it has been asked about. */
    private record Counted(FaultPlan.Rule rule, Scenario scenario, AtomicLong asked) {

        boolean strikes(long seed) {
            return Draws.share(seed, requireNonNull(rule.name()).hashCode(), asked.getAndIncrement())
                    < requireNonNull(rule.share());
        }
    }

    private record Running(FaultPlan plan, List<Counted> rules) {}

    private final FaultPlan configured;
    private volatile Running running;

    /** @throws IllegalArgumentException naming what is wrong with the configured rules */
    Faults(FaultsConfig config) {
        configured = planOf(config);
        if (!configured.errors().isEmpty()) {
            throw new IllegalArgumentException("population-registry.faults: " + configured.errors());
        }
        running = start(configured);
    }

    /** What goes wrong with this look-up, if anything does. */
    @Nullable
    Scenario strike(LookUp lookUp) {
        var now = running;
        for (var counted : now.rules()) {
            if (counted.rule().isFor(lookUp)
                    && counted.strikes(requireNonNull(now.plan().seed()))) {
                return counted.scenario();
            }
        }
        return null;
    }

    FaultPlan plan() {
        return running.plan();
    }

    /** Counting starts again. */
    void follow(FaultPlan plan) {
        running = start(plan);
    }

    void reset() {
        running = start(configured);
    }

    private static Running start(FaultPlan plan) {
        var rules = new ArrayList<Counted>();
        for (var rule : requireNonNull(plan.rules())) {
            var checked = requireNonNull(rule);
            rules.add(new Counted(checked, Scenario.of(requireNonNull(checked.scenario())), new AtomicLong()));
        }
        return new Running(plan, List.copyOf(rules));
    }

    private static FaultPlan planOf(FaultsConfig config) {
        return new FaultPlan(
                config.seed(),
                new TreeMap<>(config.rules())
                        .entrySet().stream()
                                .<FaultPlan.@Nullable Rule>map(Faults::ruleOf)
                                .toList());
    }

    private static FaultPlan.Rule ruleOf(Map.Entry<String, FaultsConfig.Rule> named) {
        var rule = named.getValue();
        return new FaultPlan.Rule(
                named.getKey(),
                rule.scenario(),
                rule.share(),
                rule.service().orElse(null),
                rule.caller().orElse(null));
    }
}
