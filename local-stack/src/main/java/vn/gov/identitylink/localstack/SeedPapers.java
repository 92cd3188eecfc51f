package vn.gov.identitylink.localstack;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The papers that citizens of the scenarios own from the beginning: the home portal has collected them over the years. */
final class SeedPapers {

    private final StackPlan plan;
    private final HomePortal homePortal;
    private final List<Citizen> citizens;

    SeedPapers(StackPlan plan, HomePortal homePortal, List<Citizen> citizens) {
        this.plan = plan;
        this.homePortal = homePortal;
        this.citizens = citizens;
    }

    /** Puts each into its owner's store, unless an earlier run did. The accounts are known to the service. */
    void store(Transcript transcript) throws IOException, InterruptedException, StepFailed {
        Api portal = homePortal.api();
        Map<String, List<SeedPaper>> byOwner =
                SeedPaper.readAll(plan.projectRoot()).stream().collect(Collectors.groupingBy(SeedPaper::citizen));
        for (Citizen owner : citizens) {
            List<SeedPaper> papers = byOwner.getOrDefault(owner.key(), List.of());
            if (!papers.isEmpty()) {
                storeOf(owner, papers, portal, transcript);
            }
        }
    }

    private void storeOf(Citizen owner, List<SeedPaper> papers, Api portal, Transcript transcript)
            throws IOException, InterruptedException, StepFailed {
        Api.Answer account = homePortal.register(portal, owner);
        StepFailed.unlessStatus(account, 200);
        // The store that came with the account bears its id.
        String store = "/v1/document-stores/" + account.body().path("accountId").asText() + "/documents";
        Api.Answer there = portal.get(store);
        StepFailed.unlessStatus(there, 200);
        if (!there.body().path("items").isEmpty()) {
            transcript.line(owner.key() + ": stored by an earlier run");
            return;
        }
        for (SeedPaper paper : papers) {
            Api.Answer added = portal.post(store, paper.request());
            StepFailed.unlessStatus(added, 201);
            Integer size = paper.byteSize();
            if (size != null) {
                StepFailed.unlessStatus(
                        portal.put(
                                store + "/" + added.body().path("documentId").asText() + "/content",
                                paper.mediaType(),
                                paper.content(size)),
                        201);
            }
        }
        transcript.line(owner.key() + ": " + papers.size() + " papers");
    }
}
