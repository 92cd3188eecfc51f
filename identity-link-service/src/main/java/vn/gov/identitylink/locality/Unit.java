package vn.gov.identitylink.locality;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * One administrative unit in the time in which it has this name and belongs there. A code alone names no unit.
 *
 * @param code digits of the General Statistics Office: two of a province, three of a district, five of a commune
 * @param validFrom the first day; {@link #RECORDS_BEGIN} where nobody knows it
 * @param validUntil the last day; absent where it is still valid
 * @param parent code of the unit above, valid throughout
 */
public record Unit(
        String code,
        LocalDate validFrom,
        @Nullable LocalDate validUntil,
        Level level,
        @Nullable String parent,
        String name) {

    /** Commune codes are younger than the reunification. */
    public static final LocalDate RECORDS_BEGIN = LocalDate.of(1975, 4, 30);

    /** The last day on which there were districts; from the next one communes lie in provinces (Law 72/2025/QH15). */
    static final LocalDate LAST_DAY_OF_DISTRICTS = LocalDate.of(2025, 6, 30);

    /** Where in the hierarchy, from above. */
    public enum Level {
        PROVINCE,
        /** Until 30 June 2025. */
        DISTRICT,
        COMMUNE;

        int digits() {
            return switch (this) {
                case PROVINCE -> 2;
                case DISTRICT -> 3;
                case COMMUNE -> 5;
            };
        }
    }

    /** What names a unit for good: its code and its first day. */
    public record Key(String code, LocalDate validFrom) {}

    public Key key() {
        return new Key(code, validFrom);
    }

    public boolean isValidOn(LocalDate date) {
        return !date.isBefore(validFrom) && (validUntil == null || !date.isAfter(validUntil));
    }

    /** Whether some day belongs to both. */
    boolean overlaps(Unit other) {
        return (validUntil == null || !other.validFrom.isAfter(validUntil))
                && (other.validUntil == null || !validFrom.isAfter(other.validUntil));
    }

    /** Whether every day of {@code other} is one of this unit's. */
    boolean covers(Unit other) {
        return !validFrom.isAfter(other.validFrom)
                && (validUntil == null || (other.validUntil != null && !other.validUntil.isAfter(validUntil)));
    }
}
