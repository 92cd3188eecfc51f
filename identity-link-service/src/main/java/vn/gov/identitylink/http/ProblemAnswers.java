package vn.gov.identitylink.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.Provider;
import java.io.UncheckedIOException;
import java.lang.annotation.Annotation;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.gov.identitylink.problem.Language;
import vn.gov.identitylink.problem.Problem;
import vn.gov.identitylink.problem.ProblemCode;
import vn.gov.identitylink.problem.ProblemTexts;

/** Turns the entity {@link Problem} into the body that callers see: language, request id and media type. */
@Provider
class ProblemAnswers implements ContainerResponseFilter {

    /** RFC 9457 section 3. */
    static final MediaType PROBLEM_JSON = new MediaType("application", "problem+json");

    private static final String RETRY_SOON_SECONDS = "5";

    private final RequestId requestId;
    private final HttpConfig config;
    private final ProblemTexts texts;
    private final ObjectMapper mapper;

    ProblemAnswers(RequestId requestId, HttpConfig config, ProblemTexts texts, ObjectMapper mapper) {
        this.requestId = requestId;
        this.config = config;
        this.texts = texts;
        this.mapper = mapper;
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
            response.setEntity(write(bodyOf(problem, language)), new Annotation[0], PROBLEM_JSON);
        }
    }

    private ProblemBody bodyOf(Problem problem, Language language) {
        ProblemCode code = problem.code();
        ProblemTexts.Text text = texts.of(code, language);
        return new ProblemBody(
                URI.create(config.publicUrl() + "/v1/problems/" + code.code()),
                text.title(),
                code.status(),
                text.detail(),
                requestId.instance(),
                code.code(),
                code.retryable(),
                problem.nextAction(),
                problem.errors());
    }

    private String write(ProblemBody body) {
        try {
            return mapper.writeValueAsString(body);
        } catch (JsonProcessingException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** RFC 6750 section 3 and RFC 9470 section 3: what kind of token would be accepted. */
    private static @Nullable String challengeOf(ProblemCode code) {
        return switch (code) {
            case UNAUTHENTICATED -> "Bearer";
            case INVALID_TOKEN -> "Bearer error=\"invalid_token\"";
            case INSUFFICIENT_SCOPE -> "Bearer error=\"insufficient_scope\"";
            case STEP_UP_REQUIRED -> "Bearer error=\"insufficient_user_authentication\", max_age=\"0\"";
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
