package vn.gov.identitylink.localstack;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The papers in the citizen's personal store (Kho dữ liệu cá nhân), and how they follow the link. */
final class PersonalPapers {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Kind → title, as the store of the portal account shows them. Two are the same scan, kept for two dossiers. */
    private static final List<Map.Entry<String, String>> PAPERS = List.of(
            Map.entry("BIRTH_CERTIFICATE", "Giấy khai sinh"),
            Map.entry("RESIDENCE_CONFIRMATION", "Xác nhận thông tin về cư trú"),
            Map.entry("DRIVING_LICENCE", "Giấy phép lái xe"),
            Map.entry("BIRTH_CERTIFICATE", "Giấy khai sinh"));

    private static final long DIFFERENT =
            PAPERS.stream().map(Map.Entry::getValue).distinct().count();

    private final CitizenSession session;

    PersonalPapers(CitizenSession session) {
        this.session = session;
    }

    /** Puts papers into the store of the portal account, unless they are there. */
    void store(Transcript transcript) throws IOException, InterruptedException, StepFailed {
        Api api = session.api();
        Api.Answer stores = api.get("/v1/accounts/me/document-stores");
        transcript.answer(stores);
        StepFailed.unlessStatus(stores, 200);
        String store = storeOfPortal(stores.body());
        Api.Answer there = api.get("/v1/document-stores/" + store + "/documents");
        StepFailed.unlessStatus(there, 200);
        Api.Answer links = api.get("/v1/accounts/me/links");
        StepFailed.unlessStatus(links, 200);
        if (!there.body().path("items").isEmpty() || !links.body().path("items").isEmpty()) {
            transcript.line("stored by an earlier run");
            return;
        }
        for (Map.Entry<String, String> paper : PAPERS) {
            Api.Answer added = api.post(
                    "/v1/document-stores/" + store + "/documents",
                    Map.of("kind", paper.getKey(), "title", paper.getValue(), "mediaType", "application/pdf"));
            StepFailed.unlessStatus(added, 201);
            Api.Answer stored = api.put(
                    "/v1/document-stores/" + store + "/documents/"
                            + added.body().path("documentId").asText() + "/content",
                    "application/pdf",
                    ("%PDF-1.7\n" + paper.getValue() + "\n%%EOF\n").getBytes(StandardCharsets.UTF_8));
            StepFailed.unlessStatus(stored, 201);
            transcript.line(
                    paper.getValue() + ": " + stored.body().path("byteSize").asLong() + " bytes");
        }
    }

    private static String storeOfPortal(JsonNode stores) {
        for (JsonNode store : stores.path("items")) {
            if (store.path("kind").asText().equals("PORTAL")) {
                return store.path("storeId").asText();
            }
        }
        return "";
    }

    /** Follows the move that the link started, to its receipt. */
    void follow(String linkId, Transcript transcript) throws IOException, InterruptedException, StepFailed {
        Api.Answer transfer = Patience.await(PATIENCE, "the papers have not moved", () -> {
            Api.Answer now = session.api().get("/v1/links/" + linkId + "/transfer?wait=5");
            StepFailed.unlessStatus(now, 200);
            return Optional.of(now)
                    .filter(read -> read.body().path("state").asText().equals("COMPLETED"));
        });
        transcript.answer(transfer);
        JsonNode manifest = transfer.body().path("manifest");
        JsonNode progress = transfer.body().path("progress");
        transcript.line("manifest: " + manifest.path("documents").asLong() + " papers, "
                + manifest.path("bytes").asLong() + " bytes; moved: "
                + progress.path("moved").asLong() + ", equal to one that moved: "
                + progress.path("duplicates").asLong());
        StepFailed.unless(
                manifest.path("documents").asLong() == PAPERS.size()
                        && progress.path("moved").asLong() == DIFFERENT
                        && progress.path("duplicates").asLong() == PAPERS.size() - DIFFERENT,
                "not every paper moved");
        JsonNode receipt = Tokens.claims(transfer.body().path("receipt").asText());
        transcript.line("receipt, signed: digest of what became of each " + receipt.findValue("fatesSha256"));
    }
}
