package vn.gov.identitylink.coverage;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import vn.gov.identitylink.locality.Unit;
import vn.gov.identitylink.locality.UnitMap;

/**
 * What of a province's figures may be told, of each of its units on each day. Fewer than {@value #FEWEST} people are not
 * told, and what would tell them by subtraction is not either. A commune's figures are rounded to {@value #ROUNDED_TO}, and
 * so are those of a unit with one commune. Always decided over the whole province: what a narrower question would tell, a
 * wider one must not have kept silent.
 */
@SuppressWarnings("EnumOrdinal") // The figures of a unit stand in the order of the measures.
final class Cells {

    static final int FEWEST = 5;
    static final int ROUNDED_TO = 5;

    private record Cell(Unit.Key unit, Measure measure, int stepsBack) {}

    private final Map<Cell, Long> told = new HashMap<>();
    private final Set<Cell> hidden = new HashSet<>();
    private final Set<Unit.Key> estimated = new HashSet<>();
    private final Map<Unit.Key, List<Unit>> below = new HashMap<>();
    private final Set<Unit.Key> exact = new HashSet<>();
    private final Figures.Grid grid;

    /**
     * @param borders the day whose units are asked for
     * @param became which commune's people live in which commune of the borders
     */
    Cells(
            UnitMap map,
            Unit province,
            LocalDate borders,
            Map<Unit.Key, Map<Unit.Key, BigDecimal>> became,
            Figures.Grid grid) {
        this.grid = grid;
        Map<Unit.Key, BigDecimal[][]> values = new HashMap<>();
        became.forEach((from, shares) -> shares.forEach((to, share) -> {
            add(values, to, grid.values().get(from), share, grid.steps());
            if (share.compareTo(BigDecimal.ONE) != 0) {
                estimated.add(to);
            }
        }));
        addUp(map, province, borders, values);
        for (Measure measure : Measure.values()) {
            for (int back = 0; back <= grid.steps(); back++) {
                boolean known = measure.ordinal() > Measure.VNEID_LEVEL2.ordinal()
                        || grid.statisticsOn().get(back) != null;
                if (known) {
                    tell(province, values, measure, back);
                }
            }
        }
    }

    private static void add(
            Map<Unit.Key, BigDecimal[][]> values,
            Unit.Key to,
            BigDecimal @Nullable [][] figures,
            BigDecimal share,
            int steps) {
        if (figures == null) {
            return;
        }
        BigDecimal[][] sum = values.computeIfAbsent(to, unit -> zeros(steps));
        for (int measure = 0; measure < sum.length; measure++) {
            for (int back = 0; back <= steps; back++) {
                sum[measure][back] = sum[measure][back].add(figures[measure][back].multiply(share));
            }
        }
    }

    private static BigDecimal[][] zeros(int steps) {
        BigDecimal[][] zeros = new BigDecimal[Measure.values().length][steps + 1];
        for (BigDecimal[] row : zeros) {
            Arrays.fill(row, BigDecimal.ZERO);
        }
        return zeros;
    }

    private BigDecimal[][] addUp(UnitMap map, Unit unit, LocalDate borders, Map<Unit.Key, BigDecimal[][]> values) {
        below.put(unit.key(), map.below(unit, borders));
        if (isExact(map, unit, borders)) {
            exact.add(unit.key());
        }
        if (unit.level() != Unit.Level.COMMUNE) {
            BigDecimal[][] sum = zeros(grid.steps());
            values.put(unit.key(), sum);
            for (Unit child : childrenOf(unit)) {
                BigDecimal[][] part = addUp(map, child, borders, values);
                for (int measure = 0; measure < sum.length; measure++) {
                    for (int back = 0; back <= grid.steps(); back++) {
                        sum[measure][back] = sum[measure][back].add(part[measure][back]);
                    }
                }
            }
        }
        return values.computeIfAbsent(unit.key(), none -> zeros(grid.steps()));
    }

    private void tell(Unit province, Map<Unit.Key, BigDecimal[][]> values, Measure measure, int back) {
        long whole = value(values, province, measure, back);
        put(province, measure, back, whole, whole < FEWEST);
        tellBelow(province, values, measure, back);
    }

    private void tellBelow(Unit above, Map<Unit.Key, BigDecimal[][]> values, Measure measure, int back) {
        List<Unit> children = childrenOf(above);
        if (children.isEmpty()) {
            return;
        }
        List<Long> figures = children.stream()
                .map(child -> value(values, child, measure, back))
                .toList();
        Set<Unit.Key> silent =
                silent(children.stream().map(Unit::key).toList(), figures, isHidden(above, measure, back));
        for (int i = 0; i < children.size(); i++) {
            Unit child = children.get(i);
            put(child, measure, back, figures.get(i), silent.contains(child.key()));
            tellBelow(child, values, measure, back);
        }
    }

    private List<Unit> childrenOf(Unit unit) {
        return Objects.requireNonNull(below.get(unit.key()));
    }

    /**
     * Which of the units under one are not told: those with too few people; then, smallest first, as many more as it takes
     * that what the others leave of the whole is at least two units and not too few people. Under a unit that is not told,
     * one is enough.
     */
    static Set<Unit.Key> silent(List<Unit.Key> units, List<Long> values, boolean wholeIsHidden) {
        List<Integer> smallestFirst = new ArrayList<>();
        for (int i = 0; i < units.size(); i++) {
            smallestFirst.add(i);
        }
        smallestFirst.sort(Comparator.<Integer, Long>comparing(values::get)
                .thenComparing(i -> units.get(i).code()));
        Set<Unit.Key> silent =
                new TreeSet<>(Comparator.comparing(Unit.Key::code).thenComparing(Unit.Key::validFrom));
        long left = 0;
        for (int i : smallestFirst) {
            boolean tooFew = values.get(i) < FEWEST;
            boolean tellsAnother =
                    wholeIsHidden ? silent.isEmpty() : !silent.isEmpty() && (silent.size() < 2 || left < FEWEST);
            if (tooFew || tellsAnother) {
                silent.add(units.get(i));
                left += values.get(i);
            }
        }
        return silent;
    }

    private static long value(Map<Unit.Key, BigDecimal[][]> values, Unit unit, Measure measure, int back) {
        BigDecimal[][] of = Objects.requireNonNull(values.get(unit.key()));
        return of[measure.ordinal()][back].setScale(0, RoundingMode.HALF_UP).longValueExact();
    }

    private void put(Unit unit, Measure measure, int back, long value, boolean isSilent) {
        Cell cell = new Cell(unit.key(), measure, back);
        if (isSilent) {
            hidden.add(cell);
        } else {
            told.put(cell, exact.contains(unit.key()) ? value : rounded(value));
        }
    }

    static boolean isExact(UnitMap map, Unit unit, LocalDate borders) {
        return unit.level() != Unit.Level.COMMUNE
                && map.communesIn(unit, borders).size() > 1;
    }

    private static long rounded(long value) {
        return (value + ROUNDED_TO / 2) / ROUNDED_TO * ROUNDED_TO;
    }

    /** The figure, unless it is not known or not told. */
    OptionalLong get(Unit unit, Measure measure, int stepsBack) {
        Long value = told.get(new Cell(unit.key(), measure, stepsBack));
        return value == null ? OptionalLong.empty() : OptionalLong.of(value);
    }

    boolean isHidden(Unit unit, Measure measure, int stepsBack) {
        return hidden.contains(new Cell(unit.key(), measure, stepsBack));
    }

    /** Whether communes were split, so that the figures rest on shares. */
    boolean isEstimated(Unit commune) {
        return estimated.contains(commune.key());
    }

    Figures.Grid grid() {
        return grid;
    }
}
