package vn.gov.identitylink.locality;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** All units of all times, as one load left them. Never changes. */
public final class UnitMap {

    private final long loadNumber;
    private final Map<String, List<Unit>> byCode = new HashMap<>();
    private final Map<String, List<Unit>> byParent = new HashMap<>();
    private final Map<Unit.Key, List<Succession>> successions = new HashMap<>();

    UnitMap(long loadNumber, Collection<Unit> units, Collection<Succession> all) {
        this.loadNumber = loadNumber;
        units.stream()
                .sorted(Comparator.comparing(Unit::code).thenComparing(Unit::validFrom))
                .forEach(unit -> {
                    byCode.computeIfAbsent(unit.code(), code -> new ArrayList<>())
                            .add(unit);
                    if (unit.parent() != null) {
                        byParent.computeIfAbsent(unit.parent(), code -> new ArrayList<>())
                                .add(unit);
                    }
                });
        all.stream()
                .sorted(Comparator.comparing(next -> next.successor().code()))
                .forEach(next -> successions
                        .computeIfAbsent(next.unit(), unit -> new ArrayList<>())
                        .add(next));
    }

    /** Which load this is, counted from 1: two reports of one load and date know the same units. */
    public long loadNumber() {
        return loadNumber;
    }

    /** Whether the code ever meant anything. */
    public boolean knows(String code) {
        return byCode.containsKey(code);
    }

    /** What the code meant on that day. */
    public Optional<Unit> find(String code, LocalDate date) {
        return byCode.getOrDefault(code, List.of()).stream()
                .filter(unit -> unit.isValidOn(date))
                .findFirst();
    }

    /** The units right below, on a day on which the unit is valid, by code. */
    public List<Unit> below(Unit unit, LocalDate date) {
        return byParent.getOrDefault(unit.code(), List.of()).stream()
                .filter(child -> child.isValidOn(date))
                .toList();
    }

    /** The unit right above, on a day on which the unit is valid. */
    public Optional<Unit> above(Unit unit, LocalDate date) {
        return unit.parent() == null ? Optional.empty() : find(unit.parent(), date);
    }

    /** The communes in this unit on a day, the unit itself if it is one. */
    public List<Unit> communesIn(Unit unit, LocalDate date) {
        if (unit.level() == Unit.Level.COMMUNE) {
            return List.of(unit);
        }
        return below(unit, date).stream()
                .flatMap(child -> communesIn(child, date).stream())
                .toList();
    }

    /** All units of a day, of a level if one is given, by code. */
    List<Unit> on(LocalDate date) {
        return byCode.values().stream()
                .flatMap(List::stream)
                .filter(unit -> unit.isValidOn(date))
                .sorted(Comparator.comparing(Unit::code))
                .toList();
    }

    /** The provinces of a day. */
    public List<Unit> provincesOn(LocalDate date) {
        return on(date).stream()
                .filter(unit -> unit.level() == Unit.Level.PROVINCE)
                .toList();
    }

    /**
     * Which units' people live in the given ones on a day: every unit of that time or before that became them, with the
     * share of its people that did. People are counted where they were registered, and reported on the borders asked for.
     */
    public Map<Unit.Key, Map<Unit.Key, BigDecimal>> becameOn(Collection<Unit> asked, LocalDate date) {
        Map<Unit.Key, Map<Unit.Key, BigDecimal>> shares = new LinkedHashMap<>();
        for (List<Unit> generations : byCode.values()) {
            for (Unit unit : generations) {
                follow(unit, BigDecimal.ONE, date, shares.computeIfAbsent(unit.key(), key -> new LinkedHashMap<>()));
            }
        }
        List<Unit.Key> wanted = asked.stream().map(Unit::key).toList();
        shares.values().forEach(became -> became.keySet().retainAll(wanted));
        shares.values().removeIf(Map::isEmpty);
        return shares;
    }

    /** What a unit of that day or before became: itself while it is valid. */
    public Set<Unit.Key> heirsOn(Unit.Key key, LocalDate date) {
        Map<Unit.Key, BigDecimal> became = new LinkedHashMap<>();
        byCode.getOrDefault(key.code(), List.of()).stream()
                .filter(unit -> unit.key().equals(key))
                .forEach(unit -> follow(unit, BigDecimal.ONE, date, became));
        return became.keySet();
    }

    private void follow(Unit unit, BigDecimal share, LocalDate date, Map<Unit.Key, BigDecimal> became) {
        if (unit.isValidOn(date)) {
            became.merge(unit.key(), share, BigDecimal::add);
        } else if (unit.validFrom().isBefore(date)) {
            for (Succession next : successions.getOrDefault(unit.key(), List.of())) {
                byCode.getOrDefault(next.successor().code(), List.of()).stream()
                        .filter(later -> later.key().equals(next.successor()))
                        .forEach(later -> follow(later, share.multiply(next.share()), date, became));
            }
        }
    }

    Collection<Unit> all() {
        return byCode.values().stream().flatMap(List::stream).toList();
    }

    Collection<Succession> successions() {
        return successions.values().stream().flatMap(List::stream).toList();
    }
}
