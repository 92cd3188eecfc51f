package vn.gov.identitylink.problem;

import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Explains a problem to whoever met it. */
@Path("/v1/problems")
@Tag(name = "help", description = "What a problem means and what to do about it.")
@Produces(MediaType.APPLICATION_JSON)
class ProblemsResource {

    private final ProblemTexts texts;

    ProblemsResource(ProblemTexts texts) {
        this.texts = texts;
    }

    @GET
    @Path("/{code}")
    @PermitAll
    @Operation(
            operationId = "explainProblem",
            summary = "Explain a problem",
            description = "Cause and remedy of a problem, in Vietnamese and in English. Anyone may read it.")
    @APIResponse(
            responseCode = "200",
            description = "What it means.",
            content = @Content(schema = @Schema(implementation = Explanation.class)))
    @Extension(name = "x-problems", value = "not-found")
    public Response explain(
            @PathParam("code") @Schema(pattern = "^[a-z0-9-]{1,60}$", examples = "identity-not-matched") String code) {
        Optional<ProblemCode> known = ProblemCode.of(code);
        return known.isPresent()
                ? Response.ok(explanationOf(known.get())).build()
                : Problem.of(ProblemCode.NOT_FOUND).toResponse();
    }

    private Explanation explanationOf(ProblemCode code) {
        ProblemTexts.Text vi = texts.of(code, Language.VI);
        return new Explanation(
                code.code(),
                code.status(),
                code.retryable(),
                Wording.of(vi),
                Wording.of(texts.of(code, Language.EN)),
                new Example(vi.title(), code.status(), vi.detail(), code.code(), code.retryable()));
    }

    @Schema(
            name = "ProblemExplanation",
            requiredProperties = {"code", "status", "retryable", "vi", "en", "example"})
    record Explanation(
            String code,

            @Schema(description = "The HTTP status that carries it.")
            int status,

            @Schema(description = "Whether the same request can succeed later.")
            boolean retryable,

            Wording vi,
            Wording en,

            @Schema(description = "The members that every occurrence has in common, in Vietnamese.")
            Example example) {}

    @Schema(
            name = "ProblemWording",
            requiredProperties = {"title", "detail", "cause", "remedy"})
    record Wording(String title, String detail, String cause, String remedy) {

        static Wording of(ProblemTexts.Text text) {
            return new Wording(text.title(), text.detail(), text.cause(), text.remedy());
        }
    }

    @Schema(
            name = "ProblemExample",
            requiredProperties = {"title", "status", "detail", "code", "retryable"})
    record Example(String title, int status, String detail, String code, boolean retryable) {}
}
