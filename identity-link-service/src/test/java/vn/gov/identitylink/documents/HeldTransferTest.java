package vn.gov.identitylink.documents;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import vn.gov.identitylink.outbox.OutboxTold;
import vn.gov.identitylink.testing.Counter;
import vn.gov.identitylink.testing.Database;
import vn.gov.identitylink.testing.IdentityLinkTestResource;
import vn.gov.identitylink.testing.Letter;
import vn.gov.identitylink.testing.LetterSteps;
import vn.gov.identitylink.testing.People;
import vn.gov.identitylink.testing.Tokens;
import vn.gov.identitylink.testing.VneidPerson;

/** The papers of a link that an officer made wait until its citizen had time to say that it was not them. */
@QuarkusTest
@QuarkusTestResource(IdentityLinkTestResource.class)
class HeldTransferTest {

    @Inject
    MoveDocuments mover;

    @Inject
    Event<OutboxTold> told;

    @Test
    void nothingMovesBefore72HoursAfterTheNotice() {
        Letter letter = withAPaper();
        String linkId = Counter.link(letter);

        transfer(letter, linkId)
                .body("state", equalTo("PREPARING"))
                .body("waitsFor", equalTo("NOTICE"))
                .body("movesFrom", nullValue());
        // As if the link were old, but the notice had not gone out: nobody could have said anything.
        makeOlder(linkId, 100);
        tell(letter);
        mover.move();
        transfer(letter, linkId).body("state", equalTo("PREPARING")).body("waitsFor", equalTo("NOTICE"));

        markSent(linkId, 71);
        mover.move();
        Instant movesFrom = Instant.parse(transfer(letter, linkId)
                .body("state", equalTo("PREPARING"))
                .body("waitsFor", equalTo("DISPUTE_PERIOD"))
                .body("movesFrom", notNullValue())
                .extract()
                .path("movesFrom"));
        Duration left = Duration.between(Instant.now(), movesFrom);
        assertEquals(59, left.toMinutes(), "an hour is left");

        markSent(linkId, 73);
        mover.move();
        transfer(letter, linkId)
                .body("state", equalTo("COMPLETED"))
                .body("progress.moved", equalTo(1))
                .body("waitsFor", nullValue())
                .body("movesFrom", nullValue());
    }

    @Test
    void oneNoticeThatWaitsHoldsThePapersBack() {
        Letter letter = withAPaper();
        String linkId = Counter.link(letter);
        makeOlder(linkId, 100);
        tell(letter);
        markSent(linkId, 100);
        Database.execute(
                "UPDATE citizen_notice SET state = 'WAITING', sent_at = NULL WHERE channel = 'SMS' AND link_id = '"
                        + linkId + "'");
        mover.move();
        transfer(letter, linkId).body("state", equalTo("PREPARING")).body("waitsFor", equalTo("NOTICE"));
        // There is no old phone: the others were told.
        Database.execute("UPDATE citizen_notice SET state = 'NO_RECIPIENT' WHERE channel = 'SMS' AND link_id = '"
                + linkId + "'");
        mover.move();
        transfer(letter, linkId).body("state", equalTo("COMPLETED"));
    }

    @Test
    void noticesDoNotHurryTheTimeSinceTheLink() {
        Letter letter = withAPaper();
        String linkId = Counter.link(letter);
        makeOlder(linkId, 71);
        tell(letter);
        markSent(linkId, 100);
        mover.move();
        transfer(letter, linkId).body("state", equalTo("PREPARING")).body("waitsFor", equalTo("DISPUTE_PERIOD"));
    }

    @Test
    void afterADisputeNothingEverMoves() {
        Letter letter = withAPaper();
        String linkId = Counter.link(letter);
        tell(letter);
        markSent(linkId, 1);
        LetterSteps.as(letter.vneidToken())
                .post("/v1/links/{id}/disputes", linkId)
                .then()
                .statusCode(201);
        makeOlder(linkId, 1000);
        markSent(linkId, 1000);
        mover.move();
        transfer(letter, linkId).body("state", equalTo("PREPARING")).body("progress.moved", equalTo(0));
        assertEquals(1, papersInTheOldStore(letter));

        // The operators end it: given back at once is what never moved.
        Database.execute("UPDATE link SET state = 'ENDED', suspended_by = NULL, suspended_at = NULL, ended_at = now()"
                + " WHERE link_id = '" + linkId + "'");
        mover.move();
        transfer(letter, linkId).body("state", equalTo("RETURNED")).body("waitsFor", nullValue());
        assertEquals(1, papersInTheOldStore(letter));
    }

    @Test
    void aLinkThatEndsInTheseHoursGivesBackAtOnce() {
        Letter letter = withAPaper();
        String linkId = Counter.link(letter);
        Database.execute("UPDATE link SET state = 'ENDED', ended_at = now() WHERE link_id = '" + linkId + "'");
        mover.move();
        transfer(letter, linkId).body("state", equalTo("RETURNED"));
        assertEquals(1, papersInTheOldStore(letter));
    }

    @Test
    void whileTheLinkIsHeldTheTimeStandsStill() {
        Letter letter = withAPaper();
        String linkId = Counter.link(letter);
        tell(letter);
        markSent(linkId, 1000);
        makeOlder(linkId, 60);
        LetterSteps.as(letter.vneidToken())
                .post("/v1/links/{id}/disputes", linkId)
                .then()
                .statusCode(201);
        // It was disputed fifty hours ago: ten after the link.
        Database.execute("UPDATE link SET suspended_at = now() - interval '50 hours' WHERE link_id = '" + linkId + "'");
        LetterSteps.as(Tokens.operator().toString())
                .delete("/v1/links/{id}/suspension", linkId)
                .then()
                .statusCode(200);
        Database.execute(
                "UPDATE document_transfer SET worked_at = worked_at - interval '20 hours', held_until = held_until"
                        + " - interval '20 hours' WHERE link_id = '" + linkId + "'");
        mover.move();
        transfer(letter, linkId).body("state", equalTo("PREPARING"));
        Instant movesFrom = Instant.parse(transfer(letter, linkId).extract().path("movesFrom"));
        // 72 hours, of which ten counted before the dispute and twenty since.
        assertEquals(41, Duration.between(Instant.now(), movesFrom).toHours());
    }

    @Test
    void aStrongerHoldThatTakesAWeakerOneOverDoesNotHurryTheTime() {
        Letter letter = withAPaper();
        String linkId = Counter.link(letter);
        tell(letter);
        markSent(linkId, 71);
        LetterSteps.as(letter.token())
                .contentType(ContentType.JSON)
                .body("{}")
                .put("/v1/links/{id}/suspension", linkId)
                .then()
                .statusCode(200);
        // The citizen held it fifty hours ago.
        Database.execute("UPDATE link SET suspended_at = now() - interval '50 hours' WHERE link_id = '" + linkId + "'");
        LetterSteps.as(Tokens.operator().toString())
                .contentType(ContentType.JSON)
                .body(Map.of("reason", "The police asked for it"))
                .put("/v1/links/{id}/suspension", linkId)
                .then()
                .statusCode(200);
        LetterSteps.as(Tokens.operator().toString())
                .delete("/v1/links/{id}/suspension", linkId)
                .then()
                .statusCode(200);
        Instant movesFrom = Instant.parse(transfer(letter, linkId).extract().path("movesFrom"));
        assertEquals(121, Duration.between(Instant.now(), movesFrom).toHours(), "72 hours, and the fifty of the hold");
    }

    @Test
    void whatTakesThePlaceOfAnAssistedLinkWaitsAsLong() {
        Letter letter = withAPaper();
        String replaced = Counter.link(letter);
        Response begun = LetterSteps.startReplacement(letter.vneidToken(), letter.accountId(), replaced);
        Letter.Attempt attempt = new Letter.Attempt(begun.path("attemptId"), begun.path("authorizationUrl"));
        String next = letter.complete(
                        attempt,
                        attempt.signIn(VneidPerson.of(letter.citizen()).withSubject("next-" + letter.techId())))
                .then()
                .statusCode(201)
                .extract()
                .path("linkId");
        mover.move();
        transfer(letter, next).body("state", equalTo("PREPARING")).body("waitsFor", equalTo("NOTICE"));
        tell(letter);
        assertEquals(
                1,
                Database.count("SELECT count(*) FROM citizen_notice WHERE type = 'link-replaced' AND channel = 'SMS'"
                        + " AND link_id = '" + next + "'"),
                "the old contact is told of it too");
        markSent(next, 100);
        mover.move();
        transfer(letter, next).body("state", equalTo("PREPARING")).body("waitsFor", equalTo("DISPUTE_PERIOD"));
        makeOlder(next, 73);
        mover.move();
        transfer(letter, next).body("state", equalTo("COMPLETED")).body("progress.moved", equalTo(1));
    }

    @Test
    void aLinkThatTheCitizenMadeWaitsForNothing() {
        Letter letter = withAPaper();
        letter.link(VneidPerson.of(letter.citizen())).then().statusCode(201);
        String linkId = LetterSteps.links(letter.token(), "me").path("items[0].linkId");
        transfer(letter, linkId).body("waitsFor", nullValue()).body("movesFrom", nullValue());
        mover.move();
        transfer(letter, linkId).body("state", equalTo("COMPLETED"));
    }

    private static Letter withAPaper() {
        Letter letter = Letter.matched(People.aCitizen());
        Counter.giveContact(letter, 31);
        DocumentSteps.stored(letter, DocumentSteps.pdf("of " + letter.accountId()));
        return letter;
    }

    private static ValidatableResponse transfer(Letter letter, String linkId) {
        return LetterSteps.as(letter.token())
                .get("/v1/links/{id}/transfer", linkId)
                .then()
                .statusCode(200);
    }

    private static long papersInTheOldStore(Letter letter) {
        return Database.count("SELECT count(*) FROM document WHERE store_id = '" + letter.accountId() + "'");
    }

    /** As if it had been made so many hours ago. */
    private static void makeOlder(String linkId, int hours) {
        Database.execute(
                "UPDATE document_transfer SET held_until = held_until - interval '" + hours + " hours', worked_at"
                        + " = worked_at - interval '" + hours + " hours' WHERE link_id = '" + linkId + "'");
    }

    private static void markSent(String linkId, int hoursAgo) {
        Database.execute("UPDATE citizen_notice SET state = 'SENT', sent_at = now() - interval '" + hoursAgo
                + " hours' WHERE link_id = '" + linkId + "'");
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
}
