package vn.gov.identitylink.signin;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.gov.identitylink.access.Caller;
import vn.gov.identitylink.account.Account;
import vn.gov.identitylink.account.Accounts;
import vn.gov.identitylink.audit.Action;
import vn.gov.identitylink.audit.AuditLog;
import vn.gov.identitylink.outbox.EventType;
import vn.gov.identitylink.outbox.Outbox;

/** [Bỏ qua] (letter, screen 2): counts once per decision, and is neither consent nor refusal. */
@ApplicationScoped
class SkipNotice {

    sealed interface Outcome {

        /**
         * @param now whether it was this call that counted
         * @param skips of this policy's notice so far
         */
        record Skipped(UUID decisionId, boolean now, int skips) implements Outcome {}

        /** Not a decision of this service, or about somebody else. */
        record NotThisDecision() implements Outcome {}

        record Expired() implements Outcome {}

        /** That decision offers no [Bỏ qua]. */
        record NothingToSkip() implements Outcome {}
    }

    private final SignedDecision.Texts texts;
    private final SignInPolicies policies;
    private final Accounts accounts;
    private final EntityManager entities;
    private final AuditLog audit;
    private final Outbox outbox;
    private final InstantSource clock;

    SkipNotice(
            SignedDecision.Texts texts,
            SignInPolicies policies,
            Accounts accounts,
            EntityManager entities,
            AuditLog audit,
            Outbox outbox,
            InstantSource clock) {
        this.texts = texts;
        this.policies = policies;
        this.accounts = accounts;
        this.entities = entities;
        this.audit = audit;
        this.outbox = outbox;
        this.clock = clock;
    }

    @Transactional
    Outcome run(Caller caller, String text) {
        Optional<SignedDecision> read = texts.read(text).filter(decision -> isAbout(decision, caller));
        if (read.isEmpty()) {
            return new Outcome.NotThisDecision();
        }
        SignedDecision decision = read.get();
        if (clock.instant().isAfter(decision.expiresAt())) {
            return new Outcome.Expired();
        }
        @Nullable UUID accountId = decision.accountId();
        @Nullable UUID policyId = decision.policyId();
        if (accountId == null || policyId == null) {
            return new Outcome.NothingToSkip();
        }
        // One after the other, so that two decisions cannot share the last skip.
        accounts.lock(accountId);
        int before = count(accountId, policyId);
        if (isCounted(decision.decisionId())) {
            return new Outcome.Skipped(decision.decisionId(), false, before);
        }
        @Nullable
        Integer limit = policies.contentOf(policies.findById(policyId)).skipLimit();
        if (limit != null && before >= limit) {
            return new Outcome.NothingToSkip();
        }
        insert(decision, accountId, policyId);
        audit.done(Action.SIGN_IN_NOTICE_SKIPPED, accountId, policyId, List.of());
        outbox.append(EventType.SIGN_IN_NOTICE_SKIPPED, accountId, Map.of("policyId", policyId.toString()));
        return new Outcome.Skipped(decision.decisionId(), true, before + 1);
    }

    private boolean isCounted(UUID decisionId) {
        return (Boolean) entities.createNativeQuery("SELECT EXISTS (SELECT FROM sign_in_skip WHERE decision_id = ?1)")
                .setParameter(1, decisionId)
                .getSingleResult();
    }

    private boolean isAbout(SignedDecision decision, Caller caller) {
        return decision.realm().equals(caller.realm())
                && switch (caller) {
                    case Caller.Portal portal -> true;
                    case Caller.Citizen citizen ->
                        accounts.visibleTo(citizen, Accounts.OWN)
                                .map(Account::accountId)
                                .filter(own -> own.equals(decision.accountId()))
                                .isPresent();
                    case Caller.Staff staff -> false;
                };
    }

    private void insert(SignedDecision decision, UUID accountId, UUID policyId) {
        entities.createNativeQuery("INSERT INTO sign_in_skip (decision_id, account_id, policy_id,"
                        + " notice_version, skipped_at) VALUES (?1, ?2, ?3, ?4, ?5)")
                .setParameter(1, decision.decisionId())
                .setParameter(2, accountId)
                .setParameter(3, policyId)
                .setParameter(4, decision.noticeVersion())
                .setParameter(5, clock.instant())
                .executeUpdate();
    }

    private int count(UUID accountId, UUID policyId) {
        return ((Number) entities.createNativeQuery(
                                "SELECT count(*) FROM sign_in_skip WHERE account_id = ?1 AND policy_id = ?2")
                        .setParameter(1, accountId)
                        .setParameter(2, policyId)
                        .getSingleResult())
                .intValue();
    }
}
