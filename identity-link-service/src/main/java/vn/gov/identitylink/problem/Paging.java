package vn.gov.identitylink.problem;

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
    private static final Pattern CURSOR = Pattern.compile("[1-9][0-9]{0,17}");

    /** @throws InvalidRequestException that names what is at fault */
    public static Paging read(@Nullable String limit, @Nullable String cursor) {
        return read(limit, cursor, FieldErrors.ofParameters());
    }

    /**
     * @param errors of the parameters that were read before
     * @throws InvalidRequestException that names all that are at fault
     */
    public static Paging read(@Nullable String limit, @Nullable String cursor, FieldErrors errors) {
        @Nullable Integer most = errors.optional("/limit", limit, text -> FieldFormats.number(text, 1, MOST));
        @Nullable Long after = errors.optional("/cursor", cursor, Paging::position);
        errors.throwIfAny();
        return new Paging(most == null ? USUAL : most, after == null ? 0 : after);
    }

    private static Long position(String cursor) {
        if (!CURSOR.matcher(cursor).matches()) {
            throw new InvalidValueException("cursor-format");
        }
        return Long.valueOf(cursor);
    }
}
