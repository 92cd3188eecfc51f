package vn.gov.populationregistry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vn.gov.populationregistry.Citizen.Sex;

/** People are functions of seed and index, and every number leads back. */
class ComputedPopulationTest {

    private static final Path GOLDEN = Path.of(
            System.getProperty("project.root"), "population-registry-mock/src/test/resources/computed-people.txt");

    private static final Localities LOCALITIES = new Localities();
    private final long seed = Long.getLong("computed.seed", System.nanoTime());

    @Test
    void the_people_of_seed_1_are_the_same_everywhere_and_always() throws IOException {
        var population = population(1_000, 1);
        var people = IntStream.iterate(0, index -> index < 1_000, index -> index + 50)
                .mapToObj(index -> line(population.person(index)))
                .toList();
        if (System.getProperty("computed.update") != null) {
            Files.write(GOLDEN, people);
        }
        assertEquals(
                Files.readAllLines(GOLDEN),
                people,
                "if the change is meant, run this test once with -Dcomputed.update");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 1_000, 12_345, 10_000_000, 50_000_000})
    void every_number_leads_back_to_its_person_and_to_nobody_else(int people) {
        print("seed " + seed);
        var population = population(people, seed);
        var random = new Random(seed);
        var numbers = new HashSet<String>();
        for (int time = 0; time < 2_000; time++) {
            int index = people <= 2_000 ? time % people : random.nextInt(people);
            var citizen = population.person(index).citizen();
            numbers.add(citizen.number() + index);
            assertEquals(
                    index,
                    Objects.requireNonNull(population.withNumber(citizen.number()))
                            .index());
            if (citizen.oldNumber() != null) {
                assertEquals(
                        index,
                        Objects.requireNonNull(population.withNumber(citizen.oldNumber()))
                                .index());
            }
        }
        assertTrue(numbers.size() <= people);
    }

    @Test
    void no_two_people_share_a_number() {
        var population = population(200_000, seed);
        var numbers = new HashSet<String>();
        for (int index = 0; index < population.people(); index++) {
            var citizen = population.person(index).citizen();
            assertTrue(numbers.add(citizen.number()), () -> "seed " + seed);
            assertTrue(citizen.oldNumber() == null || numbers.add(citizen.oldNumber()), () -> "seed " + seed);
        }
    }

    @Test
    void who_was_born_elsewhere_may_be_from_any_commune() {
        var population = population(20_000, seed);
        var birthplaces = new HashSet<String>();
        var nativePlaces = new HashSet<String>();
        for (int index = 0; index < 100; index++) {
            // The first hundred live in the same commune.
            var citizen = population.person(index).citizen();
            birthplaces.add(citizen.placeOfBirth().commune());
            nativePlaces.add(citizen.nativePlace().commune());
        }
        var communes = LOCALITIES.communesOfTheLetter();
        var firstHalf = communes.subList(1, communes.size() / 2).stream()
                .map(Localities.Locality::code)
                .toList();
        assertTrue(firstHalf.stream().anyMatch(birthplaces::contains), () -> "seed " + seed);
        assertTrue(firstHalf.stream().anyMatch(nativePlaces::contains), () -> "seed " + seed);
    }

    @Test
    void a_number_that_nobody_was_given_leads_to_nobody() {
        var population = population(1_000, seed);
        var random = new Random(seed);
        int found = 0;
        for (int time = 0; time < 10_000; time++) {
            var number =
                    String.format("053%d%02d%06d", random.nextInt(10), random.nextInt(100), random.nextInt(1_000_000));
            var person = population.withNumber(number);
            if (person != null) {
                assertEquals(number, person.citizen().number());
                found++;
            }
        }
        assertTrue(found < 10, found + " of 10,000 numbers at random, seed " + seed);
        assertNull(population.withNumber("052089999999"));
        assertNull(population.withNumber("053089000137"), "the low serials are the named people's");
        assertNull(population.withNumber("215000000"));
    }

    @Test
    void a_number_agrees_with_sex_and_year_and_who_they_are_is_plausible() {
        var population = population(20_000, seed);
        for (int index = 0; index < population.people(); index++) {
            var citizen = population.person(index).citizen();
            int century = citizen.number().charAt(3) - '0';
            assertEquals("053", citizen.number().substring(0, 3));
            assertEquals(century % 2 == 0 ? Sex.MALE : Sex.FEMALE, citizen.sex());
            assertEquals(
                    citizen.birthDate().substring(0, 4),
                    (19 + century / 2) + citizen.number().substring(4, 6));
            assertTrue(Integer.parseInt(citizen.number().substring(6)) >= 1_000);
            assertTrue(citizen.fullName().matches("\\p{Lu}+( \\p{Lu}+){2,3}"), citizen::fullName);
            assertTrue(citizen.birthDate().length() == 10 || citizen.birthDate().compareTo("1960") < 0);
            assertTrue(citizen.oldNumber() == null || citizen.birthDate().compareTo("2007") < 0);
            assertNull(citizen.permanentResidence().district(), "no districts since July 2025");
            assertNotEquals(null, citizen.placeOfBirth().district());
        }
    }

    @Test
    void the_shares_are_those_of_a_population() {
        var population = population(100_000, seed);
        print("seed " + seed);
        assertShare(0.49, 0.51, population, person -> person.citizen().sex() == Sex.FEMALE ? 1 : 0);
        assertShare(0.20, 0.27, population, person -> person.born().getYear() > 2010 ? 1 : 0);
        assertShare(0.12, 0.16, population, person -> person.born().getYear() <= 1965 ? 1 : 0);
        assertShare(0.50, 0.65, population, person -> hasLevel(person, 2) ? 1 : 0);
        assertShare(0.03, 0.09, population, person -> hasLevel(person, 1) ? 1 : 0);
        assertShare(0.45, 0.70, population, person -> person.citizen().oldNumber() != null ? 1 : 0);
    }

    @Test
    void a_birth_known_by_its_year_or_month_counts_from_the_first_day_that_it_can_mean() {
        var population = population(50_000, seed);
        var imprecise = IntStream.range(0, population.people())
                .mapToObj(population::person)
                .filter(person -> person.citizen().birthDate().length() < 10)
                .toList();

        assertTrue(imprecise.stream()
                .anyMatch(person -> person.citizen().birthDate().length() == 4));
        assertTrue(imprecise.stream()
                .anyMatch(person -> person.citizen().birthDate().length() == 7));
        for (var person : imprecise) {
            var birthDate = person.citizen().birthDate();
            assertEquals(
                    LocalDate.parse(birthDate + "-01-01".substring(birthDate.length() == 4 ? 0 : 3)), person.born());
        }
    }

    @Test
    void about_sixty_percent_of_those_entitled_had_level_2_at_the_letters_date() {
        var letter = LocalDate.of(2024, 1, 29);
        var population = population(100_000, seed);
        var entitled = IntStream.range(0, population.people())
                .mapToObj(population::person)
                .filter(person -> !person.born().plusYears(14).isAfter(letter))
                .toList();

        long holders = entitled.stream()
                .filter(person -> hasLevel(person, 2)
                        && !Objects.requireNonNull(person.vneid()).since().isAfter(letter))
                .count();

        double share = (double) holders / entitled.size();
        assertTrue(share > 0.57 && share < 0.63, () -> share + " with seed " + seed);
    }

    @Test
    void nobody_has_vneid_before_the_age_of_fourteen_or_before_there_was_one() {
        var population = population(50_000, seed);
        for (int index = 0; index < population.people(); index++) {
            var person = population.person(index);
            var vneid = person.vneid();
            if (vneid != null) {
                assertTrue(!vneid.since().isBefore(person.born().plusYears(14)), () -> "seed " + seed);
                assertTrue(!vneid.since().isBefore(LocalDate.of(2021, 7, 1)));
                assertTrue(vneid.level() == 1 || !vneid.since().isBefore(LocalDate.of(2022, 7, 18)));
                assertTrue(!vneid.since().isAfter(LocalDate.of(2026, 11, 25)));
            }
        }
    }

    @Test
    void other_seeds_are_other_people() {
        assertNotEquals(
                line(population(1_000, 1).person(0)), line(population(1_000, 2).person(0)));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 50_000_001})
    void more_people_than_numbers_are_refused(int people) {
        assertThrows(IllegalArgumentException.class, () -> population(people, 1));
    }

    @Test
    void without_people_nobody_is_found() {
        var nobody = population(0, 1);

        assertNull(nobody.withNumber(population(1, 1).person(0).citizen().number()));
    }

    static ComputedPopulation population(int people, long ofSeed) {
        return new ComputedPopulation(
                new ComputedConfig() {
                    @Override
                    public int people() {
                        return people;
                    }

                    @Override
                    public long seed() {
                        return ofSeed;
                    }
                },
                LOCALITIES);
    }

    private static boolean hasLevel(ComputedPopulation.Person person, int level) {
        var vneid = person.vneid();
        return vneid != null && vneid.level() == level;
    }

    private static void assertShare(
            double least,
            double most,
            ComputedPopulation population,
            ToLongFunction<ComputedPopulation.Person> counted) {
        long count = IntStream.range(0, population.people())
                .mapToObj(population::person)
                .mapToLong(counted)
                .sum();
        double share = (double) count / population.people();
        assertTrue(share >= least && share <= most, () -> share + " is not from " + least + " to " + most);
    }

    private static String line(ComputedPopulation.Person person) {
        var citizen = person.citizen();
        var vneid = person.vneid();
        return String.join(
                "|",
                List.of(
                        citizen.number(),
                        String.valueOf(citizen.oldNumber()),
                        citizen.fullName(),
                        citizen.birthDate(),
                        citizen.sex().name(),
                        citizen.placeOfBirth().commune(),
                        citizen.permanentResidence().commune(),
                        vneid == null ? "no VNeID" : vneid.level() + " since " + vneid.since()));
    }

    private static void print(String text) {
        System.out.println(text);
    }
}
