package vn.gov.populationregistry;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.channel.ChannelOption;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Hands an answer over as a scenario wants it: late, cut, garbled, too large, or not at all. */
@Singleton
class Delivery {

    private static final int MEBIBYTE = 1024 * 1024;

    private final ObjectMapper json;

    Delivery(ObjectMapper json) {
        this.json = json;
    }

    Uni<Response> of(Response answer, @Nullable Scenario scenario, RoutingContext routing) {
        if (scenario == null) {
            return Uni.createFrom().item(answer);
        }
        return switch (scenario.kind()) {
            case SLOW -> Uni.createFrom().item(answer).onItem().delayIt().by(Duration.ofMillis(scenario.amount()));
            case MALFORMED -> Uni.createFrom().item(withBody(answer, firstHalf(bytesOf(answer))));
            case OVERSIZED -> Uni.createFrom().item(withBody(answer, padded(bytesOf(answer))));
            case CUT -> {
                cut(answer, routing);
                yield Uni.createFrom().nothing();
            }
            case RESET -> {
                reset(routing);
                yield Uni.createFrom().nothing();
            }
            case NO_MATCH, SOMEONE_ELSE, STALE, RATE_LIMITED, UNAVAILABLE, BROKEN ->
                Uni.createFrom().item(answer);
        };
    }

    private byte[] bytesOf(Response answer) {
        try {
            return answer.getEntity() instanceof byte[] bytes ? bytes : json.writeValueAsBytes(answer.getEntity());
        } catch (JsonProcessingException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }

    private static Response withBody(Response answer, byte[] body) {
        return Response.fromResponse(answer).entity(body).build();
    }

    private static byte[] firstHalf(byte[] body) {
        return Arrays.copyOf(body, body.length / 2);
    }

    private static byte[] padded(byte[] body) {
        byte[] padded = Arrays.copyOf(body, body.length + MEBIBYTE);
        byte space = " ".getBytes(US_ASCII)[0];
        Arrays.fill(padded, body.length, padded.length, space);
        return padded;
    }

    private void cut(Response answer, RoutingContext routing) {
        var body = bytesOf(answer);
        routing.response()
                .setStatusCode(answer.getStatus())
                .putHeader(HttpHeaders.CONTENT_TYPE, String.valueOf(answer.getMediaType()))
                .putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.length))
                .write(Buffer.buffer(firstHalf(body)))
                .onComplete(written -> routing.response().reset());
    }

    private static void reset(RoutingContext routing) {
        var connection = routing.request().connection();
        if (routing.request().version() != HttpVersion.HTTP_2 && connection instanceof ConnectionBase http1) {
            // A close that lingers no time is a reset; Vert.x has no other way to send one.
            http1.channel().config().setOption(ChannelOption.SO_LINGER, 0);
        }
        routing.response().reset();
    }
}
