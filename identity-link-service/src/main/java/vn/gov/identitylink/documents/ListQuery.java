package vn.gov.identitylink.documents;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.gov.identitylink.citizen.InvalidValueException;
import vn.gov.identitylink.problem.FieldErrors;
import vn.gov.identitylink.problem.FieldFormats;
import vn.gov.identitylink.problem.InvalidRequestException;

/** Parameters of a list, checked; a cursor is opaque to callers and good for as long as they like. */
record ListQuery(Documents.Filter filter, Documents.@Nullable Position after, int limit) {

    static final int MOST = 100;

    /** @throws InvalidRequestException that names each parameter which is not one of the contract's */
    static ListQuery read(
            @Nullable String kind,
            @Nullable String source,
            @Nullable String state,
            @Nullable String validity,
            @Nullable String limit,
            @Nullable String cursor) {
        FieldErrors errors = FieldErrors.ofParameters();
        Documents.Filter filter = new Documents.Filter(
                errors.optional("/kind", kind, text -> FieldFormats.word(DocumentKind.class, text)),
                errors.optional("/source", source, text -> FieldFormats.word(DocumentSource.class, text)),
                errors.optional("/state", state, text -> FieldFormats.word(Document.State.class, text)),
                errors.optional("/validity", validity, text -> FieldFormats.word(Validity.class, text)));
        int most = limit(limit, errors);
        Documents.@Nullable Position after = errors.optional("/cursor", cursor, ListQuery::position);
        errors.throwIfAny();
        return new ListQuery(filter, after, most);
    }

    static int limit(@Nullable String given, FieldErrors errors) {
        @Nullable Integer limit = errors.optional("/limit", given, text -> FieldFormats.number(text, 1, MOST));
        return limit == null ? MOST : limit;
    }

    private static Documents.Position position(String cursor) {
        try {
            String[] parts = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.US_ASCII).split("_", 2);
            if (parts.length != 2) {
                throw new InvalidValueException("cursor-format");
            }
            return new Documents.Position(
                    Instant.EPOCH.plus(Long.parseLong(parts[0]), ChronoUnit.MICROS), UUID.fromString(parts[1]));
        } catch (IllegalArgumentException | ArithmeticException | DateTimeException notOurs) {
            throw new InvalidValueException("cursor-format");
        }
    }

    static String cursor(Document last) {
        String position = ChronoUnit.MICROS.between(Instant.EPOCH, last.addedAt()) + "_" + last.documentId();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(position.getBytes(StandardCharsets.US_ASCII));
    }
}
