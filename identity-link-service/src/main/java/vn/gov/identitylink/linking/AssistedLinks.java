package vn.gov.identitylink.linking;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.UUID;
import vn.gov.identitylink.access.Caller;
import vn.gov.identitylink.account.Account;
import vn.gov.identitylink.account.Accounts;

/** Attempts that officers began at a counter. Every method works in the caller's transaction. */
@ApplicationScoped
class AssistedLinks implements PanacheRepositoryBase<AssistedLinkRow, UUID> {

    /** An attempt, what it has besides, and whose account it is for. */
    record Assisted(Account account, LinkAttemptRow attempt, AssistedLinkRow assistance) {}

    private final Accounts accounts;
    private final LinkAttempts attempts;

    AssistedLinks(Accounts accounts, LinkAttempts attempts) {
        this.accounts = accounts;
        this.attempts = attempts;
    }

    /** For the officers of its unit, and for the citizen whom it is about; for nobody else it is there. */
    Optional<Assisted> visibleTo(Caller caller, UUID id) {
        return findByIdOptional(id)
                .filter(assistance -> isFor(caller, assistance))
                .map(assistance -> load(accounts.byId(assistance.accountId).orElseThrow(), id, assistance));
    }

    private boolean isFor(Caller caller, AssistedLinkRow assistance) {
        return switch (caller) {
            case Caller.Citizen citizen ->
                accounts.visibleTo(citizen, assistance.accountId.toString()).isPresent();
            case Caller.Staff staff ->
                CounterOfficer.of(staff)
                        .filter(officer -> officer.isColleagueFor(assistance))
                        .isPresent();
            case Caller.Portal portal -> false;
        };
    }

    /** As it stands now, with its account locked until the transaction ends: guesses come one after the other. */
    Optional<Assisted> lock(UUID id) {
        return getEntityManager()
                .createQuery("select accountId from AssistedLinkRow where attemptId = :id", UUID.class)
                .setParameter("id", id)
                .getResultStream()
                .findFirst()
                .map(accounts::lock)
                .map(account -> load(account, id, findByIdOptional(id).orElseThrow()));
    }

    private Assisted load(Account account, UUID id, AssistedLinkRow assistance) {
        return new Assisted(account, attempts.ofAccount(account, id).orElseThrow(), assistance);
    }
}
