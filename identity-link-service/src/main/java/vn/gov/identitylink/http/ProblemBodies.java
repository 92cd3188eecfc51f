package vn.gov.identitylink.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.UncheckedIOException;
import java.net.URI;
import vn.gov.identitylink.problem.FieldErrorTexts;
import vn.gov.identitylink.problem.Language;
import vn.gov.identitylink.problem.Problem;
import vn.gov.identitylink.problem.ProblemCode;
import vn.gov.identitylink.problem.ProblemTexts;

/** Writes problems of the current request. A bean of its own because filters exist before the configuration does. */
@ApplicationScoped
class ProblemBodies {

    private final RequestId requestId;
    private final HttpConfig config;
    private final ProblemTexts texts;
    private final FieldErrorTexts fieldErrorTexts;
    private final ObjectMapper mapper;

    ProblemBodies(
            RequestId requestId,
            HttpConfig config,
            ProblemTexts texts,
            FieldErrorTexts fieldErrorTexts,
            ObjectMapper mapper) {
        this.requestId = requestId;
        this.config = config;
        this.texts = texts;
        this.fieldErrorTexts = fieldErrorTexts;
        this.mapper = mapper;
    }

    /** The JSON of a problem of the current request. */
    String of(Problem problem, Language language) {
        return of(problem, language, requestId.instance());
    }

    /** The JSON of a problem of a request that has not reached the application. */
    String of(Problem problem, Language language, URI instance) {
        ProblemCode code = problem.code();
        ProblemTexts.Text text = texts.of(code, language);
        try {
            return mapper.writeValueAsString(new ProblemBody(
                    URI.create(config.publicUrl() + "/v1/problems/" + code.code()),
                    text.title(),
                    code.status(),
                    text.detail(),
                    instance,
                    code.code(),
                    code.retryable(),
                    problem.nextAction(),
                    problem.errors().stream()
                            .map(error -> new FieldErrorBody(
                                    error.pointer(), error.code(), fieldErrorTexts.of(error.code(), language)))
                            .toList()));
        } catch (JsonProcessingException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
