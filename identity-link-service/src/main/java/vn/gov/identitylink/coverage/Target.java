package vn.gov.identitylink.coverage;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.gov.identitylink.locality.Unit;

/**
 * Which share of a unit's eligible citizens is to be reached by the end of a day. It holds for the units below that have
 * none of their own.
 *
 * @param share more than 0 and at most 1
 * @param announcedOn reports of earlier days do not know it
 * @param withdrawnOn from this day on it is none
 */
record Target(
        UUID targetId,
        Unit.Key unit,
        Aim measure,
        LocalDate day,
        BigDecimal share,
        LocalDate announcedOn,
        @Nullable LocalDate withdrawnOn) {

    /** Of what a share is asked for. */
    enum Aim {
        VNEID_LEVEL_2,
        LINKED
    }

    boolean isKnownOn(LocalDate date) {
        return !announcedOn.isAfter(date) && (withdrawnOn == null || withdrawnOn.isAfter(date));
    }
}
