package vn.gov.identitylink.events;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import vn.gov.identitylink.access.Actor;
import vn.gov.identitylink.access.Caller;
import vn.gov.identitylink.access.CurrentCaller;
import vn.gov.identitylink.citizen.InvalidValueException;
import vn.gov.identitylink.http.HttpConfig;
import vn.gov.identitylink.idempotency.Idempotent;
import vn.gov.identitylink.outbox.EventType;
import vn.gov.identitylink.problem.FieldErrors;
import vn.gov.identitylink.problem.FieldFormats;
import vn.gov.identitylink.problem.Problem;
import vn.gov.identitylink.problem.ProblemCode;

/** What happened, for portals: Shared Signals with delivery by poll or push (RFC 8417, RFC 8936, RFC 8935). */
@Path("/v1/event-streams")
@Tag(name = "events", description = "What happened to accounts, for portals.")
@Produces(MediaType.APPLICATION_JSON)
class EventStreamsResource {

    private static final String POLL = "urn:ietf:rfc:8936";
    private static final String PUSH = "urn:ietf:rfc:8935";
    private static final int MOST_EVENTS = 100;
    private static final int MOST_ANSWERED = 1000;

    private final EventStreams streams;
    private final PushEndpoints endpoints;
    private final CurrentCaller current;
    private final String publicUrl;

    EventStreamsResource(EventStreams streams, PushEndpoints endpoints, CurrentCaller current, HttpConfig http) {
        this.streams = streams;
        this.endpoints = endpoints;
        this.current = current;
        this.publicUrl = http.publicUrl().toString();
    }

    @POST
    @Idempotent
    @RolesAllowed({Actor.HOME_PORTAL, Actor.OTHER_PORTAL})
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "subscribe",
            summary = "Hear what happens",
            description = "Makes the caller's stream, or changes which events it gets from now on. Events are about"
                    + " accounts of the caller's realm; their subject is opaque and the caller's own, as a look-up of"
                    + " the account tells it (`eventSubject`). No event holds a number, a name or a claim of VNeID.")
    @APIResponse(
            responseCode = "201",
            description = "Made.",
            content = @Content(schema = @Schema(implementation = StreamView.class)))
    @APIResponse(
            responseCode = "200",
            description = "Changed.",
            content = @Content(schema = @Schema(implementation = StreamView.class)))
    @Extension(name = "x-problems", value = "validation-failed")
    public Response subscribe(StreamRequest request) {
        Caller.Portal portal = current.portal();
        StreamRequest.Wanted wanted = request.read(portal.clientId(), endpoints);
        EventStreams.Subscribed subscribed = streams.subscribe(portal, wanted.types(), wanted.pushEndpoint());
        return Response.status(subscribed.now() ? 201 : 200)
                .entity(viewOf(subscribed.stream()))
                .build();
    }

    @GET
    @RolesAllowed({Actor.HOME_PORTAL, Actor.OTHER_PORTAL})
    @Operation(operationId = "listEventStreams", summary = "The caller's stream", description = "One, or none yet.")
    @APIResponse(
            responseCode = "200",
            description = "It.",
            content = @Content(schema = @Schema(implementation = StreamsView.class)))
    public Response list() {
        return Response.ok(new StreamsView(
                        streams.ofCaller(current.portal()).map(this::viewOf).stream()
                                .toList(),
                        null))
                .build();
    }

    @DELETE
    @Path("/{streamId}")
    @RolesAllowed({Actor.HOME_PORTAL, Actor.OTHER_PORTAL})
    @Operation(
            operationId = "unsubscribe",
            summary = "Hear nothing any more",
            description = "What has not been read is gone.")
    @APIResponse(responseCode = "204", description = "The stream is gone.")
    @Extension(name = "x-problems", value = "not-found")
    public Response unsubscribe(@PathParam("streamId") UUID streamId) {
        return streams.unsubscribe(current.portal(), streamId)
                ? Response.noContent().build()
                : notFound();
    }

    @POST
    @Path("/{streamId}/poll")
    @RolesAllowed({Actor.HOME_PORTAL, Actor.OTHER_PORTAL})
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "pollEvents",
            summary = "Read and acknowledge events",
            description =
                    "RFC 8936: what stands in `ack` was received and does not come again, what stands in `setErrs`"
                            + " could not be read and is put aside; then up to `maxEvents` that are left, those of one account in"
                            + " the order in which they happened. An event that is not acknowledged comes again, so that a"
                            + " receiver goes by its `jti`. Answers at once, also where there is nothing.")
    @APIResponse(
            responseCode = "200",
            description = "Signed security event tokens by `jti`.",
            content = @Content(schema = @Schema(implementation = PollAnswer.class)))
    @Extension(name = "x-problems", value = "validation-failed, not-found")
    public Response poll(@PathParam("streamId") UUID streamId, PollRequest request) {
        PollRequest.Read read = request.read();
        return streams.poll(current.portal(), streamId, read.acknowledged(), read.refused(), read.most())
                .map(polled -> Response.ok(PollAnswer.of(polled)).build())
                .orElseGet(EventStreamsResource::notFound);
    }

    @POST
    @Path("/{streamId}/verification")
    @RolesAllowed({Actor.HOME_PORTAL, Actor.OTHER_PORTAL})
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "requestVerificationEvent",
            summary = "Send a verification event",
            description = "To see that events arrive; with the caller's `state` in it.")
    @APIResponse(responseCode = "204", description = "It is in the stream.")
    @Extension(name = "x-problems", value = "validation-failed, not-found")
    public Response verify(@PathParam("streamId") UUID streamId, VerificationRequest request) {
        return streams.verify(current.portal(), streamId, request.read())
                ? Response.noContent().build()
                : notFound();
    }

    @POST
    @Path("/{streamId}/replay")
    @RolesAllowed({Actor.HOME_PORTAL, Actor.OTHER_PORTAL})
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "replayEvents",
            summary = "Read events again",
            description = "Those that happened since then come again, acknowledged or refused; seven days are kept.")
    @APIResponse(
            responseCode = "200",
            description = "How many come again.",
            content = @Content(schema = @Schema(implementation = ReplayAnswer.class)))
    @Extension(name = "x-problems", value = "validation-failed, not-found")
    public Response replay(@PathParam("streamId") UUID streamId, ReplayRequest request) {
        return streams.replay(current.portal(), streamId, request.read())
                .map(count -> Response.ok(new ReplayAnswer(count)).build())
                .orElseGet(EventStreamsResource::notFound);
    }

    private static Response notFound() {
        return Problem.of(ProblemCode.NOT_FOUND).toResponse();
    }

    private StreamView viewOf(EventStreamRow stream) {
        return new StreamView(
                stream.streamId,
                publicUrl,
                stream.clientId,
                Arrays.stream(EventType.values()).map(EventTypes::uriOf).toList(),
                stream.eventTypes.stream().map(EventTypes::uriOfWord).toList(),
                deliveryOf(stream));
    }

    private Delivery deliveryOf(EventStreamRow stream) {
        return stream.pushEndpoint == null
                ? new Delivery(POLL, publicUrl + "/v1/event-streams/" + stream.streamId + "/poll", null)
                : new Delivery(PUSH, stream.pushEndpoint, stream.pushFailure);
    }

    @Schema(name = "EventStreamRequest", requiredProperties = "eventsRequested")
    record StreamRequest(
            @Schema(
                    description = "Event types by URI, of those that the service supports.",
                    examples = "[\"urn:vn:gov:identity-link:event-type:linked\"]")
            @Nullable
            List<@Nullable String> eventsRequested,

            @Schema(description = "How to deliver; absent for a receiver that polls.") @Nullable
            DeliveryRequest delivery) {

        record Wanted(List<String> types, @Nullable URI pushEndpoint) {}

        Wanted read(String clientId, PushEndpoints endpoints) {
            FieldErrors errors = new FieldErrors();
            List<String> words = new ArrayList<>();
            List<@Nullable String> uris = eventsRequested == null ? List.of() : eventsRequested;
            if (uris.isEmpty() || uris.size() > EventType.values().length) {
                errors.add("/eventsRequested", uris.isEmpty() ? "required" : "too-many");
            } else {
                for (int i = 0; i < uris.size(); i++) {
                    @Nullable
                    EventType type = errors.required(
                            "/eventsRequested/" + i,
                            uris.get(i),
                            uri -> EventTypes.of(uri)
                                    .orElseThrow(() -> new InvalidValueException("unknown-event-type")));
                    if (type != null) {
                        words.add(type.word());
                    }
                }
            }
            @Nullable URI endpoint = delivery == null ? null : delivery.read(clientId, endpoints, errors);
            errors.throwIfAny();
            return new Wanted(words.stream().distinct().toList(), endpoint);
        }
    }

    @Schema(name = "EventDeliveryRequest", requiredProperties = "method")
    record DeliveryRequest(
            @Schema(enumeration = {POLL, PUSH}) @Nullable String method,

            @Schema(
                    description = "For push: an https address at a host that is registered for the caller.",
                    examples = "https://events.province.example/receive")
            @Nullable
            String endpointUrl) {

        private @Nullable URI read(String clientId, PushEndpoints endpoints, FieldErrors errors) {
            @Nullable
            String how = errors.required("/delivery/method", method, text -> {
                if (!text.equals(POLL) && !text.equals(PUSH)) {
                    throw new InvalidValueException("unknown-word");
                }
                return text;
            });
            if (PUSH.equals(how)) {
                return errors.required("/delivery/endpointUrl", endpointUrl, text -> endpoints.parse(clientId, text));
            }
            if (endpointUrl != null) {
                errors.add("/delivery/endpointUrl", "only-for-push");
            }
            return null;
        }
    }

    @Schema(name = "EventStreams", requiredProperties = "items")
    record StreamsView(
            List<StreamView> items,

            @Schema(description = "Always absent.") @Nullable
            String nextCursor) {}

    @Schema(
            name = "EventStream",
            requiredProperties = {"streamId", "iss", "aud", "eventsSupported", "eventsRequested", "delivery"})
    record StreamView(
            UUID streamId,
            @Schema(description = "Issuer of the tokens.") String iss,

            @Schema(description = "Audience of the tokens: the caller.")
            String aud,

            List<String> eventsSupported,
            List<String> eventsRequested,
            Delivery delivery) {}

    @Schema(
            name = "EventDelivery",
            requiredProperties = {"method", "endpointUrl"})
    record Delivery(
            String method,
            String endpointUrl,

            @Schema(
                    description = "Why the last push failed, such as `status-500` or `timed-out`; absent while pushes"
                            + " arrive. They are tried again, at least every five minutes; polling works meanwhile.")
            @Nullable
            String failure) {}

    @Schema(name = "EventPoll")
    record PollRequest(
            @Schema(
                    description = "How many at most; 0 only acknowledges.",
                    minimum = "0",
                    maximum = "100",
                    defaultValue = "100")
            @Nullable
            Integer maxEvents,

            @Schema(description = "Every poll is answered at once.") @Nullable
            Boolean returnImmediately,

            @Schema(description = "`jti` of what was received.") @Nullable
            List<@Nullable String> ack,

            @Schema(description = "`jti` of what could not be read, and why.") @Nullable
            Map<String, @Nullable SetError> setErrs) {

        record Read(int most, List<UUID> acknowledged, Map<UUID, String> refused) {}

        Read read() {
            FieldErrors errors = new FieldErrors();
            if (maxEvents != null && (maxEvents < 0 || maxEvents > MOST_EVENTS)) {
                errors.add("/maxEvents", "range");
            }
            List<UUID> acknowledged = new ArrayList<>();
            List<@Nullable String> given = ack == null ? List.of() : ack;
            if (given.size() > MOST_ANSWERED) {
                errors.add("/ack", "too-many");
            } else {
                for (int i = 0; i < given.size(); i++) {
                    @Nullable UUID id = errors.required("/ack/" + i, given.get(i), PollRequest::eventId);
                    if (id != null) {
                        acknowledged.add(id);
                    }
                }
            }
            Map<UUID, String> refused = new LinkedHashMap<>();
            Map<String, @Nullable SetError> wrong = setErrs == null ? Map.of() : setErrs;
            if (wrong.size() > MOST_ANSWERED) {
                errors.add("/setErrs", "too-many");
            } else {
                wrong.forEach((event, why) -> errors.check("/setErrs", () -> refused.put(eventId(event), wordOf(why))));
            }
            errors.throwIfAny();
            return new Read(maxEvents == null ? MOST_EVENTS : maxEvents, acknowledged, refused);
        }

        private static UUID eventId(String text) {
            return FieldFormats.identifier(text, "event-id-format");
        }

        private static String wordOf(@Nullable SetError why) {
            @Nullable String word = why == null ? null : why.err();
            if (word == null || !word.matches("[a-z_]{1,40}")) {
                throw new InvalidValueException("error-word");
            }
            return word;
        }
    }

    @Schema(name = "EventError", requiredProperties = "err")
    record SetError(
            @Schema(
                    description = "A word of RFC 8935, section 2.4, such as `invalid_request`.",
                    pattern = "^[a-z_]{1,40}$")
            @Nullable
            String err,

            @Schema(description = "For people; not kept.", maxLength = 500) @Nullable
            String description) {}

    @Schema(
            name = "PolledEvents",
            requiredProperties = {"sets", "moreAvailable"})
    record PollAnswer(
            @Schema(description = "Signed with a key of `/v1/event-keys`.")
            Map<String, String> sets,

            boolean moreAvailable) {

        static PollAnswer of(EventDeliveries.Next polled) {
            return new PollAnswer(
                    polled.sets().entrySet().stream()
                            .collect(Collectors.toMap(
                                    set -> set.getKey().toString(),
                                    Map.Entry::getValue,
                                    (one, other) -> one,
                                    LinkedHashMap::new)),
                    polled.more());
        }
    }

    @Schema(name = "VerificationEventRequest")
    record VerificationRequest(
            @Schema(description = "Comes back in the event.", maxLength = 200) @Nullable
            String state) {

        @Nullable
        String read() {
            FieldErrors errors = new FieldErrors();
            @Nullable
            String read = errors.optional("/state", state, text -> {
                if (text.length() > 200 || text.indexOf('\0') >= 0) {
                    throw new InvalidValueException("length");
                }
                return text;
            });
            errors.throwIfAny();
            return read;
        }
    }

    @Schema(name = "EventReplay", requiredProperties = "from")
    record ReplayRequest(
            @Schema(format = "date-time", examples = "2026-11-25T00:00:00Z") @Nullable
            String from) {

        Instant read() {
            FieldErrors errors = new FieldErrors();
            @Nullable Instant read = errors.required("/from", from, text -> FieldFormats.instant(text, Instant.EPOCH));
            errors.throwIfAny();
            return Objects.requireNonNull(read);
        }
    }

    @Schema(name = "ReplayedEvents", requiredProperties = "events")
    record ReplayAnswer(int events) {}
}
