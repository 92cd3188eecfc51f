package vn.gov.identitylink.events;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** With which keys events are signed. */
@Path("/v1/event-keys")
@Tag(name = "events")
@Produces(MediaType.APPLICATION_JSON)
class EventKeysResource {

    private final EventStreams streams;
    private final ObjectMapper json;

    EventKeysResource(EventStreams streams, ObjectMapper json) {
        this.streams = streams;
        this.json = json;
    }

    @GET
    @PermitAll
    @Operation(
            operationId = "readEventKeys",
            summary = "The keys that sign events",
            description = "A JSON Web Key Set (RFC 7517). A new key appears here before it signs for the first reader;"
                    + " an old one stays for a month. Read it again when an event names a key that is not known.")
    @APIResponse(
            responseCode = "200",
            description = "Public keys, the newest first.",
            content = @Content(schema = @Schema(implementation = KeySet.class)))
    @Extension(name = "x-problems", value = "storage-unavailable")
    public Response read() {
        return Response.ok(new KeySet(
                        streams.publishedKeys().stream().map(this::keyOf).toList()))
                .build();
    }

    private Map<String, Object> keyOf(String text) {
        try {
            return json.readValue(text, new TypeReference<>() {});
        } catch (JsonProcessingException broken) {
            throw new IllegalStateException("a key is always JSON", broken);
        }
    }

    @Schema(name = "EventKeys", requiredProperties = "keys")
    record KeySet(List<Map<String, Object>> keys) {}
}
