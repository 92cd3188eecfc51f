package vn.gov.identitylink.events;

import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jwt.SignedJWT;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vn.gov.identitylink.outbox.EventType;
import vn.gov.identitylink.testing.Database;
import vn.gov.identitylink.testing.IdentityLinkTestResource;
import vn.gov.identitylink.testing.KillPoint;
import vn.gov.identitylink.testing.Letter;
import vn.gov.identitylink.testing.LetterSteps;
import vn.gov.identitylink.testing.People;
import vn.gov.identitylink.testing.PushReceiver;
import vn.gov.identitylink.testing.TestWorld;
import vn.gov.identitylink.testing.Tokens;

/** Killed at any step between a link and its receiver, every event arrives, and has its effects once. */
@QuarkusTest
@QuarkusTestResource(IdentityLinkTestResource.class)
class EventKillsTest {

    private static final List<String> ALL =
            Arrays.stream(EventType.values()).map(EventTypes::uriOf).toList();

    /** What a link tells: registered, matched, linked. */
    private static final int TOLD = 3;

    @Inject
    RelayOutbox relay;

    @Inject
    PushEvents pushEvents;

    private final PushReceiver receiver = TestWorld.get().homeReceiver();
    private final String token = Tokens.homePortal().toString();

    @BeforeEach
    @AfterEach
    void forget() {
        Database.execute("UPDATE outbox_event SET state = 'SENT'");
        Database.execute("DELETE FROM event_stream");
        receiver.clear();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "event_subject BEFORE INSERT WHEN (true)",
                "event_delivery BEFORE INSERT WHEN (true)",
                "citizen_notice BEFORE INSERT WHEN (true)",
                "outbox_event BEFORE UPDATE WHEN (NEW.state = 'SENT')",
                "outbox_event AFTER UPDATE WHEN (NEW.state = 'SENT')"
            })
    void killedWhileItIsRelayedAnEventIsToldOnceMore(String point) {
        subscribe(Map.of("method", "urn:ietf:rfc:8936"));
        Letter letter = Letter.linked(People.aCitizen());
        KillPoint.at(point, () -> assertThrows(RuntimeException.class, relay::relay, "the kill point was hit"));
        assertTrue(deliveries() < TOLD, "of the batch that died nothing is left behind");
        relay.relay();

        assertToldOnce(letter);
        assertEquals(TOLD, poll(List.of()).<Map<String, String>>path("sets").size());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "event_stream BEFORE UPDATE WHEN (NEW.push_lease IS NOT NULL AND OLD.push_lease IS NULL)",
                "event_delivery BEFORE UPDATE WHEN (NEW.acknowledged_at IS NOT NULL)",
                "event_stream BEFORE UPDATE WHEN (NEW.push_lease IS NULL AND OLD.push_lease IS NOT NULL)"
            })
    void killedWhileItIsPushedAnEventArrivesAgainUnderItsId(String point) throws Exception {
        subscribe(Map.of(
                "method", "urn:ietf:rfc:8935", "endpointUrl", receiver.url().toString()));
        Letter letter = Letter.linked(People.aCitizen());
        relay.relay();
        KillPoint.at(point, () -> assertThrows(Exception.class, this::push, "the kill point was hit"));
        assertEquals(TOLD, open());
        // The lease of who died is over.
        Database.execute("UPDATE event_stream SET push_next_at = now()");
        push();

        assertEquals(0, open());
        assertToldOnce(letter);
        Set<String> ids = new HashSet<>();
        for (String event : receiver.received()) {
            ids.add(SignedJWT.parse(event).getJWTClaimsSet().getJWTID());
        }
        assertEquals(TOLD, ids.size(), "each of them, whether once or twice, is the same");
        assertTrue(receiver.received().size() <= 2 * TOLD);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "event_delivery BEFORE UPDATE WHEN (NEW.acknowledged_at IS NOT NULL)",
                "event_delivery AFTER UPDATE WHEN (NEW.acknowledged_at IS NOT NULL)"
            })
    void killedWhileItIsAcknowledgedAnEventComesAgainUnderItsId(String point) {
        subscribe(Map.of("method", "urn:ietf:rfc:8936"));
        Letter letter = Letter.linked(People.aCitizen());
        relay.relay();
        Map<String, String> sets = poll(List.of()).path("sets");
        List<String> received = List.copyOf(sets.keySet());
        KillPoint.at(point, () -> poll(received).then().statusCode(503).body("code", equalTo("storage-unavailable")));
        Response again = poll(List.of());
        assertEquals(sets.keySet(), again.<Map<String, String>>path("sets").keySet());
        assertEquals(Map.of(), poll(received).path("sets"));
        assertToldOnce(letter);
    }

    private void subscribe(Map<String, String> delivery) {
        LetterSteps.machine(token)
                .body(Map.of("eventsRequested", ALL, "delivery", delivery))
                .post("/v1/event-streams")
                .then()
                .statusCode(201);
    }

    private Response poll(List<String> acknowledged) {
        String stream = LetterSteps.as(token).get("/v1/event-streams").path("items[0].streamId");
        return LetterSteps.machine(token)
                .body(Map.of("maxEvents", 100, "ack", acknowledged))
                .post("/v1/event-streams/{id}/poll", stream);
    }

    private void push() throws ExecutionException, InterruptedException {
        for (Future<?> begun : pushEvents.push()) {
            begun.get();
        }
    }

    /** One delivery an event, one notice a channel, and nothing that waits. */
    private static void assertToldOnce(Letter letter) {
        assertEquals(TOLD, deliveries());
        assertEquals(
                2,
                Database.count("SELECT count(*) FROM citizen_notice WHERE account_id = '" + letter.accountId() + "'"));
        assertEquals(
                List.of("SENT"),
                Database.texts(
                        "SELECT DISTINCT state FROM outbox_event WHERE account_id = '" + letter.accountId() + "'"));
    }

    private static long deliveries() {
        return Database.count("SELECT count(*) FROM event_delivery");
    }

    private static long open() {
        return Database.count("SELECT count(*) FROM event_delivery WHERE acknowledged_at IS NULL AND refused IS NULL");
    }
}
