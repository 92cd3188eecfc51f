package vn.gov.identitylink.locality;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Table;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

@Entity
@Table(name = "administrative_unit")
class UnitRow {

    @Embeddable
    record Id(String code, @Column(name = "valid_from") LocalDate validFrom) {}

    @EmbeddedId
    Id id;

    @Column(name = "valid_until")
    private @Nullable LocalDate validUntil;

    @Enumerated(EnumType.STRING)
    private Unit.Level level;

    @Column(name = "parent_code")
    private @Nullable String parentCode;

    private String name;

    @SuppressWarnings("NullAway.Init") // Hibernate fills the fields.
    protected UnitRow() {}

    private UnitRow(Unit unit) {
        this.id = new Id(unit.code(), unit.validFrom());
        this.validUntil = unit.validUntil();
        this.level = unit.level();
        this.parentCode = unit.parent();
        this.name = unit.name();
    }

    static UnitRow of(Unit unit) {
        return new UnitRow(unit);
    }

    Unit toUnit() {
        return new Unit(id.code(), id.validFrom(), validUntil, level, parentCode, name);
    }
}
