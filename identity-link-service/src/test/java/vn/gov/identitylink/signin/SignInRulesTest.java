package vn.gov.identitylink.signin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static vn.gov.identitylink.signin.SignInDecision.Verdict.ALLOW_WITH_NOTICE;
import static vn.gov.identitylink.signin.SignInDecision.Verdict.LINK_REQUIRED;
import static vn.gov.identitylink.signin.SignInDecision.Verdict.REFUSED;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vn.gov.identitylink.account.AccountKind;
import vn.gov.identitylink.problem.NextAction;
import vn.gov.identitylink.signin.SignInDecision.Rule;
import vn.gov.identitylink.signin.SignInDecision.Standing;
import vn.gov.identitylink.signin.SignInDecision.Verdict;
import vn.gov.identitylink.signin.SignInFacts.LinkStanding;

/** The rules as a table, and what holds for every set of policies. */
class SignInRulesTest {

    private static final Instant NOON = Instant.parse("2024-07-10T05:00:00Z");
    private static final long SEED = Long.getLong("signin.seed", System.nanoTime());

    @ParameterizedTest(name = "{0}, {1}")
    @CsvSource({
        "NOTICE, NOT_LINKED, ALLOW_WITH_NOTICE, NOTICE, VERIFY_IDENTITY",
        "NOTICE, LINKED, ALLOW, LINKED, SIGN_IN_WITH_VNEID",
        "NOTICE, SUSPENDED, ALLOW, LINK_SUSPENDED, ASK_OFFICER",
        "NOTICE, RESUMABLE, ALLOW, LINK_SUSPENDED, SIGN_IN_WITH_VNEID",
        "LINK_REQUIRED, NOT_LINKED, LINK_REQUIRED, LINK_REQUIRED, VERIFY_IDENTITY",
        "LINK_REQUIRED, LINKED, REFUSED, LINKED_USE_ELECTRONIC_IDENTITY, SIGN_IN_WITH_VNEID",
        "LINK_REQUIRED, SUSPENDED, REFUSED, LINK_SUSPENDED, ASK_OFFICER",
        "LINK_REQUIRED, RESUMABLE, REFUSED, LINK_SUSPENDED, SIGN_IN_WITH_VNEID",
        "CLOSED, NOT_LINKED, REFUSED, CLOSED, ASK_OFFICER",
        "CLOSED, LINKED, REFUSED, LINKED_USE_ELECTRONIC_IDENTITY, SIGN_IN_WITH_VNEID",
        "CLOSED, SUSPENDED, REFUSED, LINK_SUSPENDED, ASK_OFFICER"
    })
    void whatEachModeSaysToEachStateOfALink(
            PolicyMode mode, LinkStanding standing, Verdict verdict, Rule rule, NextAction next) {
        SignInDecision decision =
                new SignInRules(List.of(policy(1, mode))).decide(facts(SignInKind.PORTAL, standing), NOON);

        assertEquals(verdict, decision.verdict());
        assertEquals(rule, decision.rule());
        assertEquals(next, decision.nextAction());
    }

    @ParameterizedTest
    @CsvSource({
        "VNEID, NOT_LINKED, ALLOW, VERIFY_IDENTITY",
        "VNEID, LINKED, ALLOW, NONE",
        "VNEID, SUSPENDED, REFUSED, ASK_OFFICER",
        "VNEID, RESUMABLE, LINK_REQUIRED, LINK_VNEID",
        "ORGANISATION_EID, NOT_LINKED, ALLOW, VERIFY_IDENTITY"
    })
    void anElectronicIdentityIsUnderNoPolicy(SignInKind kind, LinkStanding standing, Verdict verdict, NextAction next) {
        SignInDecision decision =
                new SignInRules(List.of(policy(1, PolicyMode.CLOSED))).decide(facts(kind, standing), NOON);

        assertEquals(verdict, decision.verdict());
        assertEquals(next, decision.nextAction());
        assertEquals(List.of(), decision.considered());
    }

    @ParameterizedTest
    @CsvSource({
        "2024-06-30T16:59:59.999999Z, ALLOW",
        "2024-06-30T17:00:00Z, LINK_REQUIRED",
        "2024-06-30T17:00:01Z, LINK_REQUIRED",
        "2024-12-31T16:59:59Z, LINK_REQUIRED",
        "2024-12-31T17:00:00Z, ALLOW"
    })
    void aPolicyHoldsFromMidnightToMidnightInVietnam(String at, Verdict verdict) {
        PublishedPolicy policy = policy(1, PolicyMode.LINK_REQUIRED, "2024-07-01", "2024-12-31", null);

        assertEquals(
                verdict,
                new SignInRules(List.of(policy))
                        .decide(facts(SignInKind.PORTAL, LinkStanding.NOT_LINKED), Instant.parse(at))
                        .verdict());
    }

    @Test
    void skipsAreCountedDownToARequirement() {
        PublishedPolicy policy = policy(1, PolicyMode.NOTICE, "2024-07-01", null, 2);
        SignInRules rules = new SignInRules(List.of(policy));

        for (int skipped = 0; skipped <= 3; skipped++) {
            SignInDecision decision = rules.decide(
                    facts(SignInKind.PORTAL, LinkStanding.NOT_LINKED, Map.of(policy.policyId(), skipped), false), NOON);

            assertEquals(skipped < 2 ? ALLOW_WITH_NOTICE : LINK_REQUIRED, decision.verdict());
            assertEquals(Math.max(0, 2 - skipped), decision.skipsLeft());
            assertEquals(skipped < 2, decision.canBeSkipped());
            assertEquals(skipped < 2 ? Rule.NOTICE : Rule.SKIPS_USED_UP, decision.rule());
        }
    }

    @Test
    void whileNobodyCanLinkThePolicySaysWhetherThatCounts() {
        SignInFacts outage = facts(SignInKind.PORTAL, LinkStanding.NOT_LINKED, Map.of(), true);
        SignInDecision let = new SignInRules(List.of(policy(1, PolicyMode.LINK_REQUIRED))).decide(outage, NOON);
        SignInDecision kept = new SignInRules(
                        List.of(with(policy(1, PolicyMode.LINK_REQUIRED), SignInPolicy.OutageClause.NONE)))
                .decide(outage, NOON);

        assertEquals(ALLOW_WITH_NOTICE, let.verdict());
        assertEquals(Rule.OUTAGE, let.rule());
        assertTrue(!let.canBeSkipped());
        assertEquals(LINK_REQUIRED, kept.verdict());
    }

    @Test
    void anExemptionMakesItANoticeUntilItsLastDay() {
        PublishedPolicy policy = exempting(policy(1, PolicyMode.CLOSED), SignInKind.VIETNAM_POST, "2024-07-31");
        SignInRules rules = new SignInRules(List.of(policy));

        assertEquals(
                ALLOW_WITH_NOTICE,
                rules.decide(facts(SignInKind.VIETNAM_POST, LinkStanding.NOT_LINKED), NOON)
                        .verdict());
        assertEquals(
                REFUSED,
                rules.decide(
                                facts(SignInKind.VIETNAM_POST, LinkStanding.NOT_LINKED),
                                Instant.parse("2024-07-31T17:00:00Z"))
                        .verdict());
        assertEquals(
                REFUSED,
                rules.decide(facts(SignInKind.PORTAL, LinkStanding.NOT_LINKED), NOON)
                        .verdict());
    }

    @Test
    void onlyWhoReplacesLoosens() {
        PublishedPolicy hard = policy(1, PolicyMode.CLOSED);
        PublishedPolicy soft = policy(2, PolicyMode.NOTICE);
        SignInFacts facts = facts(SignInKind.PORTAL, LinkStanding.NOT_LINKED);

        assertEquals(
                REFUSED,
                new SignInRules(List.of(hard, soft)).decide(facts, NOON).verdict());
        SignInDecision loosened = new SignInRules(List.of(hard, replacing(soft, hard))).decide(facts, NOON);
        assertEquals(ALLOW_WITH_NOTICE, loosened.verdict());
        assertEquals(
                List.of(Standing.REPLACED, Standing.DECIDED),
                loosened.considered().stream()
                        .map(SignInDecision.Considered::standing)
                        .toList());
    }

    @Test
    void theDayFromWhichALinkIsRequiredIsReadFromThePolicies() {
        SignInRules rules = new SignInRules(List.of(
                policy(1, PolicyMode.NOTICE, "2022-10-20", "2024-06-30", null),
                policy(2, PolicyMode.LINK_REQUIRED, "2024-07-01", null, null),
                policy(3, PolicyMode.LINK_REQUIRED, "2026-07-20", null, null)));
        SignInFacts facts = facts(SignInKind.PORTAL, LinkStanding.NOT_LINKED);

        for (String at : List.of("2021-01-01", "2024-06-30", "2024-07-01", "2026-11-25")) {
            assertEquals(
                    LocalDate.parse("2024-07-01"),
                    rules.decide(facts, Instant.parse(at + "T05:00:00Z")).linkRequiredFrom(),
                    at);
        }
        assertNull(new SignInRules(List.of(policy(1, PolicyMode.NOTICE)))
                .decide(facts, NOON)
                .linkRequiredFrom());
    }

    @Test
    void aNoticeThatWasWithdrawnLeavesTheDayAsItWas() {
        PublishedPolicy law = policy(2, PolicyMode.LINK_REQUIRED, "2024-07-01", null, null);
        PublishedPolicy notice = replacing(policy(3, PolicyMode.NOTICE, "2024-08-01", null, null), law);
        PublishedPolicy withdrawn = new PublishedPolicy(
                notice.policyId(), notice.version(), notice.content(), Instant.parse("2024-08-02T05:00:00Z"));
        assertEquals(
                LocalDate.parse("2024-07-01"),
                new SignInRules(List.of(law, withdrawn))
                        .decide(
                                facts(SignInKind.PORTAL, LinkStanding.NOT_LINKED),
                                Instant.parse("2024-08-03T05:00:00Z"))
                        .linkRequiredFrom());
    }

    @Test
    void overAllInputsSomethingIsDecidedNothingIsLoosenedSilentlyAndAWithdrawalRestoresWhatWas() {
        System.out.println("signin.seed=" + SEED);
        Random random = new Random(SEED);
        for (int round = 0; round < 2_000; round++) {
            List<PublishedPolicy> policies = Stream.generate(() -> anyPolicy(random))
                    .limit(random.nextInt(5))
                    .toList();
            PublishedPolicy later = anyPolicy(random);
            List<PublishedPolicy> more = new ArrayList<>(policies);
            more.add(later);
            Instant withdrawnAt = anyTime(random);
            List<PublishedPolicy> withdrawn = new ArrayList<>(policies);
            withdrawn.add(new PublishedPolicy(later.policyId(), later.version(), later.content(), withdrawnAt));
            Instant at =
                    random.nextBoolean() ? anyTime(random) : withdrawnAt.plusSeconds(random.nextInt(7_200) - 3_600);
            for (SignInFacts facts : allFacts(policies, random)) {
                SignInDecision before = new SignInRules(policies).decide(facts, at);
                SignInDecision after = new SignInRules(more).decide(facts, at);
                SignInDecision restored = new SignInRules(withdrawn).decide(facts, at);

                assertTrue(after.verdict().compareTo(before.verdict()) >= 0, () -> "loosened silently, seed " + SEED);
                SignInDecision expected = at.isBefore(withdrawnAt) ? after : before;
                assertEquals(expected.verdict(), restored.verdict(), () -> "seed " + SEED);
                assertEquals(expected.rule(), restored.rule(), () -> "seed " + SEED);
                assertEquals(expected.skipsLeft(), restored.skipsLeft(), () -> "seed " + SEED);
                assertEquals(expected.nextAction(), restored.nextAction(), () -> "seed " + SEED);
                assertTrue(
                        before.verdict() != REFUSED || before.nextAction() != NextAction.NONE,
                        () -> "refused without a way out, seed " + SEED);
            }
        }
    }

    private static List<SignInFacts> allFacts(List<PublishedPolicy> policies, Random random) {
        List<SignInFacts> all = new ArrayList<>();
        for (AccountKind audience : AccountKind.values()) {
            for (SignInKind kind : SignInKind.values()) {
                for (LinkStanding standing : LinkStanding.values()) {
                    Map<UUID, Integer> skips = policies.isEmpty()
                            ? Map.of()
                            : Map.of(policies.getFirst().policyId(), random.nextInt(4));
                    all.add(new SignInFacts(
                            audience, kind, standing, NextAction.LINK_VNEID, skips, random.nextBoolean()));
                }
            }
        }
        return all;
    }

    private static PublishedPolicy anyPolicy(Random random) {
        PublishedPolicy policy = policy(
                1 + random.nextInt(3),
                List.of(PolicyMode.values()).get(random.nextInt(3)),
                "2024-0" + (1 + random.nextInt(9)) + "-01",
                random.nextBoolean() ? null : "2024-1" + random.nextInt(3) + "-15",
                random.nextBoolean() ? null : random.nextInt(4));
        SignInPolicy content = policy.content();
        SignInPolicy varied = new SignInPolicy(
                content.name(),
                content.legalBasis(),
                List.of(AccountKind.values()).get(random.nextInt(2)),
                random.nextBoolean() ? Set.of(SignInKind.PORTAL) : content.accountKinds(),
                content.mode(),
                content.effectiveFrom(),
                content.effectiveUntil(),
                content.skipLimit(),
                random.nextBoolean() ? SignInPolicy.OutageClause.NONE : SignInPolicy.OutageClause.ALLOW_WITH_NOTICE,
                random.nextInt(3) > 0
                        ? List.of()
                        : List.of(new SignInPolicy.Exemption(
                                Set.of(SignInKind.PORTAL), LocalDate.parse("2024-08-15"), "a reason")),
                List.of(),
                content.notice());
        return new PublishedPolicy(policy.policyId(), policy.version(), varied, null);
    }

    private static Instant anyTime(Random random) {
        return Instant.parse("2024-01-01T00:00:00Z").plusSeconds(random.nextInt(400 * 24 * 3600));
    }

    private static SignInFacts facts(SignInKind kind, LinkStanding standing) {
        return facts(kind, standing, Map.of(), false);
    }

    private static SignInFacts facts(SignInKind kind, LinkStanding standing, Map<UUID, Integer> skips, boolean outage) {
        return new SignInFacts(AccountKind.CITIZEN, kind, standing, NextAction.VERIFY_IDENTITY, skips, outage);
    }

    private static PublishedPolicy policy(int version, PolicyMode mode) {
        return policy(version, mode, "2024-07-01", null, null);
    }

    private static PublishedPolicy policy(
            int version, PolicyMode mode, String from, @Nullable String until, @Nullable Integer skipLimit) {
        SignInPolicy.NoticeText text = new SignInPolicy.NoticeText("t", "from {date}", "r", "skip", "sign in");
        return new PublishedPolicy(
                UUID.randomUUID(),
                version,
                new SignInPolicy(
                        "a-policy",
                        "a decree",
                        AccountKind.CITIZEN,
                        Set.of(SignInKind.PORTAL, SignInKind.VIETNAM_POST),
                        mode,
                        LocalDate.parse(from),
                        until == null ? null : LocalDate.parse(until),
                        skipLimit,
                        SignInPolicy.OutageClause.ALLOW_WITH_NOTICE,
                        List.of(),
                        List.of(),
                        new SignInPolicy.Notice(1, text, text)),
                null);
    }

    private static PublishedPolicy with(PublishedPolicy policy, SignInPolicy.OutageClause outage) {
        return changed(
                policy, outage, policy.content().exemptions(), policy.content().replaces());
    }

    private static PublishedPolicy exempting(PublishedPolicy policy, SignInKind kind, String until) {
        return changed(
                policy,
                policy.content().outage(),
                List.of(new SignInPolicy.Exemption(Set.of(kind), LocalDate.parse(until), "a reason")),
                policy.content().replaces());
    }

    private static PublishedPolicy replacing(PublishedPolicy policy, PublishedPolicy... replaced) {
        return changed(
                policy,
                policy.content().outage(),
                policy.content().exemptions(),
                Arrays.stream(replaced).map(PublishedPolicy::policyId).toList());
    }

    private static PublishedPolicy changed(
            PublishedPolicy policy,
            SignInPolicy.OutageClause outage,
            List<SignInPolicy.Exemption> exemptions,
            List<UUID> replaces) {
        SignInPolicy content = policy.content();
        return new PublishedPolicy(
                policy.policyId(),
                policy.version(),
                new SignInPolicy(
                        content.name(),
                        content.legalBasis(),
                        content.audience(),
                        content.accountKinds(),
                        content.mode(),
                        content.effectiveFrom(),
                        content.effectiveUntil(),
                        content.skipLimit(),
                        outage,
                        exemptions,
                        replaces,
                        content.notice()),
                policy.withdrawnAt());
    }
}
