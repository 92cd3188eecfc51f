package vn.gov.identitylink.verification;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.UUID;
import vn.gov.identitylink.account.ProofsVoided;

@ApplicationScoped
class Verifications implements PanacheRepositoryBase<VerificationRow, UUID> {

    void voidOpenOnes(@Observes ProofsVoided event) {
        list("accountId = ?1 and state = ?2", event.accountId(), VerificationRow.State.AWAITING_CONFIRMATION)
                .forEach(VerificationRow::makeVoid);
    }
}
