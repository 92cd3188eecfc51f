package vn.gov.identitylink.localstack;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Four ways in which a link is refused. Each is proven to change nothing: account and links are the same afterwards. */
final class Refusals {

    /** A citizen may try only so often a day; after many runs on kept data that is what is answered. */
    private static final String TOO_OFTEN = "rate-limited";

    private final StackPlan plan;
    private final Transcript transcript;
    private final Function<String, Citizen> named;

    Refusals(StackPlan plan, Transcript transcript, Function<String, Citizen> named) {
        this.plan = plan;
        this.transcript = transcript;
        this.named = named;
    }

    /** Tries all of them, whatever becomes of the first, and tells whether each was refused as documented. */
    boolean run() throws InterruptedException {
        boolean level = transcript.step(
                "VNeID of level 1", () -> linkIsRefused("level-one", "level-one", 422, "vneid-level-insufficient"));
        boolean other = transcript.step(
                "Another citizen's VNeID", () -> linkIsRefused("no-vneid", "other-vneid", 422, "identity-mismatch"));
        boolean elsewhere = transcript.step(
                "An identity that is linked elsewhere",
                () -> linkIsRefused("second-account", "nguyen-van-thu", 409, "vneid-already-linked"));
        boolean down = transcript.step("The population database is down", this::verificationIsRefused);
        return level && other && elsewhere && down;
    }

    private void linkIsRefused(String accountOf, String vneidOf, int status, String code)
            throws IOException, InterruptedException, StepFailed {
        CitizenSession session = signedIn(accountOf);
        if (session.api()
                .get("/v1/accounts/me")
                .body()
                .path("assurance")
                .asText()
                .equals("DECLARED")) {
            Verifying.confirm(session.api(), Verifying.ask(session.api(), transcript), transcript);
        }
        List<JsonNode> before = state(session);
        Api.Answer attempt = session.startLinkAttempt();
        transcript.answer(attempt);
        if (!attempt.code().equals(TOO_OFTEN)) {
            StepFailed.unlessStatus(attempt, 201);
            Map<String, String> completion = session.signInForAttempt(attempt, named.apply(vneidOf));
            expect(session.complete(attempt, completion), status, code);
        }
        expectUnchanged(session, before);
    }

    private void verificationIsRefused() throws IOException, InterruptedException, StepFailed {
        CitizenSession session = signedIn("registry-down");
        List<JsonNode> before = state(session);
        Api.Answer answer = session.api().post("/v1/accounts/me/verifications", null);
        if (answer.code().equals(TOO_OFTEN)) {
            transcript.answer(answer);
        } else {
            expect(answer, 503, "registry-unavailable");
        }
        StepFailed.unless(answer.retryAfter().isPresent(), "the answer does not say when to retry");
        transcript.line("retry after " + answer.retryAfter().orElseThrow() + " s");
        expectUnchanged(session, before);
    }

    private CitizenSession signedIn(String key) throws IOException, InterruptedException {
        CitizenSession session = new CitizenSession(plan, named.apply(key));
        session.signIn();
        return session;
    }

    private void expect(Api.Answer answer, int status, String code) throws StepFailed {
        transcript.answer(answer);
        StepFailed.unless(
                answer.status() == status && answer.code().equals(code),
                "answered " + answer.status() + " " + answer.code() + " instead of " + status + " " + code);
        transcript.line(answer.body().path("detail").asText());
    }

    private static List<JsonNode> state(CitizenSession session) throws IOException, InterruptedException {
        return List.of(
                session.api().get("/v1/accounts/me").body(),
                session.api().get("/v1/accounts/me/links").body());
    }

    private void expectUnchanged(CitizenSession session, List<JsonNode> before)
            throws IOException, InterruptedException, StepFailed {
        List<JsonNode> after = state(session);
        StepFailed.unless(after.equals(before), "the refusal changed the account or its links");
        transcript.line("account and links before and after: the same, "
                + after.get(1).path("items").size() + " links");
    }
}
