package vn.gov.identitylink.signin;

import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.gov.identitylink.problem.NextAction;

/**
 * What came of a sign-in.
 *
 * @param decidedBy the policy that decided; absent where none is about this sign-in
 * @param rule why, in a word
 * @param considered every policy about this kind of account, and whether it counted
 * @param linkRequiredFrom the first day on which a link is required, if one is known
 * @param skipsLeft absent where the notice can be skipped without limit, or there is none to skip
 */
record SignInDecision(
        Verdict verdict,
        @Nullable PublishedPolicy decidedBy,
        Rule rule,
        List<Considered> considered,
        @Nullable LocalDate linkRequiredFrom,
        NextAction nextAction,
        @Nullable Integer skipsLeft) {

    enum Verdict {
        ALLOW,
        /** In, and the notice is shown. */
        ALLOW_WITH_NOTICE,
        /** In, but only to link. */
        LINK_REQUIRED,
        /** Not in; {@code nextAction} says what helps. */
        REFUSED
    }

    enum Rule {
        /** No policy is about this sign-in. */
        NO_POLICY,
        /** Signed in with an electronic identity. */
        ELECTRONIC_IDENTITY,
        /** Linked, and the portal's own account may still be used. */
        LINKED,
        /** Linked: only the electronic identity is used from now on. */
        LINKED_USE_ELECTRONIC_IDENTITY,
        LINK_SUSPENDED,
        /** The notice may be skipped. */
        NOTICE,
        /** It was skipped as often as it may be. */
        SKIPS_USED_UP,
        LINK_REQUIRED,
        /** A link is required, and nobody can make one now. */
        OUTAGE,
        CLOSED
    }

    /** Why a policy about this kind of account counted or not. */
    enum Standing {
        DECIDED,
        /** In force, but another presses harder. */
        WEAKER,
        /** Another that is in force replaces it. */
        REPLACED,
        NOT_YET,
        OVER,
        WITHDRAWN
    }

    record Considered(PublishedPolicy policy, Standing standing) {}

    /** Whether [Bỏ qua] is offered. */
    boolean canBeSkipped() {
        return verdict == Verdict.ALLOW_WITH_NOTICE && rule == Rule.NOTICE && decidedBy != null;
    }
}
