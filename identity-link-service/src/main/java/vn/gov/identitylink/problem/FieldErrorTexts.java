package vn.gov.identitylink.problem;

import jakarta.inject.Singleton;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;

/**
 * What is wrong with a field and what to send instead, by the code of its error, from {@code field_errors_*.properties}.
 * The same text for every value: none is ever repeated.
 */
@Singleton
public class FieldErrorTexts {

    /** For a code of an earlier version, which an import may have kept. Tests see that every code of this one has its own. */
    static final String ANY_OTHER = "any-other";

    private final Map<Language, Properties> texts = new EnumMap<>(Language.class);

    public FieldErrorTexts() {
        for (Language language : Language.values()) {
            texts.put(language, ProblemTexts.load("field_errors", language));
        }
    }

    /** The text of a code, in words that a citizen understands. */
    public String of(String code, Language language) {
        Properties ofLanguage = Objects.requireNonNull(texts.get(language));
        return Objects.requireNonNull(
                ofLanguage.getProperty(code, ofLanguage.getProperty(ANY_OTHER)), () -> code + " " + language);
    }
}
