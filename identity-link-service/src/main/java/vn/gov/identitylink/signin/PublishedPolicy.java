package vn.gov.identitylink.signin;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A policy that was published; its content cannot change any more.
 *
 * @param version counts the policies of one name
 * @param withdrawnAt from here on it is as if it had never been
 */
record PublishedPolicy(
        UUID policyId,
        int version,
        SignInPolicy content,
        @Nullable Instant withdrawnAt) {

    boolean isInForce(Instant at) {
        return content.isInForce(at) && (withdrawnAt == null || at.isBefore(withdrawnAt));
    }
}
