package vn.gov.identitylink.coverage;

import java.util.Arrays;
import java.util.Optional;
import vn.gov.identitylink.locality.Unit;

/** What a unit is called at its level, which its name begins with (Law 72/2025/QH15, and Law 77/2015/QH13 before it). */
enum UnitKind {
    PROVINCE("Tỉnh", "Province", Unit.Level.PROVINCE),
    CITY("Thành phố", "City", Unit.Level.PROVINCE, Unit.Level.DISTRICT),
    RURAL_DISTRICT("Huyện", "Rural district", Unit.Level.DISTRICT),
    URBAN_DISTRICT("Quận", "Urban district", Unit.Level.DISTRICT),
    TOWN("Thị xã", "Town", Unit.Level.DISTRICT),
    COMMUNE("Xã", "Commune", Unit.Level.COMMUNE),
    WARD("Phường", "Ward", Unit.Level.COMMUNE),
    TOWNSHIP("Thị trấn", "Township", Unit.Level.COMMUNE),
    SPECIAL_ZONE("Đặc khu", "Special zone", Unit.Level.COMMUNE);

    private final String vietnamese;
    private final String english;
    private final Unit.Level highest;
    private final Unit.Level lowest;

    UnitKind(String vietnamese, String english, Unit.Level level) {
        this(vietnamese, english, level, level);
    }

    UnitKind(String vietnamese, String english, Unit.Level highest, Unit.Level lowest) {
        this.vietnamese = vietnamese;
        this.english = english;
        this.highest = highest;
        this.lowest = lowest;
    }

    static Optional<UnitKind> of(Unit.Level level, String name) {
        return Arrays.stream(values())
                .filter(kind -> kind.isOf(level) && name.startsWith(kind.vietnamese + " "))
                .findFirst();
    }

    private boolean isOf(Unit.Level level) {
        return level.compareTo(highest) >= 0 && level.compareTo(lowest) <= 0;
    }

    String vietnamese() {
        return vietnamese;
    }

    String english() {
        return english;
    }
}
