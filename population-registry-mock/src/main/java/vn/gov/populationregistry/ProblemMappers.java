package vn.gov.populationregistry;

import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import io.quarkus.oidc.OIDCException;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.time.Duration;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** What the framework refuses by exception, answered as the contract says. */
class ProblemMappers {

    private static final Logger LOG = Logger.getLogger(ProblemMappers.class);

    @ServerExceptionMapper
    public Response noToken(UnauthorizedException exception, HttpHeaders request) {
        return Problem.UNAUTHENTICATED.answer(request);
    }

    @ServerExceptionMapper
    public Response wrongToken(AuthenticationFailedException exception, HttpHeaders request) {
        return Problem.INVALID_TOKEN.answer(request);
    }

    @ServerExceptionMapper
    public Response notAllowed(ForbiddenException exception, HttpHeaders request, UriInfo uri) {
        return Problem.lackingScope(request, Scopes.neededAt(uri.getPath()));
    }

    /** The provider is not there: whether the token is good cannot be told, so nothing is. */
    @ServerExceptionMapper
    public Response noProvider(OIDCException exception, HttpHeaders request) {
        return Problem.retryAfter(Problem.REGISTRY_UNAVAILABLE.answer(request), Duration.ofSeconds(30));
    }

    @ServerExceptionMapper
    public Response wrongType(MismatchedInputException exception, HttpHeaders request) {
        return Problem.MALFORMED_REQUEST.answer(request);
    }

    @ServerExceptionMapper
    public Response refusedByFramework(WebApplicationException exception, HttpHeaders request, UriInfo uri) {
        return switch (exception.getResponse().getStatus()) {
            case 400 -> Problem.MALFORMED_REQUEST.answer(request);
            case 404 -> Problem.NOT_FOUND.answer(request);
            case 405 ->
                Response.fromResponse(Problem.METHOD_NOT_ALLOWED.answer(request))
                        .header(HttpHeaders.ALLOW, allowedAt(uri.getPath()))
                        .build();
            case 406 -> Problem.NOT_ACCEPTABLE.answer(request);
            case 413 -> Problem.PAYLOAD_TOO_LARGE.answer(request);
            case 415 -> Problem.UNSUPPORTED_MEDIA_TYPE.answer(request);
            default -> fault(exception, request);
        };
    }

    /** The framework does not say which. */
    private static String allowedAt(String path) {
        if (!path.startsWith(AdminResource.PATH)) {
            return path.startsWith(CitizenMatchesResource.PATH) || path.startsWith(SoapResource.PATH) ? "POST" : "GET";
        }
        return path.endsWith("/citizens") || path.endsWith("/calls") ? "GET, DELETE" : "GET, PUT, DELETE";
    }

    /** The rim: the message stays out of the log because it may repeat what the caller sent. */
    @ServerExceptionMapper
    public Response fault(Throwable exception, HttpHeaders request) {
        LOG.errorf("%s at %s", exception.getClass().getName(), firstFrameOf(exception));
        return Problem.INTERNAL.answer(request);
    }

    private static String firstFrameOf(Throwable exception) {
        var frames = exception.getStackTrace();
        return frames.length == 0 ? "unknown place" : frames[0].toString();
    }
}
