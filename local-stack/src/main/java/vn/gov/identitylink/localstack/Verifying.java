package vn.gov.identitylink.localstack;

import java.io.IOException;
import java.util.Map;

/** The letter's steps 3 and 4, for whoever is signed in. */
final class Verifying {

    private Verifying() {}

    /** [Cập nhật từ CSDL Quốc gia về Dân cư]: asks the registry; the answer is what the citizen may take over. */
    static Api.Answer ask(Api citizen, Transcript transcript) throws IOException, InterruptedException, StepFailed {
        Api.Answer verification = citizen.post("/v1/accounts/me/verifications", null);
        transcript.answer(verification);
        StepFailed.unlessStatus(verification, 201);
        StepFailed.unless(verification.entityTag().isPresent(), "the verification has no ETag");
        verification
                .body()
                .path("fields")
                .properties()
                .forEach(field ->
                        transcript.line(field.getKey() + ": " + field.getValue().asText()));
        return verification;
    }

    /** [Cập nhật]: takes over exactly what was shown. */
    static void confirm(Api citizen, Api.Answer verification, Transcript transcript)
            throws IOException, InterruptedException, StepFailed {
        Api.Answer confirmation = citizen.post(
                "/v1/accounts/me/verifications/"
                        + verification.body().path("verificationId").asText() + "/confirmation",
                null,
                Map.of("If-Match", verification.entityTag().orElseThrow()));
        transcript.answer(confirmation);
        StepFailed.unlessStatus(confirmation, 200);
    }
}
