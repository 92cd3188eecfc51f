package vn.gov.identitylink.localstack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An application that signs people in at one realm (authorization code with PKCE S256), or itself (client credentials). */
final class OpenIdClient {

    /** One sign-in that has begun: where to send the browser, and what must come back. */
    record SignIn(URI authorizationUrl, String state, String nonce, String verifier) {}

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final String issuer;
    private final String clientId;
    private final @Nullable String secret;
    private final String redirectUri;

    private OpenIdClient(String issuer, String clientId, @Nullable String secret, String redirectUri) {
        this.issuer = issuer;
        this.clientId = clientId;
        this.secret = secret;
        this.redirectUri = redirectUri;
    }

    /** A front end, which can keep no secret. */
    static OpenIdClient publicClient(String issuer, String clientId, String redirectUri) {
        return new OpenIdClient(issuer, clientId, null, redirectUri);
    }

    /** A back end; the local stack's secrets are the client's id and {@code -secret}. */
    static OpenIdClient confidentialClient(String issuer, String clientId, String redirectUri) {
        return new OpenIdClient(issuer, clientId, clientId + "-secret", redirectUri);
    }

    static OpenIdClient machine(String issuer, String clientId) {
        return confidentialClient(issuer, clientId, "");
    }

    SignIn begin(Map<String, String> extraParameters) {
        String state = random();
        String nonce = extraParameters.getOrDefault("nonce", random());
        String verifier = random();
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("response_type", "code");
        parameters.put("client_id", clientId);
        parameters.put("redirect_uri", redirectUri);
        parameters.put("scope", "openid");
        parameters.put("state", state);
        parameters.put("nonce", nonce);
        parameters.put("code_challenge", BASE64.encodeToString(sha256(verifier)));
        parameters.put("code_challenge_method", "S256");
        parameters.putAll(extraParameters);
        return new SignIn(URI.create(endpoint("auth") + "?" + Browser.form(parameters)), state, nonce, verifier);
    }

    /** Exchanges the code with which the browser has come back. */
    Tokens finish(SignIn signIn, Browser.Place place) throws IOException, InterruptedException {
        if (!(place instanceof Browser.Place.Arrived arrived)) {
            throw new IOException("the sign-in ended at " + Browser.withoutQuery(place.address()) + " saying: "
                    + ((Browser.Place.Page) place).error());
        }
        String code = arrived.parameter("code")
                .orElseThrow(() -> new IOException(
                        "no code, but error=" + arrived.parameter("error").orElse("")));
        if (!signIn.state().equals(arrived.parameter("state").orElse(""))
                || !issuer.equals(arrived.parameter("iss").orElse(""))) {
            throw new IOException("state or issuer of the answer is another one");
        }
        Tokens tokens = tokens(Map.of(
                "grant_type",
                "authorization_code",
                "code",
                code,
                "redirect_uri",
                redirectUri,
                "code_verifier",
                signIn.verifier()));
        if (!signIn.nonce().equals(tokens.idClaims().path("nonce").asText())) {
            throw new IOException("the ID token answers another request");
        }
        return tokens;
    }

    /** The application's own token. */
    String ownToken() throws IOException, InterruptedException {
        return tokens(Map.of("grant_type", "client_credentials")).accessToken();
    }

    /** Where the browser goes to end the session at the provider. */
    URI signOut(Tokens tokens, String landing) {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("id_token_hint", String.valueOf(tokens.idToken()));
        parameters.put("post_logout_redirect_uri", landing);
        return URI.create(endpoint("logout") + "?" + Browser.form(parameters));
    }

    private Tokens tokens(Map<String, String> grant) throws IOException, InterruptedException {
        Map<String, String> fields = new LinkedHashMap<>(grant);
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(endpoint("token")))
                .timeout(Duration.ofSeconds(30))
                .header("Content-Type", "application/x-www-form-urlencoded");
        if (secret == null) {
            fields.put("client_id", clientId);
        } else {
            byte[] credentials = (clientId + ":" + secret).getBytes(StandardCharsets.UTF_8);
            request.header("Authorization", "Basic " + Base64.getEncoder().encodeToString(credentials));
        }
        HttpResponse<String> response = http.send(
                request.POST(HttpRequest.BodyPublishers.ofString(Browser.form(fields)))
                        .build(),
                HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
        JsonNode body = JSON.readTree(response.body());
        if (response.statusCode() != 200) {
            throw new IOException(clientId + " got no token: " + response.statusCode() + " "
                    + body.path("error").asText());
        }
        JsonNode idToken = body.path("id_token");
        return new Tokens(body.path("access_token").asText(), idToken.isTextual() ? idToken.asText() : null);
    }

    private String endpoint(String name) {
        return issuer + "/protocol/openid-connect/" + name;
    }

    private static String random() {
        byte[] bytes = new byte[32];
        RANDOM.nextBytes(bytes);
        return BASE64.encodeToString(bytes);
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
