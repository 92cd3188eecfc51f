package vn.gov.identitylink.documents;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import vn.gov.identitylink.problem.Problem;
import vn.gov.identitylink.problem.ProblemCode;

/** Turns a stored document into an answer of bytes: the whole, a part, or nothing new (RFC 9110 sections 13 and 14). */
final class ContentAnswer {

    private static final int PARTIAL_CONTENT = 206;

    /** What the caller has, and what they ask for. */
    record Conditions(
            @Nullable String range,
            @Nullable String ifRange,
            @Nullable String ifNoneMatch) {}

    private ContentAnswer() {}

    /** @param bytes to send; absent where the store has damaged them */
    static Response of(
            Document document,
            Conditions asked,
            BiFunction<StoredContent, ByteRange, Optional<StreamingOutput>> bytes) {
        StoredContent content = document.content();
        if (content == null) {
            return damaged();
        }
        if (asked.ifNoneMatch() != null && has(asked.ifNoneMatch(), content.entityTag())) {
            return Response.notModified()
                    .header(HttpHeaders.ETAG, content.entityTag())
                    .build();
        }
        boolean ranged = asked.range() != null
                && (asked.ifRange() == null || asked.ifRange().equals(content.entityTag()));
        ByteRange.Asked wanted = ranged
                ? ByteRange.ask(Objects.requireNonNull(asked.range()), content.byteSize())
                : new ByteRange.Asked.Whole();
        return switch (wanted) {
            case ByteRange.Asked.Unsatisfiable none -> {
                Response problem = Problem.of(ProblemCode.RANGE_NOT_SATISFIABLE).toResponse();
                yield Response.fromResponse(problem)
                        .header("Content-Range", "bytes */" + content.byteSize())
                        .build();
            }
            case ByteRange.Asked.Whole all ->
                bytes.apply(content, ByteRange.whole(content.byteSize()))
                        .map(whole -> answer(document, content, whole, content.byteSize())
                                .build())
                        .orElseGet(ContentAnswer::damaged);
            case ByteRange.Asked.Part some ->
                bytes.apply(content, some.range())
                        .map(part -> answer(
                                        document, content, part, some.range().length())
                                .status(PARTIAL_CONTENT)
                                .header("Content-Range", some.range().contentRange(content.byteSize()))
                                .build())
                        .orElseGet(ContentAnswer::damaged);
        };
    }

    /** Always an attachment: a browser shows none of it within the portal's pages. */
    private static Response.ResponseBuilder answer(
            Document document, StoredContent content, StreamingOutput bytes, long length) {
        return Response.ok(bytes, document.format().mediaType())
                .header(HttpHeaders.ETAG, content.entityTag())
                .header("Repr-Digest", content.reprDigest())
                .header("Accept-Ranges", "bytes")
                .header(HttpHeaders.CONTENT_LENGTH, length)
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        "attachment; filename=\"" + document.documentId() + "."
                                + document.format().extension() + "\"");
    }

    private static Response damaged() {
        return Problem.of(ProblemCode.DOCUMENT_DAMAGED).toResponse();
    }

    private static boolean has(String entityTags, String entityTag) {
        return entityTags.strip().equals("*")
                || Arrays.stream(entityTags.split(",", -1))
                        .map(String::strip)
                        .anyMatch(tag -> tag.equals(entityTag) || tag.equals("W/" + entityTag));
    }
}
