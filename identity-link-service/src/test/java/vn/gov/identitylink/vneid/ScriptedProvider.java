package vn.gov.identitylink.vneid;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.oauth2.sdk.util.URLUtils;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** An OpenID provider that says exactly what a test wants, right or wrong, and the adapter before it. */
final class ScriptedProvider implements AutoCloseable {

    static final String CLIENT_ID = "identity-link-service";
    static final String CLIENT_SECRET = "a-secret";
    static final String NUMBER = "052089999999";
    static final Vneid.SignInRequest REQUEST = new Vneid.SignInRequest(
            "the-state",
            "the-nonce",
            "a-code-verifier-of-at-least-forty-three-characters",
            URI.create("http://localhost:8100/link/callback"));

    private static final JsonMapper JSON = new JsonMapper();
    private static final RSAKey FIRST_KEY = createKey("key-1");

    /** What an endpoint answers. */
    record Answer(int status, String body) {

        static Answer json(int status, Map<String, ?> body) {
            try {
                return new Answer(status, JSON.writeValueAsString(body));
            } catch (JsonProcessingException impossible) {
                throw new IllegalStateException(impossible);
            }
        }
    }

    private final HttpServer server;
    private final CountDownLatch end = new CountDownLatch(1);
    private final Map<String, Object> metadata = new LinkedHashMap<>();
    private final Map<String, String> settings = new LinkedHashMap<>();
    private final Map<String, Answer> faults = new ConcurrentHashMap<>();
    private final List<NimbusVneid> adapters = new ArrayList<>();
    private final Map<String, AtomicInteger> calls = new LinkedHashMap<>();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final List<Map<String, List<String>>> forms = new CopyOnWriteArrayList<>();
    private final List<String> authorizations = new CopyOnWriteArrayList<>();
    private RSAKey key = FIRST_KEY;
    private List<RSAKey> published = List.of(key);
    private String idToken = "";
    private InstantSource clock = InstantSource.system();

    ScriptedProvider() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException noPort) {
            throw new UncheckedIOException(noPort);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        metadata.put("issuer", issuer());
        metadata.put("authorization_endpoint", issuer() + "/auth");
        metadata.put("token_endpoint", issuer() + "/token");
        metadata.put("jwks_uri", issuer() + "/certs");
        metadata.put("response_types_supported", List.of("code"));
        metadata.put("subject_types_supported", List.of("public"));
        metadata.put("id_token_signing_alg_values_supported", List.of("RS256"));
        settings.put("issuer", issuer());
        settings.put("discovery-url", issuer() + "/.well-known/openid-configuration");
        settings.put("client-id", CLIENT_ID);
        settings.put("client-secret", CLIENT_SECRET);
        settings.put("read-timeout", "PT1S");
        serve("/.well-known/openid-configuration", form -> Answer.json(200, metadata));
        serve(
                "/certs",
                form -> Answer.json(
                        200, new JWKSet(List.copyOf(published)).toPublicJWKSet().toJSONObject()));
        serve("/par", form -> Answer.json(201, Map.of("request_uri", "urn:example:pushed-1", "expires_in", 60)));
        serve(
                "/token",
                form -> Answer.json(
                        200, Map.of("access_token", "an-access-token", "token_type", "Bearer", "id_token", idToken)));
        server.start();
    }

    private interface Endpoint {
        Answer answer(Map<String, List<String>> form);
    }

    private void serve(String path, Endpoint endpoint) {
        AtomicInteger count = new AtomicInteger();
        calls.put(path, count);
        server.createContext("/realms/vneid" + path, exchange -> {
            try (exchange) {
                count.incrementAndGet();
                String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
                if (!body.isEmpty()) {
                    forms.add(URLUtils.parseParameters(body));
                    authorizations.add(
                            String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
                }
                Answer fault = faults.get(path);
                send(exchange, fault == null ? endpoint.answer(forms.isEmpty() ? Map.of() : forms.getLast()) : fault);
            }
        });
    }

    private void send(HttpExchange exchange, Answer answer) throws IOException {
        if (answer.status() == 0) {
            try {
                end.await();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
            return;
        }
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.getResponseHeaders().set("Location", issuer() + "/.well-known/openid-configuration");
        exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }

    static RSAKey createKey(String keyId) {
        try {
            return new RSAKeyGenerator(2048).keyID(keyId).generate();
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    String issuer() {
        return "http://localhost:" + server.getAddress().getPort() + "/realms/vneid";
    }

    RSAKey key() {
        return key;
    }

    /** From now on signs and publishes with this key only. */
    void rotateTo(RSAKey next) {
        key = next;
        published = List.of(next);
    }

    ScriptedProvider offeringPushedRequests() {
        metadata.put("pushed_authorization_request_endpoint", issuer() + "/par");
        return this;
    }

    ScriptedProvider sayingInDiscovery(String name, Object value) {
        metadata.put(name, value);
        return this;
    }

    ScriptedProvider with(String key, String value) {
        settings.put(key, value);
        return this;
    }

    ScriptedProvider at(InstantSource time) {
        clock = time;
        return this;
    }

    void fail(String path, int status, String body) {
        faults.put(path, new Answer(status, body));
    }

    /** Never answers. */
    void hang(String path) {
        faults.put(path, new Answer(0, ""));
    }

    void heal() {
        faults.clear();
    }

    int calls(String path) {
        return Objects.requireNonNull(calls.get(path)).get();
    }

    /** The form that arrived last. */
    Map<String, List<String>> form() {
        return forms.getLast();
    }

    String authorization() {
        return authorizations.getLast();
    }

    SimpleMeterRegistry meters() {
        return meters;
    }

    /** The claims of a citizen who signed in just now. */
    static JWTClaimsSet.Builder claims(String issuer) {
        Instant now = Instant.now();
        return new JWTClaimsSet.Builder()
                .issuer(issuer)
                .subject("a-subject")
                .audience(CLIENT_ID)
                .claim("azp", CLIENT_ID)
                .claim("nonce", REQUEST.nonce())
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plusSeconds(300)))
                .claim("auth_time", now.getEpochSecond())
                .claim("preferred_username", NUMBER)
                .claim("identity_level", 2);
    }

    /** The next exchange answers an ID token with these claims, signed as it should be. */
    void issue(UnaryOperator<JWTClaimsSet.Builder> change) {
        idToken = signed(key, change.apply(claims(issuer())).build());
    }

    /** The next exchange answers this ID token. */
    void issue(String token) {
        idToken = token;
    }

    static String signed(RSAKey key, JWTClaimsSet claims) {
        try {
            SignedJWT token = new SignedJWT(
                    new JWSHeader.Builder(JWSAlgorithm.RS256)
                            .keyID(key.getKeyID())
                            .build(),
                    claims);
            token.sign(new RSASSASigner(key));
            return token.serialize();
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    NimbusVneid adapter() {
        Map<String, String> values = new LinkedHashMap<>();
        settings.forEach((name, value) -> values.put("identity-link.vneid." + name, value));
        VneidConfig config = new SmallRyeConfigBuilder()
                .withMapping(VneidConfig.class)
                .withDefaultValues(values)
                .build()
                .getConfigMapping(VneidConfig.class);
        NimbusVneid adapter = new NimbusVneid(config, clock, meters);
        adapters.add(adapter);
        return adapter;
    }

    @Override
    public void close() {
        end.countDown();
        adapters.forEach(NimbusVneid::close);
        server.stop(0);
    }
}
