package vn.gov.identitylink.localstack;

import static java.util.Map.entry;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Two operators who bring back the months before the letter's date: a policy that replaces today's requirement by the
 * notice that could be skipped then, and its withdrawal.
 */
final class Operators {

    static final String POLICY_NAME = "the-letters-months";

    private static final String POLICIES = "/v1/sign-in-policies";
    private static final String DESK = StackPlan.PORTAL_URL + "/staff";

    private final StackPlan plan;

    Operators(StackPlan plan) {
        this.plan = plan;
    }

    /** The policy's id; an earlier run that was killed may have left it published. */
    String publishNotice(Transcript transcript) throws IOException, InterruptedException, StepFailed {
        Api drafter = api("operator.one");
        JsonNode policies = drafter.get(POLICIES).body().path("items");
        for (JsonNode policy : policies) {
            if (isNamed(policy, POLICY_NAME) && policy.path("state").asText().equals("PUBLISHED")) {
                transcript.line("published by an earlier run");
                return policy.path("policyId").asText();
            }
        }
        Api.Answer drafted = drafter.post(POLICIES, content(policies));
        transcript.answer(drafted);
        StepFailed.unlessStatus(drafted, 201);
        String path = POLICIES + "/" + drafted.body().path("policyId").asText();
        Api.Answer impact = drafter.get(path + "/impact");
        StepFailed.unlessStatus(impact, 200);
        transcript.line("impact: " + impact.body().path("touched").asLong() + " accounts touched, "
                + impact.body().path("loosened").asLong() + " of them may sign in with less than before, "
                + impact.body().path("stranded").asLong() + " without a way in");
        Api.Answer reviewed = step(api("operator.two"), path + "/review", drafted, transcript);
        step(drafter, path + "/publication", reviewed, transcript);
        return drafted.body().path("policyId").asText();
    }

    void withdraw(String policyId, Transcript transcript) throws IOException, InterruptedException, StepFailed {
        Api.Answer withdrawn = api("operator.one")
                .post(POLICIES + "/" + policyId + "/withdrawal", Map.of("reason", "The walk-through is over"));
        transcript.answer(withdrawn);
        StepFailed.unlessStatus(withdrawn, 200);
    }

    private static Api.Answer step(Api operator, String path, Api.Answer before, Transcript transcript)
            throws IOException, InterruptedException, StepFailed {
        Api.Answer answer =
                operator.post(path, null, Map.of("If-Match", before.entityTag().orElse("")));
        transcript.answer(answer);
        StepFailed.unlessStatus(answer, 200);
        return answer;
    }

    /** The notice of Decree 59/2022, in the place of everything that presses harder on citizens today. */
    private static Map<String, Object> content(JsonNode policies) throws StepFailed {
        List<String> replaced = new ArrayList<>();
        @Nullable JsonNode notice = null;
        for (JsonNode policy : policies) {
            JsonNode content = policy.path("content");
            if (isNamed(policy, "decree-59-2022-citizens-notice")) {
                notice = content.path("notice");
            }
            if (policy.path("state").asText().equals("PUBLISHED")
                    && content.path("audience").asText().equals("CITIZEN")
                    && !content.path("mode").asText().equals("NOTICE")) {
                replaced.add(policy.path("policyId").asText());
            }
        }
        if (notice == null) {
            throw new StepFailed("the history of the law is not in the policies");
        }
        LocalDate today = LocalDate.now(ZoneId.of("Asia/Ho_Chi_Minh"));
        return Map.ofEntries(
                entry("name", POLICY_NAME),
                entry("legalBasis", "Nghị định số 59/2022/NĐ-CP"),
                entry("audience", "CITIZEN"),
                entry("accountKinds", List.of("PORTAL")),
                entry("mode", "NOTICE"),
                entry("effectiveFrom", today.toString()),
                // The letter came five months before its date.
                entry("effectiveUntil", today.plusMonths(5).toString()),
                entry("outage", "NONE"),
                entry("exemptions", List.of()),
                entry("replaces", replaced),
                entry("notice", notice));
    }

    private static boolean isNamed(JsonNode policy, String name) {
        return policy.path("content").path("name").asText().equals(name);
    }

    /** Whoever signs in at the desk: officers too. */
    Api api(String operator) throws IOException, InterruptedException {
        OpenIdClient desk = OpenIdClient.publicClient(plan.issuer("portal"), "staff-desk", DESK);
        Browser browser = new Browser(address -> address.toString().startsWith(StackPlan.PORTAL_URL + "/"));
        OpenIdClient.SignIn signIn = desk.begin(Map.of());
        Browser.Place form = browser.open(signIn.authorizationUrl());
        return new Api(
                plan.serviceUrl(),
                desk.finish(signIn, browser.signIn(form, operator, RealmFiles.PASSWORD))
                        .accessToken(),
                Map.of());
    }
}
