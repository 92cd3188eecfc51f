package vn.gov.identitylink.http;

import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.UUID;
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

    private final ProblemBodies problems;
    private final long longestBody;

    Rim(ProblemBodies problems, @ConfigProperty(name = "quarkus.http.limits.max-body-size") MemorySize longestBody) {
        this.problems = problems;
        this.longestBody = longestBody.asLongValue();
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
        if (isTooLong(routing.request().getHeader(HttpHeaders.CONTENT_LENGTH))) {
            refuseUnread(routing, id);
        } else {
            routing.next();
        }
    }

    private boolean isTooLong(@Nullable String contentLength) {
        try {
            return contentLength != null && Long.parseLong(contentLength) > longestBody;
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
