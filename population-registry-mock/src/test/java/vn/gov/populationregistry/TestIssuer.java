package vn.gov.populationregistry;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.function.Consumer;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.lang.JoseException;

/** A provider that signs whatever a test asks for; its tokens look like those of the vneid realm. */
public class TestIssuer implements QuarkusTestResourceLifecycleManager {

    static final RsaJsonWebKey KEY = newKey("published");
    private static final HttpServer SERVER = bind();
    static final String URL = "http://localhost:" + SERVER.getAddress().getPort() + "/realms/vneid";

    @Override
    public Map<String, String> start() {
        publish("/.well-known/openid-configuration", """
                {"issuer": "%1$s", "jwks_uri": "%1$s/certs", "token_endpoint": "%1$s/token",
                 "authorization_endpoint": "%1$s/auth", "subject_types_supported": ["public"],
                 "response_types_supported": ["code"], "id_token_signing_alg_values_supported": ["RS256"]}
                """.formatted(URL));
        publish("/certs", new JsonWebKeySet(KEY).toJson(JsonWebKey.OutputControlLevel.PUBLIC_ONLY));
        SERVER.start();
        return Map.of("quarkus.oidc.auth-server-url", URL);
    }

    @Override
    public void stop() {
        SERVER.stop(0);
    }

    /** A token that the registry accepts. */
    static String token() {
        return token(claims -> {});
    }

    /** A token that the registry would accept but for what the test changes in its claims. */
    static String token(Consumer<JwtClaims> change) {
        return token(change, signature -> {});
    }

    /** A token that the registry would accept but for what the test changes in its claims or its signature. */
    static String token(Consumer<JwtClaims> change, Consumer<JsonWebSignature> changeSignature) {
        var claims = new JwtClaims();
        claims.setIssuer(URL);
        claims.setAudience("population-registry");
        claims.setSubject("6f0e5d0c-5f0c-4b57-9d4e-000000000001");
        claims.setGeneratedJwtId();
        claims.setIssuedAtToNow();
        claims.setExpirationTimeMinutesInTheFuture(5);
        claims.setStringClaim("typ", "Bearer");
        claims.setStringClaim("azp", "identity-link-service-registry");
        claims.setStringClaim("scope", "profile population-registry:match");
        change.accept(claims);
        var signature = new JsonWebSignature();
        signature.setPayload(claims.toJson());
        signature.setAlgorithmHeaderValue("RS256");
        signature.setKeyIdHeaderValue(KEY.getKeyId());
        signature.setKey(KEY.getPrivateKey());
        changeSignature.accept(signature);
        try {
            return signature.getCompactSerialization();
        } catch (JoseException unsigned) {
            throw new IllegalStateException(unsigned);
        }
    }

    static RsaJsonWebKey newKey(String keyId) {
        try {
            var key = RsaJwkGenerator.generateJwk(2048);
            key.setKeyId(keyId);
            return key;
        } catch (JoseException noRsa) {
            throw new IllegalStateException(noRsa);
        }
    }

    static NumericDate inSeconds(long seconds) {
        return NumericDate.fromSeconds(NumericDate.now().getValue() + seconds);
    }

    private static HttpServer bind() {
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException noPort) {
            throw new UncheckedIOException(noPort);
        }
    }

    private static void publish(String path, String json) {
        SERVER.createContext("/realms/vneid" + path, exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, 0);
            try (var body = exchange.getResponseBody()) {
                body.write(json.getBytes(UTF_8));
            }
        });
    }
}
