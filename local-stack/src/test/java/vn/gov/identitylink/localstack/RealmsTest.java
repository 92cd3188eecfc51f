package vn.gov.identitylink.localstack;

import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the realms put into tokens, and what nobody gets from them. */
@ExtendWith(RunningStack.class)
class RealmsTest {

    /** Update: {@code mvn -pl local-stack test -Dtest=RealmsTest -Dtokens.update}, after a build of all modules. */
    private static final Path GOLDEN = RunningStack.projectRoot()
            .resolve("local-stack/src/test/resources/vn/gov/identitylink/localstack/token-claims.golden.txt");

    /** Other values at every sign-in. */
    private static final Set<String> VOLATILE =
            Set.of("exp", "iat", "auth_time", "jti", "iss", "sub", "sid", "nonce", "at_hash");

    private StackPlan stack = StackPlan.product(RunningStack.projectRoot());
    private List<Citizen> citizens = List.of();

    @BeforeEach
    void useRunningStack(StackPlan running) throws IOException {
        stack = running;
        citizens = Citizen.readAll(running.projectRoot());
    }

    private Citizen named(String key) {
        return citizens.stream()
                .filter(citizen -> citizen.key().equals(key))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void each_client_gets_exactly_the_claims_of_the_golden_list() throws IOException, InterruptedException {
        StringBuilder actual = new StringBuilder();
        Citizen citizen = named("cmnd-only");
        CitizenSession session = new CitizenSession(stack, citizen);
        session.signIn();
        append(actual, "portal-web, citizen with the portal's account", session.claims());
        CitizenSession business = new CitizenSession(stack, named("organisation"));
        business.signIn();
        append(actual, "portal-web, organisation", business.claims());
        HomePortal portal = new HomePortal(stack);
        JsonNode vneid = portal.askVneid(citizen);
        append(actual, "portal-broker, ID token of VNeID", vneid);
        append(
                actual,
                "portal-broker, access token of VNeID",
                Tokens.claims(vneidTokens(citizen).accessToken()));
        append(actual, "staff-desk, officer", staff("officer.quynhon"));
        append(actual, "staff-desk, operator", staff("operator.one"));
        for (String client : List.of("home-portal", "province-portal", "home-portal-identity-manager")) {
            append(actual, client, machine("portal", client));
        }
        for (String client : List.of("identity-link-service-registry", "population-registry-tester")) {
            append(actual, client, machine("vneid", client));
        }
        if (System.getProperty("tokens.update") != null) {
            Files.writeString(GOLDEN, actual);
        }
        assertEquals(Files.readString(GOLDEN), actual.toString());
    }

    private static void append(StringBuilder text, String whose, JsonNode claims) {
        text.append(whose).append('\n');
        Map<String, String> sorted = new TreeMap<>();
        claims.properties()
                .forEach(claim -> sorted.put(
                        claim.getKey(),
                        VOLATILE.contains(claim.getKey()) ? "…" : inOrder(claim.getKey(), claim.getValue())));
        sorted.forEach((name, value) ->
                text.append("  ").append(name).append(' ').append(value).append('\n'));
    }

    /** Keycloak lists scopes and roles in any order. */
    private static String inOrder(String claim, JsonNode value) {
        if (claim.equals("scope")) {
            return Stream.of(value.textValue().split(" ")).sorted().collect(joining(" ", "\"", "\""));
        }
        return claim.equals("realm_access")
                ? value.path("roles")
                        .valueStream()
                        .map(JsonNode::toString)
                        .sorted()
                        .collect(joining(",", "{\"roles\":[", "]}"))
                : value.toString();
    }

    private JsonNode machine(String realm, String client) throws IOException, InterruptedException {
        return Tokens.claims(OpenIdClient.machine(stack.issuer(realm), client).ownToken());
    }

    private JsonNode staff(String username) throws IOException, InterruptedException {
        String desk = StackPlan.PORTAL_URL + "/staff";
        return Tokens.claims(
                signIn(OpenIdClient.publicClient(stack.issuer("portal"), "staff-desk", desk), desk, username)
                        .accessToken());
    }

    private Tokens vneidTokens(Citizen citizen) throws IOException, InterruptedException {
        String callback = stack.issuer("portal") + "/broker/BCA/endpoint";
        return signIn(
                OpenIdClient.confidentialClient(stack.issuer("vneid"), "portal-broker", callback),
                callback,
                citizen.vneidNumber());
    }

    private static Tokens signIn(OpenIdClient client, String callback, String username)
            throws IOException, InterruptedException {
        Browser browser = new Browser(address -> address.toString().startsWith(callback));
        OpenIdClient.SignIn signIn = client.begin(Map.of());
        return client.finish(
                signIn, browser.signIn(browser.open(signIn.authorizationUrl()), username, RealmFiles.PASSWORD));
    }

    @Test
    void a_citizen_cannot_give_their_account_another_technical_id() throws IOException, InterruptedException {
        CitizenSession session = new CitizenSession(stack, named("name-differs"));
        session.signIn();
        String own = session.claims().path("TechID").asText();
        Api account = new Api(stack.issuer("portal"), session.accessToken(), Map.of());
        Api.Answer answer = account.post("/account", Map.of("attributes", Map.of("TechID", List.of("TECH-000001"))));
        assertTrue(answer.status() >= 400, () -> "the account API answered " + answer.status());
        CitizenSession next = new CitizenSession(stack, named("name-differs"));
        next.signIn();
        assertEquals(own, next.claims().path("TechID").asText());
    }

    @Test
    void a_citizen_cannot_raise_their_own_identity_level() throws IOException, InterruptedException {
        Citizen citizen = named("level-one");
        Api account = new Api(stack.issuer("vneid"), vneidTokens(citizen).accessToken(), Map.of());
        Api.Answer answer = account.post("/account", Map.of("attributes", Map.of("identity_level", List.of("2"))));
        assertTrue(answer.status() >= 400, () -> "the account API answered " + answer.status());
        assertEquals(
                1,
                new HomePortal(stack).askVneid(citizen).path("identity_level").asInt());
    }

    @Test
    void attributes_that_rights_rest_on_are_for_administrators_to_edit() throws IOException {
        for (String realm : RealmFiles.REALMS) {
            JsonNode file = new com.fasterxml.jackson.databind.ObjectMapper()
                    .readTree(new RealmFiles(stack.projectRoot()).render(realm));
            JsonNode profile = new com.fasterxml.jackson.databind.ObjectMapper()
                    .readTree(file.at(
                                    "/components/org.keycloak.userprofile.UserProfileProvider/0/config/kc.user.profile.config/0")
                            .asText());
            assertNotEquals(0, profile.path("attributes").size());
            for (JsonNode attribute : profile.path("attributes")) {
                assertEquals("[\"admin\"]", attribute.at("/permissions/edit").toString());
            }
            assertFalse(profile.has("unmanagedAttributePolicy"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"UPDATE_PROFILE", "idp_link:BCA", "delete_account", "UPDATE_EMAIL"})
    void no_action_of_the_provider_lets_a_citizen_change_who_they_are(String action)
            throws IOException, InterruptedException {
        CitizenSession session = new CitizenSession(stack, named("no-vneid"));
        session.signIn();
        assertInstanceOf(Browser.Place.Arrived.class, session.open(Map.of("kc_action", action)));
    }

    @Test
    void a_vneid_identity_that_no_account_is_linked_with_is_denied() {
        CitizenSession session = new CitizenSession(stack, named("no-portal-account"));
        assertThrows(IOException.class, session::signInThroughVneid);
    }

    @Test
    void a_vneid_identity_of_level_one_is_denied_even_when_it_is_linked()
            throws IOException, InterruptedException, StepFailed {
        Citizen citizen = named("level-one");
        HomePortal portal = new HomePortal(stack);
        portal.admit(citizen, portal.askVneid(citizen).path("sub").asText());
        assertThrows(IOException.class, new CitizenSession(stack, citizen)::signInThroughVneid);
    }

    @Test
    void a_sign_in_without_pkce_is_refused() throws IOException, InterruptedException {
        Browser.Place place = new CitizenSession(stack, named("no-vneid"))
                .open(Map.of("code_challenge", "", "code_challenge_method", ""));
        assertEquals(
                "invalid_request",
                assertInstanceOf(Browser.Place.Arrived.class, place)
                        .parameter("error")
                        .orElse(""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://localhost:8100/signed-in/",
                "http://localhost:8100/signed-in?x=1",
                "http://localhost:8100/",
                "http://localhost:8100/signed-in/../x",
                "http://localhost.example/signed-in"
            })
    void a_redirect_address_that_is_not_exactly_the_registered_one_is_refused(String address)
            throws IOException, InterruptedException {
        Browser.Place place = new CitizenSession(stack, named("no-vneid")).open(Map.of("redirect_uri", address));
        assertEquals(400, assertInstanceOf(Browser.Place.Page.class, place).status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"portal-web", "admin-cli", "account", "swagger-ui"})
    void nobody_gets_a_token_for_a_password_alone(String client) throws IOException, InterruptedException {
        HttpResponse<String> response = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(stack.issuer("portal") + "/protocol/openid-connect/token"))
                                .header("Content-Type", "application/x-www-form-urlencoded")
                                .POST(HttpRequest.BodyPublishers.ofString(Browser.form(Map.of(
                                        "grant_type",
                                        "password",
                                        "client_id",
                                        client,
                                        "username",
                                        named("no-vneid").portal().username(),
                                        "password",
                                        RealmFiles.PASSWORD))))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertTrue(response.statusCode() >= 400, response::body);
    }

    @Test
    void nobody_registers_at_the_provider() throws IOException, InterruptedException {
        for (String realm : RealmFiles.REALMS) {
            HttpResponse<String> response = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(
                                            URI.create(
                                                    stack.issuer(realm)
                                                            + "/protocol/openid-connect/registrations?client_id=portal-web&response_type=code"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            assertTrue(response.statusCode() >= 400, response::body);
        }
    }
}
