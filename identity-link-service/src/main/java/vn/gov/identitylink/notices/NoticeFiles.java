package vn.gov.identitylink.notices;

import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jboss.logging.Logger;
import vn.gov.identitylink.problem.Language;

/**
 * Writes notices to files, a line of JSON each, and says so in the log by id: stands in for the portal's inbox and VNeID's
 * notifications, whose interfaces are not public.
 */
@Singleton
class NoticeFiles implements NoticeChannel {

    private static final Logger LOG = Logger.getLogger(NoticeFiles.class);

    private final Path directory;
    private final ObjectMapper json;

    NoticeFiles(NoticesConfig config, ObjectMapper json) {
        this.directory = config.directory();
        this.json = json;
    }

    @Override
    public boolean send(Notice notice) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("noticeId", notice.noticeId());
        line.put("recipient", notice.recipient());
        for (Language language : Language.values()) {
            line.put(language.tag(), notice.texts().get(language));
        }
        String name = notice.channel().name().toLowerCase(Locale.ROOT).replace('_', '-');
        try {
            Files.createDirectories(directory);
            Files.writeString(
                    directory.resolve(name + ".ndjson"),
                    json.writeValueAsString(line) + "\n",
                    StandardCharsets.UTF_8,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException full) {
            LOG.errorf(
                    "a notice waits, since its file cannot be written: %s",
                    full.getClass().getSimpleName());
            return false;
        }
        LOG.infof("notice %s is in %s", notice.noticeId(), name);
        return true;
    }
}
