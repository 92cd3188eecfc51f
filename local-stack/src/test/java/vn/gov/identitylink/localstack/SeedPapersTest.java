package vn.gov.identitylink.localstack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The seed has of everything that the contract knows. */
class SeedPapersTest {

    private static final Path ROOT = Path.of(System.getProperty("project.root", ".."));
    private static final int CHUNK = 256 * 1024;
    private static final int LARGEST = 20 * 1024 * 1024;

    private final List<SeedPaper> papers = SeedPaper.readAll(ROOT);

    SeedPapersTest() throws IOException {}

    @ParameterizedTest
    @CsvSource({"DocumentKind, kind", "DocumentSource, source", "SignatureStatus, signature"})
    void every_word_of_the_contract_occurs(String schema, String field) throws IOException {
        Set<String> used = papers.stream()
                .map(paper -> String.valueOf(paper.request().get(field)))
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(words(schema), used);
    }

    @Test
    void every_media_type_occurs() {
        assertEquals(
                Set.of("application/pdf", "image/jpeg", "image/png", "application/xml"),
                papers.stream().map(SeedPaper::mediaType).collect(Collectors.toSet()));
    }

    @Test
    void there_are_papers_that_are_good_that_are_over_and_that_are_not_good_yet() {
        LocalDate today = LocalDate.now(ZoneId.of("Asia/Ho_Chi_Minh"));
        assertTrue(dates(SeedPaper::validUntil).stream().anyMatch(day -> day.isBefore(today)), "over");
        assertTrue(dates(SeedPaper::validUntil).stream().anyMatch(day -> !day.isBefore(today)), "good");
        assertTrue(dates(SeedPaper::validFrom).stream().anyMatch(day -> day.isAfter(today)), "not yet");
    }

    @Test
    void some_await_their_content_and_the_others_are_of_all_sizes_up_to_the_largest() {
        assertTrue(papers.stream().anyMatch(paper -> paper.byteSize() == null), "awaiting");
        Set<Integer> sizes = papers.stream()
                .map(SeedPaper::byteSize)
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
        assertTrue(sizes.containsAll(Set.of(CHUNK, CHUNK + 1, LARGEST)), "a whole piece, a byte more, and all");
        assertTrue(sizes.stream().anyMatch(size -> size < 100), "hardly anything");
        assertTrue(sizes.stream().allMatch(size -> size <= LARGEST));
    }

    @Test
    void each_has_an_owner_with_an_account_and_is_of_the_size_and_format_it_says() throws IOException {
        Set<String> owners = HomePortal.withAccount(Citizen.readAll(ROOT)).stream()
                .map(Citizen::key)
                .collect(Collectors.toSet());
        for (SeedPaper paper : papers) {
            assertTrue(owners.contains(paper.citizen()), paper::citizen);
            Integer size = paper.byteSize();
            if (size != null) {
                assertEquals(size, paper.content(size).length);
            }
        }
    }

    private List<LocalDate> dates(Function<SeedPaper, @Nullable String> field) {
        return papers.stream()
                .map(field)
                .filter(Objects::nonNull)
                .map(LocalDate::parse)
                .toList();
    }

    /** The enumeration of a schema, as the contract's file lists it. */
    private static Set<String> words(String schema) throws IOException {
        String contract = Files.readString(ROOT.resolve("openapi/identity-link-service.yaml"));
        MatchResult listed = Pattern.compile("\n    " + schema
                        + ":\n      type: string\n(?:      [a-z].*\n)*?      enum:\n((?:      - .*\n)+)")
                .matcher(contract)
                .results()
                .findFirst()
                .orElseThrow();
        return listed.group(1)
                .lines()
                .map(line -> line.replace("      - ", ""))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
