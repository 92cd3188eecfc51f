package vn.gov.identitylink.signals;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vn.gov.identitylink.testing.Database;
import vn.gov.identitylink.testing.Fault;
import vn.gov.identitylink.testing.IdentityLinkTestResource;
import vn.gov.identitylink.testing.Letter;
import vn.gov.identitylink.testing.LetterSteps;
import vn.gov.identitylink.testing.People;
import vn.gov.identitylink.testing.Refusal;
import vn.gov.identitylink.testing.SyntheticCitizen;
import vn.gov.identitylink.testing.TestWorld;
import vn.gov.identitylink.testing.Tokens;
import vn.gov.identitylink.testing.VneidPerson;

/** VNeID tells what happened to an identity. */
@QuarkusTest
@QuarkusTestResource(IdentityLinkTestResource.class)
class SignalsTest {

    private final TestWorld world = TestWorld.get();

    @Inject
    RecheckLinks recheckLinks;

    private Letter letter;
    private VneidPerson person;

    @BeforeEach
    void link() {
        SyntheticCitizen citizen = People.aCitizen();
        person = VneidPerson.of(citizen);
        letter = Letter.matched(citizen);
        letter.link(person).then().statusCode(201);
    }

    @AfterEach
    void heal() {
        world.registry().heal();
        world.vneid().heal();
        Database.execute("UPDATE provider_signal SET state = 'DONE'");
    }

    @ParameterizedTest
    @CsvSource({"account-disabled,IDENTITY_DISABLED", "account-purged,IDENTITY_PURGED"})
    void theLinkOfAnIdentityThatDoesNotWorkAnyMoreIsHeldOnce(String event, String kind) {
        String token = world.vneid().securityEvent(event, person.subject(), Map.of());
        send(token).then().statusCode(202);
        assertLink("SUSPENDED", "PROVIDER");
        // Again, and again while it is held: nothing happens twice.
        send(token).then().statusCode(202);
        send(world.vneid().securityEvent(event, person.subject(), Map.of()))
                .then()
                .statusCode(202);

        assertEquals(
                1,
                Database.eventsOf(letter.accountId()).stream()
                        .filter("link-suspended"::equals)
                        .count());
        assertEquals(List.of(kind), casesOf());
        assertTrue(Database.auditOf(letter.accountId()).contains("LINK_SUSPENDED done"));
        String operator = Tokens.operator().toString();
        LetterSteps.as(event.equals("account-disabled") ? letter.vneidToken() : operator)
                .delete("/v1/links/{id}/suspension", linkId())
                .then()
                .statusCode(200);
        send(token).then().statusCode(202);
        assertLink("ACTIVE", null);
    }

    @Test
    void anIdentityThatIsLinkedWithNothingIsTakenLikeAnyOther() {
        send(world.vneid().securityEvent("account-purged", UUID.randomUUID().toString(), Map.of()))
                .then()
                .statusCode(202);
        send(world.vneid().securityEvent("sessions-revoked", person.subject(), Map.of()))
                .then()
                .statusCode(202);
        assertLink("ACTIVE", null);
    }

    @Test
    void aChangedIdentifierThatTheRegistryStillKnowsChangesNothing() {
        send(changed()).then().statusCode(202);
        int asked = world.registry().calls();
        recheckLinks.recheck();
        assertEquals(asked + 1, world.registry().calls());
        recheckLinks.recheck();
        assertEquals(asked + 1, world.registry().calls(), "asked once");
        assertLink("ACTIVE", null);
    }

    @Test
    void aNumberThatTheRegistryDoesNotKnowAnyMoreHoldsTheLink() {
        send(changed()).then().statusCode(202);
        world.registry().forgetEverybody();
        recheckLinks.recheck();
        assertLink("SUSPENDED", "PROVIDER");
        assertEquals(List.of("NUMBER_CHANGED"), casesOf());
        String linkId = linkId();
        Refusal.of(() -> LetterSteps.as(letter.vneidToken()).delete("/v1/links/{id}/suspension", linkId))
                .is(409, "link-suspended", "LINK_RESUMED link-suspended");
    }

    @Test
    void aNumberThatWasEstablishedInPlaceOfTheLinkedOneKeepsTheLink() {
        SyntheticCitizen renumbered = People.renumber(letter.citizen());
        send(changed()).then().statusCode(202);
        recheckLinks.recheck();

        assertLink("ACTIVE", null);
        LetterSteps.links(letter.vneidToken(), letter.accountId())
                .then()
                .body("items[0].number", equalTo(renumbered.number()));
        LetterSteps.readAccount(letter.vneidToken(), letter.accountId())
                .then()
                .body("assurance", equalTo("PROVED"))
                .body("identity.number.value", equalTo(renumbered.number()));
        assertEquals("LINK_NUMBER_RENEWED done", lastAuditBeforeReading("LINK_NUMBER_RENEWED"));
        // The new number is proved by this link: nobody else proves it.
        Letter another = Letter.registered(renumbered, letter.techId() + "-2");
        LetterSteps.declare(another.token(), another.accountId(), "*", People.recordOf(renumbered))
                .then()
                .statusCode(200);
        another.match()
                .link(VneidPerson.of(renumbered).withSubject("somebody-else"))
                .then()
                .statusCode(409)
                .body("code", equalTo("vneid-already-linked"));
    }

    @Test
    void aNumberThatAnotherAccountProvedMeanwhileHoldsTheLink() {
        SyntheticCitizen renumbered = People.renumber(letter.citizen());
        Letter another = Letter.registered(renumbered, letter.techId() + "-2");
        LetterSteps.declare(another.token(), another.accountId(), "*", People.recordOf(renumbered))
                .then()
                .statusCode(200);
        another.match()
                .link(VneidPerson.of(renumbered).withSubject("somebody-else"))
                .then()
                .statusCode(201);
        send(changed()).then().statusCode(202);
        recheckLinks.recheck();

        assertLink("SUSPENDED", "PROVIDER");
        assertEquals(List.of("NUMBER_CHANGED"), casesOf());
    }

    private String lastAuditBeforeReading(String action) {
        return Database.auditOf(letter.accountId()).stream()
                .filter(record -> record.startsWith(action))
                .reduce((first, second) -> second)
                .orElse("none");
    }

    @Test
    void anIdentityThatVneidDisabledAfterTheSignInIsNotLinked() {
        SyntheticCitizen citizen = People.aCitizen();
        VneidPerson thief = VneidPerson.of(citizen);
        Letter other = Letter.matched(citizen);
        Letter.Attempt attempt = other.startAttempt();
        Map<String, String> redirect = attempt.signIn(thief);
        send(world.vneid().securityEvent("account-disabled", thief.subject(), Map.of()))
                .then()
                .statusCode(202);
        Refusal.of(() -> other.complete(attempt, redirect))
                .changing("link_attempt")
                .is(400, "identity-assertion-rejected", "LINK_CREATED identity-assertion-rejected");
    }

    @Test
    void withoutVneidsKeysOrTheDatabaseTheSignalIsAskedForAgain() {
        world.vneid().fail(Fault.DOWN);
        Refusal.of(() -> send(world.vneid().unknownKey("account-disabled", person.subject())))
                .is(503, "identity-provider-unavailable");
        world.vneid().heal();
        String token = world.vneid().securityEvent("account-disabled", person.subject(), Map.of());
        Database.lockOut();
        try {
            send(token).then().statusCode(503).body("code", equalTo("storage-unavailable"));
        } finally {
            Database.letIn();
        }
        Database.awaitService();
        send(token).then().statusCode(202);
        assertLink("SUSPENDED", "PROVIDER");
    }

    @Test
    void aRegistryThatFailsIsAskedAgainLaterAndNothingChangesMeanwhile() {
        send(changed()).then().statusCode(202);
        world.registry().fail(Fault.DOWN);
        recheckLinks.recheck();
        assertLink("ACTIVE", null);
        assertEquals(
                1,
                Database.count("SELECT count(*) FROM provider_signal WHERE state = 'WAITING' AND tries = 1"
                        + " AND next_try_at > now()"));

        world.registry().heal();
        Database.execute("UPDATE provider_signal SET next_try_at = now() WHERE state = 'WAITING'");
        world.registry().forgetEverybody();
        recheckLinks.recheck();
        assertLink("SUSPENDED", "PROVIDER");
    }

    @Test
    void whatVneidDidNotSignForThisServiceIsRefused() {
        Map<String, Map<String, ? extends @Nullable Object>> wrong = new HashMap<>();
        wrong.put("another audience", Map.of("aud", "another-client"));
        wrong.put("another issuer", Map.of("iss", "https://elsewhere.example"));
        wrong.put(
                "from the future", Map.of("iat", Instant.now().plusSeconds(120).getEpochSecond()));
        wrong.put(
                "too old", Map.of("iat", Instant.now().minusSeconds(8 * 86_400).getEpochSecond()));
        wrong.put("no time", absent("iat"));
        wrong.put("no id", absent("jti"));
        wrong.put("an id that cannot be kept", Map.of("jti", "a\u0000b"));
        wrong.put("no subject", absent("sub_id"));
        wrong.put(
                "a subject elsewhere",
                Map.of(
                        "sub_id",
                        Map.of("format", "iss_sub", "iss", "https://elsewhere.example", "sub", person.subject())));
        wrong.put("a subject by number", Map.of("sub_id", Map.of("format", "account", "uri", "acct:x")));
        wrong.put("a subject that is text", Map.of("sub_id", person.subject()));
        wrong.put("no events", Map.of("events", Map.of()));
        wrong.put("events that are text", Map.of("events", "account-purged"));
        wrong.forEach((what, claims) -> Refusal.of(
                        () -> send(world.vneid().securityEvent("account-purged", person.subject(), claims)))
                .is(400, "security-event-rejected"));
        Refusal.of(() -> send(world.vneid().otherToken("JWT", "account-purged", person.subject())))
                .is(400, "security-event-rejected");
        Refusal.of(() -> send("not.a.token")).is(400, "security-event-rejected");
        world.vneid().forgeIdTokens();
        Refusal.of(() -> send(world.vneid().securityEvent("account-purged", person.subject(), Map.of())))
                .is(400, "security-event-rejected");
    }

    @Test
    void whatIsNoTokenAtAllIsRefused() {
        Refusal.of(() -> send("")).is(400, "malformed-request");
        Refusal.of(() -> send("a".repeat(64 * 1024 + 1))).is(413, "payload-too-large");
        Refusal.of(() -> given().contentType("text/plain").body("a.b.c").post("/v1/security-events"))
                .is(415, "unsupported-media-type");
        Refusal.of(() -> given().accept("text/html")
                        .contentType("application/secevent+jwt")
                        .body("a.b.c".getBytes(StandardCharsets.UTF_8))
                        .post("/v1/security-events"))
                .is(406, "not-acceptable");
    }

    private static Map<String, @Nullable Object> absent(String claim) {
        Map<String, @Nullable Object> claims = new HashMap<>();
        claims.put(claim, null);
        return claims;
    }

    private String changed() {
        return world.vneid().securityEvent("identifier-changed", person.subject(), Map.of());
    }

    private static Response send(String token) {
        return given().contentType("application/secevent+jwt")
                .body(token.getBytes(StandardCharsets.UTF_8))
                .post("/v1/security-events");
    }

    private String linkId() {
        return LetterSteps.links(letter.token(), letter.accountId()).path("items[0].linkId");
    }

    private void assertLink(String state, @Nullable String holder) {
        Response links = LetterSteps.links(letter.token(), letter.accountId());
        assertEquals(state, links.path("items[0].state"));
        assertEquals(holder, links.path("items[0].suspendedBy"));
    }

    private List<String> casesOf() {
        return LetterSteps.as(letter.token()).get("/v1/accounts/me/cases").path("items.kind");
    }
}
