package vn.gov.identitylink.http;

import com.fasterxml.jackson.core.JacksonException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.ext.Provider;
import jakarta.ws.rs.ext.ReaderInterceptor;
import jakarta.ws.rs.ext.ReaderInterceptorContext;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.gov.identitylink.problem.Problem;
import vn.gov.identitylink.problem.ProblemCode;

/**
 * Reads the body of a JSON route: whole, at most {@value #LIMIT} bytes, exactly UTF-8, and one value that is not null.
 * What Jackson then refuses becomes a problem here, where it is known to be the caller's message and not our own data. A
 * table is received whole too, up to {@value #TABLE_LIMIT} bytes, and otherwise left to the endpoint, as a stream is.
 */
@Provider
class JsonBodies implements ReaderInterceptor {

    /** Bytes; the limit of every JSON route. */
    static final int LIMIT = 64 * 1024;

    /** RFC 8417: a signed token instead of JSON; the only other text that a route takes. */
    private static final MediaType SECURITY_EVENT = new MediaType("application", "secevent+jwt");

    /** Bytes; enough for every commune of the country. */
    static final int TABLE_LIMIT = 4 * 1024 * 1024;

    private static final MediaType TABLE = new MediaType("text", "csv");

    @Override
    public Object aroundReadFrom(ReaderInterceptorContext context) throws IOException {
        if (context.getType() == InputStream.class) {
            return context.proceed(); // A raw route: its endpoint counts and checks the bytes while it reads them.
        }
        boolean table = is(TABLE, context.getMediaType());
        if (!table
                && !is(MediaType.APPLICATION_JSON_TYPE, context.getMediaType())
                && !context.getMediaType().isCompatible(SECURITY_EVENT)) {
            throw refusal(Problem.of(ProblemCode.UNSUPPORTED_MEDIA_TYPE));
        }
        int limit = table ? TABLE_LIMIT : LIMIT;
        byte[] body = receive(context, limit);
        if (body.length > limit) {
            throw refusal(Problem.of(ProblemCode.PAYLOAD_TOO_LARGE));
        }
        // What is wrong with a table is told with its line, by the endpoint that reads lines.
        if (!table && (body.length == 0 || !JsonFaults.isText(body))) {
            throw refusal(Problem.of(ProblemCode.MALFORMED_REQUEST));
        }
        context.setInputStream(new ByteArrayInputStream(body));
        Object value = read(context);
        if (value == null) {
            throw refusal(Problem.of(ProblemCode.MALFORMED_REQUEST));
        }
        return value;
    }

    private static @Nullable Object read(ReaderInterceptorContext context) throws IOException {
        try {
            return context.proceed();
        } catch (JacksonException unreadable) {
            throw refusal(problemOf(unreadable));
        } catch (WebApplicationException wrapped) {
            if (wrapped.getCause() instanceof JacksonException unreadable) {
                throw refusal(problemOf(unreadable));
            }
            throw wrapped;
        }
    }

    /** A body that breaks off is the caller's fault, and nobody waits for the answer. */
    private static byte[] receive(ReaderInterceptorContext context, int limit) {
        try {
            return context.getInputStream().readNBytes(limit + 1);
        } catch (IOException brokenOff) {
            throw refusal(Problem.of(ProblemCode.MALFORMED_REQUEST));
        }
    }

    private static boolean is(MediaType wanted, MediaType type) {
        String charset = type.getParameters().get(MediaType.CHARSET_PARAMETER);
        return type.isCompatible(wanted)
                && (charset == null || charset.equalsIgnoreCase(StandardCharsets.UTF_8.name()));
    }

    private static Problem problemOf(JacksonException unreadable) {
        return JsonFaults.fieldOf(unreadable)
                .map(fault -> new Problem(ProblemCode.VALIDATION_FAILED, List.of(fault), null, null))
                .orElseGet(() -> Problem.of(ProblemCode.MALFORMED_REQUEST));
    }

    private static WebApplicationException refusal(Problem problem) {
        return new WebApplicationException(problem.toResponse());
    }
}
