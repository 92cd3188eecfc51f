package vn.gov.identitylink.localstack;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A citizen without a phone at a one-stop counter, with officers who are signed in at a real provider. */
@ExtendWith(RunningStack.class)
class CounterEndToEndTest {

    private static final Map<String, String> PURPOSE = Map.of("Processing-Purpose", "account-linking");

    private final StackPlan plan;

    CounterEndToEndTest(StackPlan plan) {
        this.plan = plan;
    }

    @Test
    void it_takes_a_second_officer_and_the_papers_wait() throws Exception {
        MatchedCitizen matched = MatchedCitizen.of(plan, "long-name");
        Citizen citizen = matched.citizen();
        CitizenSession session = matched.session();
        String accountId = matched.accountId();
        Operators desk = new Operators(plan);
        Api officer = desk.api("officer.quynhon");

        Api.Answer started = officer.post(
                "/v1/assisted-links",
                Map.of(
                        "accountId",
                        accountId,
                        "control",
                        "SECOND_OFFICER",
                        "redirectUri",
                        StackPlan.PORTAL_URL + "/link/callback"),
                PURPOSE);
        assertEquals(201, started.status(), started.code());
        String path =
                "/v1/assisted-links/" + started.body().path("assistedLinkId").asText();
        Map<String, String> completion = new CitizenSession(plan, citizen).signInForAttempt(started, citizen);

        assertEquals(
                "control-not-proved",
                officer.post(path + "/completion", completion, PURPOSE).code());
        assertEquals(
                "second-officer-required",
                officer.post(path + "/approval", null, PURPOSE).code());
        assertEquals(
                200,
                desk.api("officer.quynhon.two")
                        .post(path + "/approval", null, PURPOSE)
                        .status());
        Api.Answer linked = officer.post(path + "/completion", completion, PURPOSE);
        assertEquals(201, linked.status(), linked.code());
        Api.Answer transfer =
                session.api().get("/v1/links/" + linked.body().path("linkId").asText() + "/transfer");
        assertEquals("PREPARING", transfer.body().path("state").asText());
    }
}
