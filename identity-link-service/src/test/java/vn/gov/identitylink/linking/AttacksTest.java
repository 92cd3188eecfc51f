package vn.gov.identitylink.linking;

import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.net.URI;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import vn.gov.identitylink.signin.PolicySteps;
import vn.gov.identitylink.testing.Database;
import vn.gov.identitylink.testing.IdentityLinkTestResource;
import vn.gov.identitylink.testing.Letter;
import vn.gov.identitylink.testing.LetterSteps;
import vn.gov.identitylink.testing.People;
import vn.gov.identitylink.testing.Refusal;
import vn.gov.identitylink.testing.TestWorld;
import vn.gov.identitylink.testing.Tokens;
import vn.gov.identitylink.testing.VneidPerson;
import vn.gov.identitylink.testing.VneidRealm;

/** Each attack on a link under the name that it is known by. What stops each in detail stands in the tests of its part. */
@QuarkusTest
@QuarkusTestResource(IdentityLinkTestResource.class)
class AttacksTest {

    private final VneidRealm vneid = TestWorld.get().vneid();

    private Letter victim;
    private Letter attacker;

    @BeforeEach
    void twoCitizens() {
        victim = Letter.matched(People.aCitizen());
        attacker = Letter.matched(People.aCitizen());
    }

    @Test
    @DisplayName("CVE-2026-9087 and CVE-2026-82968: the proof is not bound to the identity that was shown")
    void anotherIdentityCannotUseAnAttemptThatSomebodyElseBegan() {
        Letter.Attempt attempt = victim.startAttempt();
        Map<String, String> redirect = attempt.signIn(VneidPerson.of(attacker.citizen()));
        Refusal.of(() -> victim.complete(attempt, redirect))
                .changing("link_attempt")
                .is(422, "identity-mismatch", "LINK_CREATED identity-mismatch");
        assertNotLinked(victim);
    }

    @Test
    @DisplayName("CVE-2026-92358: a proof from another browser survives the link and the unlink")
    void whatAnotherBrowserBeganIsWorthNothingAfterLinkAndUnlink() {
        VneidPerson person = VneidPerson.of(victim.citizen());
        Letter.Attempt elsewhere = victim.startAttempt();
        Map<String, String> kept = elsewhere.signIn(person);
        victim.link(person).then().statusCode(201);
        Refusal.of(() -> victim.complete(elsewhere, kept)).is(409, "attempt-used");
        unlink(victim);
        Refusal.of(() -> victim.complete(elsewhere, kept)).is(409, "attempt-used");
        assertNotLinked(victim);
    }

    @Test
    @DisplayName("CVE-2026-15571: what protects an attempt can be predicted")
    void whatProtectsAnAttemptIsRandomAndNoOther() {
        Set<String> states = new HashSet<>();
        for (int i = 0; i < 10; i++) {
            Letter.Attempt attempt = victim.startAttempt();
            String state = Objects.requireNonNull(
                    attempt.signIn(VneidPerson.of(victim.citizen())).get("state"));
            assertTrue(state.length() >= 22, "128 bits in base64url");
            states.add(state);
        }
        assertEquals(10, states.size());
        Letter.Attempt attempt = victim.startAttempt();
        Map<String, String> guessed = new HashMap<>(attempt.signIn(VneidPerson.of(victim.citizen())));
        guessed.put("state", attempt.id());
        Refusal.of(() -> victim.complete(attempt, guessed)).is(400, "attempt-invalid", "LINK_CREATED attempt-invalid");
    }

    @Test
    @DisplayName("CVE-2026-16442: a sign-in that nobody asked for gets past what is for linking only")
    void aSignInThatNobodyAskedForLinksNothingAndSignsNobodyIn() {
        VneidPerson person = VneidPerson.of(victim.citizen());
        String unsolicited = vneid.idToken(VneidRealm.PORTAL_CLIENT_ID, null, person);
        Response started = startPortalSignIn(victim);
        Refusal.of(() -> complete(victim, started.path("attemptId"), Map.of("idToken", unsolicited)))
                .changing("link_attempt")
                .is(400, "identity-assertion-rejected", "LINK_CREATED identity-assertion-rejected");
        assertNotLinked(victim);
        LetterSteps.readAccount(unsolicited, "me").then().statusCode(401);
    }

    @Test
    @DisplayName("Login CSRF: the victim's browser brings back the attacker's sign-in")
    void loginCsrf() {
        Letter.Attempt attackers = attacker.startAttempt();
        Map<String, String> planted = attackers.signIn(VneidPerson.of(attacker.citizen()));
        Refusal.of(() -> victim.complete(attackers, planted)).is(404, "not-found");
        Letter.Attempt own = victim.startAttempt();
        Refusal.of(() -> victim.complete(own, planted)).is(400, "attempt-invalid", "LINK_CREATED attempt-invalid");
        assertNotLinked(victim);
    }

    @Test
    @DisplayName("Mix-up: the answer is of another provider")
    void mixUp() {
        Letter.Attempt attempt = victim.startAttempt();
        Map<String, String> redirect = new HashMap<>(attempt.signIn(VneidPerson.of(victim.citizen())));
        redirect.put("iss", "https://vneid.attacker.example");
        Refusal.of(() -> victim.complete(attempt, redirect)).is(400, "attempt-invalid", "LINK_CREATED attempt-invalid");
    }

    @Test
    @DisplayName("Replay of a code")
    void replayOfACode() {
        VneidPerson person = VneidPerson.of(victim.citizen());
        Letter.Attempt first = victim.startAttempt();
        Map<String, String> stolen = first.signIn(person);
        Letter.Attempt second = victim.startAttempt();
        Map<String, String> injected = new HashMap<>(second.signIn(person));
        injected.put("code", stolen.get("code"));
        Refusal.of(() -> victim.complete(second, injected))
                .changing("link_attempt")
                .is(400, "identity-assertion-rejected", "LINK_CREATED identity-assertion-rejected");
        assertNotLinked(victim);
    }

    @Test
    @DisplayName("Replay of a state")
    void replayOfAState() {
        VneidPerson person = VneidPerson.of(victim.citizen());
        Letter.Attempt first = victim.startAttempt();
        Map<String, String> used = first.signIn(person.atLevel(1));
        victim.complete(first, used).then().statusCode(422);
        Map<String, String> again = new HashMap<>(used);
        again.put("code", UUID.randomUUID().toString());
        Refusal.of(() -> victim.complete(first, again)).is(409, "attempt-used");
        Letter.Attempt second = victim.startAttempt();
        Map<String, String> mixed = new HashMap<>(second.signIn(person));
        mixed.put("state", used.get("state"));
        Refusal.of(() -> victim.complete(second, mixed)).is(400, "attempt-invalid", "LINK_CREATED attempt-invalid");
    }

    @Test
    @DisplayName("Replay of a nonce")
    void replayOfANonce() {
        Response first = startPortalSignIn(victim);
        VneidPerson person = VneidPerson.of(victim.citizen());
        String idToken = vneid.idToken(VneidRealm.PORTAL_CLIENT_ID, first.path("nonce"), person);
        Response second = startPortalSignIn(victim);
        Refusal.of(() -> complete(victim, second.path("attemptId"), Map.of("idToken", idToken)))
                .changing("link_attempt")
                .is(400, "identity-assertion-rejected", "LINK_CREATED identity-assertion-rejected");
        complete(victim, first.path("attemptId"), Map.of("idToken", idToken))
                .then()
                .statusCode(201);
        String signedAgain = vneid.idToken(VneidRealm.PORTAL_CLIENT_ID, first.path("nonce"), person.claiming("n", 1));
        Refusal.of(() -> complete(victim, first.path("attemptId"), Map.of("idToken", signedAgain)))
                .is(409, "attempt-used");
    }

    @Test
    @DisplayName("Foreign attempt: somebody completes what another account began")
    void foreignAttempt() {
        Letter.Attempt attempt = victim.startAttempt();
        Map<String, String> redirect = attempt.signIn(VneidPerson.of(victim.citizen()));
        Refusal.of(() -> attacker.complete(attempt, redirect)).is(404, "not-found");
        Refusal.of(() -> LetterSteps.complete(attacker.token(), victim.accountId(), attempt.id(), redirect))
                .is(404, "not-found");
        victim.complete(attempt, redirect).then().statusCode(201);
    }

    @Test
    @DisplayName("Level from the request instead of the answer")
    void levelFromTheRequest() {
        Letter.Attempt attempt = victim.startAttempt();
        assertTrue(URI.create(attempt.authorizationUrl()).getRawQuery() != null);
        Map<String, String> redirect =
                attempt.signIn(VneidPerson.of(victim.citizen()).atLevel(1).claiming("acr_values", "2"));
        Refusal.of(() -> victim.complete(attempt, redirect))
                .changing("link_attempt")
                .is(422, "vneid-level-insufficient", "LINK_CREATED vneid-level-insufficient");
    }

    @Test
    @DisplayName("A proof that survives an unlink, and ABA: link, unlink, link again with the old verification")
    void proofThatSurvivesAnUnlink() {
        VneidPerson person = VneidPerson.of(victim.citizen());
        Letter.Attempt begunBefore = victim.startAttempt();
        Map<String, String> kept = begunBefore.signIn(person);
        victim.link(person).then().statusCode(201);
        unlink(victim);
        Refusal.of(() -> victim.complete(begunBefore, kept)).is(409, "attempt-used");
        Refusal.of(() -> LetterSteps.startAttempt(victim.token(), victim.accountId()))
                .is(409, "number-not-matched", "LINK_ATTEMPT_STARTED number-not-matched");
        victim.match().link(person).then().statusCode(201);
    }

    @Test
    @DisplayName("A session that is older than the link, also one whose token was refreshed since")
    void sessionOlderThanTheLink() {
        victim.link(VneidPerson.of(victim.citizen())).then().statusCode(201);
        String refreshed = Tokens.citizen(victim.techId())
                .throughVneid()
                .authenticatedAt(Instant.now().minusSeconds(1800))
                .with("iat", Instant.now().getEpochSecond())
                .toString();
        LetterSteps.links(refreshed, victim.accountId()).then().body("items[0].number", equalTo(masked(victim)));
        String linkId = LetterSteps.links(refreshed, "me").path("items[0].linkId");
        Refusal.of(() -> LetterSteps.as(refreshed).delete("/v1/links/{id}", linkId))
                .is(401, "step-up-required", "LINK_ENDED step-up-required");
    }

    @Test
    @DisplayName("Pre-hijacked account: whatever was prepared before the owner's link does not survive it")
    void preHijackedAccount() {
        // Who registered the account in the owner's name keeps a session, an open attempt and a verification.
        String prepared = Tokens.citizen(victim.techId())
                .authenticatedAt(Instant.now().minusSeconds(600))
                .toString();
        Letter.Attempt open = victim.startAttempt();
        Map<String, String> kept = open.signIn(VneidPerson.of(victim.citizen()));
        Response verification = LetterSteps.verify(prepared, "me");
        String entityTag = verification.header("ETag");
        victim.link(VneidPerson.of(victim.citizen())).then().statusCode(201);

        Refusal.of(() -> LetterSteps.complete(prepared, victim.accountId(), open.id(), kept))
                .is(409, "attempt-used");
        assertTrue(LetterSteps.confirm(prepared, "me", verification.path("verificationId"), entityTag)
                        .statusCode()
                >= 400);
        LetterSteps.readAccount(prepared, "me").then().body("identity.number.value", equalTo(masked(victim)));
        assertEquals(
                1,
                Database.count("SELECT count(*) FROM outbox_event WHERE account_id = '" + victim.accountId()
                        + "' AND type = 'linked' AND payload ->> 'revokeSessionsBefore' IS NOT NULL"));
    }

    @Test
    @DisplayName("A refusal tells nobody whose identity or number it is: one answer, after the same work")
    void aRefusalIsTheSameWhetherTheIdentityOrOnlyTheNumberIsLinkedElsewhere() {
        VneidPerson person = VneidPerson.of(victim.citizen());
        victim.link(person).then().statusCode(201);
        Letter another =
                Letter.registered(victim.citizen(), victim.techId() + "-2").match();
        int before = TestWorld.get().registry().calls();
        Map<String, Object> theIdentity = refusal(another.link(person));
        int between = TestWorld.get().registry().calls();
        Map<String, Object> theNumber =
                refusal(another.link(person.withSubject(UUID.randomUUID().toString())));
        int after = TestWorld.get().registry().calls();
        assertEquals(theIdentity, theNumber);
        assertEquals(between - before, after - between);
        assertTrue(theIdentity.values().stream()
                .noneMatch(value -> value.toString().contains(victim.accountId())
                        || value.toString().contains(victim.techId())));
    }

    private static Map<String, Object> refusal(Response response) {
        response.then().statusCode(409);
        Map<String, Object> body = new HashMap<>(response.jsonPath().getMap(""));
        body.remove("instance");
        return body;
    }

    private Response startPortalSignIn(Letter letter) {
        return LetterSteps.as(letter.token())
                .contentType(ContentType.JSON)
                .body(Map.of("method", "PORTAL_SIGN_IN"))
                .post("/v1/accounts/me/link-attempts");
    }

    private static Response complete(Letter letter, String attemptId, Map<String, String> body) {
        return LetterSteps.complete(letter.token(), letter.accountId(), attemptId, body);
    }

    /** As it was before any law demanded a link. */
    private static void unlink(Letter letter) {
        PolicySteps policies = new PolicySteps();
        policies.publishNotice(null);
        try {
            String linkId =
                    LetterSteps.links(letter.token(), letter.accountId()).path("items[0].linkId");
            LetterSteps.as(letter.vneidToken())
                    .delete("/v1/links/{id}", linkId)
                    .then()
                    .statusCode(204);
        } finally {
            policies.withdrawAll();
        }
    }

    private static void assertNotLinked(Letter letter) {
        assertEquals(
                List.of(),
                Database.texts("SELECT link_id FROM link WHERE state <> 'ENDED' AND account_id = '" + letter.accountId()
                        + "'"));
    }

    private static String masked(Letter letter) {
        String number = VneidPerson.of(letter.citizen()).number();
        return "•••••••••" + number.substring(9);
    }
}
