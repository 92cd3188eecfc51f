package vn.gov.identitylink.locality;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.math.BigDecimal;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.gov.identitylink.audit.Action;
import vn.gov.identitylink.audit.AuditLog;
import vn.gov.identitylink.problem.FieldErrors;

/**
 * An operator loads units: all of the table, or nothing of it. What is known stays as it is, except that a unit can get its
 * last day and its successors.
 */
@ApplicationScoped
class LoadUnits {

    /**
     * What the table changes.
     *
     * @param loadNumber of the load that stands then: another one only where units are not as they were
     */
    record Loaded(boolean dryRun, int lines, int added, int ended, int unchanged, long loadNumber) {}

    private final Units units;
    private final AuditLog audit;
    private final InstantSource clock;

    LoadUnits(Units units, AuditLog audit, InstantSource clock) {
        this.units = units;
        this.audit = audit;
        this.clock = clock;
    }

    /** @throws vn.gov.identitylink.problem.InvalidRequestException with every fault of the table, each with its line */
    @Transactional
    Loaded run(String table, boolean dryRun) {
        FieldErrors errors = new FieldErrors();
        List<UnitTable.Line> lines = UnitTable.read(table, errors);
        errors.throwIfAny();
        units.lockForLoad();
        UnitMap known = units.map();
        Draft draft = new Draft(known);
        lines.forEach(line -> draft.take(line, errors));
        errors.throwIfAny();
        draft.check(errors);
        errors.throwIfAny();
        boolean loads = !dryRun && draft.changesAnything();
        Loaded loaded = new Loaded(
                dryRun,
                lines.size(),
                draft.added.size(),
                draft.ended.size(),
                lines.size() - draft.added.size() - draft.ended.size(),
                known.loadNumber() + (loads ? 1 : 0));
        if (loads) {
            UUID loadId = UUID.randomUUID();
            units.add(loadId, clock.instant(), draft.added, draft.ended, draft.successions);
            audit.done(Action.LOCALITIES_LOADED, null, loadId, List.of());
        }
        return loaded;
    }

    /** The units as they would be. */
    private static final class Draft {

        private final Map<Unit.Key, Unit> all = new LinkedHashMap<>();
        private final Map<Unit.Key, Integer> lineOf = new HashMap<>();
        private final List<Succession> knownSuccessions;
        private final List<Unit> added = new ArrayList<>();
        private final List<Unit> ended = new ArrayList<>();
        private final Map<UnitTable.Line, Unit> withSuccessors = new LinkedHashMap<>();
        private final List<Succession> successions = new ArrayList<>();

        Draft(UnitMap known) {
            known.all().forEach(unit -> all.put(unit.key(), unit));
            knownSuccessions = List.copyOf(known.successions());
        }

        boolean changesAnything() {
            return !added.isEmpty() || !ended.isEmpty() || !successions.isEmpty();
        }

        void take(UnitTable.Line line, FieldErrors errors) {
            Unit unit = line.unit();
            if (lineOf.putIfAbsent(unit.key(), line.number()) != null) {
                errors.add(UnitTable.at(line.number()) + "/code", "duplicate-code");
                return;
            }
            @Nullable Unit before = all.get(unit.key());
            if (before == null) {
                added.add(unit);
            } else if (!sameButEnd(before, unit)) {
                errors.add(UnitTable.at(line.number()), "contradicts-what-is-known");
                return;
            } else if (!Objects.equals(before.validUntil(), unit.validUntil())) {
                ended.add(unit);
            }
            all.put(unit.key(), unit);
            if (!line.successors().isEmpty()) {
                withSuccessors.put(line, unit);
            }
        }

        /** A last day can be filled in, and never moved: reports of the days since would change. */
        private static boolean sameButEnd(Unit before, Unit now) {
            return before.level() == now.level()
                    && before.name().equals(now.name())
                    && Objects.equals(before.parent(), now.parent())
                    && (before.validUntil() == null || before.validUntil().equals(now.validUntil()));
        }

        void check(FieldErrors errors) {
            Map<String, List<Unit>> byCode = new HashMap<>();
            all.values().stream()
                    .sorted(Comparator.comparing(Unit::validFrom))
                    .forEach(unit -> byCode.computeIfAbsent(unit.code(), code -> new ArrayList<>())
                            .add(unit));
            byCode.values().forEach(generations -> checkOverlap(generations, errors));
            Set<String> leaving = new HashSet<>();
            all.values().forEach(unit -> checkParent(unit, byCode, leaving, errors));
            withSuccessors.forEach((line, unit) -> checkSuccessors(line, unit, byCode, errors));
        }

        private void checkOverlap(List<Unit> generations, FieldErrors errors) {
            for (int i = 1; i < generations.size(); i++) {
                if (generations.get(i - 1).overlaps(generations.get(i))) {
                    errors.add(lineOf(generations.get(i), generations.get(i - 1)) + "/valid_from", "overlap");
                }
            }
        }

        private void checkParent(Unit unit, Map<String, List<Unit>> byCode, Set<String> leaving, FieldErrors errors) {
            @Nullable String fault = faultOfParent(unit, byCode);
            if (fault != null) {
                // The child may be known already: then the fault is that of the line which ends its parent.
                @Nullable Integer own = lineOf.get(unit.key());
                String at = own != null
                        ? UnitTable.at(own) + "/parent"
                        : byCode.getOrDefault(String.valueOf(unit.parent()), List.of()).stream()
                                .map(parent -> lineOf.get(parent.key()))
                                .filter(Objects::nonNull)
                                .findFirst()
                                .map(line -> UnitTable.at(line) + "/valid_until")
                                .orElse("/lines");
                // However many children a line leaves behind, it is one line that is wrong.
                if (own != null) {
                    errors.add(at, fault);
                } else if (leaving.add(at)) {
                    errors.add(at, "leaves-units-without-parent");
                }
            }
            if (unit.level() == Unit.Level.DISTRICT
                    && (unit.validUntil() == null || unit.validUntil().isAfter(Unit.LAST_DAY_OF_DISTRICTS))) {
                errors.add(lineOf(unit, unit) + "/valid_until", "district-after-2025-06-30");
            }
        }

        private static @Nullable String faultOfParent(Unit unit, Map<String, List<Unit>> byCode) {
            if (unit.level() == Unit.Level.PROVINCE) {
                return unit.parent() == null ? null : "parent-not-allowed";
            }
            if (unit.parent() == null) {
                return "parent-missing";
            }
            if (isInACycle(unit, byCode)) {
                return "cycle";
            }
            List<Unit> named = byCode.getOrDefault(unit.parent(), List.of());
            if (named.isEmpty()) {
                return "parent-unknown";
            }
            if (named.stream().noneMatch(parent -> parent.covers(unit))) {
                return "parent-not-valid-throughout";
            }
            boolean inDistricts = !unit.validFrom().isAfter(Unit.LAST_DAY_OF_DISTRICTS);
            Unit.Level above =
                    unit.level() == Unit.Level.COMMUNE && inDistricts ? Unit.Level.DISTRICT : Unit.Level.PROVINCE;
            return named.stream().anyMatch(parent -> parent.covers(unit) && parent.level() == above)
                    ? null
                    : "parent-of-wrong-level";
        }

        private static boolean isInACycle(Unit unit, Map<String, List<Unit>> byCode) {
            @Nullable Unit next = unit;
            for (int steps = 0; next != null; steps++) {
                if (steps > Unit.Level.values().length) {
                    return true;
                }
                String parent = String.valueOf(next.parent());
                next = byCode.getOrDefault(parent, List.of()).stream()
                        .filter(above -> above.isValidOn(unit.validFrom()))
                        .findFirst()
                        .orElse(null);
            }
            return false;
        }

        private void checkSuccessors(
                UnitTable.Line line, Unit unit, Map<String, List<Unit>> byCode, FieldErrors errors) {
            String at = UnitTable.at(line.number()) + "/successors";
            if (unit.validUntil() == null) {
                errors.add(at, "successor-without-end");
                return;
            }
            List<Succession> wanted = new ArrayList<>();
            for (Map.Entry<String, BigDecimal> entry : line.successors().entrySet()) {
                @Nullable
                Unit successor = byCode.getOrDefault(entry.getKey(), List.of()).stream()
                        .filter(later -> later.isValidOn(unit.validUntil().plusDays(1)))
                        .findFirst()
                        .orElse(null);
                if (successor == null || successor.level() != unit.level()) {
                    errors.add(at, successor == null ? "successor-unknown" : "successor-of-another-level");
                    return;
                }
                if (!successor.validFrom().isAfter(unit.validFrom())) {
                    // One that takes in a neighbour ends and begins anew: what it was before is another unit.
                    errors.add(at, "successor-not-later");
                    return;
                }
                wanted.add(new Succession(unit.key(), successor.key(), entry.getValue()));
            }
            List<Succession> known = knownSuccessions.stream()
                    .filter(next -> next.unit().equals(unit.key()))
                    .toList();
            if (known.isEmpty()) {
                successions.addAll(wanted);
            } else if (!same(known, wanted)) {
                errors.add(at, "contradicts-what-is-known");
            }
        }

        private static boolean same(List<Succession> known, List<Succession> wanted) {
            return known.size() == wanted.size()
                    && wanted.stream()
                            .allMatch(one -> known.stream()
                                    .anyMatch(other -> one.successor().equals(other.successor())
                                            && one.share().compareTo(other.share()) == 0));
        }

        /** Where the fault stands: the line of this unit, or of the one that it meets. */
        private String lineOf(Unit unit, Unit other) {
            @Nullable Integer line = lineOf.get(unit.key());
            @Nullable Integer others = lineOf.get(other.key());
            return line != null ? UnitTable.at(line) : others != null ? UnitTable.at(others) : "/lines";
        }
    }
}
