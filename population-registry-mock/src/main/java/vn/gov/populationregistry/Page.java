package vn.gov.populationregistry;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import vn.gov.populationregistry.Problem.FieldError;

/**
 * Which part of a list is asked for.
 *
 * @param errors what is wrong with the parameters; the rest says nothing then
 */
record Page(int limit, @Nullable String cursor, List<FieldError> errors) {

    static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

    private static final int USUAL = 50;
    private static final int LARGEST = 100;
    private static final Pattern LIMIT = Pattern.compile("[0-9]{1,3}");

    static Page of(@Nullable String limit, @Nullable String cursor, Pattern cursorFormat) {
        var errors = new ArrayList<FieldError>();
        int length = limit == null ? USUAL : LIMIT.matcher(limit).matches() ? Integer.parseInt(limit) : 0;
        if (length < 1 || length > LARGEST) {
            errors.add(new FieldError("limit", "invalid"));
        }
        if (cursor != null && !cursorFormat.matcher(cursor).matches()) {
            errors.add(new FieldError("cursor", "invalid"));
        }
        return new Page(length, cursor, errors);
    }

    /** The cursor of a list that is counted. */
    long from(long otherwise) {
        return cursor == null ? otherwise : Long.parseLong(cursor);
    }
}
