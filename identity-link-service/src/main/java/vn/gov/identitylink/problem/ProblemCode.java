package vn.gov.identitylink.problem;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * The error catalogue: everything the outside can see go wrong. The constant in kebab-case is the wire code and never
 * changes its meaning; titles, details and remedies in both languages stand in {@code problems_*.properties}.
 */
public enum ProblemCode {
    MALFORMED_REQUEST(400),
    VALIDATION_FAILED(400),
    INVALID_PARAMETER(400),
    PROCESSING_PURPOSE_MISSING(400),
    ATTEMPT_INVALID(400),
    JOIN_CODE_INVALID(400),
    IDENTITY_ASSERTION_REJECTED(400),
    DECISION_INVALID(400),

    DISPUTE_TOKEN_INVALID(400),
    SECURITY_EVENT_REJECTED(400),

    UNAUTHENTICATED(401),
    INVALID_TOKEN(401),
    STEP_UP_REQUIRED(401),
    ACCOUNT_SIGN_IN_REQUIRED(401),

    INSUFFICIENT_SCOPE(403),
    ACTOR_NOT_ALLOWED(403),
    PROCESSING_PURPOSE_NOT_ALLOWED(403),

    NOT_FOUND(404),
    METHOD_NOT_ALLOWED(405),
    NOT_ACCEPTABLE(406),

    VNEID_ALREADY_LINKED(409),
    ACCOUNT_ALREADY_LINKED(409),
    NUMBER_NOT_MATCHED(409),
    ATTEMPT_IN_PROGRESS(409),
    ATTEMPT_USED(409),
    IDENTITY_PROVED(409),
    LINK_SUSPENDED(409),
    LINK_ENDED(409),
    LINK_REMOVAL_NOT_ALLOWED(409),
    REPLACEMENT_NOT_PROVED(409),
    ACCOUNT_SUPERSEDED(409),
    CASE_RESOLVED(409),
    CITIZEN_NOT_ELIGIBLE(409),
    SKIP_NOT_ALLOWED(409),
    POLICY_IMMUTABLE(409),
    POLICY_STATE_CONFLICT(409),
    SECOND_OPERATOR_REQUIRED(409),
    DOCUMENT_IMMUTABLE(409),
    DOCUMENT_ALREADY_STORED(409),
    UPLOAD_LIMIT_REACHED(409),
    DOCUMENT_NOT_REUSABLE(409),
    DOCUMENT_DAMAGED(409),
    TARGET_ALREADY_SET(409),
    COUNTING_IN_PROGRESS(409),
    CONTACT_TOO_RECENT(409),
    CONTROL_NOT_PROVED(409),
    OFFICER_OWN_NUMBER(409),
    SECOND_OFFICER_REQUIRED(409),
    IDEMPOTENCY_IN_PROGRESS(409),

    VERIFICATION_EXPIRED(410),
    ATTEMPT_EXPIRED(410),
    DECISION_EXPIRED(410),
    REUSE_EXPIRED(410),

    PRECONDITION_FAILED(412),
    PAYLOAD_TOO_LARGE(413),
    UNSUPPORTED_MEDIA_TYPE(415),
    RANGE_NOT_SATISFIABLE(416),

    IDENTITY_NOT_MATCHED(422),
    IDENTITY_MISMATCH(422),
    ACCOUNT_NUMBERS_DIFFER(422),
    VNEID_LEVEL_INSUFFICIENT(422),
    CONFIRMATION_CODE_WRONG(422),
    ONE_TIME_CODE_WRONG(422),
    DOCUMENT_DIGEST_MISMATCH(422),
    DOCUMENT_TYPE_MISMATCH(422),
    IDEMPOTENCY_KEY_REUSED(422),

    PRECONDITION_REQUIRED(428),
    RATE_LIMITED(429),

    INTERNAL(500),

    REGISTRY_BAD_RESPONSE(502),
    REGISTRY_UNAVAILABLE(503),
    IDENTITY_PROVIDER_UNAVAILABLE(503),
    NOTICE_CHANNEL_UNAVAILABLE(503),
    STORAGE_UNAVAILABLE(503),
    OVERLOADED(503),
    REGISTRY_TIMEOUT(504);

    private final int status;

    ProblemCode(int status) {
        this.status = status;
    }

    /** The problem with this wire code. */
    public static Optional<ProblemCode> of(String code) {
        return Arrays.stream(values())
                .filter(known -> known.code().equals(code))
                .findFirst();
    }

    /** The HTTP status that carries this code. */
    public int status() {
        return status;
    }

    /** The wire code, such as {@code vneid-already-linked}. */
    public String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether the same request can succeed later without the caller changing anything. */
    public boolean retryable() {
        return switch (this) {
            case ATTEMPT_IN_PROGRESS, COUNTING_IN_PROGRESS, IDEMPOTENCY_IN_PROGRESS, RATE_LIMITED -> true;
            default -> status >= 500;
        };
    }
}
