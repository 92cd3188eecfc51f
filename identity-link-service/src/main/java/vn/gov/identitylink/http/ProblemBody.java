package vn.gov.identitylink.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.net.URI;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;
import vn.gov.identitylink.problem.NextAction;

/** An error on the wire: RFC 9457 problem details. */
@Schema(
        name = "Problem",
        description = "RFC 9457 problem details. Decide by `code`; title and detail are for people.",
        requiredProperties = {"type", "title", "status", "detail", "instance", "code", "retryable"})
record ProblemBody(
        @Schema(description = "Identifies the kind of problem; can be fetched.", format = "uri")
        URI type,

        @Schema(description = "In the language of `Accept-Language`: Vietnamese or English.")
        String title,

        @Schema(description = "The HTTP status.") int status,

        @Schema(description = "What happened, in the language of the title. Never repeats a value of the request.")
        String detail,

        @Schema(description = "The id of this request, as a URI; tell it to whoever runs the service.", format = "uri")
        URI instance,

        @Schema(description = "Stable code of the problem.") String code,

        @Schema(description = "Whether the same request can succeed later.")
        boolean retryable,

        @Schema(description = "What the citizen, or the portal for them, can do next.") @Nullable
        NextAction nextAction,

        @Schema(description = "The fields at fault; of `invalid-parameter` the parameters and headers.")
        @JsonInclude(JsonInclude.Include.NON_EMPTY)
        List<FieldErrorBody> errors) {}
