package vn.gov.identitylink.signin;

import java.util.Map;
import java.util.UUID;
import vn.gov.identitylink.account.AccountKind;
import vn.gov.identitylink.problem.NextAction;

/**
 * What a decision depends on, besides the policies and the time.
 *
 * @param audience whose account it is
 * @param kind what they sign in with
 * @param towardsLink what an account without a link has to do next
 * @param skips how often each policy's notice was skipped
 * @param outage whether nobody can link now because the registry cannot be asked
 */
record SignInFacts(
        AccountKind audience,
        SignInKind kind,
        LinkStanding standing,
        NextAction towardsLink,
        Map<UUID, Integer> skips,
        boolean outage) {

    /** Whether the account is linked with an electronic identity. */
    enum LinkStanding {
        NOT_LINKED,
        LINKED,
        /** Held, and only an operator resumes it. */
        SUSPENDED,
        /** Held by its citizen or by VNeID: the citizen resumes it, signed in through VNeID. */
        RESUMABLE,
        /** Closed in favour of another account of the same citizen, which is linked. */
        SUPERSEDED
    }

    SignInFacts {
        skips = Map.copyOf(skips);
    }
}
