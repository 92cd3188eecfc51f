package vn.gov.identitylink.http;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.Provider;
import java.lang.annotation.Annotation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.gov.identitylink.problem.Language;
import vn.gov.identitylink.problem.Problem;
import vn.gov.identitylink.problem.ProblemCode;

/** Turns the entity {@link Problem} into the body that callers see: language, request id and media type. */
@Provider
class ProblemAnswers implements ContainerResponseFilter {

    /** RFC 9457 section 3. */
    static final MediaType PROBLEM_JSON = new MediaType("application", "problem+json");

    private static final String RETRY_SOON_SECONDS = "5";

    private final ProblemBodies bodies;

    ProblemAnswers(ProblemBodies bodies) {
        this.bodies = bodies;
    }

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        if (response.getEntity() instanceof Problem problem) {
            Language language = Language.preferredIn(request.getHeaderString(HttpHeaders.ACCEPT_LANGUAGE));
            MultivaluedMap<String, Object> headers = response.getHeaders();
            headers.putSingle(HttpHeaders.CONTENT_LANGUAGE, language.tag());
            String challenge = challengeOf(problem.code());
            if (challenge != null) {
                headers.putIfAbsent(HttpHeaders.WWW_AUTHENTICATE, one(challenge));
            }
            if (asksForPatience(problem.code())) {
                headers.putIfAbsent(HttpHeaders.RETRY_AFTER, one(RETRY_SOON_SECONDS));
            }
            response.setEntity(bodies.of(problem, language), new Annotation[0], PROBLEM_JSON);
        }
    }

    /** RFC 6750 section 3 and RFC 9470 section 3: what kind of token would be accepted. */
    private static @Nullable String challengeOf(ProblemCode code) {
        return switch (code) {
            case UNAUTHENTICATED -> "Bearer";
            case INVALID_TOKEN -> "Bearer error=\"invalid_token\"";
            case INSUFFICIENT_SCOPE -> "Bearer error=\"insufficient_scope\"";
            case STEP_UP_REQUIRED, ACCOUNT_SIGN_IN_REQUIRED ->
                "Bearer error=\"insufficient_user_authentication\", max_age=\"0\"";
            default -> null;
        };
    }

    private static List<Object> one(String value) {
        return new ArrayList<>(List.of(value));
    }

    private static boolean asksForPatience(ProblemCode code) {
        return code.status() == 429 || code.status() == 503;
    }
}
