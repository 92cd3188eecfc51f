package vn.gov.identitylink.testing;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.restassured.response.Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The calls at a counter, where an officer helps a citizen who is present. */
public final class Counter {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ASSISTED_LINK = "/v1/assisted-links/{id}";

    private Counter() {}

    public static Response start(String officer, String accountId, String control) {
        return start(
                officer, Map.of("accountId", accountId, "control", control, "redirectUri", LetterSteps.REDIRECT_URI));
    }

    public static Response start(String officer, Map<String, ?> wanted) {
        return LetterSteps.machine(officer).body(wanted).post("/v1/assisted-links");
    }

    public static Response read(String token, String id) {
        return LetterSteps.machine(token).get(ASSISTED_LINK, id);
    }

    public static Response confirm(String citizen, String id) {
        return LetterSteps.as(citizen).post(ASSISTED_LINK + "/confirmation", id);
    }

    public static Response checkCode(String officer, String id, String code) {
        return LetterSteps.machine(officer).body(Map.of("code", code)).post(ASSISTED_LINK + "/code-check", id);
    }

    public static Response approve(String officer, String id) {
        return LetterSteps.as(officer).header("Processing-Purpose", "1.004873").post(ASSISTED_LINK + "/approval", id);
    }

    public static Response complete(String officer, String id, Map<String, ?> redirect) {
        return LetterSteps.machine(officer).body(redirect).post(ASSISTED_LINK + "/completion", id);
    }

    /** Begins with this control; the attempt, and where the citizen signs in to VNeID. */
    public static Letter.Attempt begin(Letter letter, String control) {
        Response started = start(Tokens.officer().toString(), letter.accountId(), control);
        started.then().statusCode(201);
        return new Letter.Attempt(started.path("assistedLinkId"), started.path("authorizationUrl"));
    }

    /** The same, and a second officer has approved. */
    public static Letter.Attempt beginProved(Letter letter) {
        Letter.Attempt attempt = begin(letter, "SECOND_OFFICER");
        approve(Tokens.secondOfficer().toString(), attempt.id()).then().statusCode(200);
        return attempt;
    }

    /** Linked at the counter with the citizen's own VNeID; the link's id. */
    public static String link(Letter letter) {
        Letter.Attempt attempt = beginProved(letter);
        Response linked =
                complete(Tokens.officer().toString(), attempt.id(), attempt.signIn(VneidPerson.of(letter.citizen())));
        linked.then().statusCode(201);
        return linked.path("linkId");
    }

    /** The account has the citizen's phone and e-mail, for so many days. */
    public static void giveContact(Letter letter, int days) {
        SyntheticCitizen.PortalAccount account =
                Objects.requireNonNull(letter.citizen().portalAccount());
        changeContact(
                letter,
                Map.of(
                        "phone",
                        Objects.requireNonNull(account.phone()),
                        "email",
                        Objects.requireNonNull(account.email())));
        ageContact(letter, days);
    }

    public static void changeContact(Letter letter, Map<String, ?> contact) {
        String version = LetterSteps.readAccount(letter.token(), "me").header("ETag");
        LetterSteps.changeContact(letter.token(), "me", version, contact).then().statusCode(200);
    }

    public static void ageContact(Letter letter, int days) {
        Database.execute("UPDATE account SET phone_since = now() - interval '" + days + " days', email_since = now() -"
                + " interval '" + days + " days' WHERE account_id = '" + letter.accountId() + "'");
    }

    /** What was sent to a recipient through a channel, such as {@code sms}. */
    public static List<JsonNode> messages(String channel, String recipient) {
        Path file = TestWorld.get().notices().resolve(channel + ".ndjson");
        List<JsonNode> found = new ArrayList<>();
        try {
            for (String line : Files.exists(file) ? Files.readAllLines(file) : List.<String>of()) {
                JsonNode message = JSON.readTree(line);
                if (message.path("recipient").asText().equals(recipient)) {
                    found.add(message);
                }
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return found;
    }

    /** The code that the citizen reads out: the last one sent to their phone. */
    public static String codeOf(Letter letter) {
        String phone = Objects.requireNonNull(
                Objects.requireNonNull(letter.citizen().portalAccount()).phone());
        return codeIn(messages("sms", phone).getLast());
    }

    public static String codeIn(JsonNode message) {
        String body = message.at("/vi/body").asText();
        assertTrue(body.matches("[0-9]{6} .*"), "a code comes first");
        assertTrue(message.at("/en/body").asText().startsWith(body.substring(0, 6)));
        return body.substring(0, 6);
    }
}
