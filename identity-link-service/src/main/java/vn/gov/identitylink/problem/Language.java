package vn.gov.identitylink.problem;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The languages in which problems are told. */
public enum Language {
    VI("vi"),
    EN("en");

    private static final int LONGEST_HEADER = 200;

    private final Locale locale;

    Language(String tag) {
        this.locale = Locale.forLanguageTag(tag);
    }

    /** The language tag, as in {@code Content-Language}. */
    public String tag() {
        return locale.toLanguageTag();
    }

    /** The best match for an {@code Accept-Language} header (RFC 4647 lookup); Vietnamese where nothing matches. */
    public static Language preferredIn(@Nullable String acceptLanguage) {
        if (acceptLanguage == null || acceptLanguage.length() > LONGEST_HEADER) {
            return VI;
        }
        try {
            Locale best = Locale.lookup(Locale.LanguageRange.parse(acceptLanguage), List.of(VI.locale, EN.locale));
            return EN.locale.equals(best) ? EN : VI;
        } catch (IllegalArgumentException malformed) {
            return VI;
        }
    }
}
