package vn.gov.identitylink.documents;

import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import vn.gov.identitylink.signin.PolicySteps;
import vn.gov.identitylink.testing.Database;
import vn.gov.identitylink.testing.IdentityLinkTestResource;
import vn.gov.identitylink.testing.Letter;
import vn.gov.identitylink.testing.LetterSteps;
import vn.gov.identitylink.testing.People;
import vn.gov.identitylink.testing.VneidPerson;

/** The person's identity at VNeID is another one now: their papers are where they were. */
@QuarkusTest
@QuarkusTestResource(IdentityLinkTestResource.class)
class ReplacedLinkTest {

    @Inject
    MoveDocuments mover;

    private final byte[] bytes = DocumentSteps.pdf(300_000, 7);

    private Letter letter;
    private VneidPerson person;
    private String paper;

    @BeforeEach
    void matched() {
        // What other tests left to move would be moved first.
        mover.move();
        letter = Letter.matched(People.aCitizen());
        person = VneidPerson.of(letter.citizen());
        paper = DocumentSteps.stored(letter, bytes);
    }

    @Test
    void whatMovedStaysInTheStoreAndWhatComesLaterFollowsTheNextLink() {
        String replaced = link();
        mover.move();
        String store = vneidStore();
        String next = replace(replaced, "renewed");
        String later = DocumentSteps.stored(letter, DocumentSteps.pdf("later"));
        mover.move();

        DocumentSteps.list(letter.vneidToken(), vneidStore(), Map.of())
                .then()
                .statusCode(200)
                .body("items.documentId", containsInAnyOrder(paper, later));
        assertArrayEquals(
                bytes,
                DocumentSteps.content(letter.vneidToken(), store, paper, Map.of())
                        .asByteArray());
        transfer(replaced).then().body("state", equalTo("COMPLETED")).body("progress.moved", equalTo(1));
        transfer(next).then().body("state", equalTo("COMPLETED"));
    }

    @Test
    void whatHadNotMovedYetMovesWithTheNextLink() {
        String replaced = link();
        mover.step();
        String next = replace(replaced, "renewed");
        mover.move();

        transfer(replaced)
                .then()
                .body("state", equalTo("REPLACED"))
                .body("progress.cancelled", equalTo(1))
                .body("progress.pending", equalTo(0));
        transfer(next).then().body("state", equalTo("COMPLETED")).body("progress.moved", equalTo(1));
        DocumentSteps.list(letter.vneidToken(), vneidStore(), Map.of()).then().body("items", hasSize(1));
    }

    @Test
    void whenTheNextLinkEndsWhatBothMovedGoesBackAndTheIdentityOfBeforeFindsItsStore() {
        String first = link();
        mover.move();
        // What a dossier has used stays in the store.
        String used = DocumentSteps.stored(letter, DocumentSteps.pdf("used"));
        mover.move();
        Database.execute("UPDATE document SET reuse = 1 WHERE document_id = '" + used + "'");
        String second = replace(first, "renewed");
        PolicySteps policies = new PolicySteps();
        policies.publishNotice(null);
        try {
            LetterSteps.as(letter.vneidToken())
                    .delete("/v1/links/{id}", second)
                    .then()
                    .statusCode(204);
        } finally {
            policies.withdrawAll();
        }
        mover.move();

        DocumentSteps.list(letter.token(), letter.accountId(), Map.of())
                .then()
                .statusCode(200)
                .body("items", hasSize(2))
                .body("items.documentId", hasItem(paper))
                .body("items.provenance.copyOf", hasItem(used));
        letter.match().link(person).then().statusCode(201);
        mover.move();
        DocumentSteps.list(letter.vneidToken(), vneidStore(), Map.of())
                .then()
                .statusCode(200)
                .body("items.documentId", containsInAnyOrder(paper, used));
    }

    @Test
    void whoGoesBackToTheIdentityOfBeforeHasTheSamePapers() {
        String first = link();
        mover.move();
        String second = replace(first, "renewed");
        replaceWith(second, person);
        mover.move();

        DocumentSteps.list(letter.vneidToken(), vneidStore(), Map.of())
                .then()
                .statusCode(200)
                .body("items.documentId", containsInAnyOrder(paper));
    }

    @Test
    void aStoreThatTheNewIdentityHadFromAnEarlierLinkIsNotThrownTogetherWithTheOther() {
        String first = link();
        mover.move();
        // That link ended long ago, and kept what it had moved.
        Database.execute(
                "UPDATE document SET moved_at = moved_at - interval '31 days' WHERE document_id = '" + paper + "'");
        Database.execute("UPDATE link SET state = 'ENDED', ended_at = now() WHERE link_id = '" + first + "'");
        Database.execute("UPDATE proved_number SET released_at = now() WHERE link_id = '" + first + "'");
        mover.move();
        String other = DocumentSteps.stored(letter, DocumentSteps.pdf("another"));
        letter.link(person.withSubject("second-" + letter.techId())).then().statusCode(201);
        mover.move();
        String second = currentLink();
        replaceWith(second, person);
        mover.move();

        DocumentSteps.list(letter.vneidToken(), vneidStore(), Map.of())
                .then()
                .statusCode(200)
                .body("items", hasSize(2))
                .body("items.documentId", hasItem(other))
                .body("items.documentId", not(hasItem(paper)))
                .body("items.provenance.copyOf", hasItem(paper));
        replaceWith(currentLink(), person.withSubject("second-" + letter.techId()));
        DocumentSteps.list(letter.vneidToken(), vneidStore(), Map.of())
                .then()
                .statusCode(200)
                .body("items", hasSize(2))
                .body("items.documentId", hasItem(other))
                .body("items.documentId", not(hasItem(paper)))
                .body("items.provenance.copyOf", hasItem(paper));
    }

    private String link() {
        return letter.link(person).then().statusCode(201).extract().path("linkId");
    }

    private String replace(String linkId, String subject) {
        return replaceWith(linkId, person.withSubject(subject + "-" + letter.techId()));
    }

    private String replaceWith(String linkId, VneidPerson next) {
        Response begun = LetterSteps.startReplacement(letter.vneidToken(), letter.accountId(), linkId);
        begun.then().statusCode(201);
        Letter.Attempt attempt = new Letter.Attempt(begun.path("attemptId"), begun.path("authorizationUrl"));
        return letter.complete(attempt, attempt.signIn(next))
                .then()
                .statusCode(201)
                .extract()
                .path("linkId");
    }

    private String currentLink() {
        return LetterSteps.links(letter.token(), letter.accountId()).path("items[0].linkId");
    }

    private String vneidStore() {
        return DocumentSteps.stores(letter.vneidToken(), "me").path("items[1].storeId");
    }

    private Response transfer(String linkId) {
        return LetterSteps.as(letter.token()).get("/v1/links/{id}/transfer", linkId);
    }
}
