package vn.gov.identitylink.http;

import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.RequestScoped;
import java.net.URI;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The id of the request being answered: {@code instance} of its problem, {@code requestId} of its log lines and the
 * correlation id of its audit records. Always generated here, never taken from the caller. Work outside a request has an
 * id of its own.
 */
@RequestScoped
public class RequestId {

    private static final String KEY = RequestId.class.getName();

    private final UUID value;

    RequestId(CurrentVertxRequest request) {
        UUID assigned = of(request.getCurrent());
        this.value = assigned == null ? UUID.randomUUID() : assigned;
    }

    /** The id. */
    public UUID value() {
        return value;
    }

    /** The id as a URI, for {@code instance} of RFC 9457. */
    public URI instance() {
        return instance(value);
    }

    static URI instance(UUID id) {
        return URI.create("urn:uuid:" + id);
    }

    /** Gives a request its id; called once, before anything else sees the request. */
    static UUID assign(RoutingContext routing) {
        UUID id = UUID.randomUUID();
        routing.put(KEY, id);
        return id;
    }

    private static @Nullable UUID of(@Nullable RoutingContext routing) {
        return routing == null ? null : routing.get(KEY);
    }
}
