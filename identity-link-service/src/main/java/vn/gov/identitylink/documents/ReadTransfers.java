package vn.gov.identitylink.documents;

import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.gov.identitylink.access.Caller;
import vn.gov.identitylink.account.Accounts;

/**
 * Shows a transfer to its citizen: numbers, kinds and opaque ids, never what a paper says. So the session that made the link
 * sees its progress too.
 */
@ApplicationScoped
class ReadTransfers {

    private final Accounts accounts;
    private final DocumentTransfers transfers;

    ReadTransfers(Accounts accounts, DocumentTransfers transfers) {
        this.accounts = accounts;
        this.transfers = transfers;
    }

    Optional<DocumentTransfers.Transfer> one(Caller.Citizen citizen, UUID linkId) {
        return QuarkusTransaction.requiringNew().call(() -> visible(citizen, linkId));
    }

    /** The same again, for somebody who has seen it. */
    Optional<DocumentTransfers.Transfer> again(UUID linkId) {
        return QuarkusTransaction.requiringNew().call(() -> transfers.ofLink(linkId));
    }

    Optional<List<DocumentTransfers.Item>> items(
            Caller.Citizen citizen,
            UUID linkId,
            DocumentTransfers.@Nullable ItemState state,
            @Nullable UUID after,
            int limit) {
        return QuarkusTransaction.requiringNew()
                .call(() -> visible(citizen, linkId).map(transfer -> transfers.items(linkId, state, after, limit)));
    }

    private Optional<DocumentTransfers.Transfer> visible(Caller.Citizen citizen, UUID linkId) {
        return transfers
                .ofLink(linkId)
                .filter(transfer -> accounts.visibleTo(
                                citizen, transfer.accountId().toString())
                        .isPresent());
    }
}
