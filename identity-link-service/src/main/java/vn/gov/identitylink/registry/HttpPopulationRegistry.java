package vn.gov.identitylink.registry;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.runtime.Startup;
import io.smallrye.faulttolerance.api.CircuitBreakerState;
import io.smallrye.faulttolerance.api.Guard;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.eclipse.microprofile.faulttolerance.exceptions.CircuitBreakerOpenException;
import org.jboss.logging.Logger;
import vn.gov.identitylink.neighbour.NeighbourHttp;

/**
 * The registry over HTTP: the only place with timeout, retry and circuit breaker. A question is repeated only where the
 * registry cannot have looked at it or asks for it, each time under a new request id, and never beyond its deadline.
 * Made when the service starts, which does not start without the credentials that the chosen protocol needs.
 */
@Startup
@ApplicationScoped
class HttpPopulationRegistry implements PopulationRegistry {

    private static final Logger LOG = Logger.getLogger(HttpPopulationRegistry.class);

    /** Waits before a repetition; a parameter so that tests read the pauses instead of waiting for them. */
    interface Pauses {
        void pause(Duration length) throws InterruptedException;
    }

    /** Carries a try that found no registry through the circuit breaker, which counts exceptions. */
    private static final class RegistryDownException extends RuntimeException {

        private final transient RegistryTry.Result result;

        RegistryDownException(RegistryTry.Result result) {
            super("the registry is down", null, false, false);
            this.result = result;
        }
    }

    private final RegistryConfig config;
    private final NeighbourHttp http;
    private final RegistryTry tries;
    private final Guard circuitBreaker;
    private final MeterRegistry meters;
    private final RandomGenerator random;
    private final Pauses pauses;
    private volatile CircuitBreakerState circuit = CircuitBreakerState.CLOSED;

    @Inject
    HttpPopulationRegistry(RegistryConfig config, RegistryToken token, InstantSource time, MeterRegistry meters) {
        this(
                config,
                protocolOf(config, token, time),
                meters,
                RandomGenerator.getDefault(),
                length -> TimeUnit.NANOSECONDS.sleep(length.toNanos()));
    }

    HttpPopulationRegistry(
            RegistryConfig config,
            RegistryProtocol protocol,
            MeterRegistry meters,
            RandomGenerator random,
            Pauses pauses) {
        this.config = config;
        this.http = new NeighbourHttp(config.connectTimeout());
        this.tries = new RegistryTry(http, protocol, config);
        this.meters = meters;
        this.random = random;
        this.pauses = pauses;
        this.circuitBreaker = Guard.create()
                .withDescription("population-registry")
                .withCircuitBreaker()
                .failOn(RegistryDownException.class)
                .requestVolumeThreshold(config.circuitBreaker().lastTries())
                .failureRatio(config.circuitBreaker().failureRatio())
                .delay(config.circuitBreaker().delay().toMillis(), ChronoUnit.MILLIS)
                .onStateChange(this::changed)
                .done()
                .build();
    }

    private static RegistryProtocol protocolOf(RegistryConfig config, RegistryToken token, InstantSource time) {
        return switch (config.protocol()) {
            case JSON -> new JsonProtocol(token, config);
            case SOAP -> new SoapProtocol(config, time);
        };
    }

    @Override
    public RegistryAnswer match(RegistryQuestion question) {
        long begin = System.nanoTime();
        RegistryAnswer answer = ask(question);
        String outcome = nameOf(answer);
        meters.counter("registry.answers", "outcome", outcome).increment();
        Timer.builder("registry.questions")
                .description("How long a question to the population registry took with all its tries")
                .tag("outcome", outcome)
                .register(meters)
                .record(System.nanoTime() - begin, TimeUnit.NANOSECONDS);
        return answer;
    }

    private RegistryAnswer ask(RegistryQuestion question) {
        long begin = System.nanoTime();
        String correlationId = UUID.randomUUID().toString();
        for (int repetition = 1; ; repetition++) {
            RegistryTry.Result result = tryOnce(question, correlationId, timeLeft(begin));
            if (!result.repeatable() || repetition > config.retries()) {
                return result.answer();
            }
            Duration pause = result.pause() == null ? pauseBefore(repetition) : result.pause();
            if (pause.compareTo(config.longestPause()) > 0 || pause.compareTo(timeLeft(begin)) >= 0) {
                return result.answer();
            }
            try {
                pauses.pause(pause);
            } catch (InterruptedException stopping) {
                Thread.currentThread().interrupt();
                return result.answer();
            }
        }
    }

    private RegistryTry.Result tryOnce(RegistryQuestion question, String correlationId, Duration timeLeft) {
        Duration patience = timeLeft.compareTo(config.tryTimeout()) < 0 ? timeLeft : config.tryTimeout();
        try {
            return circuitBreaker.get(
                    () -> throughBreaker(tries.run(question, correlationId, patience)), RegistryTry.Result.class);
        } catch (RegistryDownException down) {
            return down.result;
        } catch (CircuitBreakerOpenException leftAlone) {
            return RegistryTry.Result.settled(
                    new RegistryAnswer.Unavailable(config.circuitBreaker().delay()));
        }
    }

    private static RegistryTry.Result throughBreaker(RegistryTry.Result result) {
        if (result.registryIsDown()) {
            throw new RegistryDownException(result);
        }
        return result;
    }

    private Duration timeLeft(long begin) {
        Duration left = config.deadline().minusNanos(System.nanoTime() - begin);
        return left.isNegative() ? Duration.ZERO : left;
    }

    /** Exponential, and shortened at random by up to a half, so that replicas do not come back all at once. */
    private Duration pauseBefore(int repetition) {
        Duration longest = config.firstPause().multipliedBy(1L << (repetition - 1));
        return longest.minusNanos(random.nextLong(longest.toNanos() / 2 + 1));
    }

    private void changed(CircuitBreakerState state) {
        circuit = state;
        LOG.warnf("The circuit to the registry is now %s", state);
    }

    @Override
    public boolean isLeftAlone() {
        return circuit == CircuitBreakerState.OPEN;
    }

    /** Whether the registry is asked now; open means that it is left alone. */
    CircuitBreakerState circuit() {
        return circuit;
    }

    private static String nameOf(RegistryAnswer answer) {
        return switch (answer) {
            case RegistryAnswer.Match match -> "match";
            case RegistryAnswer.NoMatch noMatch -> "no-match";
            case RegistryAnswer.Unavailable unavailable -> "unavailable";
            case RegistryAnswer.TimedOut timedOut -> "timed-out";
            case RegistryAnswer.BadResponse badResponse -> "bad-response";
        };
    }

    @PreDestroy
    void close() {
        http.close();
    }
}
