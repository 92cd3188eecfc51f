package vn.gov.identitylink.coverage;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import vn.gov.identitylink.locality.Unit;
import vn.gov.identitylink.locality.UnitMap;
import vn.gov.identitylink.locality.Units;
import vn.gov.identitylink.registry.PopulationFigures;
import vn.gov.identitylink.registry.PopulationFigures.FiguresAnswer;
import vn.gov.identitylink.time.Clocks;
import vn.gov.identitylink.time.RepeatedWork;

/**
 * Asks the population database how many citizens of each commune may have VNeID and do, and keeps what it says for good: of
 * yesterday in the background, of an earlier day when an operator wants it. Nothing is asked inside a transaction.
 */
@ApplicationScoped
class FetchFigures {

    sealed interface Outcome {
        /**
         * @param communes in the unit on that day
         * @param added communes whose figures were not there before
         */
        record Fetched(int communes, int added) implements Outcome {}

        /** @param known whether the code means a unit on some other day */
        record UnitUnknown(boolean known) implements Outcome {}

        record DateInFuture() implements Outcome {}

        /** What was asked before this answer is kept: the same call again goes on. */
        record RegistryFailed(FiguresAnswer answer) implements Outcome {}
    }

    private final Units units;
    private final PopulationFigures registry;
    private final EntityManager entities;
    private final InstantSource clock;
    private final CoverageConfig config;
    private final RepeatedWork work = new RepeatedWork("coverage-figures");

    FetchFigures(
            Units units,
            PopulationFigures registry,
            EntityManager entities,
            InstantSource clock,
            CoverageConfig config) {
        this.units = units;
        this.registry = registry;
        this.entities = entities;
        this.clock = clock;
        this.config = config;
    }

    void start(@Observes StartupEvent starting) {
        if (config.figuresInterval().isPositive()) {
            work.every(config.figuresInterval(), this::fetchDue);
        }
    }

    void stop(@Observes ShutdownEvent stopping) {
        work.stop();
    }

    /**
     * Of all provinces: yesterday's figures, and those of the last Sunday, which communes are told by all week, if nobody
     * was there to fetch them. A registry that does not answer is asked again at the next turn.
     */
    void fetchDue() {
        LocalDate today = LocalDate.ofInstant(clock.instant(), Clocks.VIETNAM);
        UnitMap map = QuarkusTransaction.requiringNew().call(units::map);
        for (LocalDate day : new TreeSet<>(Set.of(Figures.lastSundayOver(today, today), today.minusDays(1)))) {
            for (Unit province : map.provincesOn(day)) {
                if (fetch(map.communesIn(province, day), day) instanceof Outcome.RegistryFailed) {
                    return;
                }
            }
        }
    }

    Outcome run(String unitCode, LocalDate date) {
        if (date.isAfter(LocalDate.ofInstant(clock.instant(), Clocks.VIETNAM))) {
            return new Outcome.DateInFuture();
        }
        UnitMap map = QuarkusTransaction.requiringNew().call(units::map);
        return map.find(unitCode, date)
                .map(unit -> fetch(map.communesIn(unit, date), date))
                .orElseGet(() -> new Outcome.UnitUnknown(map.knows(unitCode)));
    }

    private Outcome fetch(List<Unit> communes, LocalDate date) {
        Set<String> there = QuarkusTransaction.requiringNew().call(() -> fetched(date));
        int added = 0;
        for (Unit commune : communes) {
            if (there.contains(commune.code())) {
                continue;
            }
            switch (registry.of(commune.code(), date)) {
                case FiguresAnswer.Figures figures -> {
                    Instant now = clock.instant();
                    added += QuarkusTransaction.requiringNew().call(() -> keep(commune, date, figures, now));
                }
                case FiguresAnswer.UnknownThere noSuchCommune -> {}
                case FiguresAnswer.Unavailable failed -> {
                    return new Outcome.RegistryFailed(failed);
                }
                case FiguresAnswer.TimedOut failed -> {
                    return new Outcome.RegistryFailed(failed);
                }
                case FiguresAnswer.BadResponse failed -> {
                    return new Outcome.RegistryFailed(failed);
                }
            }
        }
        return new Outcome.Fetched(communes.size(), added);
    }

    private Set<String> fetched(LocalDate date) {
        Set<String> codes = new HashSet<>();
        for (Object code : entities.createNativeQuery("SELECT commune_code FROM coverage_statistic WHERE day = ?1")
                .setParameter(1, date)
                .getResultList()) {
            codes.add((String) code);
        }
        return codes;
    }

    private int keep(Unit commune, LocalDate date, FiguresAnswer.Figures figures, Instant at) {
        return entities.createNativeQuery(
                        "INSERT INTO coverage_statistic (commune_code, commune_valid_from, day, eligible,"
                                + " vneid_level_1, vneid_level_2, fetched_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"
                                + " ON CONFLICT DO NOTHING")
                .setParameter(1, commune.code())
                .setParameter(2, commune.validFrom())
                .setParameter(3, date)
                .setParameter(4, figures.eligible())
                .setParameter(5, figures.vneidLevel1())
                .setParameter(6, figures.vneidLevel2())
                .setParameter(7, at)
                .executeUpdate();
    }
}
