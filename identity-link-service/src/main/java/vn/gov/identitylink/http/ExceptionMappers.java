package vn.gov.identitylink.http;

import io.quarkus.oidc.OIDCException;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import jakarta.persistence.OptimisticLockException;
import jakarta.persistence.PessimisticLockException;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jspecify.annotations.Nullable;
import vn.gov.identitylink.problem.InvalidRequestException;
import vn.gov.identitylink.problem.Problem;
import vn.gov.identitylink.problem.ProblemCode;

/** Every exception that reaches the rim, and the problem it is to the caller. The only place that catches all. */
class ExceptionMappers {

    private static final Logger LOG = Logger.getLogger(ExceptionMappers.class);

    /**
     * SQLSTATEs that begin so are of the database, not of the request: connection lost or refused, no access, no
     * database, out of resources, not ready, shutting down, system error; a standby that has not been promoted yet;
     * transactions that others made impossible (serialization failure, deadlock).
     */
    private static final Set<String> STORAGE = Set.of("08", "28", "3D", "40", "53", "55", "57", "58", "25006");

    private final AllowedMethods allowedMethods;

    ExceptionMappers(AllowedMethods allowedMethods) {
        this.allowedMethods = allowedMethods;
    }

    @ServerExceptionMapper
    Response fieldsAtFault(InvalidRequestException invalid) {
        return new Problem(invalid.code(), invalid.errors(), null, null).toResponse();
    }

    @ServerExceptionMapper
    Response constraintsViolated(ConstraintViolationException invalid) {
        List<Problem.FieldError> errors = new ArrayList<>();
        for (ConstraintViolation<?> violation : invalid.getConstraintViolations()) {
            String constraint = violation
                    .getConstraintDescriptor()
                    .getAnnotation()
                    .annotationType()
                    .getSimpleName();
            StringBuilder pointer = new StringBuilder();
            violation.getPropertyPath().forEach(step -> pointer.append('/').append(step.getName()));
            errors.add(new Problem.FieldError(pointer.toString(), constraint.toLowerCase(Locale.ROOT)));
        }
        return new Problem(ProblemCode.VALIDATION_FAILED, errors, null, null).toResponse();
    }

    @ServerExceptionMapper
    Response noToken(UnauthorizedException nobody) {
        return Problem.of(ProblemCode.UNAUTHENTICATED).toResponse();
    }

    @ServerExceptionMapper
    Response badToken(AuthenticationFailedException refused) {
        return Problem.of(ProblemCode.INVALID_TOKEN).toResponse();
    }

    /** Tokens cannot be judged: the identity provider was away when this service started, and still is. */
    @ServerExceptionMapper
    Response noIdentityProvider(OIDCException away) {
        return Problem.of(ProblemCode.IDENTITY_PROVIDER_UNAVAILABLE).toResponse();
    }

    @ServerExceptionMapper
    Response wrongActor(ForbiddenException forbidden) {
        return Problem.of(ProblemCode.ACTOR_NOT_ALLOWED).toResponse();
    }

    /** What the REST layer itself refuses, and what was refused with a problem before an endpoint was reached. */
    @ServerExceptionMapper
    Response refused(WebApplicationException refused, UriInfo uri) {
        Response response = refused.getResponse();
        if (response.getEntity() instanceof Problem) {
            return response;
        }
        return switch (response.getStatus()) {
            case 400 -> Problem.of(ProblemCode.MALFORMED_REQUEST).toResponse();
            case 401 -> Problem.of(ProblemCode.UNAUTHENTICATED).toResponse();
            case 403 -> Problem.of(ProblemCode.ACTOR_NOT_ALLOWED).toResponse();
            case 404 -> Problem.of(ProblemCode.NOT_FOUND).toResponse();
            case 405 ->
                Response.fromResponse(Problem.of(ProblemCode.METHOD_NOT_ALLOWED).toResponse())
                        .header(HttpHeaders.ALLOW, String.join(", ", allowedMethods.at(uri.getPath())))
                        .build();
            case 406 -> Problem.of(ProblemCode.NOT_ACCEPTABLE).toResponse();
            case 413 -> Problem.of(ProblemCode.PAYLOAD_TOO_LARGE).toResponse();
            case 415 -> Problem.of(ProblemCode.UNSUPPORTED_MEDIA_TYPE).toResponse();
            case 503 -> Problem.of(ProblemCode.OVERLOADED).toResponse();
            default -> unexpected(refused);
        };
    }

    @ServerExceptionMapper
    Response anythingElse(Throwable failure) {
        return isOfStorage(failure)
                ? Problem.of(ProblemCode.STORAGE_UNAVAILABLE).toResponse()
                : unexpected(failure);
    }

    /**
     * A 500 is a defect. The caller gets the reference and nothing else; the log gets types and places but no messages,
     * which may repeat what a citizen sent.
     */
    private static Response unexpected(Throwable failure) {
        LOG.error("Unexpected failure; the request id is the reference that the caller got", new Silenced(failure));
        return Problem.of(ProblemCode.INTERNAL).toResponse();
    }

    /** Transaction and persistence layers wrap and suppress, so the cause may stand anywhere below. */
    private static boolean isOfStorage(Throwable failure) {
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<Throwable> open = new ArrayDeque<>(List.of(failure));
        while (!open.isEmpty()) {
            Throwable next = open.pop();
            if (seen.add(next)) {
                if (isItselfOfStorage(next)) {
                    return true;
                }
                if (next.getCause() != null) {
                    open.push(next.getCause());
                }
                for (Throwable suppressed : next.getSuppressed()) {
                    open.push(suppressed);
                }
            }
        }
        return false;
    }

    private static boolean isItselfOfStorage(Throwable failure) {
        return switch (failure) {
            case OptimisticLockException changedMeanwhile -> true;
            case PessimisticLockException lockedTooLong -> true;
            case SQLException sql -> isOfStorage(sql.getSQLState());
            default -> false;
        };
    }

    private static boolean isOfStorage(@Nullable String sqlState) {
        // The connection pool reports an acquisition timeout without a state.
        return sqlState == null || STORAGE.stream().anyMatch(sqlState::startsWith);
    }

    /** The type and stack of a failure and its causes, without their messages. */
    private static final class Silenced extends Exception {

        Silenced(Throwable failure) {
            super(failure.getClass().getName(), silencedCauseOf(failure), false, true);
            setStackTrace(failure.getStackTrace());
        }

        private static @Nullable Throwable silencedCauseOf(Throwable failure) {
            Throwable cause = failure.getCause();
            return cause == null ? null : new Silenced(cause);
        }
    }
}
