package vn.gov.identitylink.notices;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import vn.gov.identitylink.outbox.EventType;
import vn.gov.identitylink.outbox.OutboxTold;
import vn.gov.identitylink.problem.Language;
import vn.gov.identitylink.testing.Database;
import vn.gov.identitylink.testing.IdentityLinkTestResource;
import vn.gov.identitylink.testing.Letter;
import vn.gov.identitylink.testing.LetterSteps;
import vn.gov.identitylink.testing.LogCapture;
import vn.gov.identitylink.testing.People;
import vn.gov.identitylink.testing.Refusal;
import vn.gov.identitylink.testing.SyntheticCitizen;
import vn.gov.identitylink.testing.TestWorld;
import vn.gov.identitylink.testing.Tokens;
import vn.gov.identitylink.testing.VneidPerson;

/** What citizens are told, and "this was not me". */
@QuarkusTest
@QuarkusTestResource(IdentityLinkTestResource.class)
class NoticesTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Inject
    SendNotices sendNotices;

    @Inject
    Event<OutboxTold> told;

    @Inject
    NoticeTexts texts;

    @Inject
    MeterRegistry meters;

    private final Path directory = TestWorld.get().notices();

    @BeforeEach
    void forget() {
        Database.execute("UPDATE citizen_notice SET state = 'SENT', sent_at = now() WHERE state = 'WAITING'");
    }

    @Test
    void aLinkIsToldThroughBothChannelsInBothLanguagesWithoutADatum() throws IOException {
        SyntheticCitizen citizen = People.aCitizen();
        Letter letter = Letter.linked(citizen);
        tell(letter);
        List<String> logged;
        try (LogCapture logs = LogCapture.open()) {
            sendNotices.send();
            logged = List.copyOf(logs.lines());
        }

        JsonNode inbox = noticeTo("portal-inbox", letter.techId());
        JsonNode vneid = noticeTo("vneid", VneidPerson.of(citizen).subject());
        for (JsonNode notice : List.of(inbox, vneid)) {
            assertTrue(notice.at("/vi/title").asText().contains("liên kết với VNeID"));
            assertTrue(notice.at("/en/body").asText().contains("This was not me"));
            for (String datum : citizen.personalData()) {
                assertFalse(notice.path("vi").toString().contains(datum), "a datum is in a notice");
                assertFalse(notice.path("en").toString().contains(datum), "a datum is in a notice");
            }
        }
        assertNotEquals(tokenIn(inbox), tokenIn(vneid));
        Refusal.assertNoPersonalData(logged);
        assertFalse(logged.stream().anyMatch(line -> line.contains(tokenIn(inbox))), "a token is in the log");
    }

    @Test
    void theSameEventToldAgainIsNoSecondNotice() throws IOException {
        Letter letter = Letter.linked(People.aCitizen());
        tell(letter);
        tell(letter);
        sendNotices.send();
        sendNotices.send();
        assertEquals(1, noticesTo("portal-inbox", letter.techId()).size());
    }

    @Test
    void aReplacementIsToldToBothIdentitiesAndEachCanDisputeIt() throws IOException {
        SyntheticCitizen citizen = People.aCitizen();
        Letter letter = Letter.linked(citizen);
        VneidPerson renewed = VneidPerson.of(citizen).withSubject("renewed-" + letter.techId());
        String replaced = LetterSteps.links(letter.token(), letter.accountId()).path("items[0].linkId");
        Response begun = LetterSteps.startReplacement(letter.vneidToken(), letter.accountId(), replaced);
        Letter.Attempt attempt = new Letter.Attempt(begun.path("attemptId"), begun.path("authorizationUrl"));
        letter.complete(attempt, attempt.signIn(renewed)).then().statusCode(201);
        tell(letter);
        sendNotices.send();

        JsonNode old = noticesTo("vneid", VneidPerson.of(citizen).subject()).stream()
                .filter(notice -> notice.at("/en/title").asText().contains("another VNeID identity"))
                .findFirst()
                .orElseThrow();
        assertEquals(1, noticesTo("vneid", renewed.subject()).size());
        dispute(tokenIn(old)).then().statusCode(201);
        LetterSteps.links(letter.token(), letter.accountId())
                .then()
                .body("items.state", equalTo(List.of("SUSPENDED", "ENDED")));
    }

    @Test
    void whoGotANoticeOfALinkThatWasReplacedDisputesTheOneInItsPlace() throws IOException {
        SyntheticCitizen citizen = People.aCitizen();
        Letter letter = Letter.linked(citizen);
        tell(letter);
        sendNotices.send();
        String token = tokenIn(noticeTo("vneid", VneidPerson.of(citizen).subject()));
        String replaced = LetterSteps.links(letter.token(), letter.accountId()).path("items[0].linkId");
        Response begun = LetterSteps.startReplacement(letter.vneidToken(), letter.accountId(), replaced);
        Letter.Attempt attempt = new Letter.Attempt(begun.path("attemptId"), begun.path("authorizationUrl"));
        letter.complete(attempt, attempt.signIn(VneidPerson.of(citizen).withSubject("next-" + letter.techId())))
                .then()
                .statusCode(201);
        dispute(token).then().statusCode(201);
        LetterSteps.links(letter.token(), letter.accountId())
                .then()
                .body("items.state", equalTo(List.of("SUSPENDED", "ENDED")));
    }

    @Test
    void anAccountThatIsClosedIsToldToItsInboxAndToVneid() throws IOException {
        SyntheticCitizen citizen = People.aCitizen();
        Letter letter = Letter.linked(citizen);
        Letter other = Letter.registered(citizen, letter.techId() + "-2").match();
        close(other, letter);
        tell(other);
        sendNotices.send();
        assertTrue(noticeTo("portal-inbox", other.techId())
                .at("/en/title")
                .asText()
                .contains("was closed"));
        assertTrue(noticesTo("vneid", VneidPerson.of(citizen).subject()).stream()
                .anyMatch(notice -> notice.at("/en/title").asText().contains("was closed")));
    }

    @Test
    void anOperatorsReopeningIsToldToo() throws IOException {
        SyntheticCitizen citizen = People.aCitizen();
        Letter letter = Letter.linked(citizen);
        Letter other = Letter.registered(citizen, letter.techId() + "-2").match();
        close(other, letter);
        LetterSteps.as(Tokens.operator().toString())
                .delete("/v1/accounts/{id}/supersession", other.accountId())
                .then()
                .statusCode(204);
        tell(other);
        sendNotices.send();
        assertEquals(
                List.of("One of your accounts was closed", "One of your accounts is open again"),
                titlesOf(noticesTo("portal-inbox", other.techId())));
        assertTrue(titlesOf(noticesTo("vneid", VneidPerson.of(citizen).subject()))
                .contains("One of your accounts is open again"));
    }

    /** All are told on at once, and wait for the channel at the same time. */
    @Test
    void changesAreToldInTheirOrderAndTheInboxGetsNoNextTokenToDisputeWith() throws IOException {
        Letter letter = Letter.linked(People.aCitizen());
        String linkId = LetterSteps.links(letter.token(), "me").path("items[0].linkId");
        List<String> expected = new ArrayList<>(List.of("Your account was linked with VNeID"));
        for (int i = 0; i < 4; i++) {
            LetterSteps.as(letter.token())
                    .contentType(ContentType.JSON)
                    .body("{}")
                    .put("/v1/links/{id}/suspension", linkId)
                    .then()
                    .statusCode(200);
            LetterSteps.as(letter.vneidToken())
                    .delete("/v1/links/{id}/suspension", linkId)
                    .then()
                    .statusCode(200);
            expected.addAll(List.of("Your link with VNeID is on hold", "Your link with VNeID works again"));
        }
        tell(letter);
        sendNotices.send();
        assertEquals(expected, titlesOf(noticesTo("vneid", subjectOf(letter))));
        List<JsonNode> inbox = noticesTo("portal-inbox", letter.techId());
        assertEquals(expected, titlesOf(inbox));
        assertFalse(inbox.getLast().toString().contains("not-me"), "a page without anything to post");
        assertTrue(tokenIn(noticesTo("vneid", subjectOf(letter)).getLast()).contains("."));
    }

    private static void close(Letter other, Letter linked) {
        String code = LetterSteps.as(linked.vneidToken())
                .post("/v1/accounts/me/join-codes")
                .path("joinCode");
        LetterSteps.as(other.token())
                .contentType(ContentType.JSON)
                .body(Map.of("joinCode", code))
                .put("/v1/accounts/me/supersession")
                .then()
                .statusCode(200);
    }

    private static List<String> titlesOf(List<JsonNode> notices) {
        return notices.stream().map(notice -> notice.at("/en/title").asText()).toList();
    }

    @Test
    void whatAProcessThatDiedHadSentIsSentAgainUnderTheSameIdAndToken() throws IOException {
        Letter letter = Letter.linked(People.aCitizen());
        tell(letter);
        sendNotices.send();
        // As if the process had died between the channel and its mark, and its claim had run out.
        Database.execute("UPDATE citizen_notice SET state = 'WAITING', sent_at = NULL, next_try_at = now()"
                + " WHERE account_id = '" + letter.accountId() + "'");
        sendNotices.send();

        List<JsonNode> twice = noticesTo("portal-inbox", letter.techId());
        assertEquals(2, twice.size());
        assertEquals(twice.getFirst(), twice.getLast());
    }

    @Test
    void aChannelThatFailsIsTriedAgainLater() throws IOException {
        Letter letter = Letter.linked(People.aCitizen());
        tell(letter);
        Path inbox = directory.resolve("portal-inbox.ndjson");
        Path aside = directory.resolve("aside");
        if (Files.exists(inbox)) {
            Files.move(inbox, aside);
        }
        Files.createDirectory(inbox);
        sendNotices.send();
        assertEquals(1, meters.get("notices.waiting").gauge().value());
        Files.delete(inbox);
        if (Files.exists(aside)) {
            Files.move(aside, inbox);
        }
        sendNotices.send();
        assertEquals(0, noticesTo("portal-inbox", letter.techId()).size(), "not before its time");

        Database.execute("UPDATE citizen_notice SET next_try_at = now() WHERE state = 'WAITING'");
        sendNotices.send();
        assertEquals(1, noticesTo("portal-inbox", letter.techId()).size());
        assertEquals(0, meters.get("notices.waiting").gauge().value());
    }

    @Test
    void thisWasNotMeHoldsTheLinkOnceAndOpensACase() throws IOException {
        Letter letter = Letter.linked(People.aCitizen());
        tell(letter);
        sendNotices.send();
        String token = tokenIn(noticeTo("portal-inbox", letter.techId()));

        dispute(token).then().statusCode(201);

        LetterSteps.links(letter.token(), letter.accountId()).then().body("items[0].suspendedBy", equalTo("DISPUTE"));
        List<String> audited = Database.auditOf(letter.accountId());
        assertTrue(audited.contains("LINK_DISPUTED done"));
        assertEquals(
                List.of("notice-holder"),
                Database.texts("SELECT actor_kind FROM audit_record WHERE action = 'LINK_DISPUTED' AND account_id = '"
                        + letter.accountId() + "'"));
        Refusal.of(() -> dispute(token)).is(400, "dispute-token-invalid");
        String linkId = LetterSteps.links(letter.token(), letter.accountId()).path("items[0].linkId");
        LetterSteps.as(Tokens.operator().toString())
                .delete("/v1/links/{id}/suspension", linkId)
                .then()
                .statusCode(200);
        Refusal.of(() -> dispute(token)).is(400, "dispute-token-invalid");
        // The notice of the other channel is another token, and still somebody's way to say so.
        dispute(tokenIn(noticeTo("vneid", subjectOf(letter)))).then().statusCode(201);
    }

    @Test
    void anOldNoticeOrOneOfALinkThatIsOverHoldsNothing() throws IOException {
        Letter letter = Letter.linked(People.aCitizen());
        tell(letter);
        sendNotices.send();
        String inbox = tokenIn(noticeTo("portal-inbox", letter.techId()));
        Database.execute("UPDATE citizen_notice SET occurred_at = occurred_at - interval '31 days' WHERE account_id = '"
                + letter.accountId() + "'");
        Refusal.of(() -> dispute(inbox)).is(400, "dispute-token-invalid");
        Database.execute(
                "UPDATE citizen_notice SET occurred_at = now() WHERE account_id = '" + letter.accountId() + "'");
        Database.execute(
                "UPDATE link SET state = 'ENDED', ended_at = now() WHERE account_id = '" + letter.accountId() + "'");
        Refusal.of(() -> dispute(inbox)).changing("citizen_notice").is(400, "dispute-token-invalid");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "51960000-0000-4000-8000-000000000001.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"})
    void aTokenThatIsNotOursHoldsNothing(String token) {
        Refusal.of(() -> dispute(token)).is(400, "dispute-token-invalid");
    }

    /** The id of a notice stands in logs; what holds a link is the digest that only the notice carries. */
    @Test
    void theIdOfANoticeWithoutItsOwnDigestHoldsNothing() throws IOException {
        Letter letter = Letter.linked(People.aCitizen());
        tell(letter);
        sendNotices.send();
        String[] inbox = tokenIn(noticeTo("portal-inbox", letter.techId())).split("\\.", -1);
        String[] vneid = tokenIn(noticeTo("vneid", subjectOf(letter))).split("\\.", -1);
        Refusal.of(() -> dispute(inbox[0] + "." + vneid[1])).is(400, "dispute-token-invalid");
    }

    @Test
    void withoutTheDatabaseADisputeIsAskedForAgain() throws IOException {
        Letter letter = Letter.linked(People.aCitizen());
        tell(letter);
        sendNotices.send();
        String token = tokenIn(noticeTo("portal-inbox", letter.techId()));
        Database.lockOut();
        try {
            dispute(token).then().statusCode(503).body("code", equalTo("storage-unavailable"));
        } finally {
            Database.letIn();
        }
        Database.awaitService();
        dispute(token).then().statusCode(201);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"token\":\"\"}", "{\"token\":null}"})
    void aDisputeWithoutATokenIsRefused(String body) {
        Refusal.of(() -> given().contentType(ContentType.JSON).body(body).post("/v1/link-disputes"))
                .is(400, "validation-failed");
    }

    @ParameterizedTest
    @EnumSource
    void everyNoticeHasItsTextsInEveryLanguage(Language language) {
        for (EventType type : WriteNotices.TOLD) {
            Notice.Text text =
                    Objects.requireNonNull(texts.of(type, Instant.EPOCH, "https://portal.example/not-me#token")
                            .get(language));
            assertFalse(text.title().isBlank());
            assertTrue(text.body().contains("08:00, 01/01/1970"), text.body());
            assertFalse(text.body().contains("{"), text.body());
            Notice.Text inbox = Objects.requireNonNull(
                    texts.withoutDispute(type, Instant.EPOCH).get(language));
            assertFalse(inbox.title().isBlank());
            assertFalse(inbox.body().contains("{"), inbox.body());
        }
    }

    /** Tells what the account's link did on, as the relay would in its transaction. */
    private void tell(Letter letter) {
        List<UUID> events = Database.texts(
                        "SELECT event_id::text FROM outbox_event WHERE account_id = '" + letter.accountId() + "'")
                .stream()
                .map(UUID::fromString)
                .toList();
        QuarkusTransaction.requiringNew().run(() -> told.fire(new OutboxTold(events)));
    }

    private static Response dispute(String token) {
        return given().contentType(ContentType.JSON)
                .body(Map.of("token", token))
                .post("/v1/link-disputes");
    }

    private static String tokenIn(JsonNode notice) {
        String body = notice.at("/vi/body").asText();
        assertTrue(body.contains("http://localhost:8100/not-me#"), body);
        return body.substring(body.indexOf('#') + 1).strip();
    }

    private static String subjectOf(Letter letter) {
        return Database.texts("SELECT subject FROM link WHERE account_id = '" + letter.accountId() + "'")
                .getFirst();
    }

    private JsonNode noticeTo(String channel, String recipient) throws IOException {
        List<JsonNode> found = noticesTo(channel, recipient);
        assertEquals(1, found.size());
        return found.getFirst();
    }

    private List<JsonNode> noticesTo(String channel, String recipient) throws IOException {
        List<JsonNode> found = new ArrayList<>();
        Path file = directory.resolve(channel + ".ndjson");
        for (String line : Files.exists(file) ? Files.readAllLines(file) : List.<String>of()) {
            JsonNode notice = JSON.readTree(line);
            if (notice.path("recipient").asText().equals(recipient)) {
                found.add(notice);
            }
        }
        return found;
    }
}
