package vn.gov.identitylink.http;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.jboss.logging.MDC;

/** What every request and every answer has, whoever answers: an endpoint, a refusal, Swagger UI or nobody. */
@ApplicationScoped
class Rim {

    private static final int BEFORE_EVERYTHING = 1_000;

    void register(@Observes Filters filters) {
        filters.register(Rim::begin, BEFORE_EVERYTHING);
    }

    private static void begin(RoutingContext routing) {
        MDC.put("requestId", RequestId.assign(routing));
        MultiMap headers = routing.response().headers();
        headers.set(HttpHeaders.CACHE_CONTROL, "no-store");
        headers.set("X-Content-Type-Options", "nosniff");
        routing.next();
    }
}
