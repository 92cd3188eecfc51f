package vn.gov.identitylink.localstack;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One citizen at one browser in front of the portal. */
final class CitizenSession {

    private static final String SIGNED_IN = StackPlan.PORTAL_URL + "/signed-in";
    private static final String SIGNED_OUT = StackPlan.PORTAL_URL + "/signed-out";
    private static final String LINK_CALLBACK = StackPlan.PORTAL_URL + "/link/callback";

    private final StackPlan plan;
    private final Citizen citizen;
    private final OpenIdClient portal;
    private final Browser browser = new Browser(address -> address.toString().startsWith(StackPlan.PORTAL_URL + "/"));
    private @Nullable Tokens tokens;

    CitizenSession(StackPlan plan, Citizen citizen) {
        this.plan = plan;
        this.citizen = citizen;
        this.portal = OpenIdClient.publicClient(plan.issuer("portal"), "portal-web", SIGNED_IN);
    }

    /** [Tài khoản cấp bởi Cổng dịch vụ công quốc gia]: the portal's own account and password. */
    void signIn() throws IOException, InterruptedException {
        OpenIdClient.SignIn signIn = portal.begin(Map.of());
        Browser.Place form = browser.open(signIn.authorizationUrl());
        tokens = portal.finish(signIn, browser.signIn(form, citizen.portal().username(), RealmFiles.PASSWORD));
    }

    /** [Tài khoản định danh điện tử cấp bởi Bộ Công an]: the portal lets VNeID tell who it is. */
    void signInThroughVneid() throws IOException, InterruptedException {
        OpenIdClient.SignIn signIn = portal.begin(Map.of("kc_idp_hint", "BCA"));
        tokens = portal.finish(signIn, throughVneid(signIn));
    }

    /** Where the browser ends when the portal asks VNeID. */
    Browser.Place throughVneid(OpenIdClient.SignIn signIn) throws IOException, InterruptedException {
        Browser.Place form = browser.open(signIn.authorizationUrl());
        return browser.signIn(form, citizen.vneidNumber(), RealmFiles.PASSWORD);
    }

    void signOut() throws IOException, InterruptedException {
        browser.open(portal.signOut(current(), SIGNED_OUT));
        tokens = null;
    }

    /** Opens the portal's sign-in with other parameters than usual. */
    Browser.Place open(Map<String, String> parameters) throws IOException, InterruptedException {
        return browser.open(portal.begin(parameters).authorizationUrl());
    }

    /** Whether the portal would let this browser in without asking anything. */
    boolean isSignedIn() throws IOException, InterruptedException {
        return open(Map.of("prompt", "none")) instanceof Browser.Place.Arrived arrived
                && arrived.parameter("code").isPresent();
    }

    String accessToken() throws IOException {
        return current().accessToken();
    }

    JsonNode claims() throws IOException {
        return Tokens.claims(accessToken());
    }

    Api api() throws IOException {
        return new Api(plan.serviceUrl(), accessToken(), Map.of());
    }

    /** Begins a link; the answer's {@code authorizationUrl} is where the browser has to go. */
    Api.Answer startLinkAttempt() throws IOException, InterruptedException {
        return api().post("/v1/accounts/me/link-attempts", Map.of("method", "REDIRECT", "redirectUri", LINK_CALLBACK));
    }

    /** Signs in at VNeID as this person; answers what a completion needs. */
    Map<String, String> signInForAttempt(Api.Answer attempt, Citizen asPerson)
            throws IOException, InterruptedException, StepFailed {
        Browser.Place form =
                browser.open(URI.create(attempt.body().path("authorizationUrl").asText()));
        Browser.Place place = browser.signIn(form, asPerson.vneidNumber(), RealmFiles.PASSWORD);
        StepFailed.unless(
                place instanceof Browser.Place.Arrived
                        && Browser.withoutQuery(place.address()).equals(LINK_CALLBACK),
                "VNeID sent the browser to " + Browser.withoutQuery(place.address()));
        Map<String, String> completion = new LinkedHashMap<>();
        for (String name : new String[] {"code", "state", "iss"}) {
            Optional<String> value = Browser.parameter(place.address(), name);
            StepFailed.unless(value.isPresent(), "VNeID sent no " + name);
            completion.put(name, value.orElseThrow());
        }
        return completion;
    }

    Api.Answer complete(Api.Answer attempt, Map<String, String> completion) throws IOException, InterruptedException {
        String attemptId = attempt.body().path("attemptId").asText();
        return api().post("/v1/accounts/me/link-attempts/" + attemptId + "/completion", completion);
    }

    private Tokens current() throws IOException {
        if (tokens == null) {
            throw new IOException("nobody is signed in");
        }
        return tokens;
    }
}
