package vn.gov.identitylink.access;

import jakarta.annotation.Priority;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.ext.Provider;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import vn.gov.identitylink.problem.Problem;
import vn.gov.identitylink.problem.ProblemCode;

/** Lets nobody but citizens read personal data without saying why. */
@Provider
@ReadsPersonalData
@Priority(Priorities.AUTHORIZATION)
class PurposeFilter implements ContainerRequestFilter {

    private static final String PROCESSING_PURPOSE = "Processing-Purpose";

    private final CurrentCaller current;

    PurposeFilter(CurrentCaller current) {
        this.current = current;
    }

    @Override
    public void filter(ContainerRequestContext request) {
        switch (current.caller()) {
            case Caller.Citizen citizen -> {} // Reads their own data, for themselves.
            case Caller.Portal portal -> check(request, portal.purposes());
            case Caller.Staff staff -> check(request, staff.purposes());
        }
    }

    private void check(ContainerRequestContext request, Set<String> registered) {
        @Nullable String purpose = request.getHeaderString(PROCESSING_PURPOSE);
        if (purpose == null || purpose.isBlank()) {
            request.abortWith(Problem.of(ProblemCode.PROCESSING_PURPOSE_MISSING).toResponse());
        } else if (registered.contains(purpose)) {
            current.setPurpose(purpose);
        } else {
            request.abortWith(
                    Problem.of(ProblemCode.PROCESSING_PURPOSE_NOT_ALLOWED).toResponse());
        }
    }
}
