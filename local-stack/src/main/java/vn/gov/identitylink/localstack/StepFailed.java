package vn.gov.identitylink.localstack;

/** A step of the walk-through did not go as the letter says; the message tells what happened instead. */
final class StepFailed extends Exception {

    private static final long serialVersionUID = 1L;

    StepFailed(String message) {
        super(message);
    }

    /** Holds what is expected against what happened. */
    static void unless(boolean held, String otherwise) throws StepFailed {
        if (!held) {
            throw new StepFailed(otherwise);
        }
    }

    /** The answer must have this status; if it has not, its problem code says why. */
    static void unlessStatus(Api.Answer answer, int expected) throws StepFailed {
        unless(
                answer.status() == expected,
                answer.request() + " answered " + answer.status() + " " + answer.code() + " instead of " + expected);
    }
}
