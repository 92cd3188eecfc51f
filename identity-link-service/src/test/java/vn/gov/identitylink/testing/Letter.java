package vn.gov.identitylink.testing;

import io.restassured.response.Response;
import java.net.URI;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One citizen on the letter's way: each method is the real call, and fails the test if the call is refused. */
public final class Letter {

    private final SyntheticCitizen citizen;
    private final String techId;
    private final String accountId;

    private Letter(SyntheticCitizen citizen, String techId, String accountId) {
        this.citizen = citizen;
        this.techId = techId;
        this.accountId = accountId;
    }

    /** The home portal registered the citizen's account with its declaration. */
    public static Letter registered(SyntheticCitizen citizen) {
        return registered(
                citizen, Objects.requireNonNull(citizen.portalAccount()).externalId());
    }

    /** The same under another technical id: a second account of the same citizen. */
    public static Letter registered(SyntheticCitizen citizen, String techId) {
        Map<String, @Nullable Object> body = new LinkedHashMap<>();
        body.put("externalId", techId);
        body.put("declaredIdentity", People.declaration(citizen));
        String accountId = LetterSteps.register(Tokens.homePortal().toString(), body)
                .then()
                .statusCode(201)
                .extract()
                .path("accountId");
        return new Letter(citizen, techId, accountId);
    }

    /** Registered, matched by the registry, and confirmed. */
    public static Letter matched(SyntheticCitizen citizen) {
        return registered(citizen).match();
    }

    /** Matched and linked with the citizen's own VNeID. */
    public static Letter linked(SyntheticCitizen citizen) {
        Letter letter = matched(citizen);
        letter.link(VneidPerson.of(citizen)).then().statusCode(201);
        return letter;
    }

    public SyntheticCitizen citizen() {
        return citizen;
    }

    public String techId() {
        return techId;
    }

    public String accountId() {
        return accountId;
    }

    /** Signed in with the portal account. */
    public String token() {
        return Tokens.citizen(techId).with("sid", sessionId()).toString();
    }

    /** The single sign-on session of {@link #token()}. */
    public String sessionId() {
        return "session-of-" + techId;
    }

    /** Signed in through VNeID just now, in a session of its own. */
    public String vneidToken() {
        return Tokens.citizen(techId)
                .throughVneid()
                .authenticatedAt(Instant.now().plusSeconds(1))
                .toString();
    }

    public Letter match() {
        Response verification = LetterSteps.verify(token(), accountId);
        verification.then().statusCode(201);
        LetterSteps.confirm(token(), accountId, verification.path("verificationId"), verification.header("ETag"))
                .then()
                .statusCode(200);
        return this;
    }

    /** Opens an attempt. */
    public Attempt startAttempt() {
        Response started = LetterSteps.startAttempt(token(), accountId);
        started.then().statusCode(201);
        return new Attempt(started.path("attemptId"), started.path("authorizationUrl"));
    }

    /** Opens an attempt, signs in to VNeID as that person, and completes: whatever the answer. */
    public Response link(VneidPerson person) {
        Attempt attempt = startAttempt();
        return complete(attempt, attempt.signIn(person));
    }

    public Response complete(Attempt attempt, Map<String, String> redirect) {
        return LetterSteps.complete(token(), accountId, attempt.id(), redirect);
    }

    /** An open attempt and where VNeID's sign-in page is. */
    public record Attempt(String id, String authorizationUrl) {

        /** Signs in at VNeID; answers what the browser brings back. */
        public Map<String, String> signIn(VneidPerson person) {
            VneidRealm.Redirect redirect = TestWorld.get().vneid().signIn(URI.create(authorizationUrl), person);
            return Map.of("code", redirect.code(), "state", redirect.state(), "iss", redirect.iss());
        }
    }
}
