package vn.gov.identitylink.registry;

import vn.gov.identitylink.problem.Problem;
import vn.gov.identitylink.problem.ProblemCode;

/** What a caller is told when the registry gave no answer to rely on. */
public final class RegistryProblem {

    private RegistryProblem() {}

    public static Problem of(RegistryAnswer.Failed failure) {
        return switch (failure) {
            case RegistryAnswer.Unavailable unavailable ->
                Problem.of(ProblemCode.REGISTRY_UNAVAILABLE).withRetryAfter(unavailable.retryAfter());
            case RegistryAnswer.TimedOut timedOut ->
                Problem.of(ProblemCode.REGISTRY_TIMEOUT).withRetryAfter(Problem.SOON);
            case RegistryAnswer.BadResponse bad -> Problem.of(ProblemCode.REGISTRY_BAD_RESPONSE);
        };
    }
}
