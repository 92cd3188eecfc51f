package vn.gov.identitylink.signin;

import io.restassured.response.Response;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import vn.gov.identitylink.testing.LetterSteps;
import vn.gov.identitylink.testing.Tokens;
import vn.gov.identitylink.time.Clocks;

/** What two operators do to policies, and what of it has to be taken back. */
public final class PolicySteps {

    static final String POLICIES = "/v1/sign-in-policies";

    /** In force for citizens' own portal accounts today. */
    private static final List<String> IN_FORCE = List.of(
            "51960000-0000-4000-8000-000000000005",
            "51960000-0000-4000-8000-000000000008",
            "51960000-0000-4000-8000-000000000010");

    private final List<String> published = new ArrayList<>();

    static String drafter() {
        return Tokens.operator().toString();
    }

    static String reviewer() {
        return Tokens.operator()
                .with("sub", "6f0e5d0c-5f0c-4b57-9d4e-00000000beef")
                .toString();
    }

    static LocalDate today() {
        return LocalDate.now(Clocks.VIETNAM);
    }

    /** A draft that checks, from today on. */
    static Map<String, @Nullable Object> content(Consumer<Map<String, @Nullable Object>> change) {
        Map<String, Object> text =
                Map.of("title", "T", "legalText", "{date}", "requirement", "R", "skip", "S", "signIn", "L");
        Map<String, @Nullable Object> content = new LinkedHashMap<>();
        content.put("name", "a-test");
        content.put("legalBasis", "A test");
        content.put("audience", "CITIZEN");
        content.put("accountKinds", List.of("PORTAL"));
        content.put("mode", "NOTICE");
        content.put("effectiveFrom", today().toString());
        content.put("outage", "NONE");
        content.put("exemptions", List.of());
        content.put("replaces", List.of());
        content.put("notice", Map.of("version", 1, "vi", text, "en", text));
        change.accept(content);
        return content;
    }

    static Response draft(Map<String, ?> content) {
        return LetterSteps.as(drafter())
                .contentType("application/json")
                .body(content)
                .post(POLICIES);
    }

    static Response step(String token, String policyId, String step, String ifMatch) {
        return LetterSteps.as(token).header("If-Match", ifMatch).post(POLICIES + "/{policyId}/" + step, policyId);
    }

    static Response withdraw(String policyId) {
        return LetterSteps.as(drafter())
                .contentType("application/json")
                .body(Map.of("reason", "The test is over"))
                .post(POLICIES + "/{policyId}/withdrawal", policyId);
    }

    /** From today on, citizens see a notice instead of the requirement. */
    public void publishNotice(@Nullable Integer skipLimit) {
        publish(content(change -> {
            change.put("replaces", IN_FORCE);
            change.put("skipLimit", skipLimit);
        }));
    }

    String publish(Map<String, ?> content) {
        Response drafted = draft(content);
        drafted.then().statusCode(201);
        String policyId = drafted.path("policyId");
        Response reviewed = step(reviewer(), policyId, "review", drafted.header("ETag"));
        reviewed.then().statusCode(200);
        step(drafter(), policyId, "publication", reviewed.header("ETag")).then().statusCode(200);
        published.add(policyId);
        return policyId;
    }

    /** The policy published last. */
    String last() {
        return published.getLast();
    }

    public void withdrawAll() {
        published.forEach(policyId -> withdraw(policyId).then().statusCode(200));
        published.clear();
    }
}
