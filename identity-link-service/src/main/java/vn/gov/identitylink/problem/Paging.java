package vn.gov.identitylink.problem;

import jakarta.ws.rs.WebApplicationException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import vn.gov.identitylink.citizen.InvalidValueException;

/**
 * Which page of a list is asked for. Query parameters arrive as text; one that cannot be read is {@code
 * invalid-parameter}.
 *
 * @param limit 1 to 100
 * @param after the position of the last item of the page before; 0 for the first page
 */
public record Paging(int limit, long after) {

    private static final int MOST = 100;
    private static final int USUAL = 20;
    private static final Pattern LIMIT = Pattern.compile("[1-9][0-9]{0,2}");
    private static final Pattern CURSOR = Pattern.compile("[1-9][0-9]{0,17}");

    /** @throws WebApplicationException with the problem as its answer */
    public static Paging read(@Nullable String limit, @Nullable String cursor) {
        boolean readable = (limit == null || LIMIT.matcher(limit).matches())
                && (cursor == null || CURSOR.matcher(cursor).matches());
        int most = readable && limit != null ? Integer.parseInt(limit) : USUAL;
        if (!readable || most > MOST) {
            throw invalid();
        }
        return new Paging(most, cursor == null ? 0 : Long.parseLong(cursor));
    }

    /** A filter that is one of the words. */
    public static <T extends Enum<T>> @Nullable T word(Class<T> words, @Nullable String text) {
        try {
            return text == null ? null : FieldFormats.word(words, text);
        } catch (InvalidValueException unknown) {
            throw invalid();
        }
    }

    private static WebApplicationException invalid() {
        return new WebApplicationException(
                Problem.of(ProblemCode.INVALID_PARAMETER).toResponse());
    }
}
