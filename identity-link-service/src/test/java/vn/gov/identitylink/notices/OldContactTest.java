package vn.gov.identitylink.notices;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import vn.gov.identitylink.outbox.OutboxTold;
import vn.gov.identitylink.problem.Language;
import vn.gov.identitylink.testing.Counter;
import vn.gov.identitylink.testing.Database;
import vn.gov.identitylink.testing.IdentityLinkTestResource;
import vn.gov.identitylink.testing.Letter;
import vn.gov.identitylink.testing.LetterSteps;
import vn.gov.identitylink.testing.LogCapture;
import vn.gov.identitylink.testing.People;
import vn.gov.identitylink.testing.Refusal;
import vn.gov.identitylink.testing.SyntheticCitizen;
import vn.gov.identitylink.testing.TestWorld;
import vn.gov.identitylink.testing.VneidPerson;

/** A link that an officer made is told where nobody can have prepared it. */
@QuarkusTest
@QuarkusTestResource(IdentityLinkTestResource.class)
class OldContactTest {

    @Inject
    SendNotices sendNotices;

    @Inject
    Event<OutboxTold> told;

    @Inject
    NoticeTexts texts;

    @BeforeEach
    void forget() {
        Database.execute("UPDATE citizen_notice SET state = 'SENT', sent_at = now() WHERE state = 'WAITING'");
    }

    @Test
    void anAssistedLinkIsToldToTheOldContactWhichCanSayThatItWasNotThem() {
        SyntheticCitizen citizen = People.aCitizen();
        Letter letter = Letter.matched(citizen);
        Counter.giveContact(letter, 31);
        Counter.changeContact(letter, Map.of("phone", "0900888801", "email", "thief@example.vn"));
        Counter.link(letter);
        tell(letter);
        List<String> logged;
        try (LogCapture logs = LogCapture.open()) {
            sendNotices.send();
            logged = List.copyOf(logs.lines());
        }

        JsonNode text = only(Counter.messages("sms", phone(citizen)));
        JsonNode mail = only(Counter.messages("email", email(citizen)));
        assertEquals(List.of(), Counter.messages("sms", "0900888801"));
        assertEquals(List.of(), Counter.messages("email", "thief@example.vn"));
        for (JsonNode notice : List.of(text, mail)) {
            assertTrue(notice.at("/vi/body").asText().contains("72 giờ"));
            assertTrue(notice.at("/en/body").asText().contains("72 hours"));
            for (String datum : citizen.personalData()) {
                assertFalse(notice.path("vi").toString().contains(datum), "a datum is in a notice");
            }
        }
        assertTrue(only(Counter.messages("portal-inbox", letter.techId()))
                .at("/en/body")
                .asText()
                .contains("72 hours"));
        Refusal.assertNoPersonalData(logged);

        given().contentType(ContentType.JSON)
                .body(Map.of("token", tokenIn(text)))
                .post("/v1/link-disputes")
                .then()
                .statusCode(201);
        LetterSteps.links(letter.token(), "me").then().body("items[0].suspendedBy", equalTo("DISPUTE"));
    }

    @Test
    void whatDoesNotExistIsNotSentAndSaysSo() {
        Letter letter = Letter.matched(People.aCitizen());
        Counter.link(letter);
        tell(letter);
        sendNotices.send();
        assertEquals(
                List.of("EMAIL NO_RECIPIENT", "PORTAL_INBOX SENT", "SMS NO_RECIPIENT", "VNEID SENT"),
                Database.texts("SELECT channel || ' ' || state FROM citizen_notice WHERE account_id = '"
                        + letter.accountId() + "' ORDER BY channel"));
    }

    @Test
    void aLinkThatTheCitizenMadeIsToldThroughTheEverydayChannelsOnly() {
        SyntheticCitizen citizen = People.aCitizen();
        Letter letter = Letter.matched(citizen);
        Counter.giveContact(letter, 31);
        letter.link(VneidPerson.of(citizen)).then().statusCode(201);
        tell(letter);
        sendNotices.send();
        assertEquals(
                List.of("PORTAL_INBOX", "VNEID"),
                Database.texts("SELECT channel FROM citizen_notice WHERE account_id = '" + letter.accountId()
                        + "' ORDER BY channel"));
        assertEquals(List.of(), Counter.messages("sms", phone(citizen)));
    }

    /** After a day of tries; the everyday channels are tried for as long as it takes. */
    @Test
    void aPhoneThatIsDeadIsGivenUpAndTheInboxIsNot() throws IOException {
        Letter letter = Letter.matched(People.aCitizen());
        Counter.giveContact(letter, 31);
        Counter.link(letter);
        tell(letter);
        Path sms = TestWorld.get().notices().resolve("sms.ndjson");
        Path inbox = TestWorld.get().notices().resolve("portal-inbox.ndjson");
        for (Path channel : List.of(sms, inbox)) {
            if (Files.exists(channel)) {
                Files.move(channel, channel.resolveSibling(channel.getFileName() + ".aside"));
            }
            Files.createDirectory(channel);
        }
        try {
            Database.execute("UPDATE citizen_notice SET tries = 148, next_try_at = now() WHERE account_id = '"
                    + letter.accountId() + "'");
            sendNotices.send();
            assertEquals("WAITING", stateOf(letter, "SMS"));
            Database.execute("UPDATE citizen_notice SET next_try_at = now() WHERE state = 'WAITING' AND account_id = '"
                    + letter.accountId() + "'");
            sendNotices.send();
            assertEquals("UNDELIVERABLE", stateOf(letter, "SMS"));
            assertEquals("WAITING", stateOf(letter, "PORTAL_INBOX"));
            assertEquals("SENT", stateOf(letter, "EMAIL"));
        } finally {
            for (Path channel : List.of(sms, inbox)) {
                Files.delete(channel);
                Path aside = channel.resolveSibling(channel.getFileName() + ".aside");
                if (Files.exists(aside)) {
                    Files.move(aside, channel);
                }
            }
        }
    }

    private static String stateOf(Letter letter, String channel) {
        return Database.texts("SELECT state FROM citizen_notice WHERE channel = '" + channel + "' AND account_id = '"
                        + letter.accountId() + "'")
                .getFirst();
    }

    @Test
    void anAccountWhoseKeyWasErasedHoldsUpNobodysNotice() {
        Letter erased = Letter.matched(People.aCitizen());
        Counter.giveContact(erased, 31);
        Counter.link(erased);
        Letter other = Letter.matched(People.aCitizen());
        Counter.giveContact(other, 31);
        Counter.link(other);
        tell(erased);
        tell(other);
        Database.execute("UPDATE citizen_key SET wrapped_key = NULL WHERE key_id = (SELECT key_id FROM"
                + " account WHERE account_id = '" + erased.accountId() + "')");
        sendNotices.send();
        only(Counter.messages("sms", phone(other.citizen())));
        assertEquals(List.of(), Counter.messages("sms", phone(erased.citizen())));
    }

    @ParameterizedTest
    @EnumSource
    void theTextsOfTheCounterAreThereInEveryLanguage(Language language) {
        Notice.Text link =
                Objects.requireNonNull(texts.ofAssistedLink(Instant.EPOCH, "https://portal.example/not-me#token")
                        .get(language));
        Notice.Text code =
                Objects.requireNonNull(texts.ofCode("012345", Instant.EPOCH).get(language));
        assertTrue(link.body().contains("not-me#token") && link.body().contains("08:00, 01/01/1970"));
        assertTrue(code.body().startsWith("012345 ") && code.body().contains("08:00, 01/01/1970"));
        for (Notice.Text text : List.of(link, code)) {
            assertFalse(text.title().isBlank());
            assertFalse((text.title() + text.body()).contains("{"));
        }
    }

    private static String tokenIn(JsonNode notice) {
        String body = notice.at("/vi/body").asText();
        return body.substring(body.indexOf('#') + 1).strip();
    }

    private static JsonNode only(List<JsonNode> found) {
        assertEquals(1, found.size());
        return found.getFirst();
    }

    private static String phone(SyntheticCitizen citizen) {
        return Objects.requireNonNull(
                Objects.requireNonNull(citizen.portalAccount()).phone());
    }

    private static String email(SyntheticCitizen citizen) {
        return Objects.requireNonNull(
                Objects.requireNonNull(citizen.portalAccount()).email());
    }

    private void tell(Letter letter) {
        List<UUID> events = Database.texts(
                        "SELECT event_id::text FROM outbox_event WHERE account_id = '" + letter.accountId() + "'")
                .stream()
                .map(UUID::fromString)
                .toList();
        QuarkusTransaction.requiringNew().run(() -> told.fire(new OutboxTold(events)));
    }
}
