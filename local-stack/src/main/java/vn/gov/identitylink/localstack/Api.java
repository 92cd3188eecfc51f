package vn.gov.identitylink.localstack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** JSON over HTTP on behalf of one caller, as a portal would send it. */
final class Api {

    /** What came back; {@code body} is a missing node where there was none. */
    record Answer(String request, int status, JsonNode body, Optional<String> entityTag, Optional<String> retryAfter) {

        String code() {
            return body.path("code").asText();
        }
    }

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    private final String baseUrl;
    private final String accessToken;
    private final Map<String, String> headers;

    Api(String baseUrl, String accessToken, Map<String, String> headers) {
        this.baseUrl = baseUrl;
        this.accessToken = accessToken;
        this.headers = headers;
    }

    Answer get(String path) throws IOException, InterruptedException {
        return get(path, Map.of());
    }

    Answer get(String path, Map<String, String> more) throws IOException, InterruptedException {
        return send("GET", path, null, more);
    }

    Answer post(String path, @Nullable Object body) throws IOException, InterruptedException {
        return post(path, body, Map.of());
    }

    Answer post(String path, @Nullable Object body, Map<String, String> more) throws IOException, InterruptedException {
        return send("POST", path, body, more);
    }

    /** Sends bytes as they are, with their digest (RFC 9530). */
    Answer put(String path, String mediaType, byte[] bytes) throws IOException, InterruptedException {
        return exchange(
                "PUT",
                path,
                HttpRequest.BodyPublishers.ofByteArray(bytes),
                Map.of("Content-Type", mediaType, "Repr-Digest", "sha-256=:" + sha256(bytes) + ":"));
    }

    private static String sha256(byte[] bytes) {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private Answer send(String method, String path, @Nullable Object body, Map<String, String> more)
            throws IOException, InterruptedException {
        if (body == null) {
            return exchange(method, path, HttpRequest.BodyPublishers.noBody(), more);
        }
        Map<String, String> all = new LinkedHashMap<>(more);
        all.put("Content-Type", "application/json");
        return exchange(method, path, HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)), all);
    }

    private Answer exchange(String method, String path, HttpRequest.BodyPublisher body, Map<String, String> more)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(baseUrl + path))
                .timeout(Duration.ofSeconds(30))
                .header("Accept", "application/json")
                .header("Accept-Language", "vi")
                .header("Authorization", "Bearer " + accessToken);
        headers.forEach(request::header);
        more.forEach(request::header);
        request.method(method, body);
        HttpResponse<String> response =
                HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
        JsonNode read = response.body().isBlank() ? MissingNode.getInstance() : JSON.readTree(response.body());
        return new Answer(
                method + " " + path,
                response.statusCode(),
                read,
                response.headers().firstValue("ETag"),
                response.headers().firstValue("Retry-After"));
    }
}
