package vn.gov.identitylink.http;

import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.MDC;
import org.jspecify.annotations.Nullable;
import vn.gov.identitylink.problem.Language;
import vn.gov.identitylink.problem.Problem;
import vn.gov.identitylink.problem.ProblemCode;

/** What every request and every answer has, whoever answers: an endpoint, a refusal, Swagger UI or nobody. */
@ApplicationScoped
class Rim {

    private static final int BEFORE_EVERYTHING = 1_000;

    /** Bytes; above the 64 KiB of every JSON route ({@link JsonBodies}), which then answers in its own words. */
    private static final long LONGEST_BODY = 128 * 1024;

    /** The route that takes a document. What declares no length is counted where it is read. */
    private static final Pattern DOCUMENT = Pattern.compile("/v1/document-stores/[^/]+/documents/[^/]+/content");

    private static final Pattern EMPTY_TOKEN_PART = Pattern.compile("^\\S+\\s+\\.|\\.\\.");

    /** Bytes; more than a document may have. */
    private static final long LONGEST_DOCUMENT = 21L * 1024 * 1024;

    /** The routes that take more, up to the limit of the whole server. */
    private static final Set<String> LONG_BODIES = Set.of("/v1/locality-loads", "/v1/account-imports");

    private final ProblemBodies problems;
    private final long longestBodyOfAll;

    Rim(ProblemBodies problems, @ConfigProperty(name = "quarkus.http.limits.max-body-size") MemorySize longest) {
        this.problems = problems;
        this.longestBodyOfAll = longest.asLongValue();
    }

    void register(@Observes Filters filters) {
        filters.register(this::begin, BEFORE_EVERYTHING);
    }

    private void begin(RoutingContext routing) {
        UUID id = RequestId.assign(routing);
        MDC.put("requestId", id);
        HttpServerResponse response = routing.response();
        response.putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        response.putHeader("X-Content-Type-Options", "nosniff");
        settle(routing.request().headers());
        if (isTooLong(routing.request().getHeader(HttpHeaders.CONTENT_LENGTH), limitOf(routing.request()))) {
            refuseUnread(routing, id);
        } else {
            routing.next();
        }
    }

    /**
     * Two tokens are no token, and neither is one without a header part, on which the token reader of Quarkus 3.33 fails
     * instead of refusing it.
     */
    private static void settle(MultiMap headers) {
        List<String> given = headers.getAll(HttpHeaders.AUTHORIZATION);
        if (given.size() > 1
                || given.stream()
                        .anyMatch(value -> EMPTY_TOKEN_PART.matcher(value).find())) {
            headers.set(HttpHeaders.AUTHORIZATION, "Bearer refused");
        }
    }

    private long limitOf(HttpServerRequest request) {
        if (LONG_BODIES.contains(request.path())) {
            return longestBodyOfAll;
        }
        return HttpMethod.PUT.equals(request.method())
                        && DOCUMENT.matcher(request.path()).matches()
                ? LONGEST_DOCUMENT
                : LONGEST_BODY;
    }

    private static boolean isTooLong(@Nullable String contentLength, long longest) {
        try {
            return contentLength != null && Long.parseLong(contentLength) > longest;
        } catch (NumberFormatException beyondAnyLimit) {
            return true;
        }
    }

    /** Quarkus would refuse this with an empty answer. The connection ends here: nobody reads the body. */
    private void refuseUnread(RoutingContext routing, UUID id) {
        Language language = Language.preferredIn(routing.request().getHeader(HttpHeaders.ACCEPT_LANGUAGE));
        routing.response()
                .setStatusCode(ProblemCode.PAYLOAD_TOO_LARGE.status())
                .putHeader(HttpHeaders.CONNECTION, "close")
                .putHeader(HttpHeaders.CONTENT_LANGUAGE, language.tag())
                .putHeader(HttpHeaders.CONTENT_TYPE, ProblemAnswers.PROBLEM_JSON.toString())
                .end(problems.of(Problem.of(ProblemCode.PAYLOAD_TOO_LARGE), language, RequestId.instance(id)));
    }
}
