package vn.gov.identitylink.events;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import vn.gov.identitylink.outbox.EventType;
import vn.gov.identitylink.testing.ProjectFiles;

class EventTypesTest {

    @ParameterizedTest
    @EnumSource(EventType.class)
    void everyTypeIsFoundByItsUriAndExplainedToPortals(EventType type) throws IOException {
        assertEquals(Optional.of(type), EventTypes.of(EventTypes.uriOf(type)));
        String explained = Files.readString(ProjectFiles.at("identity-link-service/docs/events.md"));
        assertTrue(explained.contains("| `" + type.word() + "` |"), type::word);
    }
}
