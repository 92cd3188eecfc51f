package vn.gov.populationregistry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Locale;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import vn.gov.populationregistry.Citizens.Put;
import vn.gov.populationregistry.Citizens.Question;

class CitizensTest {

    private final ComputedPopulation computed = ComputedPopulationTest.population(100, 1);
    private final Citizens citizens = new Citizens(new ObjectMapper(), computed);
    private final Citizen template = Objects.requireNonNull(citizens.named().get("nguyen-van-thu"));

    @Test
    void there_is_room_for_a_thousand_named_people() {
        for (int count = citizens.named().size(); count < Citizens.MOST_NAMED; count++) {
            assertEquals(Put.CREATED, citizens.put("put-" + count, numbered(number(count))));
        }

        assertEquals(Put.TOO_MANY, citizens.put("one-more", numbered(number(999_999))));
        assertEquals(Put.CHANGED, citizens.put("nguyen-van-thu", template));

        citizens.reset("put-999");
        assertEquals(Put.CREATED, citizens.put("one-more", numbered(number(999_999))));
    }

    @Test
    void a_named_person_takes_the_place_of_a_computed_one() {
        var person = computed.person(7).citizen();
        var question = new Question(person.number(), person.fullName(), person.birthDate());
        assertTrue(citizens.find(question) instanceof Finding.Found);

        citizens.put("instead", numbered(person.number()));
        assertFalse(citizens.find(question) instanceof Finding.Found);

        citizens.resetAll();
        assertTrue(citizens.find(question) instanceof Finding.Found);
    }

    private static String number(int serial) {
        return String.format(Locale.ROOT, "055089%06d", serial);
    }

    private Citizen numbered(String number) {
        return new Citizen(
                number,
                null,
                template.formerNumbers(),
                template.fullName(),
                template.birthDate(),
                template.sex(),
                template.placeOfBirth(),
                template.nativePlace(),
                template.permanentResidence(),
                template.lifeState(),
                null,
                1);
    }
}
