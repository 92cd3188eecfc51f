package vn.gov.identitylink.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/** The JSON contract, {@code POST /v1/citizen-matches}, with an access token. */
final class JsonProtocol implements RegistryProtocol {

    private static final JsonMapper JSON = new JsonMapper();

    private final RegistryToken token;
    private final RegistryConfig config;
    private final URI endpoint;

    JsonProtocol(RegistryToken token, RegistryConfig config) {
        this.token = token;
        this.config = config;
        this.endpoint = config.endpoint("/v1/citizen-matches");
    }

    @Override
    public Optional<HttpRequest.Builder> ask(RegistryQuestion question, Duration patience) {
        return token.get(patience)
                .map(bearer -> HttpRequest.newBuilder(endpoint)
                        .header("Authorization", "Bearer " + bearer)
                        .header("Content-Type", "application/json")
                        .header("Accept", "application/json, application/problem+json")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(bodyOf(question))));
    }

    private byte[] bodyOf(RegistryQuestion question) {
        try {
            return JSON.writeValueAsBytes(
                    MatchRequest.of(question, UUID.randomUUID().toString(), config));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a record of texts is always JSON", impossible);
        }
    }

    @Override
    public RegistryAnswer read(String body, RegistryQuestion question) {
        return MatchReply.read(body, question);
    }

    @Override
    public void credentialsRefused() {
        token.refused();
    }
}
