package vn.gov.populationregistry;

import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;

/** Compares Vietnamese names as the registry does: callers spell one name in many ways. */
final class Names {

    private static final Pattern MARKS = Pattern.compile("\\p{M}");
    private static final Pattern SPACES = Pattern.compile("[\\s\\p{Z}\\p{Cf}]");
    private static final Pattern APOSTROPHES = Pattern.compile("[\u2018\u2019\u02bc`\u00b4]");
    // đ, ð and ɖ look alike, and Unicode decomposes none of them.
    private static final Pattern STROKED_D = Pattern.compile("[\u0111\u00f0\u0256]");
    // Lý and Lí are one name; Thúy and Thúi, or Mây and Mâi, are two.
    private static final Pattern Y_AS_I = Pattern.compile("(?<=[bcdghklmnprstvx]|qu)y");

    private Names() {}

    static boolean areEqual(String one, String other) {
        return fold(one).equals(fold(other));
    }

    /** For comparison only: no case, marks or spaces, one d, one apostrophe, and i for a y that stands for it. */
    private static String fold(String name) {
        var apostrophes = APOSTROPHES.matcher(name).replaceAll("'");
        var plain = MARKS.matcher(Normalizer.normalize(apostrophes, Normalizer.Form.NFD))
                .replaceAll("");
        var letters = SPACES.matcher(plain.toLowerCase(Locale.ROOT)).replaceAll("");
        return Y_AS_I.matcher(STROKED_D.matcher(letters).replaceAll("d")).replaceAll("i");
    }
}
