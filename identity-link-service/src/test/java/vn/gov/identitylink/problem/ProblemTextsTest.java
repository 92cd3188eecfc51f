package vn.gov.identitylink.problem;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ProblemTextsTest {

    @ParameterizedTest
    @EnumSource
    void everyCodeHasItsFourTextsAndNothingElseHasAny(Language language) throws IOException {
        Set<String> expected = Arrays.stream(ProblemCode.values())
                .flatMap(code -> Stream.of("title", "detail", "cause", "remedy").map(part -> code.code() + "." + part))
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(expected, new TreeSet<>(read(language).stringPropertyNames()));
    }

    @ParameterizedTest
    @EnumSource
    void everyTextIsWholeAndInNormalForm(Language language) throws IOException {
        Properties texts = read(language);
        for (String key : texts.stringPropertyNames()) {
            String text = texts.getProperty(key);
            assertFalse(text.isBlank(), key);
            assertTrue(Normalizer.isNormalized(text, Normalizer.Form.NFC), key);
            assertEquals(!key.endsWith(".title"), text.endsWith("."), key);
        }
    }

    @ParameterizedTest
    @EnumSource
    void theCodeIsFoundByItsWireName(ProblemCode code) {
        assertEquals(code, ProblemCode.of(code.code()).orElseThrow());
        assertTrue(code.status() >= 400 && code.status() < 600);
    }

    private static Properties read(Language language) throws IOException {
        Properties properties = new Properties();
        String file = "problems_" + language.tag() + ".properties";
        try (InputStream stream = Objects.requireNonNull(ProblemTexts.class.getResourceAsStream(file))) {
            properties.load(new InputStreamReader(stream, StandardCharsets.UTF_8));
        }
        return properties;
    }
}
