package vn.gov.identitylink.localstack;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** An officer who looks how far the province is, and who of their own commune still needs help. */
final class LocalOffice {

    /** Events are counted every second; figures of the population database are fetched when the service starts. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final String OFFICER = "officer.quynhon";
    private static final String REPORT = "/v1/coverage?unit=52";

    private final Operators desk;

    LocalOffice(StackPlan plan) {
        this.desk = new Operators(plan);
    }

    /** @param fresh whether this run registered the accounts; those that an older version registered have no commune */
    void look(boolean fresh, Transcript transcript) throws IOException, InterruptedException, StepFailed {
        Api officer = desk.api(OFFICER);
        Api.Answer report = fresh
                ? Patience.await(PATIENCE, "the province's accounts are not told", () -> {
                    Api.Answer now = officer.get(REPORT);
                    return Optional.of(now).filter(LocalOffice::tellsAccounts);
                })
                : officer.get(REPORT);
        transcript.answer(report);
        StepFailed.unlessStatus(report, 200);
        JsonNode province = report.body().path("units").path(0);
        transcript.line(province.path("unit").path("name").asText() + ": "
                + province.path("figures").path("accounts").asText("too few to be told") + " accounts; not told: "
                + province.path("suppressed"));

        Api.Answer worklist = officer.get("/v1/coverage-worklist", Map.of("Processing-Purpose", "account-linking"));
        transcript.answer(worklist);
        StepFailed.unlessStatus(worklist, 200);
        for (JsonNode person : worklist.body().path("items")) {
            transcript.line(person.path("fullName").asText("nothing declared") + " "
                    + person.path("number").asText() + ", next: "
                    + person.path("nextAction").asText());
        }
        StepFailed.unless(
                !fresh || !worklist.body().path("items").isEmpty(), "nobody of the officer's commune needs help");
    }

    private static boolean tellsAccounts(Api.Answer report) {
        return report.status() == 200
                && report.body().path("units").path(0).path("figures").has("accounts");
    }
}
