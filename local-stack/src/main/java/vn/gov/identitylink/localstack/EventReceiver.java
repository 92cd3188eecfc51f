package vn.gov.identitylink.localstack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The other portal, as an example of how to hear what happens: subscribes, polls (RFC 8936), believes only what is signed
 * with a published key and meant for it, and acknowledges what it has read.
 */
final class EventReceiver {

    private static final String CLIENT = "province-portal";
    private static final String LINKED = "urn:vn:gov:identity-link:event-type:linked";
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final StackPlan plan;
    private String stream = "";

    EventReceiver(StackPlan plan) {
        this.plan = plan;
    }

    void subscribe(Transcript transcript) throws IOException, InterruptedException, StepFailed {
        Api.Answer subscribed = api().post("/v1/event-streams", Map.of("eventsRequested", List.of(LINKED)));
        transcript.answer(subscribed);
        StepFailed.unless(subscribed.status() == 201 || subscribed.status() == 200, "there is no stream");
        stream = subscribed.body().path("streamId").asText();
        transcript.line(CLIENT + " hears: linked");
    }

    /** Reads until it hears of this account, which it knows by its own name for it. */
    void hearOfLink(String externalId, Transcript transcript) throws IOException, InterruptedException, StepFailed {
        String subject = api().post("/v1/account-lookups", Map.of("externalId", externalId))
                .body()
                .at("/items/0/eventSubject")
                .asText();
        List<String> read = new ArrayList<>();
        Patience.await(PATIENCE, "nobody told " + CLIENT + " of the link", () -> {
            Api.Answer polled =
                    api().post("/v1/event-streams/" + stream + "/poll", Map.of("maxEvents", 50, "ack", read));
            StepFailed.unlessStatus(polled, 200);
            read.clear();
            boolean heard = false;
            for (var set : polled.body().path("sets").properties()) {
                JsonNode event = verified(set.getValue().asText());
                read.add(set.getKey());
                heard |= event.at("/sub_id/id").asText().equals(subject);
            }
            transcript.answer(polled);
            return heard ? Optional.of(subject) : Optional.empty();
        });
        StepFailed.unlessStatus(
                api().post("/v1/event-streams/" + stream + "/poll", Map.of("maxEvents", 0, "ack", read)), 200);
        transcript.line("linked, about " + subject + ": signature, issuer and audience hold");
    }

    private JsonNode verified(String token) throws IOException, InterruptedException, StepFailed {
        String[] parts = token.split("\\.", -1);
        JsonNode header = JSON.readTree(Base64.getUrlDecoder().decode(parts[0]));
        JsonNode claims = Tokens.claims(token);
        StepFailed.unless(header.path("typ").asText().equals("secevent+jwt"), "this is no security event token");
        StepFailed.unless(claims.path("iss").asText().equals(plan.serviceUrl()), "another issuer signed");
        StepFailed.unless(claims.path("aud").asText().equals(CLIENT), "the event is for somebody else");
        try {
            Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
            signature.initVerify(key(header.path("kid").asText()));
            signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
            StepFailed.unless(signature.verify(Base64.getUrlDecoder().decode(parts[2])), "the signature is wrong");
        } catch (GeneralSecurityException broken) {
            throw new StepFailed("the signature cannot be checked: " + broken.getMessage());
        }
        return claims;
    }

    private PublicKey key(String keyId) throws IOException, InterruptedException, StepFailed, GeneralSecurityException {
        for (JsonNode key : api().get("/v1/event-keys").body().path("keys")) {
            if (key.path("kid").asText().equals(keyId)) {
                AlgorithmParameters curve = AlgorithmParameters.getInstance("EC");
                curve.init(new ECGenParameterSpec("secp256r1"));
                return KeyFactory.getInstance("EC")
                        .generatePublic(new ECPublicKeySpec(
                                new ECPoint(coordinate(key, "x"), coordinate(key, "y")),
                                curve.getParameterSpec(ECParameterSpec.class)));
            }
        }
        throw new StepFailed("the key that signed is not published");
    }

    private static BigInteger coordinate(JsonNode key, String name) {
        return new BigInteger(1, Base64.getUrlDecoder().decode(key.path(name).asText()));
    }

    private Api api() throws IOException, InterruptedException {
        return new Api(
                plan.serviceUrl(),
                OpenIdClient.machine(plan.issuer("portal"), CLIENT).ownToken(),
                Map.of("Processing-Purpose", "1.004873"));
    }
}
