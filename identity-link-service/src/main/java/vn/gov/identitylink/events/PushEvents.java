package vn.gov.identitylink.events;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import vn.gov.identitylink.neighbour.NeighbourHttp;
import vn.gov.identitylink.neighbour.Reply;
import vn.gov.identitylink.time.Backoff;
import vn.gov.identitylink.time.RepeatedWork;

/**
 * Pushes events to the receivers that want it so (RFC 8935): one request an event, those of a stream one after the other,
 * streams beside each other. A stream is leased for a minute by the replica that pushes it, and no transaction is open
 * meanwhile. 202 acknowledges, 400 puts the event aside as a refusal in a poll does; after anything else the stream waits,
 * longer each time, and its receiver can still poll. A process that dies after a 202 sends that event again.
 */
@ApplicationScoped
class PushEvents {

    private static final int BATCH = 50;
    private static final Duration LEASE = Duration.ofMinutes(1);

    /** No request begins after this, so that the lease outlives the last one. */
    private static final Duration LONGEST_RUN = Duration.ofSeconds(40);

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Backoff BACKOFF = new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(5));

    private static final String CLAIM = """
            UPDATE event_stream SET push_lease = ?1, push_next_at = CAST(?3 AS timestamptz)
            WHERE stream_id = (SELECT stream_id FROM event_stream AS due
              WHERE push_endpoint IS NOT NULL AND push_next_at <= CAST(?2 AS timestamptz)
                AND EXISTS (SELECT FROM event_delivery AS open WHERE open.stream_id = due.stream_id
                  AND acknowledged_at IS NULL AND refused IS NULL)
              ORDER BY push_next_at LIMIT 1 FOR UPDATE SKIP LOCKED)
            RETURNING stream_id
            """;

    private final EntityManager entities;
    private final EventStreams streams;
    private final EventDeliveries deliveries;
    private final PushEndpoints endpoints;
    private final EventsConfig config;
    private final ObjectMapper json;
    private final InstantSource clock;
    private final MeterRegistry meters;
    private final NeighbourHttp http = new NeighbourHttp(Duration.ofSeconds(2));
    private final ExecutorService pushes = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("event-push-", 0).factory());
    private final RepeatedWork work = new RepeatedWork("event-push");

    PushEvents(
            EntityManager entities,
            EventStreams streams,
            EventDeliveries deliveries,
            PushEndpoints endpoints,
            EventsConfig config,
            ObjectMapper json,
            InstantSource clock,
            MeterRegistry meters) {
        this.entities = entities;
        this.streams = streams;
        this.deliveries = deliveries;
        this.endpoints = endpoints;
        this.config = config;
        this.json = json;
        this.clock = clock;
        this.meters = meters;
    }

    void start(@Observes StartupEvent starting) {
        work.every(config.relayInterval(), this::push);
    }

    void stop(@Observes ShutdownEvent stopping) {
        work.stop();
        http.close();
        pushes.shutdown();
    }

    /** Begins with every stream that is due; a slow receiver holds up nobody else. */
    List<Future<?>> push() {
        List<Future<?>> begun = new ArrayList<>();
        Optional<Leased> due = claim();
        while (due.isPresent()) {
            Leased leased = due.get();
            begun.add(pushes.submit(() -> push(leased)));
            due = claim();
        }
        return begun;
    }

    private record Leased(UUID lease, UUID streamId, String clientId, URI endpoint, Map<UUID, String> sets) {

        Leased with(Map<UUID, String> next) {
            return new Leased(lease, streamId, clientId, endpoint, next);
        }
    }

    private Optional<Leased> claim() {
        return QuarkusTransaction.requiringNew().call(() -> {
            UUID lease = UUID.randomUUID();
            Instant now = clock.instant();
            List<?> claimed = entities.createNativeQuery(CLAIM)
                    .setParameter(1, lease)
                    .setParameter(2, now)
                    .setParameter(3, now.plus(LEASE))
                    .getResultList();
            return claimed.stream().map(UUID.class::cast).findFirst().map(streamId -> {
                EventStreamRow stream = streams.findByIdOptional(streamId).orElseThrow();
                return new Leased(
                        lease,
                        streamId,
                        stream.clientId,
                        URI.create(Objects.requireNonNull(stream.pushEndpoint)),
                        deliveries.next(stream, BATCH).sets());
            });
        });
    }

    /** What a receiver answered to one event. */
    private sealed interface Answer {
        record Received() implements Answer {}

        /** @param why the receiver's word (RFC 8935 section 2.4) */
        record Refused(String why) implements Answer {}

        /** @param why for the receiver's eyes; no value of anybody's */
        record Failed(String why) implements Answer {}
    }

    /** Goes on under the same lease as long as there is more and the receiver takes it. */
    private void push(Leased first) {
        Instant end = clock.instant().plus(LONGEST_RUN);
        Leased leased = first;
        boolean more = true;
        while (more) {
            Run run = send(leased, end);
            more = run.failure() == null
                    && leased.sets().size() == BATCH
                    && clock.instant().isBefore(end);
            settle(leased, run, more);
            if (more) {
                leased = leased.with(QuarkusTransaction.requiringNew().call(() -> nextOf(first.streamId())));
            }
        }
    }

    private Map<UUID, String> nextOf(UUID streamId) {
        return streams.findByIdOptional(streamId)
                .map(stream -> deliveries.next(stream, BATCH).sets())
                .orElse(Map.of());
    }

    /** What became of a batch. */
    private record Run(
            List<UUID> received,
            Map<UUID, String> refused,
            @Nullable String failure) {}

    private Run send(Leased leased, Instant end) {
        List<UUID> received = new ArrayList<>();
        Map<UUID, String> refused = new LinkedHashMap<>();
        @Nullable String failure = null;
        for (Map.Entry<UUID, String> set : leased.sets().entrySet()) {
            if (failure != null || clock.instant().isAfter(end)) {
                break;
            }
            Answer answer = send(leased, set.getValue());
            switch (answer) {
                case Answer.Received taken -> received.add(set.getKey());
                case Answer.Refused no -> refused.put(set.getKey(), no.why());
                case Answer.Failed failed -> failure = failed.why();
            }
            count(answer);
        }
        return new Run(received, refused, failure);
    }

    private Answer send(Leased leased, String set) {
        if (!endpoints.mayBeReached(leased.clientId(), leased.endpoint())) {
            return new Answer.Failed("endpoint-not-registered");
        }
        HttpRequest request = HttpRequest.newBuilder(leased.endpoint())
                .header("Content-Type", "application/secevent+jwt")
                .header("Accept", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(set, StandardCharsets.US_ASCII))
                .build();
        return switch (http.exchange(request, PATIENCE)) {
            case Reply.Failure failed ->
                new Answer.Failed(failed.name().toLowerCase(Locale.ROOT).replace('_', '-'));
            case Reply.Complete complete ->
                switch (complete.status()) {
                    case 202 -> new Answer.Received();
                    case 400 -> refusal(complete.body());
                    default -> new Answer.Failed("status-" + complete.status());
                };
        };
    }

    /** A 400 without the word that RFC 8935 asks for is a receiver that is broken, not one that cannot read the event. */
    private Answer refusal(String body) {
        try {
            JsonNode error = json.readTree(body).path("err");
            return error.isTextual() && error.asText().matches("[a-z_]{1,40}")
                    ? new Answer.Refused(error.asText())
                    : new Answer.Failed("status-400");
        } catch (JsonProcessingException notJson) {
            return new Answer.Failed("status-400");
        }
    }

    /**
     * Marks what was received. Another replica that has taken the stream meanwhile keeps its lease.
     *
     * @param more whether this replica goes on with the stream
     */
    private void settle(Leased leased, Run run, boolean more) {
        QuarkusTransaction.requiringNew().run(() -> {
            deliveries.acknowledge(leased.streamId(), run.received());
            deliveries.refuse(leased.streamId(), run.refused());
            if (!more) {
                streams.findByIdOptional(leased.streamId(), LockModeType.PESSIMISTIC_WRITE)
                        .filter(stream -> leased.lease().equals(stream.pushLease))
                        .ifPresent(stream -> release(stream, run));
            }
        });
    }

    /** A receiver that took something before it failed begins with the shortest pause again. */
    private void release(EventStreamRow stream, Run run) {
        boolean arrives = !run.received().isEmpty() || !run.refused().isEmpty();
        Instant now = clock.instant();
        stream.pushLease = null;
        stream.pushFailure = run.failure();
        if (run.failure() == null) {
            stream.pushFailures = 0;
            stream.pushNextAt = now;
        } else {
            stream.pushFailures = arrives ? 1 : stream.pushFailures + 1;
            stream.pushNextAt = now.plus(BACKOFF.after(stream.pushFailures));
        }
    }

    private void count(Answer answer) {
        String outcome = switch (answer) {
            case Answer.Received received -> "received";
            case Answer.Refused refused -> "refused";
            case Answer.Failed failed -> "failed";
        };
        meters.counter("events.pushed", "outcome", outcome).increment();
    }
}
