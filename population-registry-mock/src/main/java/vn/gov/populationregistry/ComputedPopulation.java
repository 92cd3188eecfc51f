package vn.gov.populationregistry;

import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;
import java.time.LocalDate;
import java.time.Year;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import vn.gov.populationregistry.Citizen.Address;
import vn.gov.populationregistry.Citizen.LifeState;
import vn.gov.populationregistry.Citizen.Sex;
import vn.gov.populationregistry.Localities.Locality;

/**
 * People who are computed instead of stored: whatever is told of one is a function of the seed and the person's index, and
 * a number leads back to the index, so that millions cost no memory. All were born in Bình Định and live there.
 *
 * <p>Each commune has a range of indices. From one index to the next, birth year and sex follow a shuffled table with the
 * shape of the population of 2024, so that every commune has that shape.
 */
@Singleton
@Startup
class ComputedPopulation {

    static final int MOST_PEOPLE = 50_000_000;

    /** What a person may have at VNeID: level 2 alone, level 1 alone, or nothing. */
    record Vneid(int level, LocalDate since) {}

    private static final int FIRST_YEAR = 1926;

    private static final int LAST_YEAR = 2025;
    // Percent of the population per five years of birth, from 2021–2025 back to 1926–1930.
    private static final double[] PER_FIVE_YEARS = {
        7.0, 8.0, 8.2, 7.2, 6.6, 7.2, 8.3, 8.3, 7.5, 6.8, 6.1, 5.6, 4.8, 3.5, 2.1, 1.2, 0.8, 0.5, 0.2, 0.1
    };
    private static final int SLOTS = 2_000;

    /** Never assigned; stands for Bình Định, 052. */
    private static final String SYNTHETIC_PROVINCE = "053";
    // Serials below belong to the named people.
    private static final int FIRST_SERIAL = 1_000;
    private static final LocalDate FIRST_LEVEL_1 = LocalDate.of(2021, 7, 1);
    private static final LocalDate FIRST_LEVEL_2 = LocalDate.of(2022, 7, 18);
    private static final LocalDate LAST_LEVEL = LocalDate.of(2026, 6, 30);
    private static final int YEARS_TO_VNEID = 14;
    private static final double YEAR_ONLY = 0.06;
    private static final double MONTH_ONLY = 0.02;

    /** What is drawn for a person; each draw is of its own. */
    private enum Draw {
        DAY_OF_BIRTH,
        PRECISION,
        FAMILY_NAME,
        MIDDLE_NAME,
        GIVEN_NAME,
        OLD_NUMBER,
        BORN_AT_HOME,
        PLACE_OF_BIRTH,
        BORN_IN_NATIVE_PLACE,
        NATIVE_PLACE,
        SUCCESSOR,
        VNEID_LEVEL,
        VNEID_DATE
    }

    // What is drawn for all, by what no person's index can be.
    private static final int OLD_NUMBERS = -1;
    private static final int SIZES = -2;
    private static final int SLOT_ORDER = -3;
    private static final int SERIALS = -4;
    private static final int REACH = -5;

    private final long seed;
    private final int people;
    private final List<Home> homes;
    private final int[] firstIndex;
    private final int[] cellOfSlot = new int[SLOTS];
    private final int[] placeInCell = new int[SLOTS];
    private final List<int[]> slotsOfCell = new ArrayList<>();
    private final Permutation oldNumbers;

    /**
     * A commune of the letter's date, and what became of it.
     *
     * @param merged what it was on the last day of the three levels
     */
    private record Home(
            Locality commune, Locality merged, List<Locality> above, Address address, List<NewHome> since2025) {

        NewHome since2025(double lot) {
            double passed = 0;
            for (var part : since2025) {
                passed += part.share();
                if (lot < passed) {
                    return part;
                }
            }
            return since2025.getLast();
        }

        boolean mayBeIn(Locality locality) {
            return locality.equals(commune)
                    || locality.equals(merged)
                    || above.contains(locality)
                    || since2025.stream().anyMatch(part -> part.isIn(locality));
        }
    }

    /** @param province in which the commune is */
    private record NewHome(Locality commune, Locality province, Address address, double share) {

        boolean isIn(Locality locality) {
            return locality.equals(commune) || locality.equals(province);
        }
    }

    /** @throws IllegalArgumentException if there are to be more people than numbers */
    ComputedPopulation(ComputedConfig config, Localities localities) {
        if (config.people() < 0 || config.people() > MOST_PEOPLE) {
            throw new IllegalArgumentException("population-registry.computed.people is from 0 to " + MOST_PEOPLE);
        }
        this.seed = config.seed();
        this.people = config.people();
        this.oldNumbers = new Permutation(10_000, 10_000, Draws.bits(seed, OLD_NUMBERS));
        this.homes = localities.communesOfTheLetter().stream()
                .map(commune -> homeIn(commune, localities))
                .toList();
        this.firstIndex = firstIndices();
        fillSlots();
    }

    private static Home homeIn(Locality commune, Localities localities) {
        var above = localities.above(commune);
        var merged = localities.lastOfThreeLevels(commune);
        var since2025 = localities.successorsOf(merged).stream()
                .map(part -> {
                    var province = localities.above(part.locality());
                    return new NewHome(
                            part.locality(), province.getLast(), address(part.locality(), province), part.share());
                })
                .toList();
        return new Home(commune, merged, above, address(commune, above), since2025);
    }

    /** Wards have more people than other communes. */
    private int[] firstIndices() {
        double[] upTo = new double[homes.size() + 1];
        for (int home = 0; home < homes.size(); home++) {
            double size = homes.get(home).commune().name().startsWith("Phường") ? 2 : 1;
            upTo[home + 1] = upTo[home] + size * (0.5 + Draws.share(seed, SIZES, home));
        }
        return Arrays.stream(upTo)
                .mapToInt(passed -> (int) Math.round(people * passed / upTo[homes.size()]))
                .toArray();
    }

    private void fillSlots() {
        var shuffled = IntStream.range(0, SLOTS).toArray();
        for (int last = SLOTS - 1; last > 0; last--) {
            int other = (int) (Draws.share(seed, SLOT_ORDER, last) * (last + 1));
            int moved = shuffled[last];
            shuffled[last] = shuffled[other];
            shuffled[other] = moved;
        }
        var slots = new ArrayList<List<Integer>>();
        for (int cell = 0; cell < 2 * (LAST_YEAR - FIRST_YEAR + 1); cell++) {
            slots.add(new ArrayList<>());
        }
        for (int slot = 0; slot < SLOTS; slot++) {
            int cell = 2 * (yearAt((shuffled[slot] + 0.5) / SLOTS) - FIRST_YEAR) + shuffled[slot] % 2;
            cellOfSlot[slot] = cell;
            placeInCell[slot] = slots.get(cell).size();
            slots.get(cell).add(slot);
        }
        slots.forEach(cell ->
                slotsOfCell.add(cell.stream().mapToInt(Integer::intValue).toArray()));
    }

    /** The birth year of whom that share of the population is younger. */
    private static int yearAt(double share) {
        double left = share * Arrays.stream(PER_FIVE_YEARS).sum();
        int group = 0;
        while (left >= PER_FIVE_YEARS[group]) {
            left -= PER_FIVE_YEARS[group++];
        }
        return LAST_YEAR - 5 * group - (int) (5 * left / PER_FIVE_YEARS[group]);
    }

    /** Who has this number now or, with nine digits, had it once; there is at most one. */
    @Nullable
    Person withNumber(String anyNumber) {
        long index = anyNumber.length() == 9 ? indexOfOldNumber(anyNumber) : indexOfNumber(anyNumber);
        if (index < 0 || index >= people) {
            return null;
        }
        var person = person((int) index);
        return anyNumber.length() == 12 || person.hasOldNumber() ? person : null;
    }

    private long indexOfOldNumber(String number) {
        return number.startsWith("9") ? oldNumbers.inverse(Long.parseLong(number.substring(1))) : -1;
    }

    private long indexOfNumber(String number) {
        int serial = Integer.parseInt(number.substring(6)) - FIRST_SERIAL;
        int century = number.charAt(3) - '0';
        int year = 1900 + 100 * (century / 2) + Integer.parseInt(number.substring(4, 6));
        if (!number.startsWith(SYNTHETIC_PROVINCE) || serial < 0 || year < FIRST_YEAR || year > LAST_YEAR) {
            return -1;
        }
        int cell = 2 * (year - FIRST_YEAR) + century % 2;
        var slots = slotsOfCell.get(cell);
        if (slots.length == 0) {
            return -1;
        }
        long place = serials(cell).inverse(serial);
        return place / slots.length * SLOTS + slots[(int) (place % slots.length)];
    }

    private Permutation serials(int cell) {
        return new Permutation(999, 1_000, Draws.bits(seed, SERIALS, cell));
    }

    /** The people who lived or live in a unit on a day, from an index on, in the order of their indices. */
    Stream<Person> livingIn(Locality locality, LocalDate date, long from) {
        return IntStream.range(0, homes.size())
                .filter(home -> homes.get(home).mayBeIn(locality))
                .boxed()
                .flatMap(home -> LongStream.range(Math.max(from, firstIndex[home]), firstIndex[home + 1])
                        .mapToObj(index -> new Person((int) index, homes.get(home))))
                .filter(person -> person.livedIn(locality, date));
    }

    int people() {
        return people;
    }

    /** @param index from 0 to below the number of people */
    Person person(int index) {
        int at = Arrays.binarySearch(firstIndex, index);
        // Of several communes that begin here, all but the last are empty.
        int home = at < 0 ? -at - 2 : at;
        while (firstIndex[home + 1] <= index) {
            home++;
        }
        return new Person(index, homes.get(home));
    }

    private static Address address(Locality commune, List<Locality> above) {
        var names = new StringBuilder(commune.name());
        above.forEach(unit -> names.append(", ").append(unit.name()));
        return new Address(
                above.getLast().code(),
                above.size() == 1 ? null : above.getFirst().code(),
                commune.code(),
                names.toString().toUpperCase(Locale.ROOT));
    }

    /** One of them; nothing is computed before it is asked for. */
    final class Person {

        private final int index;
        private final Home home;
        private final int cell;

        private Person(int index, Home home) {
            this.index = index;
            this.home = home;
            this.cell = cellOfSlot[index % SLOTS];
        }

        int index() {
            return index;
        }

        private double share(Draw draw) {
            return Draws.share(seed, index, draw.name().hashCode());
        }

        private <T> T oneOf(List<T> values, Draw draw) {
            return values.get((int) (share(draw) * values.size()));
        }

        private int year() {
            return FIRST_YEAR + cell / 2;
        }

        private Sex sex() {
            return cell % 2 == 0 ? Sex.MALE : Sex.FEMALE;
        }

        /** The first day that the birth date can mean: of the older, not all know more than year or month. */
        LocalDate born() {
            var day = LocalDate.ofYearDay(
                    year(),
                    1 + (int) (share(Draw.DAY_OF_BIRTH) * Year.of(year()).length()));
            double lot = share(Draw.PRECISION);
            if (year() >= 1960 || lot >= YEAR_ONLY + MONTH_ONLY) {
                return day;
            }
            return lot < YEAR_ONLY ? day.withDayOfYear(1) : day.withDayOfMonth(1);
        }

        private String birthDate() {
            double lot = share(Draw.PRECISION);
            int length = year() >= 1960 || lot >= YEAR_ONLY + MONTH_ONLY ? 10 : lot < YEAR_ONLY ? 4 : 7;
            return born().toString().substring(0, length);
        }

        private String number() {
            long place = (long) (index / SLOTS) * slotsOfCell.get(cell).length + placeInCell[index % SLOTS];
            return SYNTHETIC_PROVINCE
                    + (2 * (year() / 100 - 19) + cell % 2)
                    + String.format(
                            Locale.ROOT,
                            "%02d%06d",
                            year() % 100,
                            FIRST_SERIAL + serials(cell).of(place));
        }

        /** Identity cards with nine digits were given out until the chip cards came in 2021, from the age of 14. */
        private boolean hasOldNumber() {
            double share = year() <= 1980 ? 0.95 : year() <= 1998 ? 0.8 : year() <= 2006 ? 0.3 : 0;
            return share(Draw.OLD_NUMBER) < share;
        }

        private @Nullable String oldNumber() {
            return hasOldNumber() ? String.format(Locale.ROOT, "9%08d", oldNumbers.of(index)) : null;
        }

        private String fullName() {
            boolean male = sex() == Sex.MALE;
            return oneOf(VietnameseNames.FAMILY, Draw.FAMILY_NAME)
                    + " "
                    + oneOf(male ? VietnameseNames.MIDDLE_OF_MEN : VietnameseNames.MIDDLE_OF_WOMEN, Draw.MIDDLE_NAME)
                    + " "
                    + oneOf(male ? VietnameseNames.GIVEN_OF_MEN : VietnameseNames.GIVEN_OF_WOMEN, Draw.GIVEN_NAME);
        }

        private NewHome homeSince2025() {
            return home.since2025(share(Draw.SUCCESSOR));
        }

        private boolean livedIn(Locality locality, LocalDate date) {
            return !born().isAfter(date)
                    && (home.commune().equals(locality)
                            || home.merged().equals(locality)
                            || home.above().contains(locality)
                            || homeSince2025().isIn(locality));
        }

        /** Depends on age and commune: fewer of the old, and fewer where the next office is far. */
        @Nullable
        Vneid vneid() {
            if (born().plusYears(YEARS_TO_VNEID).isAfter(LAST_LEVEL)) {
                return null;
            }
            int age = LAST_LEVEL.getYear() - year();
            double wanted = age < 18 ? 0.5 : age < 40 ? 0.85 : age < 60 ? 0.75 : 0.45;
            double reached = wanted
                    * (0.8
                            + 0.25
                                    * Draws.share(
                                            seed, REACH, home.commune().code().hashCode()));
            double lot = share(Draw.VNEID_LEVEL);
            if (lot < reached) {
                return new Vneid(2, since(FIRST_LEVEL_2));
            }
            return lot < reached + 0.08 ? new Vneid(1, since(FIRST_LEVEL_1)) : null;
        }

        private LocalDate since(LocalDate first) {
            var oldEnough = born().plusYears(YEARS_TO_VNEID);
            var from = oldEnough.isAfter(first) ? oldEnough : first;
            long days = LAST_LEVEL.toEpochDay() - from.toEpochDay();
            // Most came early: about 60 % of those entitled had level 2 at the letter's date.
            double lot = share(Draw.VNEID_DATE);
            double early = lot * lot * lot * lot;
            return from.plusDays((long) (early * early * days));
        }

        Citizen citizen() {
            var birthplace = share(Draw.BORN_AT_HOME) < 0.7 ? home : oneOf(homes, Draw.PLACE_OF_BIRTH);
            var familyHome = share(Draw.BORN_IN_NATIVE_PLACE) < 0.8 ? birthplace : oneOf(homes, Draw.NATIVE_PLACE);
            return new Citizen(
                    number(),
                    oldNumber(),
                    List.of(),
                    fullName(),
                    birthDate(),
                    sex(),
                    birthplace.address(),
                    familyHome.address(),
                    homeSince2025().address(),
                    LifeState.ALIVE,
                    null,
                    1);
        }
    }
}
