package vn.gov.identitylink.signin;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.sql.Date;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;
import vn.gov.identitylink.access.Caller;
import vn.gov.identitylink.audit.Action;
import vn.gov.identitylink.audit.AuditLog;
import vn.gov.identitylink.problem.NextAction;
import vn.gov.identitylink.signin.SignInDecision.Verdict;
import vn.gov.identitylink.signin.SignInFacts.LinkStanding;

/**
 * What a policy will do on its first day: to how many accounts, where, and who would be left without a way to sign in. Counts
 * all accounts of the realm: for operators, before they publish.
 */
@ApplicationScoped
class PreviewImpact {

    /** How far an account has come, as far as signing in is concerned. */
    enum Progress {
        LINKED,
        LINK_SUSPENDED,
        IDENTITY_NOT_DECLARED,
        NUMBER_NOT_MATCHED,
        READY_TO_LINK
    }

    @Schema(
            name = "ImpactGroup",
            requiredProperties = {"accountKind", "progress", "accounts", "before", "after"})
    record Group(
            @Schema(description = "Commune of the accounts, where it is known.") @Nullable
            String communeCode,

            @Schema(description = "The day on which the code meant that commune.") @Nullable
            LocalDate communeCodeAsOf,

            SignInKind accountKind,
            Progress progress,
            long accounts,

            @Schema(description = "The decision without the policy.")
            Verdict before,

            @Schema(description = "The decision with it.") Verdict after) {}

    @Schema(
            name = "PolicyImpact",
            requiredProperties = {"date", "touched", "loosened", "stranded", "groups"})
    record Impact(
            @Schema(description = "The first day of the policy.")
            LocalDate date,

            @Schema(description = "Accounts whose decision changes.")
            long touched,

            @Schema(description = "Of them, those that are let in more easily than before.")
            long loosened,

            @Schema(
                    description = "Accounts without a link that are not let in at all: each needs a way out before that"
                            + " day.")
            long stranded,

            List<Group> groups) {}

    private static final String COUNTED = """
            SELECT a.commune_code, a.commune_code_as_of,
              CASE WHEN l.state = 'ACTIVE' THEN 'LINKED'
                WHEN l.state = 'SUSPENDED' THEN 'LINK_SUSPENDED'
                WHEN a.declared_identity IS NULL THEN 'IDENTITY_NOT_DECLARED'
                WHEN a.assurance = 'DECLARED' THEN 'NUMBER_NOT_MATCHED'
                ELSE 'READY_TO_LINK' END AS progress,
              count(*)
            FROM account a LEFT JOIN link l ON l.account_id = a.account_id AND l.state <> 'ENDED'
            WHERE a.realm = ?1 AND a.kind = ?2
            GROUP BY 1, 2, 3 ORDER BY 1 NULLS FIRST, 2, 3
            """;

    private final SignInPolicies policies;
    private final EntityManager entities;
    private final AuditLog audit;
    private final InstantSource clock;

    PreviewImpact(SignInPolicies policies, EntityManager entities, AuditLog audit, InstantSource clock) {
        this.policies = policies;
        this.entities = entities;
        this.audit = audit;
        this.clock = clock;
    }

    @Transactional
    Optional<Impact> run(Caller.Staff operator, UUID policyId) {
        return policies.findByIdOptional(policyId).map(row -> {
            audit.done(Action.SIGN_IN_IMPACT_READ, null, policyId, List.of());
            return impactOf(operator.realm(), row);
        });
    }

    private Impact impactOf(String realm, SignInPolicyRow row) {
        SignInPolicy content = policies.contentOf(row);
        SignInRules before = policies.rulesWithout(row);
        SignInRules after = policies.rulesWith(row);
        // Of today's midnight, some is over: what was withdrawn since does not count any more.
        Instant firstMoment = content.begins().isBefore(clock.instant()) ? clock.instant() : content.begins();
        List<Group> groups = new ArrayList<>();
        for (Object each : entities.createNativeQuery(COUNTED)
                .setParameter(1, realm)
                .setParameter(2, content.audience().name())
                .getResultList()) {
            Object[] counted = (Object[]) each;
            Progress progress = Progress.valueOf((String) counted[2]);
            // The portal's own accounts: which other kind an account is signed in with is known at the sign-in only.
            SignInFacts facts = new SignInFacts(
                    content.audience(), SignInKind.PORTAL, standingOf(progress), NextAction.NONE, Map.of(), false);
            groups.add(new Group(
                    (String) counted[0],
                    dateOf(counted[1]),
                    SignInKind.PORTAL,
                    progress,
                    ((Number) counted[3]).longValue(),
                    before.decide(facts, firstMoment).verdict(),
                    after.decide(facts, firstMoment).verdict()));
        }
        return new Impact(
                content.effectiveFrom(),
                sum(groups.stream()
                        .filter(group -> group.before() != group.after())
                        .toList()),
                sum(groups.stream()
                        .filter(group -> group.after().compareTo(group.before()) < 0)
                        .toList()),
                sum(groups.stream()
                        .filter(group -> group.after() == Verdict.REFUSED && group.progress() != Progress.LINKED)
                        .toList()),
                groups);
    }

    private static long sum(List<Group> groups) {
        return groups.stream().mapToLong(Group::accounts).sum();
    }

    private static @Nullable LocalDate dateOf(@Nullable Object date) {
        return switch (date) {
            case null -> null;
            case Date day -> day.toLocalDate();
            case LocalDate day -> day;
            default -> throw new IllegalStateException("a date of another type");
        };
    }

    private static LinkStanding standingOf(Progress progress) {
        return switch (progress) {
            case LINKED -> LinkStanding.LINKED;
            case LINK_SUSPENDED -> LinkStanding.SUSPENDED;
            case IDENTITY_NOT_DECLARED, NUMBER_NOT_MATCHED, READY_TO_LINK -> LinkStanding.NOT_LINKED;
        };
    }
}
