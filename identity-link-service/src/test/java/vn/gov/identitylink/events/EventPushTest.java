package vn.gov.identitylink.events;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.SignedJWT;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import vn.gov.identitylink.citizen.InvalidValueException;
import vn.gov.identitylink.outbox.EventType;
import vn.gov.identitylink.testing.Database;
import vn.gov.identitylink.testing.Fault;
import vn.gov.identitylink.testing.IdentityLinkTestResource;
import vn.gov.identitylink.testing.Letter;
import vn.gov.identitylink.testing.LetterSteps;
import vn.gov.identitylink.testing.People;
import vn.gov.identitylink.testing.PushReceiver;
import vn.gov.identitylink.testing.PushReceiver.Saying;
import vn.gov.identitylink.testing.Refusal;
import vn.gov.identitylink.testing.TestWorld;
import vn.gov.identitylink.testing.Tokens;

/** What receivers get that have their events pushed; relay and push run when a test says so. */
@QuarkusTest
@QuarkusTestResource(IdentityLinkTestResource.class)
class EventPushTest {

    private static final List<String> ALL =
            Arrays.stream(EventType.values()).map(EventTypes::uriOf).toList();
    private static final String PUSH = "urn:ietf:rfc:8935";

    @Inject
    RelayOutbox relay;

    @Inject
    PushEvents pushEvents;

    private final PushReceiver home = TestWorld.get().homeReceiver();
    private final PushReceiver other = TestWorld.get().otherReceiver();
    private final String homeToken = Tokens.homePortal().toString();
    private final String otherToken = Tokens.otherPortal().toString();

    @BeforeEach
    void forget() {
        Database.execute("UPDATE outbox_event SET state = 'SENT'");
        clear();
    }

    @AfterEach
    void clear() {
        home.clear();
        other.clear();
        Database.execute("DELETE FROM event_stream");
    }

    @Test
    void eventsArriveSignedInOrderAndOnce() throws Exception {
        subscribe(homeToken, home)
                .then()
                .statusCode(201)
                .body("delivery.method", equalTo(PUSH))
                .body("delivery.endpointUrl", equalTo(home.url().toString()))
                .body("delivery.failure", nullValue());
        Letter.linked(People.aCitizen());
        relay.relay();
        push();
        push();

        JWKSet keys = JWKSet.parse(RestAssured.get("/v1/event-keys").asString());
        List<String> types = new ArrayList<>();
        for (String token : home.received()) {
            SignedJWT event = SignedJWT.parse(token);
            assertTrue(event.verify(new ECDSAVerifier(
                    keys.getKeyByKeyId(event.getHeader().getKeyID()).toECKey())));
            assertEquals(List.of("home-portal"), event.getJWTClaimsSet().getAudience());
            types.add(event.getJWTClaimsSet()
                    .getJSONObjectClaim("events")
                    .keySet()
                    .iterator()
                    .next());
        }
        assertEquals(
                List.of(
                        EventTypes.uriOf(EventType.ACCOUNT_REGISTERED),
                        EventTypes.uriOf(EventType.NUMBER_MATCHED),
                        EventTypes.uriOf(EventType.LINKED)),
                types);
        assertEquals(0, open());
    }

    @ParameterizedTest
    @CsvSource({
        "500,status-500",
        "503,status-503",
        "302,status-302",
        "200,status-200",
        "401,status-401",
        "400,status-400"
    })
    void whatWasNotTakenComesAgainLaterAndCanBePolledMeanwhile(int status, String failure) throws Exception {
        subscribe(homeToken, home);
        Letter.registered(People.aCitizen());
        relay.relay();
        home.say(count ->
                new Saying(status, "<html>", Map.of("Location", other.url().toString())));
        push();
        assertEquals(1, home.received().size());
        assertEquals(List.of(), other.received(), "a redirect is not followed");
        stream().body("items[0].delivery.failure", equalTo(failure));
        push();
        assertEquals(1, home.received().size(), "not before its time");
        assertEquals(1, open());

        home.say(count -> Saying.of(202));
        due();
        push();
        assertEquals(2, home.received().size());
        assertEquals(idOf(home.received().getFirst()), idOf(home.received().getLast()));
        assertEquals(0, open());
        stream().body("items[0].delivery.failure", nullValue());
    }

    @Test
    void aConnectionThatBreaksOffIsAFailureLikeOthers() {
        subscribe(homeToken, home);
        Letter.registered(People.aCitizen());
        relay.relay();
        home.fail(Fault.RESET);
        push();
        assertEquals(1, open());
        stream().body("items[0].delivery.failure", equalTo("broken-off"));
        assertEquals(
                1,
                Database.count("SELECT count(*) FROM event_stream WHERE push_failures = 1 AND push_next_at > now()"));
    }

    @Test
    void aReceiverThatIsSlowHoldsUpNobodyElse() throws Exception {
        subscribe(homeToken, home);
        subscribe(otherToken, other);
        Letter.registered(People.aCitizen());
        relay.relay();
        home.fail(Fault.SLOW);
        List<Future<?>> begun = pushEvents.push();
        assertEquals(2, begun.size());
        awaitOpen(1);
        assertEquals(1, other.received().size());
        for (Future<?> push : begun) {
            push.get();
        }
        stream().body("items[0].delivery.failure", equalTo("timed-out"));
    }

    @Test
    void anEventThatTheReceiverCannotReadIsPutAsideAndTheNextArrives() throws Exception {
        subscribe(homeToken, home);
        Letter.registered(People.aCitizen());
        Letter.registered(People.aCitizen());
        relay.relay();
        home.say(count -> count == 1 ? Saying.refusal("invalid_key") : Saying.of(202));
        push();
        assertEquals(2, home.received().size());
        assertEquals(0, open());
        assertEquals(
                List.of("invalid_key"), Database.texts("SELECT refused FROM event_delivery WHERE refused IS NOT NULL"));
        stream().body("items[0].delivery.failure", nullValue());
    }

    @Test
    void whatAProcessThatDiedHadPushedComesAgainUnderTheSameId() throws Exception {
        subscribe(homeToken, home);
        Letter.registered(People.aCitizen());
        relay.relay();
        // As if the process had died between the receiver's 202 and our mark.
        Database.execute("REVOKE UPDATE ON event_delivery FROM identity_link_application");
        try {
            push();
        } finally {
            Database.execute("GRANT UPDATE ON event_delivery TO identity_link_application");
        }
        push();
        assertEquals(1, home.received().size(), "the lease still runs");
        due();
        push();
        assertEquals(2, home.received().size());
        assertEquals(idOf(home.received().getFirst()), idOf(home.received().getLast()));
        assertEquals(0, open());
    }

    @Test
    void severalReplicasPushEachEventOnceAndAllOfThemInOneGo() throws Exception {
        subscribe(homeToken, home);
        Letter letter = Letter.registered(People.aCitizen());
        Database.execute("INSERT INTO outbox_event SELECT gen_random_uuid(), 'contact-changed', '" + letter.accountId()
                + "', now(), '{}', 'PENDING' FROM generate_series(1, 119)");
        relay.relay();
        Callable<Void> replica = () -> {
            push();
            return null;
        };
        try (var replicas = Executors.newFixedThreadPool(4)) {
            for (Future<Void> done : replicas.invokeAll(Collections.nCopies(4, replica))) {
                done.get();
            }
        }
        assertEquals(120, home.received().size());
        assertEquals(120, home.received().stream().distinct().count());
        assertEquals(0, open());
    }

    @Test
    void aStreamThatIsPolledAgainIsNotPushed() throws Exception {
        subscribe(homeToken, home);
        LetterSteps.machine(homeToken)
                .body(Map.of("eventsRequested", ALL, "delivery", Map.of("method", "urn:ietf:rfc:8936")))
                .post("/v1/event-streams")
                .then()
                .statusCode(200)
                .body("delivery.method", equalTo("urn:ietf:rfc:8936"));
        Letter.registered(People.aCitizen());
        relay.relay();
        push();
        assertEquals(List.of(), home.received());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"method\":\"urn:ietf:rfc:8935\"}",
                "{\"method\":\"urn:ietf:rfc:8935\",\"endpointUrl\":\"https://elsewhere.example/events\"}",
                "{\"method\":\"urn:ietf:rfc:8935\",\"endpointUrl\":\"ftp://localhost/events\"}",
                "{\"method\":\"urn:ietf:rfc:8935\",\"endpointUrl\":\"https://\"}",
                "{\"method\":\"urn:ietf:rfc:8935\",\"endpointUrl\":\"not a uri\"}",
                "{\"method\":\"urn:ietf:rfc:8935\",\"endpointUrl\":\"/events\"}",
                "{\"method\":\"urn:ietf:rfc:8936\",\"endpointUrl\":\"https://elsewhere.example/events\"}",
                "{\"method\":\"post\"}",
                "{\"endpointUrl\":\"https://elsewhere.example/events\"}"
            })
    void eventsArePushedToRegisteredEndpointsOnly(String delivery) {
        Refusal.of(() -> LetterSteps.machine(homeToken)
                        .body("{\"eventsRequested\":[\"" + ALL.getFirst() + "\"],\"delivery\":" + delivery + "}")
                        .post("/v1/event-streams"))
                .is(400, "validation-failed");
    }

    @Test
    void anotherPortalsEndpointOrOneWithCredentialsIsNotRegistered() {
        Refusal.of(() -> subscribe(homeToken, other)).is(400, "validation-failed");
        for (String prefix : List.of("http://user@", "http://user:secret@")) {
            Refusal.of(() -> subscribe(homeToken, prefix + home.url().getAuthority() + "/events"))
                    .is(400, "validation-failed");
        }
        Refusal.of(() -> subscribe(homeToken, home.url() + "#fragment")).is(400, "validation-failed");
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1,false",
        "0.0.0.0,false",
        "10.1.2.3,false",
        "172.16.0.1,false",
        "192.168.1.1,false",
        "169.254.169.254,false",
        "100.64.0.1,false",
        "198.18.0.1,false",
        "192.0.0.1,false",
        "224.0.0.1,false",
        "255.255.255.255,false",
        "::1,false",
        "::,false",
        "fe80::1,false",
        "fc00::1,false",
        "fd12:3456::1,false",
        "::ffff:10.0.0.1,false",
        "64:ff9b::a00:1,false",
        "2002:a00:1::1,false",
        "203.113.0.1,true",
        "8.8.8.8,true",
        "2001:ee0::1,true"
    })
    void nothingInsideIsReached(String address, boolean isPublic) throws Exception {
        assertEquals(isPublic, PushEndpoints.isPublic(InetAddress.getByName(address)));
    }

    @Test
    void inProductionOnlyHttpsAndOnlyPublicAddressesAreReached() {
        EventsConfig strict = new Strict();
        PushEndpoints endpoints = new PushEndpoints(strict);
        assertTrue(throwsFor(endpoints, "http://8.8.8.8/events"));
        assertFalse(throwsFor(endpoints, "https://8.8.8.8/events"));
        assertTrue(endpoints.mayBeReached("home-portal", URI.create("https://8.8.8.8/events")));
        assertFalse(endpoints.mayBeReached("home-portal", URI.create("https://127.0.0.1/events")));
        assertFalse(endpoints.mayBeReached("province-portal", URI.create("https://8.8.8.8/events")));
    }

    private static boolean throwsFor(PushEndpoints endpoints, String text) {
        try {
            endpoints.parse("home-portal", text);
            return false;
        } catch (InvalidValueException refused) {
            return true;
        }
    }

    /** As a production is configured. */
    private static final class Strict implements EventsConfig {
        @Override
        public Duration relayInterval() {
            return Duration.ofDays(1);
        }

        @Override
        public Map<String, Set<String>> pushHosts() {
            return Map.of("home-portal", Set.of("8.8.8.8", "127.0.0.1"));
        }

        @Override
        public boolean pushToPrivateAddresses() {
            return false;
        }
    }

    private static Response subscribe(String token, PushReceiver receiver) {
        return subscribe(token, receiver.url().toString());
    }

    private static Response subscribe(String token, String endpoint) {
        return LetterSteps.machine(token)
                .body(Map.of("eventsRequested", ALL, "delivery", Map.of("method", PUSH, "endpointUrl", endpoint)))
                .post("/v1/event-streams");
    }

    private ValidatableResponse stream() {
        return LetterSteps.as(homeToken).get("/v1/event-streams").then().statusCode(200);
    }

    /** Pushes what is due, and waits for it. */
    private void push() {
        for (Future<?> begun : pushEvents.push()) {
            try {
                begun.get();
            } catch (Exception died) {
                assertTrue(died.getCause() instanceof RuntimeException);
            }
        }
    }

    /** The pause after a failure, or the lease of a process that died, is over. */
    private static void due() {
        Database.execute("UPDATE event_stream SET push_next_at = now()");
    }

    private static long open() {
        return Database.count("SELECT count(*) FROM event_delivery WHERE acknowledged_at IS NULL AND refused IS NULL");
    }

    private static void awaitOpen(long expected) {
        Instant deadline = Instant.now().plusSeconds(4);
        while (open() != expected) {
            assertTrue(Instant.now().isBefore(deadline), "still " + open() + " open");
            Thread.onSpinWait();
        }
    }

    private static @Nullable String idOf(String token) throws Exception {
        return SignedJWT.parse(token).getJWTClaimsSet().getJWTID();
    }
}
