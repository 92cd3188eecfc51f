package vn.gov.identitylink.cases;

import jakarta.annotation.security.RolesAllowed;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import vn.gov.identitylink.access.Actor;
import vn.gov.identitylink.access.CurrentCaller;
import vn.gov.identitylink.account.Accounts;
import vn.gov.identitylink.problem.Problem;
import vn.gov.identitylink.problem.ProblemCode;

/** How far the cases about a citizen's own account have come. */
@Path("/v1/accounts/{accountId}/cases")
@Tag(name = "trust")
@Produces(MediaType.APPLICATION_JSON)
class OwnCasesResource {

    private final Accounts accounts;
    private final Cases cases;
    private final CurrentCaller current;

    OwnCasesResource(Accounts accounts, Cases cases, CurrentCaller current) {
        this.accounts = accounts;
        this.cases = cases;
        this.current = current;
    }

    @GET
    @RolesAllowed(Actor.CITIZEN)
    @Transactional
    @Operation(
            operationId = "listOwnCases",
            summary = "Cases about one's account",
            description = "What is being looked at and what came of it, the newest first; without operators' notes.")
    @APIResponse(
            responseCode = "200",
            description = "All of them.",
            content = @Content(schema = @Schema(implementation = OwnCases.class)))
    @Extension(name = "x-problems", value = "not-found")
    public Response list(@PathParam("accountId") String accountId) {
        return accounts.visibleTo(current.citizen(), accountId)
                .map(account -> Response.ok(new OwnCases(
                                cases.ofAccount(account).stream()
                                        .map(row -> new OwnCase(
                                                row.caseId,
                                                row.kind.name(),
                                                row.state,
                                                row.openedAt,
                                                row.resolution,
                                                row.resolvedAt))
                                        .toList(),
                                null))
                        .build())
                .orElseGet(() -> Problem.of(ProblemCode.NOT_FOUND).toResponse());
    }

    @Schema(name = "OwnCases", requiredProperties = "items")
    record OwnCases(
            List<OwnCase> items,

            @Schema(description = "Always absent.") @Nullable
            String nextCursor) {}

    @Schema(
            name = "OwnCase",
            requiredProperties = {"caseId", "kind", "state", "openedAt"})
    record OwnCase(
            UUID caseId,

            @Schema(description = "Why somebody looks; more words may come.", examples = "LINK_DISPUTED")
            String kind,

            CaseRow.State state,
            Instant openedAt,
            @Nullable Resolution resolution,
            @Nullable Instant resolvedAt) {}
}
