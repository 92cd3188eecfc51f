package vn.gov.identitylink.coverage;

import java.util.Locale;

/** What is counted of a unit on a day. */
enum Measure {
    /** Citizens of 14 and over, by the population database: who may have VNeID. */
    ELIGIBLE,
    /** Of them, those whose VNeID account is of level 1. */
    VNEID_LEVEL1,
    /** Of them, those whose VNeID account is of level 2. */
    VNEID_LEVEL2,
    /** Accounts of citizens here, without the imported ones. */
    ACCOUNTS,
    /** Of them, those whose number the citizen had matched with the population database. */
    MATCHED,
    /** Of them, those with a link that is in force. */
    LINKED,
    /** Of those without a link, those whose citizen has pressed [Bỏ qua] at least once. */
    SKIPPED,
    /** Of all with one number, those after the first. */
    DUPLICATES,
    IMPORTED_ACCOUNTS,
    IMPORTED_MATCHED,
    IMPORTED_LINKED,
    IMPORTED_SKIPPED,
    IMPORTED_DUPLICATES;

    /** As in the report, such as {@code vneidLevel2} or {@code importedLinked}. */
    String word() {
        StringBuilder word = new StringBuilder();
        for (char letter : name().toLowerCase(Locale.ROOT).toCharArray()) {
            boolean begins = !word.isEmpty() && word.charAt(word.length() - 1) == '_';
            if (begins) {
                word.setCharAt(word.length() - 1, Character.toUpperCase(letter));
            } else {
                word.append(letter);
            }
        }
        return word.toString();
    }
}
