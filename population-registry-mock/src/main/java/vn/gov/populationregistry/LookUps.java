package vn.gov.populationregistry;

import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Answers a look-up: refuses a request id that was used, asks the people, lets go wrong what is to go wrong, and writes
 * down who asked for what purpose.
 */
@Singleton
class LookUps {

    /** @param scenario how the finding is to be handed over */
    record Answer(Finding finding, @Nullable Scenario scenario) {}

    private static final Logger LOG = Logger.getLogger(LookUps.class);

    // Some callers send a person's number where a code belongs.
    private static final Pattern LIKE_A_NUMBER = Pattern.compile("[0-9]{9,}");

    private final Citizens citizens;
    private final Faults faults;
    private final RequestIds requestIds;
    private final Calls calls;

    LookUps(Citizens citizens, Faults faults, RequestIds requestIds, Calls calls) {
        this.citizens = citizens;
        this.faults = faults;
        this.requestIds = requestIds;
        this.calls = calls;
    }

    /** @param asked by the caller in {@code Mock-Scenario}; it precedes the citizen's, and that the plan of faults */
    Answer answer(LookUp lookUp, @Nullable Scenario asked) {
        var answer = find(lookUp, asked);
        var call = new Calls.Call(
                lookUp.service(),
                lookUp.caller(),
                printable(lookUp.agencyCode()),
                printable(lookUp.procedureCode()),
                answer.finding().outcome(),
                answer.scenario());
        LOG.infof(
                "Look-up %s by %s, unit %s, purpose %s: %s%s",
                call.service(),
                call.caller(),
                call.agencyCode(),
                call.procedureCode(),
                call.outcome(),
                call.scenario() == null ? "" : " (" + call.scenario() + ")");
        calls.add(call);
        return answer;
    }

    private Answer find(LookUp lookUp, @Nullable Scenario asked) {
        if (!requestIds.claim(lookUp.caller(), lookUp.requestId())) {
            return new Answer(Finding.Refused.because(Problem.REQUEST_ID_REUSED), null);
        }
        var question = lookUp.question();
        if (!citizens.isSynthetic(question.anyNumber())) {
            return new Answer(Finding.Refused.because(Problem.NUMBER_NOT_SYNTHETIC), null);
        }
        var scenario = asked != null ? asked : citizens.scenarioOf(question.anyNumber());
        if (scenario == null) {
            scenario = faults.strike(lookUp);
        }
        var found = citizens.find(question);
        return new Answer(scenario == null ? found : changed(found, scenario, question), scenario);
    }

    private Finding changed(Finding found, Scenario scenario, Citizens.Question question) {
        return switch (scenario.kind()) {
            case NO_MATCH -> new Finding.NotFound();
            case SOMEONE_ELSE -> new Finding.Found(citizens.someoneElseThan(question.anyNumber()));
            case STALE ->
                found instanceof Finding.Found(Citizen citizen) ? new Finding.Found(citizen.atBirth()) : found;
            case RATE_LIMITED -> new Finding.Refused(Problem.TOO_MANY_CALLS, Duration.ofSeconds(scenario.amount()));
            case UNAVAILABLE ->
                new Finding.Refused(Problem.REGISTRY_UNAVAILABLE, Duration.ofSeconds(scenario.amount()));
            case BROKEN -> Finding.Refused.because(Problem.BROKEN_AS_ASKED);
            case SLOW, RESET, CUT, MALFORMED, OVERSIZED -> found;
        };
    }

    private static String printable(String code) {
        return LIKE_A_NUMBER.matcher(code).find() ? "•••" : code;
    }
}
