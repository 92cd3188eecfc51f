package vn.gov.identitylink.linking;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import org.junit.jupiter.api.Test;
import vn.gov.identitylink.testing.Database;
import vn.gov.identitylink.testing.IdentityLinkTestResource;
import vn.gov.identitylink.testing.Letter;
import vn.gov.identitylink.testing.People;
import vn.gov.identitylink.testing.SyntheticCitizen;
import vn.gov.identitylink.testing.VneidPerson;

/** What an honest citizen hardly meets is a case for an operator. */
@QuarkusTest
@QuarkusTestResource(IdentityLinkTestResource.class)
class AnomaliesTest {

    @Test
    void threeSignInsAsSomebodyElseWithinADayAreACaseAndTwoAreAMistake() {
        Letter letter = Letter.matched(People.aCitizen());
        VneidPerson stranger = VneidPerson.of(People.aCitizen());
        letter.link(stranger).then().statusCode(422);
        letter.link(stranger).then().statusCode(422);
        assertEquals(List.of(), casesOf(letter));
        letter.link(stranger).then().statusCode(422);
        letter.link(stranger).then().statusCode(422);
        assertEquals(List.of("FOREIGN_IDENTITIES"), casesOf(letter));
    }

    @Test
    void whatHappenedTheDayBeforeDoesNotCount() {
        Letter letter = Letter.matched(People.aCitizen());
        VneidPerson stranger = VneidPerson.of(People.aCitizen());
        letter.link(stranger).then().statusCode(422);
        letter.link(stranger).then().statusCode(422);
        Database.execute("UPDATE link_attempt SET created_at = created_at - interval '25 hours' WHERE account_id = '"
                + letter.accountId() + "'");
        letter.link(stranger).then().statusCode(422);
        assertEquals(List.of(), casesOf(letter));
    }

    @Test
    void anotherSubjectWithANumberThatIsProvedElsewhereIsNoSecondLinkButACase() {
        SyntheticCitizen citizen = People.aCitizen();
        Letter owner = Letter.linked(citizen);
        Letter other = Letter.registered(citizen, owner.techId() + "-2").match();
        other.link(VneidPerson.of(citizen).withSubject("another-" + owner.techId()))
                .then()
                .statusCode(409);
        assertEquals(List.of("NUMBER_PROVED_ELSEWHERE"), casesOf(other));
        assertEquals(List.of(), casesOf(owner));
    }

    private static List<String> casesOf(Letter letter) {
        return Database.texts("SELECT kind FROM operator_case WHERE account_id = '" + letter.accountId() + "'");
    }
}
