package vn.gov.identitylink.problem;

import java.util.List;

/**
 * A request whose fields or parameters do not check. Thrown while a resource reads its request, before any use case
 * runs.
 */
public final class InvalidRequestException extends RuntimeException {

    private final ProblemCode code;
    private final transient List<Problem.FieldError> errors;

    InvalidRequestException(ProblemCode code, List<Problem.FieldError> errors) {
        super(code.code(), null, false, false);
        this.code = code;
        this.errors = List.copyOf(errors);
    }

    /** What it is to the caller. */
    public ProblemCode code() {
        return code;
    }

    /** The fields at fault. */
    public List<Problem.FieldError> errors() {
        return errors;
    }
}
