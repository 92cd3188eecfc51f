package vn.gov.identitylink.notices;

import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import vn.gov.identitylink.outbox.EventType;
import vn.gov.identitylink.problem.Language;
import vn.gov.identitylink.time.Clocks;

/** What notices say, from {@code notices_*.properties}: {@code <event word>.title} and {@code .body}. */
@Singleton
class NoticeTexts {

    private static final DateTimeFormatter MOMENT =
            DateTimeFormatter.ofPattern("HH:mm, dd/MM/uuuu").withZone(Clocks.VIETNAM);

    private final Map<Language, Properties> texts = new EnumMap<>(Language.class);

    NoticeTexts() {
        for (Language language : Language.values()) {
            texts.put(language, read("notices_" + language.tag() + ".properties"));
        }
    }

    /** @param disputeUrl put where the text says {@code {dispute}} */
    Map<Language, Notice.Text> of(EventType type, Instant at, String disputeUrl) {
        return of(type.word(), "{dispute}", disputeUrl, at);
    }

    /** For a reader who may not dispute: sent to where it can be done. */
    Map<Language, Notice.Text> withoutDispute(EventType type, Instant at) {
        String key = type == EventType.LINK_RESUMED ? "link-resumed-in-inbox" : type.word();
        return of(key, "{dispute}", "", at);
    }

    /** That an officer made a link, and until when nothing moves. */
    Map<Language, Notice.Text> ofAssistedLink(Instant at, String disputeUrl) {
        return of("linked-at-counter", "{dispute}", disputeUrl, at);
    }

    Map<Language, Notice.Text> ofCode(String code, Instant at) {
        return of("code-at-counter", "{code}", code, at);
    }

    private Map<Language, Notice.Text> of(String key, String gap, String filling, Instant at) {
        Map<Language, Notice.Text> all = new EnumMap<>(Language.class);
        texts.forEach((language, text) -> all.put(
                language,
                new Notice.Text(
                        property(text, key + ".title"),
                        property(text, key + ".body")
                                .replace("{at}", MOMENT.format(at))
                                .replace(gap, filling))));
        return all;
    }

    private static String property(Properties text, String key) {
        return Objects.requireNonNull(text.getProperty(key), key);
    }

    private static Properties read(String file) {
        Properties properties = new Properties();
        try (InputStream stream = Objects.requireNonNull(NoticeTexts.class.getResourceAsStream(file), file)) {
            properties.load(new InputStreamReader(stream, StandardCharsets.UTF_8));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return properties;
    }
}
