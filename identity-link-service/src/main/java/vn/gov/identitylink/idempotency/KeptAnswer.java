package vn.gov.identitylink.idempotency;

import org.jspecify.annotations.Nullable;

/** An answer as it was sent: what is sealed, and sent again. */
record KeptAnswer(
        String status,
        @Nullable String location,
        @Nullable String entityTag,
        @Nullable String body) {

    @Override
    public String toString() {
        return "KeptAnswer[" + status + "]";
    }
}
