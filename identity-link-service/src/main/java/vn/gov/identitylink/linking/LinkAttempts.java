package vn.gov.identitylink.linking;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import vn.gov.identitylink.account.Account;
import vn.gov.identitylink.account.ProofsVoided;

@ApplicationScoped
class LinkAttempts implements PanacheRepositoryBase<LinkAttemptRow, UUID> {

    Optional<LinkAttemptRow> ofAccount(Account account, UUID attemptId) {
        return find("attemptId = ?1 and accountId = ?2", attemptId, account.accountId())
                .firstResultOptional();
    }

    void voidOpenOnes(@Observes ProofsVoided event) {
        list(
                        "accountId = ?1 and state in ?2",
                        event.accountId(),
                        List.of(LinkAttemptRow.State.PENDING, LinkAttemptRow.State.EXCHANGING))
                .forEach(LinkAttemptRow::makeVoid);
    }
}
