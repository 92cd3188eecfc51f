package vn.gov.identitylink.audit;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One line of the audit log, as the person whom it is about may read it: which kind of actor, through which client and for
 * which unit, but not which member of staff.
 *
 * @param entryId counts up
 * @param outcome {@code done}, or the code of the refusal
 * @param purpose the procedure code that the caller named; absent for citizens
 * @param fields names of what was read or changed, never values
 * @param requestId of the call, which several lines may share
 */
public record AuditEntry(
        long entryId,
        Instant at,
        String actor,
        String clientId,
        @Nullable String unit,
        Action action,
        String outcome,
        @Nullable String purpose,
        List<String> fields,
        UUID requestId) {}
