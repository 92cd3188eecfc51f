package vn.gov.identitylink.events;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.SignedJWT;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.Statement;
import java.text.ParseException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vn.gov.identitylink.outbox.EventType;
import vn.gov.identitylink.testing.Database;
import vn.gov.identitylink.testing.IdentityLinkTestResource;
import vn.gov.identitylink.testing.Letter;
import vn.gov.identitylink.testing.LetterSteps;
import vn.gov.identitylink.testing.People;
import vn.gov.identitylink.testing.Refusal;
import vn.gov.identitylink.testing.SyntheticCitizen;
import vn.gov.identitylink.testing.Tokens;
import vn.gov.identitylink.testing.VneidPerson;

/** What portals hear, over HTTP; the relay runs when a test says so. */
@QuarkusTest
@QuarkusTestResource(IdentityLinkTestResource.class)
class EventStreamsTest {

    private static final String STREAMS = "/v1/event-streams";
    private static final List<String> ALL =
            Arrays.stream(EventType.values()).map(EventTypes::uriOf).toList();

    @Inject
    RelayOutbox relay;

    @Inject
    MeterRegistry meters;

    @Inject
    DataSource database;

    private final Receiver home = new Receiver(Tokens.homePortal().toString());
    private final Receiver other = new Receiver(Tokens.otherPortal().toString());

    @BeforeEach
    void forget() {
        Database.execute("UPDATE outbox_event SET state = 'SENT'");
        Database.execute("DELETE FROM event_stream");
    }

    @AfterEach
    void hearNothing() {
        Database.execute("DELETE FROM event_stream");
    }

    @Test
    void aPortalHearsOfALinkAndOfWhatLedThere() throws Exception {
        home.subscribe(ALL);
        SyntheticCitizen citizen = People.aCitizen();
        Letter letter = Letter.matched(citizen);
        VneidPerson person = VneidPerson.of(citizen);
        String linkId = letter.link(person).then().statusCode(201).extract().path("linkId");
        relay.relay();

        List<SignedJWT> heard = home.read();

        assertEquals(
                List.of("account-registered", "number-matched", "linked"),
                heard.stream().map(EventStreamsTest::typeOf).toList());
        String subject = LetterSteps.lookUp(home.token, Map.of("externalId", letter.techId()))
                .path("items[0].eventSubject");
        JWKSet keys = JWKSet.parse(RestAssured.given().get("/v1/event-keys").asString());
        for (SignedJWT event : heard) {
            assertTrue(event.verify(new ECDSAVerifier(
                    keys.getKeyByKeyId(event.getHeader().getKeyID()).toECKey())));
            assertEquals("secevent+jwt", event.getHeader().getType().getType());
            assertEquals(List.of("home-portal"), event.getJWTClaimsSet().getAudience());
            assertEquals(
                    Map.of("format", "opaque", "id", subject),
                    event.getJWTClaimsSet().getClaim("sub_id"));
            String text = event.getPayload().toString();
            for (String datum : citizen.personalData()) {
                assertFalse(text.contains(datum), "a datum of the citizen is in an event");
            }
            for (String opaque : List.of(person.subject(), letter.techId(), letter.accountId(), linkId)) {
                assertFalse(text.contains(opaque), () -> opaque + " is in an event");
            }
        }
    }

    @Test
    void twoReceiversCannotJoinWhatTheyHear() throws Exception {
        home.subscribe(ALL);
        other.subscribe(List.of(EventTypes.uriOf(EventType.LINKED)));
        Letter.linked(People.aCitizen());
        relay.relay();

        List<SignedJWT> atHome = home.read();
        List<SignedJWT> elsewhere = other.read();

        assertEquals(
                List.of("linked"),
                elsewhere.stream().map(EventStreamsTest::typeOf).toList());
        assertNotEquals(subjectOf(atHome.getLast()), subjectOf(elsewhere.getFirst()));
        assertEquals(
                List.of("province-portal"),
                elsewhere.getFirst().getJWTClaimsSet().getAudience());
    }

    @Test
    void anotherRealmHearsNothing() throws Exception {
        Receiver foreign =
                new Receiver(Tokens.otherPortal().inRealm("another-realm").toString());
        foreign.subscribe(ALL);
        Letter.registered(People.aCitizen());
        relay.relay();

        assertEquals(List.of(), foreign.read());
    }

    @Test
    void whatIsNotAcknowledgedComesAgainAndWhatIsDoesNot() throws Exception {
        home.subscribe(List.of(EventTypes.uriOf(EventType.ACCOUNT_REGISTERED)));
        for (int i = 0; i < 3; i++) {
            Letter.registered(People.aCitizen());
        }
        relay.relay();

        Response first = home.poll(Map.of("maxEvents", 2));
        first.then().body("moreAvailable", equalTo(true)).body("sets.size()", equalTo(2));
        List<String> ids = List.copyOf(first.jsonPath().getMap("sets").keySet().stream()
                .map(String.class::cast)
                .toList());
        assertEquals(
                first.jsonPath().getMap("sets").keySet(),
                home.poll(Map.of("maxEvents", 2)).jsonPath().getMap("sets").keySet());

        Response second = home.poll(
                Map.of("ack", List.of(ids.getFirst()), "setErrs", Map.of(ids.getLast(), Map.of("err", "invalid_key"))));
        second.then().body("sets.size()", equalTo(1)).body("moreAvailable", equalTo(false));
        assertFalse(second.jsonPath().getMap("sets").keySet().contains(ids.getFirst()));
        assertFalse(second.jsonPath().getMap("sets").keySet().contains(ids.getLast()));
        home.poll(Map.of("maxEvents", 0)).then().body("sets.size()", equalTo(0)).body("moreAvailable", equalTo(true));
        assertEquals(
                List.of("invalid_key"), Database.texts("SELECT refused FROM event_delivery WHERE refused IS NOT NULL"));

        home.replay("2020-01-01T00:00:00Z").then().statusCode(200).body("events", equalTo(2));
        assertEquals(3, home.read().size());
        home.replay("2099-01-01T00:00:00Z").then().body("events", equalTo(0));
    }

    @Test
    void severalReplicasTellEachEventOnceAndThoseOfAnAccountInOrder() throws Exception {
        home.subscribe(ALL);
        List<Letter> letters = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            letters.add(Letter.registered(People.aCitizen()));
        }
        for (Letter letter : letters) {
            for (int change = 1; change <= 5; change++) {
                LetterSteps.changeContact(letter.token(), "me", "*", Map.of("email", "c" + change + "@example.vn"))
                        .then()
                        .statusCode(200);
            }
        }
        Callable<Void> replica = () -> {
            relay.relay();
            return null;
        };
        try (var replicas = Executors.newFixedThreadPool(6)) {
            for (Future<Void> done : replicas.invokeAll(Collections.nCopies(6, replica))) {
                done.get();
            }
        }

        Map<String, List<String>> bySubject = home.read().stream()
                .collect(Collectors.groupingBy(
                        EventStreamsTest::subjectOf,
                        LinkedHashMap::new,
                        Collectors.mapping(EventStreamsTest::typeOf, Collectors.toList())));

        assertEquals(10, bySubject.size());
        bySubject
                .values()
                .forEach(types -> assertEquals(
                        List.of(
                                "account-registered",
                                "contact-changed",
                                "contact-changed",
                                "contact-changed",
                                "contact-changed",
                                "contact-changed"),
                        types));
    }

    @Test
    void anEventWaitsWhileAnotherReplicaHasTheOneBeforeIt() throws Exception {
        home.subscribe(ALL);
        Letter letter = Letter.registered(People.aCitizen());
        LetterSteps.changeContact(letter.token(), "me", "*", Map.of("email", "c@example.vn"))
                .then()
                .statusCode(200);
        try (Connection otherReplica = database.getConnection();
                Statement statement = otherReplica.createStatement()) {
            otherReplica.setAutoCommit(false);
            statement.execute("SELECT FROM outbox_event WHERE account_id = '" + letter.accountId()
                    + "' AND type = 'account-registered' FOR UPDATE");
            relay.relay();
            assertEquals(List.of(), home.read());
            otherReplica.rollback();
        }
        relay.relay();

        assertEquals(
                List.of("account-registered", "contact-changed"),
                home.read().stream().map(EventStreamsTest::typeOf).toList());
    }

    @Test
    void anEventThatCannotBeToldWaitsAndIsToldOnce() throws Exception {
        home.subscribe(ALL);
        Letter.registered(People.aCitizen());
        Database.execute("REVOKE INSERT ON event_delivery FROM identity_link_application");
        try {
            assertThrows(RuntimeException.class, relay::relay);
            assertEquals(1, Database.count("SELECT count(*) FROM outbox_event WHERE state = 'PENDING'"));
        } finally {
            Database.execute("GRANT INSERT ON event_delivery TO identity_link_application");
        }

        relay.relay();
        relay.relay();

        assertEquals(1, home.read().size());
    }

    @Test
    void whatNobodyCanReadIsParkedAndDoesNotStopTheRest() throws Exception {
        home.subscribe(ALL);
        UUID poison = UUID.randomUUID();
        Database.execute(
                "INSERT INTO outbox_event VALUES ('" + poison + "', 'from-the-future', NULL, now(), '{}', 'PENDING')");
        Letter.registered(People.aCitizen());
        relay.relay();
        relay.measure();

        assertEquals(1, home.read().size());
        assertEquals(
                List.of("PARKED"), Database.texts("SELECT state FROM outbox_event WHERE event_id = '" + poison + "'"));
        assertTrue(meters.get("outbox.parked").gauge().value() >= 1);
        assertEquals(0, meters.get("outbox.pending").gauge().value());
        Database.execute("DELETE FROM outbox_event WHERE event_id = '" + poison + "'");
    }

    @Test
    void aNewKeySignsAfterThreeMonthsAndTheOldOneStaysPublished() throws Exception {
        home.subscribe(ALL);
        home.verify("first").then().statusCode(204);
        String before = home.peek().getHeader().getKeyID();
        Database.execute("UPDATE event_signing_key SET created_at = created_at - interval '91 days'");
        RestAssured.given().get("/v1/event-keys").then().statusCode(200);
        assertEquals(before, home.peek().getHeader().getKeyID(), "reading renews nothing");
        relay.keepHouse();

        String after = home.peek().getHeader().getKeyID();

        assertNotEquals(before, after);
        RestAssured.given()
                .get("/v1/event-keys")
                .then()
                .statusCode(200)
                .body("keys.kid", hasItems(before, after))
                .body(
                        "keys.d",
                        equalTo(Collections.nCopies(
                                RestAssured.given()
                                        .get("/v1/event-keys")
                                        .jsonPath()
                                        .getList("keys")
                                        .size(),
                                null)));
        // A key that signed a receipt stays published for ever; this one is told that it signed none.
        Database.execute("UPDATE event_signing_key SET retired_at = retired_at - interval '31 days', lasting = false");
        relay.keepHouse();
        Set<String> left = new TreeSet<>(
                RestAssured.given().get("/v1/event-keys").jsonPath().getList("keys.kid"));
        assertFalse(left.contains(before));
    }

    @Test
    void whatWasReadIsForgottenAfterAWeekAndWhatWasNotIsKept() throws Exception {
        home.subscribe(ALL);
        Letter.registered(People.aCitizen());
        relay.relay();
        home.read();
        home.verify("unread").then().statusCode(204);
        Database.execute("UPDATE event_delivery SET acknowledged_at = acknowledged_at - interval '8 days',"
                + " occurred_at = occurred_at - interval '100 days'");
        long before = Database.count("SELECT count(*) FROM outbox_event");

        relay.keepHouse();

        assertEquals(1, Database.count("SELECT count(*) FROM event_delivery"));
        assertEquals(before, Database.count("SELECT count(*) FROM outbox_event"));
        assertEquals(1, home.read().size());
    }

    @Test
    void aVerificationEventShowsThatEventsArrive() throws Exception {
        home.subscribe(ALL);
        home.verify("a-state").then().statusCode(204);

        SignedJWT event = home.read().getFirst();

        assertEquals(
                Map.of(EventTypes.VERIFICATION, Map.of("state", "a-state")),
                event.getJWTClaimsSet().getClaim("events"));
        assertEquals(null, event.getJWTClaimsSet().getClaim("sub_id"));
    }

    @Test
    void aPortalHasOneStreamWhichNobodyElseSees() {
        home.subscribe(ALL).then().statusCode(201).body("delivery.method", equalTo("urn:ietf:rfc:8936"));
        home.subscribe(List.of(EventTypes.uriOf(EventType.LINKED)))
                .then()
                .statusCode(200)
                .body("streamId", equalTo(home.stream))
                .body("eventsRequested", equalTo(List.of(EventTypes.uriOf(EventType.LINKED))))
                .body("eventsSupported", hasItem(EventTypes.uriOf(EventType.NUMBER_MATCHED)));
        LetterSteps.as(other.token).get(STREAMS).then().statusCode(200).body("items", hasSize(0));
        LetterSteps.as(home.token).get(STREAMS).then().body("items.streamId", equalTo(List.of(home.stream)));

        other.stream = home.stream;
        Refusal.of(() -> other.poll(Map.of())).is(404, "not-found");
        Refusal.of(() -> other.verify("x")).is(404, "not-found");
        Refusal.of(() -> other.replay("2020-01-01T00:00:00Z")).is(404, "not-found");
        Refusal.of(() -> LetterSteps.as(other.token).delete(STREAMS + "/{id}", home.stream))
                .is(404, "not-found");

        LetterSteps.as(home.token).delete(STREAMS + "/{id}", home.stream).then().statusCode(204);
        LetterSteps.as(home.token).get(STREAMS).then().body("items", hasSize(0));
    }

    @Test
    void aLookUpNamesTheSubjectOnlyToWhoHears() {
        Letter letter = Letter.registered(People.aCitizen());
        LetterSteps.lookUp(home.token, Map.of("externalId", letter.techId()))
                .then()
                .body("items[0].eventSubject", nullValue());
        home.subscribe(ALL);
        LetterSteps.lookUp(home.token, Map.of("externalId", letter.techId()))
                .then()
                .body("items[0].eventSubject", notNullValue());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"eventsRequested\":[]}",
                "{\"eventsRequested\":[null]}",
                "{\"eventsRequested\":[\"urn:vn:gov:identity-link:event-type:everything\"]}"
            })
    void onlyWhatThereIsCanBeAskedFor(String body) {
        Refusal.of(() -> LetterSteps.machine(home.token).body(body).post(STREAMS))
                .is(400, "validation-failed");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"maxEvents\":101}",
                "{\"maxEvents\":-1}",
                "{\"ack\":[\"x\"]}",
                "{\"ack\":[null]}",
                "{\"setErrs\":{\"x\":{\"err\":\"a\"}}}",
                "{\"setErrs\":{\"51960000-0000-4000-8000-000000000001\":{\"err\":\"Not A Word\"}}}",
                "{\"setErrs\":{\"51960000-0000-4000-8000-000000000001\":{}}}"
            })
    void aPollThatCannotBeReadIsRefused(String body) {
        home.subscribe(ALL);
        Refusal.of(() -> LetterSteps.machine(home.token).body(body).post(STREAMS + "/{id}/poll", home.stream))
                .is(400, "validation-failed");
    }

    @Test
    void otherRequestsThatCannotBeReadAreRefused() {
        home.subscribe(ALL);
        Refusal.of(() -> home.verify("x".repeat(201))).is(400, "validation-failed");
        for (String from : List.of("yesterday", "9999-01-01T00:00:00Z")) {
            Refusal.of(() -> home.replay(from)).is(400, "validation-failed");
        }
    }

    @Test
    void withoutTheDatabaseTheKeysAreAskedForAgain() {
        Database.lockOut();
        try {
            RestAssured.given()
                    .get("/v1/event-keys")
                    .then()
                    .statusCode(503)
                    .body("code", equalTo("storage-unavailable"));
        } finally {
            Database.letIn();
        }
        // The pool finds out, connection by connection, that those it kept are dead.
        Instant deadline = Instant.now().plusSeconds(30);
        while (LetterSteps.as(home.token).get(STREAMS).statusCode() != 200) {
            assertTrue(Instant.now().isBefore(deadline), "the database did not come back");
        }
    }

    private static String typeOf(SignedJWT event) {
        try {
            String uri = event.getJWTClaimsSet()
                    .getJSONObjectClaim("events")
                    .keySet()
                    .iterator()
                    .next();
            return uri.substring(uri.lastIndexOf(':') + 1);
        } catch (ParseException notOurs) {
            throw new AssertionError(notOurs);
        }
    }

    private static String subjectOf(SignedJWT event) {
        try {
            return String.valueOf(
                    event.getJWTClaimsSet().getJSONObjectClaim("sub_id").get("id"));
        } catch (ParseException notOurs) {
            throw new AssertionError(notOurs);
        }
    }

    /** A portal that polls. */
    private static final class Receiver {

        private final String token;
        private String stream = "";

        Receiver(String token) {
            this.token = token;
        }

        Response subscribe(List<String> types) {
            Response subscribed = LetterSteps.machine(token)
                    .body(Map.of("eventsRequested", types))
                    .post(STREAMS);
            stream = subscribed.path("streamId");
            return subscribed;
        }

        Response poll(Map<String, ?> body) {
            return LetterSteps.machine(token).body(body).post(STREAMS + "/{id}/poll", stream);
        }

        Response verify(String state) {
            return LetterSteps.machine(token).body(Map.of("state", state)).post(STREAMS + "/{id}/verification", stream);
        }

        Response replay(String from) {
            return LetterSteps.machine(token).body(Map.of("from", from)).post(STREAMS + "/{id}/replay", stream);
        }

        /** The next event, which stays. */
        SignedJWT peek() throws Exception {
            Response polled = poll(Map.of("maxEvents", 1));
            polled.then().statusCode(200);
            return SignedJWT.parse(String.valueOf(
                    polled.jsonPath().getMap("sets").values().iterator().next()));
        }

        /** Everything there is, acknowledged. */
        List<SignedJWT> read() throws Exception {
            List<SignedJWT> events = new ArrayList<>();
            List<String> acknowledged = List.of();
            while (true) {
                Response polled = poll(Map.of("maxEvents", 7, "ack", acknowledged));
                polled.then().statusCode(200);
                Map<String, String> sets = polled.jsonPath().getMap("sets");
                if (sets.isEmpty()) {
                    return events;
                }
                for (String set : sets.values()) {
                    events.add(SignedJWT.parse(set));
                }
                acknowledged = List.copyOf(sets.keySet());
            }
        }
    }
}
