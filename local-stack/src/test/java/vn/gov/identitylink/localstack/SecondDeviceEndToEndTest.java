package vn.gov.identitylink.localstack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A citizen who is signed in on one screen, and signs in to VNeID on the phone that scanned its QR code. */
@ExtendWith(RunningStack.class)
class SecondDeviceEndToEndTest {

    private final StackPlan plan;

    SecondDeviceEndToEndTest(StackPlan plan) {
        this.plan = plan;
    }

    @Test
    void the_phone_signs_in_and_the_digits_of_the_first_screen_make_the_link() throws Exception {
        MatchedCitizen matched = MatchedCitizen.of(plan, "y-moan-enuol");
        Citizen citizen = matched.citizen();
        CitizenSession firstScreen = matched.session();

        Api.Answer started = firstScreen
                .api()
                .post(
                        "/v1/accounts/me/link-attempts",
                        Map.of("method", "SECOND_DEVICE", "redirectUri", StackPlan.PORTAL_URL + "/link/callback"));
        assertEquals(201, started.status(), started.code());
        assertTrue(started.body().path("qrCode").asText().startsWith("<svg "), "a code to scan");

        // A browser of its own, which has never seen the portal's session.
        CitizenSession phone = new CitizenSession(plan, citizen);
        Map<String, String> completion = new LinkedHashMap<>(phone.signInForAttempt(started, citizen));
        assertEquals(started.body().path("redirectState").asText(), completion.get("state"));
        completion.put(
                "confirmationCode", started.body().path("confirmationCode").asText());

        Api.Answer linked = firstScreen.complete(started, completion);
        assertEquals(201, linked.status(), linked.code());
        Api.Answer attempt = firstScreen
                .api()
                .get("/v1/accounts/me/link-attempts/"
                        + started.body().path("attemptId").asText() + "?wait=25");
        assertEquals("COMPLETED", attempt.body().path("state").asText());
        assertEquals(
                linked.body().path("linkId").asText(),
                attempt.body().path("linkId").asText());
    }
}
