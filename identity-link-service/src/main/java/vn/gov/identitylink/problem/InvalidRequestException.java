package vn.gov.identitylink.problem;

import java.util.List;

/** A request whose fields do not check. Thrown while a resource reads its request, before any use case runs. */
public final class InvalidRequestException extends RuntimeException {

    private final transient List<Problem.FieldError> errors;

    InvalidRequestException(List<Problem.FieldError> errors) {
        super("validation-failed", null, false, false);
        this.errors = List.copyOf(errors);
    }

    /** The fields at fault. */
    public List<Problem.FieldError> errors() {
        return errors;
    }
}
