package vn.gov.identitylink.http;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.type.LogicalType;
import io.quarkus.jackson.ObjectMapperCustomizer;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.function.Function;

/**
 * Reads JSON as it is written and guesses nothing. By default Jackson takes the last of two equal keys, ignores what it
 * does not know and what comes after the end, makes text of numbers and dates of arrays.
 */
@Singleton
class StrictJson implements ObjectMapperCustomizer {

    private static final int DEEPEST = 16;
    private static final int LONGEST_TEXT = 16 * 1024;
    private static final int LONGEST_NUMBER = 32;
    private static final int LONGEST_NAME = 256;

    /** After Quarkus has registered its modules: the deserializer registered last is the one that reads. */
    @Override
    public int priority() {
        return MINIMUM_PRIORITY;
    }

    @Override
    public void customize(ObjectMapper mapper) {
        mapper.getFactory()
                .setStreamReadConstraints(StreamReadConstraints.builder()
                        .maxDocumentLength(JsonBodies.LIMIT)
                        .maxNestingDepth(DEEPEST)
                        .maxStringLength(LONGEST_TEXT)
                        .maxNumberLength(LONGEST_NUMBER)
                        .maxNameLength(LONGEST_NAME)
                        .build());
        mapper.getFactory().configure(StreamReadFeature.STRICT_DUPLICATE_DETECTION.mappedFeature(), true);
        mapper.enable(
                DeserializationFeature.FAIL_ON_TRAILING_TOKENS,
                DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
                DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY,
                DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES,
                DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS);
        mapper.disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT, DeserializationFeature.UNWRAP_SINGLE_VALUE_ARRAYS);
        for (LogicalType type : LogicalType.values()) {
            for (CoercionInputShape shape : CoercionInputShape.values()) {
                if (!isWrittenAs(type, shape)) {
                    mapper.coercionConfigFor(type).setCoercion(shape, CoercionAction.Fail);
                }
            }
        }
        mapper.registerModule(new SimpleModule()
                .addDeserializer(String.class, new TextOnly<>(String.class, Function.identity()))
                .addDeserializer(LocalDate.class, new TextOnly<>(LocalDate.class, StrictJson::date))
                .addDeserializer(Instant.class, new TextOnly<>(Instant.class, Instant::parse)));
    }

    /** Whether this is the shape in which the contract writes such a value, and so no coercion. */
    private static boolean isWrittenAs(LogicalType type, CoercionInputShape shape) {
        return switch (shape) {
            case Array, EmptyArray -> type == LogicalType.Array || type == LogicalType.Collection;
            case Object, EmptyObject -> type == LogicalType.POJO || type == LogicalType.Map;
            case String -> type == LogicalType.Textual || type == LogicalType.Enum || type == LogicalType.DateTime;
            case EmptyString -> type == LogicalType.Textual;
            case Integer -> type == LogicalType.Integer || type == LogicalType.Float;
            case Float -> type == LogicalType.Float;
            case Boolean -> type == LogicalType.Boolean;
            case Binary -> type == LogicalType.Binary;
        };
    }

    private static LocalDate date(String text) {
        if (text.length() != "YYYY-MM-DD".length()) {
            throw new DateTimeException("not a calendar date");
        }
        return LocalDate.parse(text);
    }

    /** Takes a JSON string of whole characters without NUL, which PostgreSQL cannot store, and nothing else. */
    private static final class TextOnly<T> extends StdScalarDeserializer<T> {

        private final transient Function<String, T> read;

        TextOnly(Class<T> type, Function<String, T> read) {
            super(type);
            this.read = read;
        }

        @Override
        public T deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            if (!parser.hasToken(JsonToken.VALUE_STRING)) {
                return context.reportInputMismatch(this, "not a string");
            }
            String text = parser.getText();
            if (text.indexOf('\0') >= 0 || hasHalfCharacter(text)) {
                return context.reportInputMismatch(this, "not a text");
            }
            try {
                return read.apply(text);
            } catch (DateTimeException invalid) {
                return context.reportInputMismatch(this, "not a date");
            }
        }

        private static boolean hasHalfCharacter(String text) {
            return text.codePoints()
                    .anyMatch(point -> point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE);
        }
    }
}
