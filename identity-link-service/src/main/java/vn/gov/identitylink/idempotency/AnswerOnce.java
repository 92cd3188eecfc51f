package vn.gov.identitylink.idempotency;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.Priority;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InvocationContext;
import jakarta.transaction.Status;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import vn.gov.identitylink.access.Caller;
import vn.gov.identitylink.access.CurrentCaller;
import vn.gov.identitylink.problem.Problem;
import vn.gov.identitylink.problem.ProblemCode;

/**
 * Executes a call that carries an {@code Idempotency-Key} once (draft-ietf-httpapi-idempotency-key-header). A short
 * transaction claims the key; what the call does and what it is told commit together; then the same call is told the same,
 * byte for byte. A refusal or a failure did nothing, and leaves the key unused.
 */
@Interceptor
@Idempotent
@Priority(Interceptor.Priority.PLATFORM_BEFORE + 100) // Outside of @Transactional, whose transactions join this one.
class AnswerOnce {

    static final String KEY = "Idempotency-Key";
    static final String REPLAYED = "Idempotency-Replayed";

    /** Visible ASCII. */
    private static final Pattern KEY_FORMAT = Pattern.compile("[\\x21-\\x7E]{1,255}");

    private final KeptAnswers answers;
    private final LastTransaction lastTransaction;
    private final CurrentCaller current;
    private final CurrentVertxRequest currentRequest;
    private final ObjectMapper json;

    AnswerOnce(
            KeptAnswers answers,
            LastTransaction lastTransaction,
            CurrentCaller current,
            CurrentVertxRequest currentRequest,
            ObjectMapper json) {
        this.answers = answers;
        this.lastTransaction = lastTransaction;
        this.current = current;
        this.currentRequest = currentRequest;
        this.json = json;
    }

    @AroundInvoke
    Object answer(InvocationContext call) throws Exception {
        HttpServerRequest request = currentRequest.getCurrent().request();
        List<String> given = request.headers().getAll(KEY);
        if (given.isEmpty()) {
            return call.proceed();
        }
        if (given.size() > 1 || !KEY_FORMAT.matcher(given.getFirst()).matches()) {
            return Problem.invalid("/" + KEY, "idempotency-key-format").toResponse();
        }
        return switch (answers.claim(caller() + "\n" + given.getFirst(), text(request, call.getParameters()))) {
            case KeptAnswers.Claiming.Claimed claimed -> execute(call, claimed.claim());
            case KeptAnswers.Claiming.Answered answered ->
                response(answered.answer()).header(REPLAYED, "true").build();
            case KeptAnswers.Claiming.Running running -> inProgress();
            case KeptAnswers.Claiming.Reused reused ->
                Problem.of(ProblemCode.IDEMPOTENCY_KEY_REUSED).toResponse();
        };
    }

    private Response execute(InvocationContext call, UUID claim) throws Exception {
        boolean kept = false;
        try {
            if (call.getMethod().getAnnotation(Idempotent.class).endsWithLastTransaction()) {
                lastTransaction.keepAnswer();
            } else {
                QuarkusTransaction.begin();
            }
            Response made = (Response) call.proceed();
            if (made.getStatusInfo().getFamily() != Response.Status.Family.SUCCESSFUL) {
                if (isInTransaction()) {
                    QuarkusTransaction.commit(); // A refusal's audit record.
                }
                return made;
            }
            if (!isInTransaction()) {
                QuarkusTransaction.begin(); // Nothing was done now: it was there.
            }
            KeptAnswer answer = answer(made);
            if (!answers.keep(claim, answer)) {
                return inProgress();
            }
            QuarkusTransaction.commit();
            kept = true;
            return response(answer).build();
        } finally {
            if (isInTransaction()) {
                QuarkusTransaction.rollback();
            }
            if (!kept) {
                answers.release(claim);
            }
        }
    }

    private static boolean isInTransaction() {
        return QuarkusTransaction.getStatus() != Status.STATUS_NO_TRANSACTION;
    }

    private static Response inProgress() {
        return Problem.of(ProblemCode.IDEMPOTENCY_IN_PROGRESS)
                .withRetryAfter(Problem.SOON)
                .toResponse();
    }

    /** A citizen's other session may see more or less, and is another caller. */
    private String caller() {
        return switch (current.caller()) {
            case Caller.Citizen citizen ->
                String.join(
                        "\n",
                        "citizen",
                        citizen.realm(),
                        citizen.clientId(),
                        citizen.externalId(),
                        citizen.sessionId(),
                        Boolean.toString(citizen.throughVneid()));
            case Caller.Portal portal -> String.join("\n", "portal", portal.realm(), portal.clientId());
            case Caller.Staff staff -> String.join("\n", "staff", staff.realm(), staff.clientId(), staff.subject());
        };
    }

    /** What was asked, however it was written: the call's address, its purpose, and the body as it was read. */
    private String text(HttpServerRequest request, Object[] parameters) {
        @Nullable String purpose = current.purpose();
        StringBuilder text = new StringBuilder(request.method().name());
        text.append(' ').append(request.uri()).append('\n').append(purpose == null ? "" : purpose);
        Arrays.stream(parameters)
                .filter(Record.class::isInstance)
                .forEach(body -> text.append('\n').append(written(body)));
        return text.toString();
    }

    private KeptAnswer answer(Response made) {
        return new KeptAnswer(
                Integer.toString(made.getStatus()),
                made.getHeaderString(HttpHeaders.LOCATION),
                made.getHeaderString(HttpHeaders.ETAG),
                made.hasEntity() ? written(made.getEntity()) : null);
    }

    private static Response.ResponseBuilder response(KeptAnswer answer) {
        Response.ResponseBuilder response = Response.status(Integer.parseInt(answer.status()));
        if (answer.location() != null) {
            response.header(HttpHeaders.LOCATION, answer.location());
        }
        if (answer.entityTag() != null) {
            response.header(HttpHeaders.ETAG, answer.entityTag());
        }
        if (answer.body() != null) {
            response.entity(answer.body()); // In the type that the endpoint produces; text is written as it is.
        }
        return response;
    }

    private String written(Object value) {
        try {
            return json.writeValueAsString(value);
        } catch (JsonProcessingException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
