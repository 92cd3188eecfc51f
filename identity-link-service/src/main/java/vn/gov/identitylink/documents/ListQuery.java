package vn.gov.identitylink.documents;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.gov.identitylink.citizen.InvalidValueException;
import vn.gov.identitylink.problem.FieldFormats;

/** Parameters of a list, checked; a cursor is opaque to callers and good for as long as they like. */
record ListQuery(Documents.Filter filter, Documents.@Nullable Position after, int limit) {

    static final int MOST = 100;

    /** Nothing where a parameter is not one of the contract's. */
    static Optional<ListQuery> read(
            @Nullable String kind,
            @Nullable String source,
            @Nullable String state,
            @Nullable String validity,
            @Nullable String limit,
            @Nullable String cursor) {
        try {
            return Optional.of(new ListQuery(
                    new Documents.Filter(
                            kind == null ? null : FieldFormats.word(DocumentKind.class, kind),
                            source == null ? null : FieldFormats.word(DocumentSource.class, source),
                            state == null ? null : FieldFormats.word(Document.State.class, state),
                            validity == null ? null : FieldFormats.word(Validity.class, validity)),
                    cursor == null ? null : position(cursor),
                    limit(limit)));
        } catch (InvalidValueException invalid) {
            return Optional.empty();
        }
    }

    static int limit(@Nullable String text) {
        if (text == null) {
            return MOST;
        }
        if (!text.matches("[1-9][0-9]{0,2}") || Integer.parseInt(text) > MOST) {
            throw new InvalidValueException("limit");
        }
        return Integer.parseInt(text);
    }

    private static Documents.Position position(String cursor) {
        try {
            String[] parts = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.US_ASCII).split("_", 2);
            if (parts.length != 2) {
                throw new InvalidValueException("cursor");
            }
            return new Documents.Position(
                    Instant.EPOCH.plus(Long.parseLong(parts[0]), ChronoUnit.MICROS), UUID.fromString(parts[1]));
        } catch (IllegalArgumentException | ArithmeticException | DateTimeException notOurs) {
            throw new InvalidValueException("cursor");
        }
    }

    static String cursor(Document last) {
        String position = ChronoUnit.MICROS.between(Instant.EPOCH, last.addedAt()) + "_" + last.documentId();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(position.getBytes(StandardCharsets.US_ASCII));
    }
}
