package vn.gov.identitylink.notices;

import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Objects;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import vn.gov.identitylink.problem.FieldErrors;
import vn.gov.identitylink.problem.FieldFormats;
import vn.gov.identitylink.problem.Problem;
import vn.gov.identitylink.problem.ProblemCode;

/** "This was not me", said by whoever got the notice. */
@Path("/v1/link-disputes")
@Tag(name = "linking")
@Produces(MediaType.APPLICATION_JSON)
class LinkDisputesResource {

    private static final int LONGEST_TOKEN = 200;

    private final DisputeByNotice disputeByNotice;

    LinkDisputesResource(DisputeByNotice disputeByNotice) {
        this.disputeByNotice = disputeByNotice;
    }

    @POST
    @PermitAll
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "disputeLinkByNotice",
            summary = "\"This was not me\", by a notice",
            description = "The portal's page posts the token of the notice when the citizen presses the button: the"
                    + " link is held at once and an operator looks at it. Needs no sign-in, because who was robbed of an"
                    + " account cannot sign in to it; works once and for 30 days, and tells nothing about anybody.")
    @APIResponse(
            responseCode = "201",
            description = "Held; a case is open.",
            content = @Content(schema = @Schema(implementation = Disputed.class)))
    @Extension(name = "x-problems", value = "validation-failed, dispute-token-invalid, storage-unavailable")
    public Response dispute(DisputeRequest request) {
        return disputeByNotice
                .run(request.read())
                .map(caseId -> Response.status(201).entity(new Disputed(caseId)).build())
                .orElseGet(() -> Problem.of(ProblemCode.DISPUTE_TOKEN_INVALID).toResponse());
    }

    @Schema(name = "LinkDisputeByNotice", requiredProperties = "token")
    record DisputeRequest(
            @Schema(description = "What stands after `#` in the notice's link.", maxLength = LONGEST_TOKEN) @Nullable
            String token) {

        String read() {
            FieldErrors errors = new FieldErrors();
            @Nullable String read = errors.required("/token", token, text -> FieldFormats.bounded(text, LONGEST_TOKEN));
            errors.throwIfAny();
            return Objects.requireNonNull(read);
        }
    }

    @Schema(name = "LinkDisputed", requiredProperties = "caseId")
    record Disputed(UUID caseId) {}
}
