package vn.gov.identitylink.problem;

import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One error as a value: the entity of an error response. Language, request id and media type are added at the rim, so
 * the same problem reads the same wherever it comes from. Never carries an offending value.
 *
 * @param errors the fields or parameters at fault, in the order of the request
 * @param nextAction what the caller can do about it, as in {@code linking.nextAction}
 * @param retryAfter when a retry makes sense; becomes the {@code Retry-After} header
 */
public record Problem(
        ProblemCode code,
        List<FieldError> errors,
        @Nullable NextAction nextAction,
        @Nullable Duration retryAfter) {

    /** When a retry makes sense after something short. */
    public static final Duration SOON = Duration.ofSeconds(2);

    public Problem {
        errors = List.copyOf(errors);
    }

    /**
     * One field at fault.
     *
     * @param pointer RFC 6901, such as {@code /declaredIdentity/number}; of a parameter or header a slash and its name
     * @param code stable, kebab-case; {@link FieldErrorTexts} says what it means
     */
    public record FieldError(String pointer, String code) {}

    public static Problem of(ProblemCode code) {
        return new Problem(code, List.of(), null, null);
    }

    /** One field at fault, found after the request was read. */
    public static Problem invalid(String pointer, String fieldCode) {
        return new Problem(ProblemCode.VALIDATION_FAILED, List.of(new FieldError(pointer, fieldCode)), null, null);
    }

    public Problem withNextAction(NextAction action) {
        return new Problem(code, errors, action, retryAfter);
    }

    public Problem withRetryAfter(Duration duration) {
        return new Problem(code, errors, nextAction, duration);
    }

    /** The response that carries this problem. */
    public Response toResponse() {
        Response.ResponseBuilder response = Response.status(code.status()).entity(this);
        if (retryAfter != null) {
            response.header("Retry-After", Math.max(1, retryAfter.toSeconds()));
        }
        return response.build();
    }
}
