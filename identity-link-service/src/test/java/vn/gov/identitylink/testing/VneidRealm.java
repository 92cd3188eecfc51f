package vn.gov.identitylink.testing;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.ParseException;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The VNeID realm: discovery, pushed authorization requests, code exchange and client-credentials tokens for the
 * registry. As strict as the real one about client, PKCE, redirect URI and single use of codes.
 */
public final class VneidRealm {

    public static final String CLIENT_ID = "identity-link-service";
    /** The portal's own client here. */
    public static final String PORTAL_CLIENT_ID = "portal-at-vneid";

    public static final String CLIENT_SECRET = "identity-link-service-secret";
    public static final String REGISTRY_CLIENT_ID = "identity-link-service-registry";
    public static final String REGISTRY_CLIENT_SECRET = "identity-link-service-registry-secret";
    public static final URI REDIRECT_URI = URI.create("http://localhost:8100/link/callback");

    /** What the browser brings back to the portal's page. */
    public record Redirect(String code, String state, String iss) {}

    private record Grant(Map<String, String> request, VneidPerson person) {}

    private final RSAKey key = SigningKey.create("vneid-1");
    private final TestServer server = new TestServer();
    private final Map<String, Map<String, String>> pushed = new ConcurrentHashMap<>();
    private final Map<String, Grant> grants = new ConcurrentHashMap<>();
    private volatile RSAKey idTokenKey = key;
    private volatile Runnable breakpoint = () -> {};

    VneidRealm() {
        String issuer = issuer();
        server.route(
                "/realms/vneid/.well-known/openid-configuration",
                request -> TestServer.Answer.json(
                        200,
                        Map.ofEntries(
                                Map.entry("issuer", issuer),
                                Map.entry("authorization_endpoint", issuer + "/auth"),
                                Map.entry("token_endpoint", issuer + "/token"),
                                Map.entry("pushed_authorization_request_endpoint", issuer + "/par"),
                                Map.entry("jwks_uri", issuer + "/certs"),
                                Map.entry("response_types_supported", List.of("code")),
                                Map.entry("subject_types_supported", List.of("public")),
                                Map.entry("id_token_signing_alg_values_supported", List.of("RS256")),
                                Map.entry("code_challenge_methods_supported", List.of("S256")),
                                Map.entry("token_endpoint_auth_methods_supported", List.of("client_secret_basic")),
                                Map.entry("authorization_response_iss_parameter_supported", true))));
        server.route("/realms/vneid/certs", request -> TestServer.Answer.json(200, SigningKey.published(key)));
        server.route("/realms/vneid/par", this::push);
        server.route("/realms/vneid/token", this::exchange);
    }

    public String issuer() {
        return server.address() + "/realms/vneid";
    }

    public URI discoveryUrl() {
        return URI.create(issuer() + "/.well-known/openid-configuration");
    }

    /** From now on a pushed request and the exchange of a code stop here before they are answered. */
    public void stopAt(Runnable breakpoint) {
        this.breakpoint = breakpoint;
    }

    /** The person opens the authorization URL, signs in and comes back with a code. */
    public Redirect signIn(URI authorizationUrl, VneidPerson person) {
        Map<String, String> query =
                TestServer.parameters(Objects.requireNonNullElse(authorizationUrl.getRawQuery(), ""));
        String requestUri = query.get("request_uri");
        Map<String, String> request = requestUri == null ? query : pushed.remove(requestUri);
        if (request == null
                || !authorizationUrl.toString().startsWith(issuer() + "/auth?")
                || !CLIENT_ID.equals(query.get("client_id"))
                || refusalOf(request) != null) {
            throw new IllegalArgumentException("VNeID shows an error page");
        }
        String code = UUID.randomUUID().toString();
        grants.put(code, new Grant(request, person));
        return new Redirect(code, Objects.requireNonNull(request.get("state")), issuer());
    }

    /**
     * A security event token that this realm signed for the service, about one of its identities.
     *
     * @param claims what is to be different; an absent value takes the claim away
     */
    public String securityEvent(String event, String subject, Map<String, ? extends @Nullable Object> claims) {
        Map<String, @Nullable Object> all = new LinkedHashMap<>();
        all.put("iss", issuer());
        all.put("aud", CLIENT_ID);
        all.put("iat", Instant.now().getEpochSecond());
        all.put("jti", UUID.randomUUID().toString());
        all.put("sub_id", Map.of("format", "iss_sub", "iss", issuer(), "sub", subject));
        all.put("events", Map.of("https://schemas.openid.net/secevent/risc/event-type/" + event, Map.of()));
        claims.forEach((claim, value) -> {
            if (value == null) {
                all.remove(claim);
            } else {
                all.put(claim, value);
            }
        });
        return sign(idTokenKey, "secevent+jwt", all);
    }

    /** The same, signed with a key that is not published. */
    public String unknownKey(String event, String subject) {
        RSAKey published = idTokenKey;
        idTokenKey = SigningKey.create("unknown-key");
        try {
            return securityEvent(event, subject, Map.of());
        } finally {
            idTokenKey = published;
        }
    }

    /** The same with another {@code typ} in its header: a token that was made for something else. */
    public String otherToken(String type, String event, String subject) {
        return sign(
                key,
                type,
                Map.of(
                        "iss", issuer(),
                        "aud", CLIENT_ID,
                        "iat", Instant.now().getEpochSecond(),
                        "jti", UUID.randomUUID().toString(),
                        "sub_id", Map.of("format", "iss_sub", "iss", issuer(), "sub", subject),
                        "events", Map.of("https://schemas.openid.net/secevent/risc/event-type/" + event, Map.of())));
    }

    public void fail(Fault fault) {
        server.fail(fault);
    }

    /** From now on ID tokens are signed with a key that is not published. */
    public void forgeIdTokens() {
        idTokenKey = SigningKey.create(key.getKeyID());
    }

    /** Everything works again. */
    public void heal() {
        server.fail(Fault.NONE);
        idTokenKey = key;
    }

    public int calls() {
        return server.calls();
    }

    /** Whether this is an unexpired token of the registry's client for the registry. */
    boolean isRegistryToken(String token) {
        try {
            SignedJWT jwt = SignedJWT.parse(token);
            JWTClaimsSet claims = jwt.getJWTClaimsSet();
            return jwt.verify(new com.nimbusds.jose.crypto.RSASSAVerifier(key.toRSAPublicKey()))
                    && claims.getAudience().contains("population-registry")
                    && claims.getExpirationTime().toInstant().isAfter(Instant.now());
        } catch (ParseException | JOSEException malformed) {
            return false;
        }
    }

    private TestServer.Answer push(TestServer.Request request) {
        breakpoint.run();
        if (!isClient(request, CLIENT_ID, CLIENT_SECRET)) {
            return error(401, "invalid_client");
        }
        Map<String, String> form = request.form();
        String refusal = refusalOf(form);
        if (refusal != null) {
            return error(400, refusal);
        }
        String uri = "urn:ietf:params:oauth:request_uri:" + UUID.randomUUID();
        pushed.put(uri, form);
        return TestServer.Answer.json(201, Map.of("request_uri", uri, "expires_in", 60));
    }

    private static @Nullable String refusalOf(Map<String, String> request) {
        boolean sound = "code".equals(request.get("response_type"))
                && CLIENT_ID.equals(request.get("client_id"))
                && REDIRECT_URI.toString().equals(request.get("redirect_uri"))
                && "S256".equals(request.get("code_challenge_method"))
                && request.getOrDefault("code_challenge", "").length() == 43
                && !request.getOrDefault("state", "").isEmpty()
                && !request.getOrDefault("nonce", "").isEmpty()
                && List.of(request.getOrDefault("scope", "").split(" ")).contains("openid");
        return sound ? null : "invalid_request";
    }

    private TestServer.Answer exchange(TestServer.Request request) {
        Map<String, String> form = request.form();
        return switch (form.getOrDefault("grant_type", "")) {
            case "client_credentials" -> registryToken(request);
            case "authorization_code" -> idToken(request, form);
            default -> error(400, "unsupported_grant_type");
        };
    }

    private TestServer.Answer registryToken(TestServer.Request request) {
        boolean posted = REGISTRY_CLIENT_ID.equals(request.form().get("client_id"))
                && REGISTRY_CLIENT_SECRET.equals(request.form().get("client_secret"));
        if (!posted && !isClient(request, REGISTRY_CLIENT_ID, REGISTRY_CLIENT_SECRET)) {
            return error(401, "invalid_client");
        }
        Map<String, @Nullable Object> claims = new LinkedHashMap<>();
        claims.put("iss", issuer());
        claims.put("sub", REGISTRY_CLIENT_ID);
        claims.put("azp", REGISTRY_CLIENT_ID);
        claims.put("aud", "population-registry");
        claims.put("typ", "Bearer");
        claims.put("iat", Instant.now().getEpochSecond());
        claims.put("exp", Instant.now().plusSeconds(300).getEpochSecond());
        return TestServer.Answer.json(
                200, Map.of("access_token", sign(key, claims), "token_type", "Bearer", "expires_in", 300));
    }

    private TestServer.Answer idToken(TestServer.Request request, Map<String, String> form) {
        if (!isClient(request, CLIENT_ID, CLIENT_SECRET)) {
            return error(401, "invalid_client");
        }
        breakpoint.run();
        Grant grant = grants.remove(form.getOrDefault("code", ""));
        if (grant == null
                || !Objects.equals(grant.request().get("redirect_uri"), form.get("redirect_uri"))
                || !Objects.equals(
                        grant.request().get("code_challenge"), s256(form.getOrDefault("code_verifier", "")))) {
            return error(400, "invalid_grant");
        }
        String token = idToken(CLIENT_ID, grant.request().get("nonce"), grant.person());
        return TestServer.Answer.json(
                200,
                Map.of(
                        "access_token",
                        UUID.randomUUID().toString(),
                        "token_type",
                        "Bearer",
                        "expires_in",
                        60,
                        "id_token",
                        token));
    }

    /** The ID token of a sign-in that another client of this realm ran, such as a portal's own. */
    public String idToken(String clientId, @Nullable String nonce, VneidPerson person) {
        Map<String, @Nullable Object> claims = new LinkedHashMap<>();
        claims.put("iss", issuer());
        claims.put("sub", person.subject());
        claims.put("aud", clientId);
        claims.put("azp", clientId);
        claims.put("typ", "ID");
        claims.put("iat", Instant.now().getEpochSecond());
        claims.put("exp", Instant.now().plusSeconds(300).getEpochSecond());
        claims.put("auth_time", person.authenticatedAt().getEpochSecond());
        claims.put("nonce", nonce);
        claims.put("acr", "1");
        claims.put("preferred_username", person.number());
        claims.put("identity_level", person.level());
        person.claims().forEach((claim, value) -> {
            if (value == null) {
                claims.remove(claim);
            } else {
                claims.put(claim, value);
            }
        });
        return sign(idTokenKey, claims);
    }

    private static boolean isClient(TestServer.Request request, String id, String secret) {
        String expected = Base64.getEncoder().encodeToString((id + ":" + secret).getBytes(StandardCharsets.UTF_8));
        return request.header("Authorization").equals("Basic " + expected);
    }

    private static TestServer.Answer error(int status, String code) {
        return TestServer.Answer.json(status, Map.of("error", code));
    }

    private static String sign(RSAKey key, Map<String, @Nullable Object> claims) {
        return sign(key, "JWT", claims);
    }

    private static String sign(RSAKey key, String type, Map<String, ? extends @Nullable Object> claims) {
        JWTClaimsSet.Builder set = new JWTClaimsSet.Builder();
        claims.forEach(set::claim);
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.RS256)
                        .keyID(key.getKeyID())
                        .type(new JOSEObjectType(type))
                        .build(),
                set.build());
        try {
            token.sign(new RSASSASigner(key));
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
        return token.serialize();
    }

    private static String s256(String verifier) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    void stop() {
        server.stop();
    }
}
