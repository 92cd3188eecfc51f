package vn.gov.populationregistry;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Every refusal this registry gives: the constant in lower case with hyphens is the code on the wire. */
enum Problem {
    MALFORMED_REQUEST(
            400,
            "Nội dung yêu cầu không đọc được",
            "Nội dung phải là đúng một đối tượng JSON theo mô tả, mã hóa UTF-8, không có trường lạ hoặc trùng.",
            "The request cannot be read",
            "The body must be exactly one JSON object as documented, in UTF-8, without unknown or repeated fields."),
    VALIDATION_FAILED(
            400,
            "Dữ liệu yêu cầu không hợp lệ",
            "Các trường trong errors thiếu hoặc sai định dạng.",
            "The request is not valid",
            "The fields named in errors are missing or ill-formed."),
    NUMBER_NOT_SYNTHETIC(
            400,
            "Số này có thể là của người thật",
            "Hệ thống mô phỏng chỉ trả lời về các số giả định; số này không được tra cứu.",
            "The number could be a real person's",
            "This stand-in answers about synthetic numbers only; the number was not looked up."),
    UNAUTHENTICATED(
            401,
            "Chưa xác thực",
            "Cần mã truy cập (Bearer) cấp cho population-registry.",
            "Not authenticated",
            "A bearer token issued for population-registry is needed."),
    INVALID_TOKEN(
            401,
            "Mã truy cập không hợp lệ",
            "Mã truy cập sai, hết hạn hoặc không cấp cho population-registry.",
            "The token is not valid",
            "The token is wrong, expired or not issued for population-registry."),
    EXCHANGE_CREDENTIALS_REFUSED(
            401,
            "Thông tin xác thực qua trục liên thông không được chấp nhận",
            "Kiểm tra các tiêu đề Timestamp, Authorization và X-Road-Client; errors nêu tiêu đề sai.",
            "The exchange's credentials are refused",
            "Check the headers Timestamp, Authorization and X-Road-Client; errors names the one that is wrong."),
    INSUFFICIENT_SCOPE(
            403,
            "Không đủ quyền",
            "Mã truy cập thiếu phạm vi nêu trong tiêu đề WWW-Authenticate.",
            "Not allowed",
            "The token lacks the scope that the header WWW-Authenticate names."),
    NOT_FOUND(404, "Không tìm thấy", "Địa chỉ này không có chức năng nào.", "Not found", "Nothing is served here."),
    METHOD_NOT_ALLOWED(
            405,
            "Phương thức không được phép",
            "Các phương thức được phép nằm trong tiêu đề Allow.",
            "Method not allowed",
            "The header Allow names the methods that are."),
    NOT_ACCEPTABLE(
            406,
            "Không có định dạng được yêu cầu",
            "Hệ thống chỉ trả lời application/json.",
            "Not acceptable",
            "Answers are application/json only."),
    REQUEST_ID_REUSED(
            409,
            "Mã yêu cầu đã được dùng",
            "Mỗi lần gọi, kể cả gọi lại, cần một requestId mới.",
            "The request id was used before",
            "Every call, a repeated one too, needs a new requestId."),
    NUMBER_TAKEN(
            409,
            "Số này đã có người khác dùng",
            "Một công dân khác trong hệ thống mô phỏng đang có số này; hãy dùng số khác hoặc đặt lại người đó.",
            "The number is taken",
            "Another citizen of this stand-in has the number; use another one, or reset that citizen."),
    TOO_MANY_CITIZENS(
            409,
            "Quá nhiều công dân",
            "Hệ thống mô phỏng giữ tối đa 1.000 người có tên; hãy đặt lại những người không còn cần.",
            "Too many citizens",
            "This stand-in keeps 1,000 named people; reset those that are no longer needed."),
    PAYLOAD_TOO_LARGE(
            413,
            "Nội dung quá lớn",
            "Nội dung không được quá 64 KiB.",
            "Too large",
            "The body may have 64 KiB at most."),
    UNSUPPORTED_MEDIA_TYPE(
            415,
            "Kiểu nội dung không được hỗ trợ",
            "Nội dung phải là application/json.",
            "Unsupported media type",
            "The body must be application/json."),
    TOO_MANY_CALLS(
            429,
            "Quá nhiều lượt tra cứu",
            "Hãy thử lại với requestId mới sau số giây trong Retry-After.",
            "Too many look-ups",
            "Try again, with a new requestId, after the seconds in Retry-After."),
    BROKEN_AS_ASKED(
            500,
            "Lỗi theo kịch bản",
            "Người kiểm thử đã yêu cầu lỗi này qua Mock-Scenario, công dân hoặc quy tắc lỗi.",
            "Broken as asked",
            "A tester asked for this through Mock-Scenario, the citizen or a fault rule."),
    INTERNAL(
            500,
            "Lỗi của hệ thống mô phỏng",
            "Hãy báo lỗi kèm giá trị instance.",
            "A fault of this stand-in",
            "Please report it with the value of instance."),
    REGISTRY_UNAVAILABLE(
            503,
            "Cơ sở dữ liệu tạm thời không phục vụ",
            "Hãy thử lại với requestId mới sau số giây trong Retry-After.",
            "The registry is out of service",
            "Try again, with a new requestId, after the seconds in Retry-After.");

    /** The body of every refusal (RFC 9457). */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    @Schema(name = "Problem", description = "Why the registry refused to answer (RFC 9457). Never repeats a value.")
    record Body(
            @Schema(description = "Names the kind of problem; not an address.", required = true)
            String type,

            @Schema(description = "In Vietnamese or English, by `Accept-Language`.", required = true)
            String title,

            @Schema(description = "The HTTP status.", required = true)
            int status,

            @Schema(description = "What to do about it, in the language of the title.", required = true)
            String detail,

            @Schema(description = "This one refusal, as the registry's log names it.", required = true)
            String instance,

            @Schema(description = "For programs; stays as it is in this version.", required = true)
            String code,

            @Schema(description = "Only for `validation-failed`: what is wrong where.")
            List<FieldError> errors) {}

    /** One field that is wrong, without its value. */
    @Schema(name = "FieldError")
    record FieldError(
            @Schema(
                    description = "JSON Pointer (RFC 6901) into the request, or the name of a header or parameter.",
                    required = true)
            String pointer,

            @Schema(description = "What is wrong, such as `required` or `invalid`.", required = true)
            String code) {}

    static final String MEDIA_TYPE = "application/problem+json";

    private static final Logger LOG = Logger.getLogger(Problem.class);
    private static final String ENGLISH = "en";
    private static final String VIETNAMESE = "vi";
    private static final String CHALLENGE = "Bearer realm=\"population-registry\"";

    private final int status;
    private final String titleInVietnamese;
    private final String detailInVietnamese;
    private final String titleInEnglish;
    private final String detailInEnglish;

    Problem(
            int status,
            String titleInVietnamese,
            String detailInVietnamese,
            String titleInEnglish,
            String detailInEnglish) {
        this.status = status;
        this.titleInVietnamese = titleInVietnamese;
        this.detailInVietnamese = detailInVietnamese;
        this.titleInEnglish = titleInEnglish;
        this.detailInEnglish = detailInEnglish;
    }

    String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    int status() {
        return status;
    }

    Response answer(HttpHeaders request) {
        return answer(request, List.of());
    }

    Response answer(HttpHeaders request, List<FieldError> errors) {
        var language = languageFor(request.getHeaderString(HttpHeaders.ACCEPT_LANGUAGE));
        return answer(MEDIA_TYPE, language, body(language, errors));
    }

    /** What the caller lacks at this path (RFC 6750, section 3.1). */
    static Response lackingScope(HttpHeaders request, String scope) {
        return Response.fromResponse(INSUFFICIENT_SCOPE.answer(request))
                .header(
                        HttpHeaders.WWW_AUTHENTICATE,
                        CHALLENGE + ", error=\"insufficient_scope\", scope=\"" + scope + "\"")
                .build();
    }

    /** A refusal that passes. */
    static Response retryAfter(Response refusal, @Nullable Duration time) {
        return time == null
                ? refusal
                : Response.fromResponse(refusal)
                        .header(HttpHeaders.RETRY_AFTER, time.toSeconds())
                        .build();
    }

    /** The refusal in whatever format the caller speaks, with the status and the headers that belong to it. */
    Response answer(String mediaType, String language, Object entity) {
        var answer = Response.status(status)
                .type(mediaType)
                .header(HttpHeaders.CONTENT_LANGUAGE, language)
                .entity(entity);
        return switch (this) {
            case UNAUTHENTICATED ->
                answer.header(HttpHeaders.WWW_AUTHENTICATE, CHALLENGE).build();
            case INVALID_TOKEN ->
                answer.header(HttpHeaders.WWW_AUTHENTICATE, CHALLENGE + ", error=\"invalid_token\"")
                        .build();
            case EXCHANGE_CREDENTIALS_REFUSED ->
                answer.header(HttpHeaders.WWW_AUTHENTICATE, "Basic realm=\"population-registry\"")
                        .build();
            case INSUFFICIENT_SCOPE,
                    METHOD_NOT_ALLOWED,
                    REGISTRY_UNAVAILABLE,
                    TOO_MANY_CALLS,
                    BROKEN_AS_ASKED,
                    NUMBER_TAKEN,
                    TOO_MANY_CITIZENS,
                    MALFORMED_REQUEST,
                    VALIDATION_FAILED,
                    NUMBER_NOT_SYNTHETIC,
                    NOT_FOUND,
                    NOT_ACCEPTABLE,
                    REQUEST_ID_REUSED,
                    PAYLOAD_TOO_LARGE,
                    UNSUPPORTED_MEDIA_TYPE,
                    INTERNAL -> answer.build();
        };
    }

    /** The body of one refusal, which the log names by its instance. */
    Body body(String language, List<FieldError> errors) {
        var english = language.equals(ENGLISH);
        var instance = "urn:uuid:" + UUID.randomUUID();
        LOG.infof("Refused with %s %s", code(), instance);
        return new Body(
                "urn:problem-type:population-registry:" + code(),
                english ? titleInEnglish : titleInVietnamese,
                status,
                english ? detailInEnglish : detailInVietnamese,
                instance,
                code(),
                errors);
    }

    /** Vietnamese unless English is asked for first; a header that cannot be read asks for nothing. */
    static String languageFor(@Nullable String acceptLanguage) {
        if (acceptLanguage == null) {
            return VIETNAMESE;
        }
        try {
            var language = Locale.lookupTag(Locale.LanguageRange.parse(acceptLanguage), List.of(VIETNAMESE, ENGLISH));
            return language == null ? VIETNAMESE : language;
        } catch (IllegalArgumentException unreadable) {
            return VIETNAMESE;
        }
    }
}
