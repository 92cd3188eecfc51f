package vn.gov.identitylink.protection;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;

/** The text inside a sealed value: JSON of a record of texts, written and read by nobody but its row. */
public final class StoredJson {

    private static final JsonMapper JSON = JsonMapper.builder()
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL))
            .build();

    private StoredJson() {}

    public static String write(Record stored) {
        try {
            return JSON.writeValueAsString(stored);
        } catch (JsonProcessingException broken) {
            throw new IllegalStateException("a record of texts is always JSON", broken);
        }
    }

    public static <T extends Record> T read(String json, Class<T> type) {
        try {
            return JSON.readValue(json, type);
        } catch (JsonProcessingException broken) {
            // Without the cause: its message quotes what it read.
            throw new IllegalStateException("a sealed " + type.getSimpleName() + " is not what was written");
        }
    }
}
