package vn.gov.identitylink.accesses;

import jakarta.annotation.security.RolesAllowed;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import vn.gov.identitylink.access.Actor;
import vn.gov.identitylink.access.CurrentCaller;
import vn.gov.identitylink.account.Account;
import vn.gov.identitylink.account.Accounts;
import vn.gov.identitylink.audit.Action;
import vn.gov.identitylink.audit.AuditEntry;
import vn.gov.identitylink.audit.AuditLog;
import vn.gov.identitylink.cases.CaseKind;
import vn.gov.identitylink.cases.Cases;
import vn.gov.identitylink.idempotency.Idempotent;
import vn.gov.identitylink.problem.NextAction;
import vn.gov.identitylink.problem.Paging;
import vn.gov.identitylink.problem.Problem;
import vn.gov.identitylink.problem.ProblemCode;

/** A citizen's own access log, and how they say that an entry is not right. */
@Path("/v1/accounts/{accountId}/accesses")
@Tag(name = "trust")
@Produces(MediaType.APPLICATION_JSON)
class AccessesResource {

    private static final Pattern ENTRY = Pattern.compile("[1-9][0-9]{0,17}");

    private final Accounts accounts;
    private final AuditLog audit;
    private final Cases cases;
    private final CurrentCaller current;

    AccessesResource(Accounts accounts, AuditLog audit, Cases cases, CurrentCaller current) {
        this.accounts = accounts;
        this.audit = audit;
        this.cases = cases;
        this.current = current;
    }

    @GET
    @RolesAllowed(Actor.CITIZEN)
    @Transactional
    @Operation(
            operationId = "listAccesses",
            summary = "Who read or changed one's data",
            description = "Nhật ký truy cập, the newest first: which kind of caller, for which unit and procedure,"
                    + " which fields, when, and what came of it. Members of staff are not named; values are not repeated. Of a linked account only in a"
                    + " session that came through VNeID since the link: the one that made it gains no right by it.")
    @APIResponse(
            responseCode = "200",
            description = "A page of the log.",
            content = @Content(schema = @Schema(implementation = AccessList.class)))
    @Extension(name = "x-problems", value = "invalid-parameter, step-up-required, not-found")
    public Response list(
            @PathParam("accountId") String accountId,
            @Parameter(schema = @Schema(type = SchemaType.INTEGER, minimum = "1", maximum = "100", defaultValue = "20"))
                    @QueryParam("limit")
                    @Nullable
                    String limit,
            @Parameter(description = "`nextCursor` of the page before.") @QueryParam("cursor") @Nullable
                    String cursor) {
        Paging paging = Paging.read(limit, cursor);
        return accounts.visibleTo(current.citizen(), accountId)
                .map(account -> account.provedAt() == null || account.isOwnedThroughVneidBy(current.citizen())
                        ? Response.ok(page(account, paging)).build()
                        : Problem.of(ProblemCode.STEP_UP_REQUIRED)
                                .withNextAction(NextAction.SIGN_IN_WITH_VNEID)
                                .toResponse())
                .orElseGet(() -> Problem.of(ProblemCode.NOT_FOUND).toResponse());
    }

    private AccessList page(Account account, Paging paging) {
        List<AuditEntry> found = audit.newestOf(account.accountId(), paging.after(), paging.limit() + 1);
        List<AccessView> shown =
                found.stream().limit(paging.limit()).map(AccessView::of).toList();
        return new AccessList(
                shown, found.size() > shown.size() ? shown.getLast().accessId() : null);
    }

    @POST
    @Idempotent
    @Path("/{accessId}/reports")
    @RolesAllowed(Actor.CITIZEN)
    @Transactional
    @Operation(
            operationId = "reportAccess",
            summary = "Say that an entry is not right",
            description = "Opens a case for an operator; the citizen sees how far it is.")
    @APIResponse(
            responseCode = "201",
            description = "A case is open.",
            content = @Content(schema = @Schema(implementation = ReportView.class)))
    @Extension(name = "x-problems", value = "not-found")
    public Response report(@PathParam("accountId") String accountId, @PathParam("accessId") String accessId) {
        Optional<Response> reported = accounts.visibleTo(current.citizen(), accountId)
                .filter(account -> ENTRY.matcher(accessId).matches())
                .flatMap(account -> audit.entry(account.accountId(), Long.parseLong(accessId))
                        .map(entry -> report(account, entry)));
        return reported.orElseGet(() -> Problem.of(ProblemCode.NOT_FOUND).toResponse());
    }

    private Response report(Account account, AuditEntry entry) {
        UUID caseId = cases.open(CaseKind.ACCESS_REPORTED, account, new UUID(0, entry.entryId()));
        audit.done(Action.ACCESS_REPORTED, account.accountId(), caseId, List.of());
        return Response.status(201).entity(new ReportView(caseId)).build();
    }

    @Schema(name = "AccessList", requiredProperties = "items")
    record AccessList(
            List<AccessView> items,

            @Schema(description = "For the next page; absent on the last one.") @Nullable
            String nextCursor) {}

    @Schema(
            name = "Access",
            requiredProperties = {"accessId", "at", "actor", "clientId", "action", "outcome", "fields", "requestId"})
    record AccessView(
            String accessId,
            Instant at,
            @Schema(examples = "home-portal") String actor,
            String clientId,

            @Schema(description = "The office for which a member of staff acted.") @Nullable
            String unit,

            @Schema(description = "What was done or tried; more words may come.", examples = "ACCOUNT_LOOKED_UP")
            String action,

            @Schema(description = "`done`, or the code of the refusal.")
            String outcome,

            @Schema(description = "The procedure code for which a portal or a member of staff read.") @Nullable
            String purpose,

            @Schema(description = "What was read or changed, by name.")
            List<String> fields,

            UUID requestId) {

        static AccessView of(AuditEntry entry) {
            return new AccessView(
                    String.valueOf(entry.entryId()),
                    entry.at(),
                    entry.actor(),
                    entry.clientId(),
                    entry.unit(),
                    entry.action().name(),
                    entry.outcome(),
                    entry.purpose(),
                    entry.fields(),
                    entry.requestId());
        }
    }

    @Schema(name = "AccessReport", requiredProperties = "caseId")
    record ReportView(UUID caseId) {}
}
