package vn.gov.identitylink.signals;

import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import vn.gov.identitylink.problem.Problem;
import vn.gov.identitylink.problem.ProblemCode;
import vn.gov.identitylink.vneid.Vneid;

/** Where VNeID pushes what happens to identities (RFC 8935). */
@Path("/v1/security-events")
@Tag(name = "events")
@Produces(MediaType.APPLICATION_JSON)
class SecurityEventsResource {

    private final ReceiveSignal receiveSignal;

    SecurityEventsResource(ReceiveSignal receiveSignal) {
        this.receiveSignal = receiveSignal;
    }

    @POST
    @PermitAll
    @Consumes("application/secevent+jwt")
    @Operation(
            operationId = "receiveSecurityEvent",
            summary = "Tell what happened to a VNeID identity",
            description = "For the identity provider: one security event token (RFC 8417), pushed as RFC 8935 says;"
                    + " its signature is the authentication. `account-disabled` and `account-purged` (OpenID RISC) hold"
                    + " the links of the identity in `sub_id` (format `iss_sub`) before the answer; `identifier-changed`"
                    + " has the population database asked again. The same token again changes nothing.")
    @APIResponse(responseCode = "202", description = "Taken, whether anything is linked with the identity or not.")
    @Extension(
            name = "x-problems",
            value = "security-event-rejected, identity-provider-unavailable, storage-unavailable")
    public Response receive(String token) {
        return switch (receiveSignal.run(token.strip())) {
            case Vneid.Signalling.Genuine genuine -> Response.accepted().build();
            case Vneid.Signalling.Rejected rejected ->
                Problem.of(ProblemCode.SECURITY_EVENT_REJECTED).toResponse();
            case Vneid.Signalling.Unavailable unavailable ->
                Problem.of(ProblemCode.IDENTITY_PROVIDER_UNAVAILABLE)
                        .withRetryAfter(Problem.SOON)
                        .toResponse();
        };
    }
}
