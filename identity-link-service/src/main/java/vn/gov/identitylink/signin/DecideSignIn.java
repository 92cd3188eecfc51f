package vn.gov.identitylink.signin;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.gov.identitylink.access.Caller;
import vn.gov.identitylink.account.AccountKind;
import vn.gov.identitylink.audit.Action;
import vn.gov.identitylink.audit.AuditLog;
import vn.gov.identitylink.problem.NextAction;
import vn.gov.identitylink.registry.PopulationRegistry;
import vn.gov.identitylink.signin.SignInFacts.LinkStanding;

/**
 * A portal asks, at every sign-in, whether this person may come in so. One read, no lock, no remote call; what was asked is
 * audited in batches.
 */
@ApplicationScoped
class DecideSignIn {

    /** Who signs in; exactly one. */
    sealed interface Question {

        /** With an account of the portal. */
        record Account(String externalId, SignInKind kind) implements Question {}

        /** With VNeID: whose account it is, if any. */
        record Identity(String issuer, String subject) implements Question {}

        /** Nobody: what would be, at that time. */
        record Simulation(
                AccountKind audience,
                SignInKind kind,
                LinkStanding standing,
                Map<UUID, Integer> skips,
                boolean outage,
                Instant at)
                implements Question {}
    }

    /**
     * @param accountId of the account that signs in, where it is known
     * @param signed for [Bỏ qua]; absent for a simulation
     */
    record Decided(
            SignInDecision decision,
            @Nullable UUID accountId,
            @Nullable SignedDecision signed) {}

    private final SignInReads reads;
    private final SignInPolicies policies;
    private final PopulationRegistry registry;
    private final AuditLog audit;
    private final InstantSource clock;

    DecideSignIn(
            SignInReads reads,
            SignInPolicies policies,
            PopulationRegistry registry,
            AuditLog audit,
            InstantSource clock) {
        this.reads = reads;
        this.policies = policies;
        this.registry = registry;
        this.audit = audit;
        this.clock = clock;
    }

    Decided run(Caller.Portal portal, Question question) {
        return switch (question) {
            case Question.Account account ->
                decide(portal, reads.byExternalId(portal.realm(), account.externalId()), account.kind());
            case Question.Identity identity ->
                decide(
                        portal,
                        reads.byIdentity(portal.realm(), identity.issuer(), identity.subject()),
                        SignInKind.VNEID);
            case Question.Simulation simulation -> simulate(simulation);
        };
    }

    private Decided decide(Caller.Portal portal, SignInReads.Read read, SignInKind kind) {
        Instant now = clock.instant();
        SignInDecision decision = policies.rules(read.revision())
                .decide(
                        new SignInFacts(
                                read.audience(),
                                kind,
                                read.standing(),
                                read.towardsLink(),
                                read.skips(),
                                registry.isLeftAlone()),
                        now);
        audit.doneInBatch(Action.SIGN_IN_DECIDED, read.accountId(), List.of(kind.name()));
        return new Decided(decision, read.accountId(), signed(portal, read.accountId(), decision, now));
    }

    private static SignedDecision signed(
            Caller.Portal portal, @Nullable UUID accountId, SignInDecision decision, Instant now) {
        @Nullable PublishedPolicy policy = decision.canBeSkipped() ? decision.decidedBy() : null;
        return new SignedDecision(
                UUID.randomUUID(),
                portal.realm(),
                accountId,
                policy == null ? null : policy.policyId(),
                policy == null ? 0 : policy.content().notice().version(),
                now.plus(SignedDecision.VALIDITY));
    }

    private Decided simulate(Question.Simulation simulation) {
        SignInDecision decision = policies.rules(policies.revision())
                .decide(
                        new SignInFacts(
                                simulation.audience(),
                                simulation.kind(),
                                simulation.standing(),
                                simulation.audience() == AccountKind.CITIZEN
                                        ? NextAction.LINK_VNEID
                                        : NextAction.ASK_OFFICER,
                                simulation.skips(),
                                simulation.outage()),
                        simulation.at());
        return new Decided(decision, null, null);
    }
}
