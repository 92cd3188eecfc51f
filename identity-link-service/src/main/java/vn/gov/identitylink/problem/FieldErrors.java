package vn.gov.identitylink.problem;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import vn.gov.identitylink.citizen.InvalidValueException;

/** Collects every field error of one request, so that the caller learns all of them at once. */
public final class FieldErrors {

    private final ProblemCode code;
    private final List<Problem.FieldError> errors = new ArrayList<>();

    public FieldErrors() {
        this(ProblemCode.VALIDATION_FAILED);
    }

    private FieldErrors(ProblemCode code) {
        this.code = code;
    }

    /** Of query parameters and headers where they are {@code invalid-parameter}: a pointer is a slash and the name. */
    public static FieldErrors ofParameters() {
        return new FieldErrors(ProblemCode.INVALID_PARAMETER);
    }

    /** Reads an optional field; its error is remembered and the value is absent. */
    public <T> @Nullable T optional(String pointer, @Nullable String text, Function<String, T> parse) {
        if (text == null) {
            return null;
        }
        return check(pointer, () -> parse.apply(text));
    }

    /** Reads a field that must be there. */
    public <T> @Nullable T required(String pointer, @Nullable String text, Function<String, T> parse) {
        if (text == null) {
            add(pointer, "required");
            return null;
        }
        return check(pointer, () -> parse.apply(text));
    }

    /** Builds a value from parts that have been read; a rule it breaks is the error of {@code pointer}. */
    public <T> @Nullable T check(String pointer, Supplier<T> build) {
        try {
            return build.get();
        } catch (InvalidValueException invalid) {
            add(pointer, invalid.code());
            return null;
        }
    }

    public void add(String pointer, String fieldCode) {
        errors.add(new Problem.FieldError(pointer, fieldCode));
    }

    public void addAll(FieldErrors more) {
        errors.addAll(more.errors);
    }

    public boolean isEmpty() {
        return errors.isEmpty();
    }

    /** @throws InvalidRequestException when any field was at fault */
    public void throwIfAny() {
        if (!errors.isEmpty()) {
            throw new InvalidRequestException(code, errors);
        }
    }
}
