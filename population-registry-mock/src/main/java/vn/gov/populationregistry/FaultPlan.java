package vn.gov.populationregistry;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;
import vn.gov.populationregistry.Problem.FieldError;

/** Which share of the look-ups goes wrong, and how. Every component is untrusted. */
@Schema(
        description = "The first rule that strikes decides. Whether a rule strikes at its n-th look-up depends on"
                + " nothing but the seed, the rule's name and n.")
record FaultPlan(
        @Schema(description = "The same seed and the same look-ups give the same faults.", required = true) @Nullable
        Long seed,

        @Schema(required = true, maxItems = MOST_RULES) @Nullable
        List<@Nullable Rule> rules) {

    static final int MOST_RULES = 100;

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,40}");

    /** One kind of fault. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "FaultRule")
    record Rule(
            @Schema(
                    description = "A part of what is drawn by; each name once.",
                    pattern = "^[A-Za-z0-9._-]{1,40}$",
                    required = true)
            @Nullable
            String name,

            @Schema(
                    description = "As in the header `Mock-Scenario`.",
                    examples = "unavailable;retry-after=5",
                    required = true)
            @Nullable
            String scenario,

            @Schema(
                    description = "Of the look-ups that the rule is for.",
                    minimum = "0",
                    maximum = "1",
                    required = true)
            @Nullable
            Double share,

            @Schema(description = "Only look-ups of this service.")
            LookUp.@Nullable Service service,

            @Schema(description = "Only look-ups by this client, or user of the exchange.", maxLength = 200) @Nullable
            String caller) {

        private void check(String at, List<FieldError> errors) {
            require(
                    errors,
                    at + "/name",
                    name,
                    name != null && NAME.matcher(name).matches());
            require(errors, at + "/scenario", scenario, scenario != null && Scenario.parse(scenario) != null);
            require(errors, at + "/share", share, share != null && share >= 0 && share <= 1);
            if (caller != null && (caller.isEmpty() || caller.length() > 200)) {
                errors.add(new FieldError(at + "/caller", "invalid"));
            }
        }

        boolean isFor(LookUp lookUp) {
            return (service == null || service == lookUp.service())
                    && (caller == null || caller.equals(lookUp.caller()));
        }
    }

    /** Everything that is wrong with the plan; empty if nothing is. */
    List<FieldError> errors() {
        var errors = new ArrayList<FieldError>();
        require(errors, "/seed", seed, seed != null);
        require(errors, "/rules", rules, rules != null);
        if (rules == null) {
            return errors;
        }
        if (rules.size() > MOST_RULES) {
            errors.add(new FieldError("/rules", "too-many"));
            return errors;
        }
        var names = new HashSet<String>();
        for (int i = 0; i < rules.size(); i++) {
            var rule = rules.get(i);
            if (rule == null) {
                errors.add(new FieldError("/rules/" + i, "required"));
                continue;
            }
            rule.check("/rules/" + i, errors);
            if (rule.name() != null && !names.add(rule.name())) {
                errors.add(new FieldError("/rules/" + i + "/name", "repeated"));
            }
        }
        return errors;
    }

    private static void require(List<FieldError> errors, String pointer, @Nullable Object value, boolean valid) {
        if (!valid) {
            errors.add(new FieldError(pointer, value == null ? "required" : "invalid"));
        }
    }
}
