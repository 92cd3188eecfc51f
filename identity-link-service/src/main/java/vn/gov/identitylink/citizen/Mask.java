package vn.gov.identitylink.citizen;

/** How identifying values are printed wherever they may not be shown. */
final class Mask {

    /** Stands for a value of which nothing may be shown. */
    static final String HIDDEN = "•••";

    private Mask() {}

    /**
     * Dots and the last three characters. Province and last four digits would leave a hundred candidates to somebody
     * who knows sex and birth year, so it is never more.
     */
    static String lastThree(String text) {
        int shown = Math.min(3, text.length() / 2);
        return "•".repeat(text.length() - shown) + text.substring(text.length() - shown);
    }
}
