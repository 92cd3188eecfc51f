package vn.gov.identitylink.registry;

import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import vn.gov.identitylink.neighbour.NeighbourHttp;
import vn.gov.identitylink.neighbour.Reply;

/** One try of one question: credentials, one HTTP exchange under a new request id, and what it means. */
final class RegistryTry {

    private static final Logger LOG = Logger.getLogger(RegistryTry.class);
    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,4}");

    /**
     * What one try came to.
     *
     * @param repeatable whether the same question can be asked again at once
     * @param registryIsDown whether it says something about the registry, not about this question
     * @param pause how long the registry asks to be left alone
     */
    record Result(
            RegistryAnswer answer,
            boolean repeatable,
            boolean registryIsDown,
            @Nullable Duration pause) {

        static Result settled(RegistryAnswer answer) {
            return new Result(answer, false, false, null);
        }
    }

    private final NeighbourHttp http;
    private final RegistryProtocol protocol;
    private final RegistryConfig config;

    RegistryTry(NeighbourHttp http, RegistryProtocol protocol, RegistryConfig config) {
        this.http = http;
        this.protocol = protocol;
        this.config = config;
    }

    /** @param correlationId the same for all tries of a question: what operators on both sides search for */
    Result run(RegistryQuestion question, String correlationId, Duration patience) {
        long begin = System.nanoTime();
        Optional<HttpRequest.Builder> asked = protocol.ask(question, patience);
        if (asked.isEmpty()) {
            return new Result(unavailable(null), false, true, null);
        }
        HttpRequest request =
                asked.get().header("X-Correlation-ID", correlationId).build();
        Duration left = patience.minusNanos(System.nanoTime() - begin);
        return switch (http.exchange(request, left.isNegative() ? Duration.ZERO : left)) {
            case Reply.Complete complete -> resultOf(complete, question, correlationId);
            case Reply.Failure failure -> {
                LOG.warnf("The registry did not answer question %s: %s", correlationId, failure);
                yield resultOf(failure);
            }
        };
    }

    private Result resultOf(Reply.Failure failure) {
        return switch (failure) {
            case NOT_CONNECTED, BROKEN_OFF -> new Result(unavailable(null), true, true, null);
            case CUT -> new Result(new RegistryAnswer.BadResponse(), true, true, null);
            case GARBLED, TOO_LARGE -> Result.settled(new RegistryAnswer.BadResponse());
            case TIMED_OUT -> new Result(new RegistryAnswer.TimedOut(), false, true, null);
            case INTERRUPTED -> Result.settled(unavailable(null));
        };
    }

    private Result resultOf(Reply.Complete reply, RegistryQuestion question, String correlationId) {
        int status = reply.status();
        if (status == 200) {
            RegistryAnswer answer = protocol.read(reply.body(), question);
            if (answer instanceof RegistryAnswer.BadResponse) {
                LOG.errorf("The registry's answer to question %s cannot be relied on", correlationId);
            }
            // Not the registry's failure as a whole: one broken record must not shut everybody else out.
            return Result.settled(answer);
        }
        LOG.warnf("The registry answered question %s with status %d", correlationId, status);
        if (status == 401) {
            protocol.credentialsRefused();
        }
        Duration pause = pauseOf(reply.headers());
        if (status == 429 || status == 503) {
            return new Result(unavailable(pause), true, true, pause);
        }
        if (status >= 500 || status == 401 || status == 403) {
            return new Result(unavailable(pause), false, true, null);
        }
        return Result.settled(new RegistryAnswer.BadResponse());
    }

    private RegistryAnswer unavailable(@Nullable Duration pause) {
        return new RegistryAnswer.Unavailable(pause == null ? config.retryAfter() : pause);
    }

    /** {@code Retry-After} in seconds; its other form, a date, depends on the registry's clock and is passed over. */
    private static @Nullable Duration pauseOf(HttpHeaders headers) {
        return headers.firstValue("Retry-After")
                .filter(value -> SECONDS.matcher(value).matches())
                .map(value -> Duration.ofSeconds(Integer.parseInt(value)))
                .orElse(null);
    }
}
