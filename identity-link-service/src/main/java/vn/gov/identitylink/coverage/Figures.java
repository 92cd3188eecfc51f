package vn.gov.identitylink.coverage;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.temporal.TemporalAdjusters;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import vn.gov.identitylink.locality.Unit;

/**
 * Reads counters and the population database's figures for communes and days. What it reads grows with communes and days,
 * and not with accounts. Every method works in the caller's transaction.
 */
@ApplicationScoped
@SuppressWarnings("EnumOrdinal") // The figures of a commune stand in the order of the measures.
class Figures {

    /** Figures that are older than this are none. */
    private static final int OLDEST_DAYS = 31;

    private static final String COUNTED = """
            SELECT commune_code, commune_valid_from, imported, least((CAST(?3 AS date) - day) / ?4, ?5) AS steps_back,
              sum(accounts), sum(matched), sum(linked), sum(skipped), sum(duplicates)
            FROM coverage_count
            WHERE realm = ?1 AND commune_code = ANY (?2) AND day <= CAST(?3 AS date) GROUP BY 1, 2, 3, 4
            """;

    private static final String STATISTIC_DAYS = """
            SELECT day, count(*) FROM coverage_statistic WHERE commune_code = ANY (?1)
              AND day BETWEEN CAST(?2 AS date) AND CAST(?3 AS date) GROUP BY day
            """;

    private static final String STATISTICS = """
            SELECT commune_code, commune_valid_from, day, eligible, vneid_level_1, vneid_level_2 FROM coverage_statistic
            WHERE commune_code = ANY (?1) AND day BETWEEN CAST(?2 AS date) AND CAST(?3 AS date)
            """;

    private final EntityManager entities;

    Figures(EntityManager entities) {
        this.entities = entities;
    }

    /**
     * Cumulated figures of communes, as they were registered, on days at equal distances.
     *
     * @param last the newest day
     * @param step days between two of them
     * @param steps how many there are before the newest
     * @param statisticsOn per day, counted back from the newest, of which day the population database's figures are
     */
    record Grid(
            LocalDate last,
            int step,
            int steps,
            Map<Unit.Key, BigDecimal[][]> values,
            List<@Nullable LocalDate> statisticsOn) {

        LocalDate day(int stepsBack) {
            return last.minusDays((long) step * stepsBack);
        }
    }

    /** The end of the newest week that was over on a day, as it is told today: a Sunday that still lasts is not over. */
    static LocalDate lastSundayOver(LocalDate date, LocalDate today) {
        LocalDate over = date.isBefore(today) ? date : today.minusDays(1);
        return over.with(TemporalAdjusters.previousOrSame(DayOfWeek.SUNDAY));
    }

    Grid read(String realm, Collection<Unit> communes, LocalDate last, int step, int steps) {
        String[] codes = communes.stream().map(Unit::code).distinct().toArray(String[]::new);
        Map<Unit.Key, BigDecimal[][]> values = new LinkedHashMap<>();
        communes.forEach(commune -> values.put(commune.key(), zeros(steps)));
        readCounts(realm, codes, last, step, steps, values);
        List<@Nullable LocalDate> statisticsOn = readStatistics(communes, codes, last, step, steps, values);
        return new Grid(last, step, steps, values, statisticsOn);
    }

    private static BigDecimal[][] zeros(int steps) {
        BigDecimal[][] zeros = new BigDecimal[Measure.values().length][steps + 1];
        for (BigDecimal[] row : zeros) {
            Arrays.fill(row, BigDecimal.ZERO);
        }
        return zeros;
    }

    private void readCounts(
            String realm, String[] codes, LocalDate last, int step, int steps, Map<Unit.Key, BigDecimal[][]> values) {
        for (Object each : entities.createNativeQuery(COUNTED)
                .setParameter(1, realm)
                .setParameter(2, codes)
                .setParameter(3, last)
                .setParameter(4, step)
                .setParameter(5, steps)
                .getResultList()) {
            Object[] row = (Object[]) each;
            BigDecimal @Nullable [][] of = values.get(new Unit.Key((String) row[0], Sql.date(row[1])));
            if (of == null) {
                continue;
            }
            int first = ((Boolean) row[2] ? Measure.IMPORTED_ACCOUNTS : Measure.ACCOUNTS).ordinal();
            int stepsBack = (int) Sql.number(row[3]);
            for (int figure = 0; figure < 5; figure++) {
                BigDecimal change = BigDecimal.valueOf(Sql.number(row[4 + figure]));
                for (int since = 0; since <= stepsBack; since++) {
                    of[first + figure][since] = of[first + figure][since].add(change);
                }
            }
        }
    }

    /** Of each day, the figures of the newest day before it of which all communes are there, and else most of them. */
    private List<@Nullable LocalDate> readStatistics(
            Collection<Unit> communes,
            String[] codes,
            LocalDate last,
            int step,
            int steps,
            Map<Unit.Key, BigDecimal[][]> values) {
        LocalDate first = last.minusDays((long) step * steps + OLDEST_DAYS);
        NavigableMap<LocalDate, Long> days = new TreeMap<>();
        for (Object each : entities.createNativeQuery(STATISTIC_DAYS)
                .setParameter(1, codes)
                .setParameter(2, first)
                .setParameter(3, last)
                .getResultList()) {
            Object[] row = (Object[]) each;
            days.put(Sql.date(row[0]), Sql.number(row[1]));
        }
        @Nullable LocalDate[] statisticsOn = new LocalDate[steps + 1];
        Map<LocalDate, Map<Unit.Key, long[]>> read = new HashMap<>();
        for (int back = 0; back <= steps; back++) {
            LocalDate day = last.minusDays((long) step * back);
            Optional<LocalDate> chosen = newest(communes, days, day);
            statisticsOn[back] = chosen.orElse(null);
            if (chosen.isPresent()) {
                int at = back;
                read.computeIfAbsent(chosen.get(), on -> statistics(codes, on)).forEach((commune, figures) -> {
                    BigDecimal @Nullable [][] of = values.get(commune);
                    if (of != null) {
                        of[Measure.ELIGIBLE.ordinal()][at] = BigDecimal.valueOf(figures[0]);
                        of[Measure.VNEID_LEVEL1.ordinal()][at] = BigDecimal.valueOf(figures[1]);
                        of[Measure.VNEID_LEVEL2.ordinal()][at] = BigDecimal.valueOf(figures[2]);
                    }
                });
            }
        }
        return Arrays.asList(statisticsOn);
    }

    private static Optional<LocalDate> newest(
            Collection<Unit> communes, NavigableMap<LocalDate, Long> days, LocalDate day) {
        NavigableMap<LocalDate, Long> candidates =
                days.subMap(day.minusDays(OLDEST_DAYS), true, day, true).descendingMap();
        for (Map.Entry<LocalDate, Long> candidate : candidates.entrySet()) {
            long expected = communes.stream()
                    .filter(commune -> commune.isValidOn(candidate.getKey()))
                    .count();
            if (candidate.getValue() >= expected) {
                return Optional.of(candidate.getKey());
            }
        }
        long most = candidates.values().stream().mapToLong(count -> count).max().orElse(0);
        return candidates.entrySet().stream()
                .filter(candidate -> candidate.getValue() == most)
                .map(Map.Entry::getKey)
                .findFirst();
    }

    private Map<Unit.Key, long[]> statistics(String[] codes, LocalDate day) {
        Map<Unit.Key, long[]> figures = new HashMap<>();
        for (Object each : entities.createNativeQuery(STATISTICS)
                .setParameter(1, codes)
                .setParameter(2, day)
                .setParameter(3, day)
                .getResultList()) {
            Object[] row = (Object[]) each;
            figures.put(
                    new Unit.Key((String) row[0], Sql.date(row[1])),
                    new long[] {Sql.number(row[3]), Sql.number(row[4]), Sql.number(row[5])});
        }
        return figures;
    }

    /** The first day of which anything is known in this realm. */
    Optional<LocalDate> firstDay(String realm) {
        Object first = entities.createNativeQuery("SELECT least((SELECT min(day) FROM coverage_count WHERE realm = ?1),"
                        + " (SELECT min(day) FROM coverage_statistic))")
                .setParameter(1, realm)
                .getSingleResult();
        return first == null ? Optional.empty() : Optional.of(Sql.date(first));
    }

    /** Whether no event of that day or before waits to be counted. */
    boolean isCounted(LocalDate day) {
        return !(Boolean) entities.createNativeQuery("SELECT EXISTS (SELECT FROM outbox_event WHERE NOT counted"
                        + " AND (occurred_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date <= CAST(?1 AS date))")
                .setParameter(1, day)
                .getSingleResult();
    }
}
