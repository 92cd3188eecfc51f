package vn.gov.identitylink.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.net.http.HttpRequest;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Service 037, {@code TraCuuThongTinCongDan}, as the national data exchange (<i>NDXP</i>, X-Road) carries it: SOAP 1.1, and
 * instead of a token {@code Authorization: Basic base64(user:hash)} with the lower-case SHA-256 of service path, user,
 * {@code Timestamp} and a secret.
 */
final class SoapProtocol implements RegistryProtocol {

    private final RegistryConfig config;
    private final ExchangeAccess access;
    private final URI endpoint;
    private final InstantSource time;

    /** @throws IllegalStateException naming the setting without which the exchange lets nobody in */
    SoapProtocol(RegistryConfig config, InstantSource time) {
        this.config = config;
        this.access = ExchangeAccess.of(config.exchange());
        this.endpoint = config.endpoint(config.exchange().path());
        this.time = time;
    }

    @Override
    public Optional<HttpRequest.Builder> ask(RegistryQuestion question, Duration patience) {
        String timestamp = Long.toString(time.instant().toEpochMilli());
        HttpRequest.Builder request = HttpRequest.newBuilder(endpoint)
                .header("Timestamp", timestamp)
                .header("Authorization", access.authorization(endpoint.getPath(), timestamp))
                .header("X-Road-Client", access.xRoadClient())
                .header("SOAPAction", "\"\"")
                .header("Content-Type", "text/xml;charset=UTF-8")
                .header("Accept", "text/xml")
                .POST(HttpRequest.BodyPublishers.ofByteArray(SoapQuestion.write(question, config)));
        config.exchange().apiKey().ifPresent(key -> request.header("ApiKey", key));
        return Optional.of(request);
    }

    @Override
    public RegistryAnswer read(String body, RegistryQuestion question) {
        return SoapReply.read(body, question);
    }

    /** Nothing to renew: the credentials are computed for every question. */
    @Override
    public void credentialsRefused() {}

    /** Who we are at the exchange; prints no secret. */
    private record ExchangeAccess(String user, String secret, String xRoadClient) {

        static ExchangeAccess of(RegistryConfig.Exchange config) {
            return new ExchangeAccess(
                    required(config.user(), "user"),
                    required(config.secret(), "secret"),
                    required(config.xRoadClient(), "x-road-client"));
        }

        private static String required(Optional<String> value, String key) {
            return value.orElseThrow(() -> new IllegalStateException(
                    "identity-link.registry.protocol is SOAP, so identity-link.registry.exchange." + key
                            + " must be set: the exchange's operator gives it out"));
        }

        String authorization(String path, String timestamp) {
            String credentials = user + ":" + sha256(path + user + timestamp + secret);
            return "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(UTF_8));
        }

        private static String sha256(String text) {
            try {
                return HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
            } catch (NoSuchAlgorithmException impossible) {
                throw new IllegalStateException("every Java platform has SHA-256", impossible);
            }
        }

        @Override
        public String toString() {
            return "ExchangeAccess[" + user + "]";
        }
    }
}
