package vn.gov.identitylink.problem;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import vn.gov.identitylink.testing.ProjectFiles;

class FieldErrorTextsTest {

    private static final Path SOURCES = ProjectFiles.at("identity-link-service/src/main/java");

    /** Where sources say a code: these calls, up to the end of the statement, and what {@code faultOf…} methods return. */
    private static final List<Pattern> SAY_CODES = List.of(
            Pattern.compile("(?:InvalidValueException|FieldError|\\b(?:errors|own)\\.add|\\b[Ii]nvalid|\\breject"
                    + "|\\bidentifier|\\bmatching)\\([^;]*;"),
            Pattern.compile("\\bfaultOf\\w+\\([^)]*\\) \\{.*?\\n(?: {4}| {8})}", Pattern.DOTALL));

    private static final Pattern CODE = Pattern.compile("\"([a-z][a-z0-9-]*)\"");

    @ParameterizedTest
    @EnumSource
    void everyCodeOfTheSourcesHasATextAndNothingElseHasOne(Language language) throws IOException {
        Set<String> expected = codesOfTheSources();
        expected.add(FieldErrorTexts.ANY_OTHER);
        assertEquals(
                expected,
                new TreeSet<>(ProblemTexts.load("field_errors", language).stringPropertyNames()));
    }

    @ParameterizedTest
    @EnumSource
    void everyTextIsWholeInNormalFormAndItsOwn(Language language) {
        Properties texts = ProblemTexts.load("field_errors", language);
        for (String code : texts.stringPropertyNames()) {
            String text = texts.getProperty(code);
            assertTrue(text.endsWith("."), code);
            assertEquals(text, text.strip(), code);
            assertTrue(Normalizer.isNormalized(text, Normalizer.Form.NFC), code);
        }
        assertEquals(texts.size(), Set.copyOf(texts.values()).size(), "two codes with one text");
    }

    @Test
    void whatIsWrongIsToldInBothLanguages() {
        FieldErrorTexts texts = new FieldErrorTexts();
        assertEquals("Trường này còn thiếu. Hãy điền rồi gửi lại.", texts.of("required", Language.VI));
        assertEquals("This field is missing. Fill it in and send again.", texts.of("required", Language.EN));
    }

    /** An import keeps its errors; the version that reads them may not know the code any more. */
    @ParameterizedTest
    @EnumSource
    void aCodeOfAnotherVersionStillHasAText(Language language) {
        String text = new FieldErrorTexts().of("of-another-version", language);
        assertFalse(text.isBlank());
        assertNotEquals(new FieldErrorTexts().of("required", language), text);
    }

    private static Set<String> codesOfTheSources() throws IOException {
        Set<String> codes = new TreeSet<>();
        try (Stream<Path> files = Files.walk(SOURCES)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".java")).toList()) {
                String source = Files.readString(file);
                SAY_CODES.stream()
                        .flatMap(pattern -> pattern.matcher(source).results())
                        .flatMap(said -> CODE.matcher(said.group()).results())
                        .forEach(code -> codes.add(code.group(1)));
            }
        }
        return codes;
    }
}
