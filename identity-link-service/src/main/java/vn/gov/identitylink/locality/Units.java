package vn.gov.identitylink.locality;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The administrative units. Every method works in the caller's transaction. */
@ApplicationScoped
public class Units implements PanacheRepositoryBase<UnitRow, UnitRow.Id> {

    private static final long LOADS_ONE_AFTER_THE_OTHER = 0x556e697473L;

    private final EntityManager entities;
    private volatile @Nullable UnitMap last;

    Units(EntityManager entities) {
        this.entities = entities;
    }

    /** As the last load left them; read again only when there was another. */
    public UnitMap map() {
        long loadNumber = lastLoad();
        UnitMap known = last;
        if (known == null || known.loadNumber() != loadNumber) {
            known = new UnitMap(
                    loadNumber, listAll().stream().map(UnitRow::toUnit).toList(), readSuccessions());
            last = known;
        }
        return known;
    }

    private long lastLoad() {
        return ((Number) entities.createNativeQuery("SELECT max(load_number) FROM administrative_unit_load")
                        .getSingleResult())
                .longValue();
    }

    private List<Succession> readSuccessions() {
        List<Succession> read = new ArrayList<>();
        for (Object each : entities.createNativeQuery("SELECT code, valid_from, successor_code, successor_valid_from,"
                        + " share FROM administrative_unit_successor")
                .getResultList()) {
            Object[] row = (Object[]) each;
            read.add(new Succession(
                    new Unit.Key((String) row[0], date(row[1])),
                    new Unit.Key((String) row[2], date(row[3])),
                    (BigDecimal) row[4]));
        }
        return read;
    }

    private static LocalDate date(Object date) {
        return date instanceof java.sql.Date day ? day.toLocalDate() : (LocalDate) date;
    }

    /** Nobody else loads until this transaction ends, so that what was checked is what is there. */
    void lockForLoad() {
        entities.createNativeQuery("SELECT 1 FROM (SELECT pg_advisory_xact_lock(?1)) AS locked")
                .setParameter(1, LOADS_ONE_AFTER_THE_OTHER)
                .getSingleResult();
    }

    void add(UUID loadId, Instant at, List<Unit> added, List<Unit> ended, List<Succession> successions) {
        ended.forEach(unit -> update(
                "validUntil = ?1 where id.code = ?2 and id.validFrom = ?3",
                unit.validUntil(),
                unit.code(),
                unit.validFrom()));
        added.forEach(unit -> persist(UnitRow.of(unit)));
        flush();
        for (Succession next : successions) {
            entities.createNativeQuery("INSERT INTO administrative_unit_successor (code, valid_from, successor_code,"
                            + " successor_valid_from, share) VALUES (?1, ?2, ?3, ?4, ?5)")
                    .setParameter(1, next.unit().code())
                    .setParameter(2, next.unit().validFrom())
                    .setParameter(3, next.successor().code())
                    .setParameter(4, next.successor().validFrom())
                    .setParameter(5, next.share())
                    .executeUpdate();
        }
        entities.createNativeQuery(
                        "INSERT INTO administrative_unit_load (load_number, load_id, loaded_at, added, ended)"
                                + " SELECT max(load_number) + 1, ?1, ?2, ?3, ?4 FROM administrative_unit_load")
                .setParameter(1, loadId)
                .setParameter(2, at)
                .setParameter(3, added.size())
                .setParameter(4, ended.size())
                .executeUpdate();
    }
}
