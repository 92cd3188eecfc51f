package vn.gov.populationregistry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Settles what Quarkus 3.33 would answer without a problem: a body that says it is too large is refused before anybody
 * reads it, and several tokens, or one with an empty part, count as one that is refused.
 */
@Singleton
class Entrance {

    private static final int BEFORE_EVERYTHING = 1_000;

    private static final Pattern EMPTY_TOKEN_PART = Pattern.compile("^\\S+\\s+\\.|\\.\\.");

    /** Up to here the rest is read and dropped: a client that is still sending would not see the answer. */
    private static final long PATIENCE = 16 * 1024 * 1024;

    private final ObjectMapper json;

    Entrance(ObjectMapper json) {
        this.json = json;
    }

    void register(@Observes Filters filters) {
        filters.register(this::check, BEFORE_EVERYTHING);
    }

    private void check(RoutingContext routing) {
        var headers = routing.request().headers();
        var tokens = headers.getAll(HttpHeaders.AUTHORIZATION);
        if (tokens.size() > 1
                || tokens.stream()
                        .anyMatch(token -> EMPTY_TOKEN_PART.matcher(token).find())) {
            headers.set(HttpHeaders.AUTHORIZATION, "Bearer refused");
        }
        var length = lengthOf(routing.request().getHeader(HttpHeaders.CONTENT_LENGTH));
        if (length <= StrictJson.LARGEST_BODY) {
            routing.next();
        } else if (length <= PATIENCE) {
            routing.request().endHandler(read -> refuse(routing)).resume();
        } else {
            refuse(routing);
        }
    }

    private static long lengthOf(@Nullable String contentLength) {
        try {
            return contentLength == null ? 0 : Long.parseLong(contentLength);
        } catch (NumberFormatException beyondAnyLimit) {
            return Long.MAX_VALUE;
        }
    }

    private void refuse(RoutingContext routing) {
        var language = Problem.languageFor(routing.request().getHeader(HttpHeaders.ACCEPT_LANGUAGE));
        var body = Problem.PAYLOAD_TOO_LARGE.body(language, List.of());
        try {
            routing.response()
                    .setStatusCode(body.status())
                    .putHeader(HttpHeaders.CONNECTION, "close")
                    .putHeader(HttpHeaders.CONTENT_TYPE, Problem.MEDIA_TYPE)
                    .putHeader(HttpHeaders.CONTENT_LANGUAGE, language)
                    .end(Buffer.buffer(json.writeValueAsBytes(body)));
        } catch (JsonProcessingException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }
}
