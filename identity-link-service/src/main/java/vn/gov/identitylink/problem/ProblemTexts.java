package vn.gov.identitylink.problem;

import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;

/** What each problem is called and what to do about it, from {@code problems_*.properties}. */
@Singleton
public class ProblemTexts {

    /**
     * One problem in one language, in words that a citizen understands.
     *
     * @param title the same for every occurrence
     * @param detail what happened
     * @param cause why it happens
     * @param remedy what to do about it
     */
    public record Text(String title, String detail, String cause, String remedy) {}

    private final Map<Language, Map<ProblemCode, Text>> texts = new EnumMap<>(Language.class);

    /** Reads them; a text that is missing stops the start, the build of the contract, and every test. */
    public ProblemTexts() {
        for (Language language : Language.values()) {
            texts.put(language, read(language));
        }
    }

    /** The texts of a problem. */
    public Text of(ProblemCode code, Language language) {
        return Objects.requireNonNull(
                Objects.requireNonNull(texts.get(language)).get(code));
    }

    private static Map<ProblemCode, Text> read(Language language) {
        Properties properties = load("problems", language);
        Map<ProblemCode, Text> read = new EnumMap<>(ProblemCode.class);
        for (ProblemCode code : ProblemCode.values()) {
            read.put(
                    code,
                    new Text(
                            property(properties, code, "title"),
                            property(properties, code, "detail"),
                            property(properties, code, "cause"),
                            property(properties, code, "remedy")));
        }
        return read;
    }

    /** The texts of one kind in one language, as the file beside this class has them. */
    static Properties load(String kind, Language language) {
        Properties properties = new Properties();
        String file = kind + "_" + language.tag() + ".properties";
        try (InputStream stream = Objects.requireNonNull(ProblemTexts.class.getResourceAsStream(file), file)) {
            properties.load(new InputStreamReader(stream, StandardCharsets.UTF_8));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return properties;
    }

    private static String property(Properties properties, ProblemCode code, String part) {
        String key = code.code() + "." + part;
        return Objects.requireNonNull(properties.getProperty(key), key);
    }
}
