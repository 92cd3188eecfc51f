package vn.gov.identitylink.localstack;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A paper of {@code openapi/examples/papers.json} that a synthetic citizen owns from the beginning.
 *
 * @param citizen the key of its owner in {@code citizens.json}
 * @param byteSize how large its content is; null for a paper that still awaits it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record SeedPaper(
        String citizen,
        String kind,
        String title,
        String mediaType,
        String source,
        String signature,
        @Nullable String code,
        @Nullable String number,
        @Nullable String issuerCode,
        @Nullable String issuerName,
        @Nullable String issuedOn,
        @Nullable String validFrom,
        @Nullable String validUntil,
        @Nullable String procedureCode,
        @Nullable String dossierCode,
        @Nullable Boolean fromNationalStore,
        @Nullable Integer byteSize) {

    private static final ObjectMapper JSON = new ObjectMapper();

    static List<SeedPaper> readAll(Path projectRoot) throws IOException {
        return JSON.readValue(
                projectRoot.resolve("openapi/examples/papers.json").toFile(), new TypeReference<List<SeedPaper>>() {});
    }

    /** What the home portal says of it. */
    Map<String, Object> request() {
        Map<String, Object> request = new LinkedHashMap<>(JSON.convertValue(this, new TypeReference<>() {}));
        request.remove("citizen");
        request.remove("byteSize");
        return request;
    }

    /** So many bytes of its format; only the first and the last of them mean anything. */
    byte[] content(int size) {
        byte[] begin = begin();
        byte[] end = end();
        byte[] bytes = new byte[size];
        Arrays.fill(bytes, (byte) ' ');
        System.arraycopy(begin, 0, bytes, 0, begin.length);
        System.arraycopy(end, 0, bytes, size - end.length, end.length);
        return bytes;
    }

    private byte[] begin() {
        return switch (mediaType) {
            case "image/jpeg" -> HexFormat.of().parseHex("ffd8ffe0");
            case "image/png" -> HexFormat.of().parseHex("89504e470d0a1a0a");
            case "application/xml" ->
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<paper>".getBytes(StandardCharsets.UTF_8);
            default -> "%PDF-1.7\n".getBytes(StandardCharsets.UTF_8);
        };
    }

    private byte[] end() {
        return switch (mediaType) {
            case "image/jpeg" -> HexFormat.of().parseHex("ffd9");
            case "image/png" -> HexFormat.of().parseHex("0000000049454e44ae426082");
            case "application/xml" -> "</paper>\n".getBytes(StandardCharsets.UTF_8);
            default -> "\n%%EOF\n".getBytes(StandardCharsets.UTF_8);
        };
    }
}
