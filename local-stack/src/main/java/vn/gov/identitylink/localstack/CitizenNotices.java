package vn.gov.identitylink.localstack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** What the service told citizens, as it stands in the files that stand in for the portal's inbox and for VNeID. */
final class CitizenNotices {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path directory;
    private final Path inbox;
    private final Path vneid;

    CitizenNotices(StackPlan plan) {
        this.directory = plan.notices();
        this.inbox = directory.resolve("portal-inbox.ndjson");
        this.vneid = directory.resolve("vneid.ndjson");
    }

    /** Whether the service runs on this machine's files. */
    boolean isReadable() {
        return Files.isDirectory(directory);
    }

    /** Waits until the citizen was told through both channels. */
    void show(Citizen citizen, Transcript transcript) throws IOException, InterruptedException, StepFailed {
        String externalId = citizen.portal().externalId();
        JsonNode atPortal = await(inbox, externalId, "the portal's inbox");
        transcript.line("Cổng: " + atPortal.at("/vi/title").asText());
        transcript.line(atPortal.at("/vi/body").asText());
        StepFailed.unless(
                !atPortal.toString().contains(citizen.vneidNumber()), "the notice names the citizen's number");
        // Whose it is at VNeID only VNeID knows: the newest one is the citizen's, who was the last to link.
        JsonNode atVneid = last(vneid).orElseThrow(() -> new StepFailed("nobody was told through VNeID"));
        transcript.line("VNeID: " + atVneid.at("/vi/title").asText());
    }

    private static JsonNode await(Path file, String recipient, String channel)
            throws IOException, InterruptedException, StepFailed {
        return Patience.await(
                PATIENCE,
                "nothing came to " + channel,
                () -> last(file)
                        .filter(notice -> notice.path("recipient").asText().equals(recipient)));
    }

    private static Optional<JsonNode> last(Path file) throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        String text = Files.readString(file);
        String lines = text.substring(0, text.lastIndexOf('\n') + 1).strip();
        return lines.isEmpty()
                ? Optional.empty()
                : Optional.of(JSON.readTree(lines.substring(lines.lastIndexOf('\n') + 1)));
    }
}
