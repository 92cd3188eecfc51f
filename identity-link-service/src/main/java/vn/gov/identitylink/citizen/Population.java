package vn.gov.identitylink.citizen;

import java.util.Set;

/**
 * Whose numbers a deployment accepts. Province codes that were never assigned belong to synthetic people, so no real
 * person's number can appear in a test, and no test person in production.
 */
public enum Population {
    /** Test deployments: never-assigned province codes, and the number on the letter's last screen. */
    SYNTHETIC,
    /** Production: assigned province codes, and countries (from 101). */
    REAL;

    private static final CitizenNumber LETTER = CitizenNumber.parse("052089999999");

    /** Provinces of Circular 07/2016/TT-BCA; whatever the mergers of 2025 did, a number keeps its code. */
    private static final Set<String> PROVINCES = Set.of(
            "001", "002", "004", "006", "008", "010", "011", "012", "014", "015", "017", "019", "020", "022", "024",
            "025", "026", "027", "030", "031", "033", "034", "035", "036", "037", "038", "040", "042", "044", "045",
            "046", "048", "049", "051", "052", "054", "056", "058", "060", "062", "064", "066", "067", "068", "070",
            "072", "074", "075", "077", "079", "080", "082", "083", "084", "086", "087", "089", "091", "092", "093",
            "094", "095", "096");

    private static final String FIRST_COUNTRY = "101";

    /** Whether a number with this structure can belong to this deployment's people. */
    public boolean accepts(CitizenNumber number) {
        String code = number.birthRegistrationCode();
        boolean assigned = PROVINCES.contains(code) || code.compareTo(FIRST_COUNTRY) >= 0;
        return switch (this) {
            case SYNTHETIC -> !assigned || number.equals(LETTER);
            case REAL -> assigned && !number.equals(LETTER);
        };
    }
}
