package vn.gov.identitylink.localstack;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A portal that signs the citizen in to VNeID itself, at a real provider. */
@ExtendWith(RunningStack.class)
class PortalSignInEndToEndTest {

    private final StackPlan plan;

    PortalSignInEndToEndTest(StackPlan plan) {
        this.plan = plan;
    }

    @Test
    void the_id_token_of_the_portals_own_sign_in_makes_the_link_once() throws Exception {
        MatchedCitizen matched = MatchedCitizen.of(plan, "tone-placement");
        Citizen citizen = matched.citizen();
        CitizenSession session = matched.session();
        HomePortal homePortal = new HomePortal(plan);

        Api.Answer started = session.api().post("/v1/accounts/me/link-attempts", Map.of("method", "PORTAL_SIGN_IN"));
        assertEquals(201, started.status(), started.code());
        String nonce = started.body().path("nonce").asText();
        Tokens tokens = homePortal.signInAtVneid(citizen, Map.of("prompt", "login", "max_age", "300", "nonce", nonce));
        Map<String, String> completion = Map.of("idToken", Objects.requireNonNull(tokens.idToken()));

        Api.Answer linked = session.complete(started, completion);
        assertEquals(201, linked.status(), linked.code());
        assertEquals(200, session.complete(started, completion).status());
    }
}
