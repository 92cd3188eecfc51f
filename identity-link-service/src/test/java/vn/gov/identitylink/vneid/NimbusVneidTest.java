package vn.gov.identitylink.vneid;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static vn.gov.identitylink.vneid.ScriptedProvider.CLIENT_ID;
import static vn.gov.identitylink.vneid.ScriptedProvider.REQUEST;
import static vn.gov.identitylink.vneid.ScriptedProvider.createKey;
import static vn.gov.identitylink.vneid.ScriptedProvider.signed;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.oauth2.sdk.util.URLUtils;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import vn.gov.identitylink.citizen.CitizenNumber;
import vn.gov.identitylink.testing.LogCapture;

class NimbusVneidTest {

    private static final String CODE = "a-code";
    private static final Vneid.Ending REJECTED = new Vneid.Ending.Rejected();
    private static final Vneid.Ending UNAVAILABLE = new Vneid.Ending.Unavailable();

    private final ScriptedProvider provider = new ScriptedProvider();

    @AfterEach
    void close() {
        provider.close();
    }

    // --- Beginning ---

    @Test
    void aSignInAsksForAFreshOneWithEverythingThatBindsIt() {
        Map<String, List<String>> query = URLUtils.parseParameters(begin().getRawQuery());

        assertEquals(List.of("code"), query.get("response_type"));
        assertEquals(List.of(CLIENT_ID), query.get("client_id"));
        assertEquals(List.of("openid"), query.get("scope"));
        assertEquals(List.of("http://localhost:8100/link/callback"), query.get("redirect_uri"));
        assertEquals(List.of("the-state"), query.get("state"));
        assertEquals(List.of("the-nonce"), query.get("nonce"));
        assertEquals(List.of("S256"), query.get("code_challenge_method"));
        assertEquals(
                43,
                Objects.requireNonNull(query.get("code_challenge")).getFirst().length());
        assertEquals(List.of("login"), query.get("prompt"));
        assertEquals(List.of("300"), query.get("max_age"));
    }

    @Test
    void whereRequestsArePushedTheBrowserCarriesOnlyAReference() {
        provider.offeringPushedRequests();

        Map<String, List<String>> query = URLUtils.parseParameters(begin().getRawQuery());

        assertEquals(Map.of("client_id", List.of(CLIENT_ID), "request_uri", List.of("urn:example:pushed-1")), query);
        assertEquals(List.of("the-nonce"), provider.form().get("nonce"));
        assertEquals(List.of("S256"), provider.form().get("code_challenge_method"));
        assertEquals(List.of("login"), provider.form().get("prompt"));
        assertEquals(List.of("300"), provider.form().get("max_age"));
        assertEquals(basicAuthentication(), provider.authorization());
    }

    @ParameterizedTest
    @CsvSource({
        "/.well-known/openid-configuration, 500, ''",
        "/.well-known/openid-configuration, 302, ''",
        "/.well-known/openid-configuration, 200, '<html>'",
        "/.well-known/openid-configuration, 200, '{}'",
        "/par, 500, ''",
        "/par, 401, '{\"error\":\"invalid_client\"}'",
        "/par, 400, '{\"error\":\"invalid_request\"}'",
        "/par, 201, '{\"request_uri\":\"urn:x\",\"expires_in\":0}'",
        "/par, 201, 'garbage'"
    })
    void aProviderThatCannotBeginIsUnavailable(String path, int status, String body) {
        provider.offeringPushedRequests().fail(path, status, body);

        assertEquals(new Vneid.Beginning.Unavailable(), provider.adapter().begin(REQUEST));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/.well-known/openid-configuration", "/par"})
    void aProviderThatDoesNotAnswerIsUnavailableSoon(String path) {
        provider.offeringPushedRequests().hang(path);

        assertEquals(
                new Vneid.Beginning.Unavailable(),
                assertTimeout(Duration.ofSeconds(5), () -> provider.adapter().begin(REQUEST)));
    }

    @Test
    void aDiscoveryThatNamesAnotherIssuerIsNotBelieved() {
        provider.sayingInDiscovery("issuer", "http://evil.example/realms/vneid");

        assertEquals(new Vneid.Beginning.Unavailable(), provider.adapter().begin(REQUEST));
    }

    @Test
    void endpointsUnderThePublicAddressAreCalledOnTheBackChannelAndBrowsersGoToThePublicOne() {
        String publicIssuer = "https://vneid.example/realms/vneid";
        provider.with("issuer", publicIssuer)
                .sayingInDiscovery("issuer", publicIssuer)
                .sayingInDiscovery("authorization_endpoint", publicIssuer + "/auth")
                .sayingInDiscovery("token_endpoint", publicIssuer + "/token")
                .sayingInDiscovery("jwks_uri", publicIssuer + "/certs")
                .sayingInDiscovery("pushed_authorization_request_endpoint", publicIssuer + "/par");
        provider.issue(claims -> claims.issuer(publicIssuer));

        assertTrue(begin().toString().startsWith(publicIssuer + "/auth?"));
        assertEquals(
                publicIssuer,
                assertInstanceOf(Vneid.Ending.SignedIn.class, end()).identity().issuer());
    }

    @Test
    void browsersAreSentToThePublicAddressWhereDiscoveryNamesTheBackChannel() {
        String publicIssuer = "https://vneid.example/realms/vneid";
        provider.with("issuer", publicIssuer).sayingInDiscovery("issuer", publicIssuer);

        assertTrue(begin().toString().startsWith(publicIssuer + "/auth?"));

        provider.with("browser-url", "https://sign-in.example");
        assertTrue(begin().toString().startsWith("https://sign-in.example/realms/vneid/auth?"));
    }

    @Test
    void discoveryIsReadOnceAndAgainWhenItIsOldAndTheOldOneServesOnWhileItCannotBeRead() {
        AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
        Vneid vneid = provider.at(now::get).adapter();
        vneid.begin(REQUEST);
        vneid.begin(REQUEST);
        assertEquals(1, provider.calls("/.well-known/openid-configuration"));

        now.updateAndGet(time -> time.plus(Duration.ofHours(1)));
        provider.fail("/.well-known/openid-configuration", 500, "");
        assertInstanceOf(Vneid.Beginning.Begun.class, vneid.begin(REQUEST));
        assertInstanceOf(Vneid.Beginning.Begun.class, vneid.begin(REQUEST));
        assertEquals(2, provider.calls("/.well-known/openid-configuration"));

        now.updateAndGet(time -> time.plusSeconds(30));
        provider.heal();
        provider.sayingInDiscovery("authorization_endpoint", provider.issuer() + "/moved");
        Vneid.Beginning.Begun begun = assertInstanceOf(Vneid.Beginning.Begun.class, vneid.begin(REQUEST));
        assertTrue(begun.authorizationUrl().getPath().endsWith("/moved"));
    }

    // --- Ending ---

    @Test
    void aSignInIsTheIdentityThatTheIdTokenSays() {
        provider.issue(claims -> claims);

        VneidIdentity identity =
                assertInstanceOf(Vneid.Ending.SignedIn.class, end()).identity();

        assertEquals(provider.issuer(), identity.issuer());
        assertEquals("a-subject", identity.subject());
        assertEquals(CitizenNumber.parse(ScriptedProvider.NUMBER), identity.number());
        assertEquals(2, identity.level());
        assertTrue(Duration.between(identity.authenticatedAt(), Instant.now()).toSeconds() < 60);
    }

    @Test
    void theExchangeProvesTheClientAndThePkceVerifier() {
        provider.issue(claims -> claims);
        end();

        assertEquals(List.of("authorization_code"), provider.form().get("grant_type"));
        assertEquals(List.of(CODE), provider.form().get("code"));
        assertEquals(List.of(REQUEST.codeVerifier()), provider.form().get("code_verifier"));
        assertEquals(List.of(REQUEST.redirectUri().toString()), provider.form().get("redirect_uri"));
        assertEquals(basicAuthentication(), provider.authorization());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void anIdTokenThatIsNotForThisRequestIsRejected(String why, UnaryOperator<JWTClaimsSet.Builder> change) {
        provider.issue(change);

        assertEquals(REJECTED, end());
    }

    static Stream<Arguments> anIdTokenThatIsNotForThisRequestIsRejected() {
        return Stream.of(
                wrong("another audience", claims -> claims.audience("portal-broker")),
                wrong("no audience", claims -> claims.audience((String) null)),
                wrong("another authorized party", claims -> claims.claim("azp", "portal-broker")),
                wrong("an empty authorized party", claims -> claims.claim("azp", "")),
                wrong("an authorized party of another type", claims -> claims.claim("azp", List.of(CLIENT_ID))),
                wrong(
                        "several audiences and another authorized party",
                        claims -> claims.audience(List.of(CLIENT_ID, "portal-broker"))
                                .claim("azp", "portal-broker")),
                wrong(
                        "several audiences and no authorized party",
                        claims -> claims.audience(List.of(CLIENT_ID, "portal-broker"))
                                .claim("azp", null)),
                wrong("another issuer", claims -> claims.issuer("http://evil.example/realms/vneid")),
                wrong("another nonce", claims -> claims.claim("nonce", "another")),
                wrong("no nonce", claims -> claims.claim("nonce", null)),
                wrong("expired", claims -> claims.expirationTime(inSeconds(-31))),
                wrong("no expiry", claims -> claims.expirationTime(null)),
                wrong("issued in the future", claims -> claims.issueTime(inSeconds(60))),
                wrong("no time of issue", claims -> claims.issueTime(null)),
                wrong("signed in five minutes ago", claims -> claims.claim("auth_time", epochSecond(-300))),
                wrong("signed in an hour ago", claims -> claims.claim("auth_time", epochSecond(-3600))),
                wrong("no time of sign-in", claims -> claims.claim("auth_time", null)),
                wrong("time of sign-in of another type", claims -> claims.claim("auth_time", "now")),
                wrong("signed in in the future", claims -> claims.claim("auth_time", epochSecond(60))),
                wrong("no subject", claims -> claims.subject(null)),
                wrong("empty subject", claims -> claims.subject("")),
                wrong("blank subject", claims -> claims.subject(" ")),
                wrong("subject too long", claims -> claims.subject("s".repeat(256))),
                wrong("no number", claims -> claims.claim("preferred_username", null)),
                wrong("number too short", claims -> claims.claim("preferred_username", "05208999999")),
                wrong("number with a newline", claims -> claims.claim("preferred_username", "052089999999\n")),
                wrong("number in other digits", claims -> claims.claim("preferred_username", "٠٥٢٠٨٩٩٩٩٩٩٩")),
                wrong("number as a number", claims -> claims.claim("preferred_username", 520_899_999_999L)));
    }

    private static Arguments wrong(String why, UnaryOperator<JWTClaimsSet.Builder> change) {
        return Arguments.of(why, change);
    }

    @Test
    void aProvidersClockMayBeALittleAhead() {
        provider.issue(claims -> claims.issueTime(inSeconds(20)).claim("auth_time", epochSecond(20)));

        assertInstanceOf(Vneid.Ending.SignedIn.class, end());
    }

    @Test
    void aSignInOfFourMinutesAgoIsFresh() {
        provider.issue(claims -> claims.claim("auth_time", epochSecond(-240)));

        assertInstanceOf(Vneid.Ending.SignedIn.class, end());
    }

    @ParameterizedTest(name = "{0} is level {1}")
    @MethodSource
    void theLevelIsWhatIsReturnedAndNeverTwoByAccident(Object claim, int level) {
        provider.issue(claims -> claims.claim("identity_level", claim.equals("nothing") ? null : claim));

        assertEquals(
                level,
                assertInstanceOf(Vneid.Ending.SignedIn.class, end()).identity().level());
    }

    static Stream<Arguments> theLevelIsWhatIsReturnedAndNeverTwoByAccident() {
        return Stream.of(
                Arguments.of(2, 2),
                Arguments.of("2", 2),
                Arguments.of(1, 1),
                Arguments.of("nothing", 0),
                Arguments.of(3, 0),
                Arguments.of(2.0, 0),
                Arguments.of("two", 0),
                Arguments.of(" 2", 0),
                Arguments.of(true, 0),
                Arguments.of(List.of(2), 0),
                Arguments.of(Map.of("2", 2), 0));
    }

    @Test
    void theClaimOfTheLevelAndItsValuesAreConfiguration() {
        provider.with("level-claim", "ial").with("level-two-value", "high").with("level-one-value", "low");
        provider.issue(claims -> claims.claim("ial", "high").claim("identity_level", 1));

        assertEquals(
                2,
                assertInstanceOf(Vneid.Ending.SignedIn.class, end()).identity().level());
    }

    @Test
    void anUnsignedIdTokenIsRejected() {
        provider.issue(new PlainJWT(ScriptedProvider.claims(provider.issuer()).build()).serialize());

        assertEquals(REJECTED, end());
    }

    @Test
    void anIdTokenSignedWithThePublicKeyAsASecretIsRejected() throws JOSEException {
        byte[] publicKey = provider.key().toRSAPublicKey().getEncoded();
        assertEquals(REJECTED, endWithSecret(publicKey));
    }

    @Test
    void anIdTokenSignedWithTheClientSecretIsRejected() throws JOSEException {
        assertEquals(
                REJECTED, endWithSecret(ScriptedProvider.CLIENT_SECRET.repeat(8).getBytes(StandardCharsets.UTF_8)));
    }

    private Vneid.Ending endWithSecret(byte[] secret) throws JOSEException {
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.HS256)
                        .keyID(provider.key().getKeyID())
                        .build(),
                ScriptedProvider.claims(provider.issuer()).build());
        token.sign(new MACSigner(secret));
        provider.issue(token.serialize());
        return end();
    }

    @ParameterizedTest
    @ValueSource(strings = {"key-1", "key-2"})
    void anIdTokenSignedWithAnotherKeyIsRejected(String keyId) {
        provider.issue(signed(
                createKey(keyId), ScriptedProvider.claims(provider.issuer()).build()));

        assertEquals(REJECTED, end());
    }

    @Test
    void aKeyThatTheProviderHasRotatedToIsLookedUpAndTheOldOneIsNoLongerAccepted() {
        Vneid vneid = provider.adapter();
        provider.issue(claims -> claims);
        assertInstanceOf(Vneid.Ending.SignedIn.class, vneid.end(REQUEST, CODE));
        String signedWithTheOldKey = signed(
                provider.key(), ScriptedProvider.claims(provider.issuer()).build());

        provider.rotateTo(createKey("key-2"));
        provider.issue(claims -> claims);
        assertInstanceOf(Vneid.Ending.SignedIn.class, vneid.end(REQUEST, CODE));
        assertEquals(2, provider.calls("/certs"));

        provider.issue(signedWithTheOldKey);
        assertEquals(REJECTED, vneid.end(REQUEST, CODE));
    }

    @Test
    void aCodeThatTheProviderDoesNotKnowIsRejected() {
        provider.fail("/token", 400, "{\"error\":\"invalid_grant\",\"error_description\":\"Code not valid\"}");

        assertEquals(REJECTED, end());
    }

    @Test
    void anEmptyCodeIsRejectedWithoutAsking() {
        assertEquals(REJECTED, provider.adapter().end(REQUEST, " "));
        assertEquals(0, provider.calls("/token"));
    }

    @ParameterizedTest
    @CsvSource({
        "500, ''",
        "503, 'down'",
        "429, ''",
        "302, ''",
        "401, '{\"error\":\"invalid_client\"}'",
        "400, '{\"error\":\"unauthorized_client\"}'",
        "400, ''",
        "200, ''",
        "200, '<html>'",
        "200, '{}'",
        "200, '{\"access_token\":\"a\",\"token_type\":\"Bearer\"}'",
        "200, '{\"access_token\":\"a\",\"token_type\":\"Bearer\",\"id_token\":7}'",
        "200, '{\"access_token\":\"a\",\"token_type\":\"Bearer\",\"id_token\":\"a.b\"}'"
    })
    void aTokenEndpointThatIsBrokenIsUnavailable(int status, String body) {
        provider.fail("/token", status, body);

        assertEquals(UNAVAILABLE, end());
        assertEquals(1, provider.calls("/token"));
    }

    @Test
    void anAnswerThatIsTooLargeIsUnavailable() {
        provider.fail("/token", 200, "{\"access_token\":\"" + "a".repeat(64 * 1024) + "\"}");

        assertEquals(UNAVAILABLE, end());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/token", "/certs"})
    void aProviderThatDoesNotAnswerTheExchangeIsUnavailableSoon(String path) {
        provider.issue(claims -> claims);
        provider.hang(path);

        assertEquals(UNAVAILABLE, assertTimeout(Duration.ofSeconds(6), this::end));
    }

    @ParameterizedTest
    @CsvSource({"500, ''", "200, 'garbage'", "200, '{}'", "302, ''"})
    void keysThatCannotBeReadAreUnavailable(int status, String body) {
        provider.issue(claims -> claims);
        provider.fail("/certs", status, body);

        assertEquals(UNAVAILABLE, end());
    }

    @Test
    void outcomesAreCounted() {
        provider.issue(claims -> claims.claim("nonce", "another"));
        begin();
        end();

        assertEquals(1.0, counted("begin", "begun"));
        assertEquals(1.0, counted("end", "rejected"));
    }

    private double counted(String step, String outcome) {
        return provider.meters()
                .get("vneid.answers")
                .tags("step", step, "outcome", outcome)
                .counter()
                .count();
    }

    @Test
    void neitherTokensNorCodesNorNumbersReachALog() {
        try (LogCapture log = LogCapture.open()) {
            provider.issue(claims -> claims.claim("nonce", "another-nonce"));
            end();
            provider.issue(claims -> claims.claim("preferred_username", "0520899999999"));
            end();
            provider.fail("/token", 200, "an-access-token");
            end();

            List<String> ours = log.lines().stream()
                    .filter(line -> line.startsWith("vn.gov.identitylink"))
                    .toList();
            assertEquals(3, ours.size());
            for (String secret :
                    List.of(CODE, "nonce", "05208", "eyJ", "an-access-token", ScriptedProvider.CLIENT_SECRET)) {
                assertFalse(ours.stream().anyMatch(line -> line.contains(secret)), secret);
            }
        }
    }

    private URI begin() {
        return assertInstanceOf(Vneid.Beginning.Begun.class, provider.adapter().begin(REQUEST))
                .authorizationUrl();
    }

    private Vneid.Ending end() {
        return provider.adapter().end(REQUEST, CODE);
    }

    private static String basicAuthentication() {
        return "Basic "
                + Base64.getEncoder()
                        .encodeToString(
                                (CLIENT_ID + ":" + ScriptedProvider.CLIENT_SECRET).getBytes(StandardCharsets.UTF_8));
    }

    private static Date inSeconds(long seconds) {
        return Date.from(Instant.now().plusSeconds(seconds));
    }

    private static long epochSecond(long fromNow) {
        return Instant.now().plusSeconds(fromNow).getEpochSecond();
    }
}
