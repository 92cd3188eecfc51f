package vn.gov.identitylink.signin;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import vn.gov.identitylink.account.AccountKind;

/** Whether the law in force lets people of a kind sign in without a linked electronic identity. */
@ApplicationScoped
public class LinkRequirement {

    private final SignInPolicies policies;
    private final InstantSource clock;

    LinkRequirement(SignInPolicies policies, InstantSource clock) {
        this.policies = policies;
        this.clock = clock;
    }

    /** Whether an account issued by the portal needs a link now. Works in the caller's transaction. */
    public boolean isInForce(AccountKind audience) {
        return policies.rules(policies.revision()).isLinkRequired(audience, SignInKind.PORTAL, clock.instant());
    }
}
