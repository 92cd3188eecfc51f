package vn.gov.identitylink.coverage;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.math.BigDecimal;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.gov.identitylink.audit.Action;
import vn.gov.identitylink.audit.AuditLog;
import vn.gov.identitylink.locality.Unit;
import vn.gov.identitylink.locality.UnitMap;
import vn.gov.identitylink.locality.Units;
import vn.gov.identitylink.time.Clocks;

/** The targets, as operators set and withdraw them. A target never changes, so that a report of its time does not either. */
@ApplicationScoped
class Targets {

    sealed interface Outcome {
        record Done(Target target) implements Outcome {}

        record NotFound() implements Outcome {}

        /** @param known whether the code means a unit on some other day */
        record UnitUnknown(boolean known) implements Outcome {}

        /** There is one for that unit, measure and day: it is withdrawn first. */
        record AlreadySet() implements Outcome {}
    }

    private final EntityManager entities;
    private final Units units;
    private final AuditLog audit;
    private final InstantSource clock;

    Targets(EntityManager entities, Units units, AuditLog audit, InstantSource clock) {
        this.entities = entities;
        this.units = units;
        this.audit = audit;
        this.clock = clock;
    }

    /** All of them, withdrawn ones too, by unit, measure and day. */
    List<Target> all() {
        List<Target> targets = new ArrayList<>();
        for (Object each : entities.createNativeQuery(
                        "SELECT target_id, unit_code, unit_valid_from, measure, day, share,"
                                + " announced_on, withdrawn_on FROM coverage_target"
                                + " ORDER BY unit_code, unit_valid_from, measure, day, announced_on, target_id")
                .getResultList()) {
            Object[] row = (Object[]) each;
            targets.add(new Target(
                    (UUID) row[0],
                    new Unit.Key((String) row[1], Sql.date(row[2])),
                    Target.Aim.valueOf((String) row[3]),
                    Sql.date(row[4]),
                    (BigDecimal) row[5],
                    Sql.date(row[6]),
                    row[7] == null ? null : Sql.date(row[7])));
        }
        return targets;
    }

    /** @param day on which the code means the unit, and by whose end the share is to be reached */
    @Transactional
    Outcome set(String unitCode, Target.Aim measure, LocalDate day, BigDecimal share) {
        UnitMap map = units.map();
        Optional<Unit> unit = map.find(unitCode, day);
        if (unit.isEmpty()) {
            return new Outcome.UnitUnknown(map.knows(unitCode));
        }
        Target target = new Target(UUID.randomUUID(), unit.get().key(), measure, day, share, today(), null);
        int inserted = entities.createNativeQuery("INSERT INTO coverage_target (target_id, unit_code, unit_valid_from,"
                        + " measure, day, share, announced_on) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"
                        + " ON CONFLICT DO NOTHING")
                .setParameter(1, target.targetId())
                .setParameter(2, target.unit().code())
                .setParameter(3, target.unit().validFrom())
                .setParameter(4, measure.name())
                .setParameter(5, day)
                .setParameter(6, share)
                .setParameter(7, target.announcedOn())
                .executeUpdate();
        if (inserted == 0) {
            return new Outcome.AlreadySet();
        }
        audit.done(Action.COVERAGE_TARGET_SET, null, target.targetId(), List.of());
        return new Outcome.Done(target);
    }

    /** The same again is the same: a target is withdrawn once. */
    @Transactional
    Outcome withdraw(UUID targetId) {
        @Nullable
        Target found = all().stream()
                .filter(target -> target.targetId().equals(targetId))
                .findFirst()
                .orElse(null);
        if (found == null) {
            return new Outcome.NotFound();
        }
        if (found.withdrawnOn() == null) {
            entities.createNativeQuery("UPDATE coverage_target SET withdrawn_on = ?1 WHERE target_id = ?2")
                    .setParameter(1, today())
                    .setParameter(2, targetId)
                    .executeUpdate();
            audit.done(Action.COVERAGE_TARGET_WITHDRAWN, null, targetId, List.of());
        }
        return new Outcome.Done(found);
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), Clocks.VIETNAM);
    }
}
