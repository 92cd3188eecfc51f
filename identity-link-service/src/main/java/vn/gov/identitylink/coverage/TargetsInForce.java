package vn.gov.identitylink.coverage;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import vn.gov.identitylink.locality.Unit;
import vn.gov.identitylink.locality.UnitMap;

/** Which of the targets known on a day holds for a unit of the borders: each follows its unit to what became of it. */
final class TargetsInForce {

    private record Held(Unit.Key unit, Target.Aim measure) {}

    private final UnitMap map;
    private final LocalDate date;
    private final LocalDate borders;

    /** By day. */
    private final Map<Held, List<Target>> targets = new HashMap<>();

    TargetsInForce(List<Target> all, LocalDate date, UnitMap map, LocalDate borders) {
        this.map = map;
        this.date = date;
        this.borders = borders;
        all.stream()
                .filter(target -> target.isKnownOn(date))
                .sorted(Comparator.comparing(Target::day))
                .forEach(target -> map.heirsOn(target.unit(), borders)
                        .forEach(heir -> targets.computeIfAbsent(
                                        new Held(heir, target.measure()), held -> new ArrayList<>())
                                .add(target)));
    }

    /** The next target of the unit, of what it was before, or of those above; where all are over, the last of them. */
    Optional<Target> of(Unit unit, Target.Aim measure) {
        @Nullable Unit at = unit;
        while (at != null) {
            List<Target> own = targets.getOrDefault(new Held(at.key(), measure), List.of());
            if (!own.isEmpty()) {
                return Optional.of(own.stream()
                        .filter(target -> !target.day().isBefore(date))
                        .findFirst()
                        .orElse(own.getLast()));
            }
            at = map.above(at, borders).orElse(null);
        }
        return Optional.empty();
    }
}
