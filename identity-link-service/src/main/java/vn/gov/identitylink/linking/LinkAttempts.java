package vn.gov.identitylink.linking;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import vn.gov.identitylink.account.Account;
import vn.gov.identitylink.account.ProofsVoided;
import vn.gov.identitylink.problem.ProblemCode;

@ApplicationScoped
class LinkAttempts implements PanacheRepositoryBase<LinkAttemptRow, UUID> {

    Optional<LinkAttemptRow> ofAccount(Account account, UUID attemptId) {
        return find("attemptId = ?1 and accountId = ?2", attemptId, account.accountId())
                .firstResultOptional();
    }

    /** How many attempts of an account failed for this reason; the one of this transaction counts. */
    long failedSince(Account account, ProblemCode reason, Instant since) {
        return count("accountId = ?1 and failure = ?2 and createdAt >= ?3", account.accountId(), reason, since);
    }

    /** Which of these attempts have which version now: one question for all who wait. */
    Map<UUID, Long> versions(List<UUID> attemptIds) {
        List<?> rows = getEntityManager()
                .createNativeQuery("SELECT attempt_id, version FROM link_attempt WHERE attempt_id = ANY (?1)")
                .setParameter(1, attemptIds.toArray(UUID[]::new))
                .getResultList();
        return rows.stream()
                .map(Object[].class::cast)
                .collect(Collectors.toMap(row -> (UUID) row[0], row -> ((Number) row[1]).longValue()));
    }

    void voidOpenOnes(@Observes ProofsVoided event) {
        list(
                        "accountId = ?1 and state in ?2",
                        event.accountId(),
                        List.of(LinkAttemptRow.State.PENDING, LinkAttemptRow.State.EXCHANGING))
                .forEach(LinkAttemptRow::makeVoid);
    }
}
