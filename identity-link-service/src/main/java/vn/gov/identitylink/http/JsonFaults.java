package vn.gov.identitylink.http;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import vn.gov.identitylink.problem.Problem;

/** What is wrong with JSON that somebody sent, told without repeating it. */
public final class JsonFaults {

    /** A name that may be repeated to the caller; another could be a value in the place of a name. */
    private static final Pattern PLAIN_NAME = Pattern.compile("[A-Za-z][A-Za-z_-]{0,39}");

    private JsonFaults() {}

    /** The field at fault, or nothing where what was sent is no JSON of this kind at all. */
    public static Optional<Problem.FieldError> fieldOf(JacksonException unreadable) {
        if (!(unreadable instanceof MismatchedInputException mismatch)
                || mismatch.getPath().isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Problem.FieldError(
                pointerTo(mismatch.getPath()),
                mismatch instanceof UnrecognizedPropertyException ? "unknown-member" : "wrong-type"));
    }

    /** Where it was unreadable; empty where that is not known. */
    public static String pointerOf(JacksonException unreadable) {
        return unreadable instanceof JsonMappingException within ? pointerTo(within.getPath()) : "";
    }

    /** Jackson's own decoder accepts overlong sequences and half characters, and guesses UTF-16 and UTF-32 by their NULs. */
    public static boolean isText(byte[] body) {
        for (byte next : body) {
            if (next == 0) {
                return false;
            }
        }
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body));
            return true;
        } catch (CharacterCodingException notUtf8) {
            return false;
        }
    }

    /** The place of the fault, up to the first name that is not plain. */
    private static String pointerTo(List<JsonMappingException.Reference> path) {
        JsonPointer pointer = JsonPointer.empty();
        for (JsonMappingException.Reference step : path) {
            String name = step.getFieldName();
            if (name == null) {
                pointer = pointer.appendIndex(Math.max(0, step.getIndex()));
            } else if (PLAIN_NAME.matcher(name).matches()) {
                pointer = pointer.appendProperty(name);
            } else {
                break;
            }
        }
        return pointer.toString();
    }
}
