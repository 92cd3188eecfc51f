package vn.gov.identitylink.signin;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import vn.gov.identitylink.account.AccountKind;
import vn.gov.identitylink.problem.NextAction;
import vn.gov.identitylink.signin.SignInDecision.Considered;
import vn.gov.identitylink.signin.SignInDecision.Rule;
import vn.gov.identitylink.signin.SignInDecision.Standing;
import vn.gov.identitylink.signin.SignInDecision.Verdict;
import vn.gov.identitylink.signin.SignInFacts.LinkStanding;
import vn.gov.identitylink.time.Clocks;

/**
 * The rules of signing in. Of the policies in force the hardest decides, so that a later one never loosens what an
 * earlier one demands unless it says that it replaces it; and without a withdrawn one everything is as before it.
 */
final class SignInRules {

    /** The hardest verdict; of several, that of the fewest skips left, and then that of the latest policy. */
    private static final Comparator<Judgement> BY_FORCE = Comparator.comparing(Judgement::verdict)
            .thenComparing(Judgement::skipsLeft, Comparator.nullsFirst(Comparator.reverseOrder()))
            .thenComparing(judgement -> judgement.policy().content().effectiveFrom())
            .thenComparing(judgement -> judgement.policy().version())
            .thenComparing(judgement -> judgement.policy().policyId());

    private final List<PublishedPolicy> policies;

    /** When anything begins or ends, in order. */
    private final List<Instant> boundaries;

    SignInRules(List<PublishedPolicy> policies) {
        this.policies = List.copyOf(policies);
        this.boundaries = policies.stream()
                .flatMap(policy ->
                        Stream.concat(policy.content().boundaries().stream(), Stream.ofNullable(policy.withdrawnAt())))
                .distinct()
                .sorted()
                .toList();
    }

    SignInDecision decide(SignInFacts facts, Instant at) {
        if (facts.kind().isElectronicIdentity()) {
            return ofElectronicIdentity(facts);
        }
        if (facts.standing() == LinkStanding.SUPERSEDED) {
            // Whatever the policies say: its owner closed it, and signs in through VNeID.
            return new SignInDecision(Verdict.REFUSED, null, Rule.CLOSED, List.of(), null, wayOn(facts), null);
        }
        @Nullable LocalDate requiredFrom = withoutWithdrawn(at).linkRequiredFrom(facts.audience(), facts.kind(), at);
        Optional<Judgement> hardest = inForce(facts.audience(), facts.kind(), at)
                .map(policy -> judge(policy, facts, at))
                .max(BY_FORCE);
        Set<UUID> replaced = replacedAt(at);
        List<Considered> considered = policies.stream()
                .filter(policy -> policy.content().isAbout(facts.audience(), facts.kind()))
                .map(policy -> new Considered(
                        policy,
                        standingOf(policy, hardest.map(Judgement::policy).orElse(null), replaced, at)))
                .toList();
        return hardest.map(judgement -> new SignInDecision(
                        judgement.verdict(),
                        judgement.policy(),
                        judgement.rule(),
                        considered,
                        requiredFrom,
                        judgement.nextAction(),
                        judgement.skipsLeft()))
                .orElseGet(() -> new SignInDecision(
                        Verdict.ALLOW, null, Rule.NO_POLICY, considered, requiredFrom, wayOn(facts), null));
    }

    /** What one policy says of a sign-in. */
    private record Judgement(
            PublishedPolicy policy,
            Verdict verdict,
            Rule rule,
            NextAction nextAction,
            @Nullable Integer skipsLeft) {}

    private static Judgement judge(PublishedPolicy policy, SignInFacts facts, Instant at) {
        PolicyMode mode = policy.content().modeFor(facts.kind(), at);
        NextAction way = wayOn(facts);
        return switch (facts.standing()) {
            case LINKED ->
                mode == PolicyMode.NOTICE
                        ? new Judgement(policy, Verdict.ALLOW, Rule.LINKED, way, null)
                        : new Judgement(policy, Verdict.REFUSED, Rule.LINKED_USE_ELECTRONIC_IDENTITY, way, null);
            case SUSPENDED, RESUMABLE ->
                new Judgement(
                        policy,
                        mode == PolicyMode.NOTICE ? Verdict.ALLOW : Verdict.REFUSED,
                        Rule.LINK_SUSPENDED,
                        way,
                        null);
            case SUPERSEDED -> throw new IllegalStateException("no policy is asked about a closed account");
            case NOT_LINKED ->
                switch (mode) {
                    case NOTICE -> notice(policy, facts);
                    case LINK_REQUIRED ->
                        facts.outage() && policy.content().outage() == SignInPolicy.OutageClause.ALLOW_WITH_NOTICE
                                ? new Judgement(policy, Verdict.ALLOW_WITH_NOTICE, Rule.OUTAGE, way, null)
                                : new Judgement(policy, Verdict.LINK_REQUIRED, Rule.LINK_REQUIRED, way, null);
                    case CLOSED -> new Judgement(policy, Verdict.REFUSED, Rule.CLOSED, NextAction.ASK_OFFICER, null);
                };
        };
    }

    private static Judgement notice(PublishedPolicy policy, SignInFacts facts) {
        @Nullable Integer limit = policy.content().skipLimit();
        if (limit == null) {
            return new Judgement(policy, Verdict.ALLOW_WITH_NOTICE, Rule.NOTICE, wayOn(facts), null);
        }
        int left = Math.max(0, limit - facts.skips().getOrDefault(policy.policyId(), 0));
        return left > 0
                ? new Judgement(policy, Verdict.ALLOW_WITH_NOTICE, Rule.NOTICE, wayOn(facts), left)
                : new Judgement(policy, Verdict.LINK_REQUIRED, Rule.SKIPS_USED_UP, wayOn(facts), 0);
    }

    private static SignInDecision ofElectronicIdentity(SignInFacts facts) {
        return switch (facts.standing()) {
            case SUSPENDED -> ofElectronicIdentity(Verdict.REFUSED, Rule.LINK_SUSPENDED, NextAction.ASK_OFFICER);
            // Who was kept out could not resume it.
            case RESUMABLE -> ofElectronicIdentity(Verdict.LINK_REQUIRED, Rule.LINK_SUSPENDED, NextAction.LINK_VNEID);
            case LINKED -> ofElectronicIdentity(Verdict.ALLOW, Rule.ELECTRONIC_IDENTITY, NextAction.NONE);
            case NOT_LINKED, SUPERSEDED -> ofElectronicIdentity(Verdict.ALLOW, Rule.ELECTRONIC_IDENTITY, wayOn(facts));
        };
    }

    private static SignInDecision ofElectronicIdentity(Verdict verdict, Rule rule, NextAction nextAction) {
        return new SignInDecision(verdict, null, rule, List.of(), null, nextAction, null);
    }

    private static NextAction wayOn(SignInFacts facts) {
        return switch (facts.standing()) {
            case LINKED, RESUMABLE, SUPERSEDED -> NextAction.SIGN_IN_WITH_VNEID;
            case SUSPENDED -> NextAction.ASK_OFFICER;
            case NOT_LINKED -> facts.towardsLink();
        };
    }

    /** The policies that say something about this kind of account at that time. */
    private Stream<PublishedPolicy> inForce(AccountKind audience, SignInKind kind, Instant at) {
        Set<UUID> replaced = replacedAt(at);
        return policies.stream()
                .filter(policy -> policy.isInForce(at)
                        && policy.content().isAbout(audience, kind)
                        && !replaced.contains(policy.policyId()));
    }

    private Set<UUID> replacedAt(Instant at) {
        Set<UUID> replaced = new HashSet<>();
        policies.stream()
                .filter(policy -> policy.isInForce(at))
                .forEach(policy -> replaced.addAll(policy.content().replaces()));
        return replaced;
    }

    private static Standing standingOf(
            PublishedPolicy policy, @Nullable PublishedPolicy decisive, Set<UUID> replaced, Instant at) {
        if (policy.withdrawnAt() != null && !at.isBefore(policy.withdrawnAt())) {
            return Standing.WITHDRAWN;
        }
        if (!policy.content().isInForce(at)) {
            return at.isBefore(policy.content().begins()) ? Standing.NOT_YET : Standing.OVER;
        }
        if (policy.equals(decisive)) {
            return Standing.DECIDED;
        }
        return replaced.contains(policy.policyId()) ? Standing.REPLACED : Standing.WEAKER;
    }

    /** As if what was withdrawn by then had never been. */
    private SignInRules withoutWithdrawn(Instant at) {
        List<PublishedPolicy> standing = policies.stream()
                .filter(policy -> policy.withdrawnAt() == null || at.isBefore(policy.withdrawnAt()))
                .toList();
        return standing.size() == policies.size() ? this : new SignInRules(standing);
    }

    /** The day on which the first harder mode than a notice began, or will begin, for this kind of account. */
    private @Nullable LocalDate linkRequiredFrom(AccountKind audience, SignInKind kind, Instant at) {
        if (isLinkRequired(audience, kind, at)) {
            @Nullable Instant since = null;
            for (Instant boundary : boundaries) {
                if (!boundary.isAfter(at)) {
                    boolean required = isLinkRequired(audience, kind, boundary);
                    since = !required ? null : since == null ? boundary : since;
                }
            }
            return since == null ? null : dayOf(since);
        }
        return boundaries.stream()
                .filter(boundary -> boundary.isAfter(at) && isLinkRequired(audience, kind, boundary))
                .findFirst()
                .map(SignInRules::dayOf)
                .orElse(null);
    }

    boolean isLinkRequired(AccountKind audience, SignInKind kind, Instant at) {
        return inForce(audience, kind, at).anyMatch(policy -> policy.content().modeFor(kind, at) != PolicyMode.NOTICE);
    }

    private static LocalDate dayOf(Instant midnight) {
        return midnight.atZone(Clocks.VIETNAM).toLocalDate();
    }
}
