package vn.gov.identitylink.documents;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import vn.gov.identitylink.access.Caller;
import vn.gov.identitylink.account.Account;
import vn.gov.identitylink.account.Accounts;
import vn.gov.identitylink.linking.Link;
import vn.gov.identitylink.linking.LinkState;
import vn.gov.identitylink.linking.Links;

/**
 * The personal stores, and who may see into which: into the portal account's store its citizen and the home portal; into
 * the store of the VNeID identity only the citizen, signed in through VNeID since the link and in another session than the
 * one that made it, while the link is active. Every method works in the caller's transaction.
 */
@ApplicationScoped
class DocumentStores {

    /** What comes of opening a store. */
    sealed interface Opening {
        record Opened(DocumentStore store) implements Opening {}

        /** There is no such store for this caller. */
        record None() implements Opening {}

        /** The citizen's own, but for a sign-in through VNeID. */
        record StepUp() implements Opening {}
    }

    /** A store as a list shows it. */
    record Listed(UUID storeId, StoreKind kind, boolean open, long documents, long bytes) {}

    private final EntityManager entities;
    private final Accounts accounts;
    private final Links links;
    private final InstantSource clock;

    DocumentStores(EntityManager entities, Accounts accounts, Links links, InstantSource clock) {
        this.entities = entities;
        this.accounts = accounts;
        this.links = links;
        this.clock = clock;
    }

    Opening open(Caller caller, UUID storeId) {
        List<?> rows = entities.createNativeQuery(
                        "SELECT account_id, kind, issuer, subject FROM document_store WHERE store_id = ?1")
                .setParameter(1, storeId)
                .getResultList();
        if (rows.isEmpty()) {
            // The portal account's store needs no row before its first document.
            return accounts.visibleTo(caller, storeId.toString())
                    .<Opening>map(account -> new Opening.Opened(portalStore(account)))
                    .orElseGet(Opening.None::new);
        }
        Object[] row = (Object[]) rows.getFirst();
        Optional<Account> account = accounts.visibleTo(caller, row[0].toString());
        if (account.isEmpty()) {
            return new Opening.None();
        }
        if (StoreKind.valueOf((String) row[1]) == StoreKind.PORTAL) {
            return new Opening.Opened(portalStore(account.get()));
        }
        boolean current = isCurrent(account.get(), row[2], row[3]);
        if (!current || !(caller instanceof Caller.Citizen)) {
            return new Opening.None();
        }
        return account.get().isOwnedThroughVneidBy(caller)
                ? new Opening.Opened(new DocumentStore(storeId, StoreKind.VNEID, account.get()))
                : new Opening.StepUp();
    }

    /**
     * A store that a portal of the realm names, for what a citizen granted or consented to: the portal account's, or that
     * of VNeID while the link is active.
     */
    Optional<DocumentStore> named(String realm, UUID storeId) {
        List<?> rows = entities.createNativeQuery(
                        "SELECT account_id, kind, issuer, subject FROM document_store WHERE store_id = ?1")
                .setParameter(1, storeId)
                .getResultList();
        return rows.stream()
                .map(Object[].class::cast)
                .findFirst()
                .flatMap(row -> accounts.byId((UUID) row[0])
                        .filter(account -> account.realm().equals(realm))
                        .filter(account -> row[1].equals("PORTAL") || isCurrent(account, row[2], row[3]))
                        .map(account -> new DocumentStore(storeId, StoreKind.valueOf((String) row[1]), account)));
    }

    /** What of a citizen counts as theirs: the portal account's store, and that of the active link. */
    List<DocumentStore> all(Account account) {
        List<DocumentStore> all = new ArrayList<>();
        all.add(portalStore(account));
        links.current(account)
                .filter(link -> link.state() == LinkState.ACTIVE)
                .flatMap(link -> vneidStore(account.accountId(), link))
                .ifPresent(id -> all.add(new DocumentStore(id, StoreKind.VNEID, account)));
        return all;
    }

    /** Whether a link holds papers that nobody sees for now. */
    boolean isHeld(Account account) {
        return links.current(account)
                .filter(link -> link.state() == LinkState.SUSPENDED)
                .isPresent();
    }

    private boolean isCurrent(Account account, Object issuer, Object subject) {
        return links.current(account)
                .filter(link -> link.state() == LinkState.ACTIVE)
                .filter(link -> link.issuer().equals(issuer) && link.subject().equals(subject))
                .isPresent();
    }

    static DocumentStore portalStore(Account account) {
        return new DocumentStore(account.accountId(), StoreKind.PORTAL, account);
    }

    /** The stores of an account: the portal's always, that of VNeID while the account is linked. */
    List<Listed> of(Caller caller, Account account) {
        List<Listed> stores = new ArrayList<>();
        stores.add(listed(account.accountId(), StoreKind.PORTAL, true));
        links.current(account)
                .filter(link -> link.state() == LinkState.ACTIVE)
                .flatMap(link -> vneidStore(account.accountId(), link))
                .ifPresent(id -> stores.add(listed(id, StoreKind.VNEID, account.isOwnedThroughVneidBy(caller))));
        return stores;
    }

    private Optional<UUID> vneidStore(UUID accountId, Link link) {
        List<?> found = entities.createNativeQuery("SELECT store_id FROM document_store WHERE account_id = ?1"
                        + " AND kind = 'VNEID' AND issuer = ?2 AND subject = ?3")
                .setParameter(1, accountId)
                .setParameter(2, link.issuer())
                .setParameter(3, link.subject())
                .getResultList();
        return found.stream().map(UUID.class::cast).findFirst();
    }

    private Listed listed(UUID storeId, StoreKind kind, boolean open) {
        Object[] counted = (Object[]) entities.createNativeQuery("SELECT count(*), coalesce(sum(byte_size), 0)"
                        + " FROM document WHERE store_id = ?1 AND state <> 'MERGED'")
                .setParameter(1, storeId)
                .getSingleResult();
        return new Listed(storeId, kind, open, ((Number) counted[0]).longValue(), ((Number) counted[1]).longValue());
    }

    /** Makes sure that the portal account's store has its row. */
    void keepPortalStore(UUID accountId) {
        entities.createNativeQuery("INSERT INTO document_store (store_id, account_id, kind, created_at)"
                        + " VALUES (?1, ?1, 'PORTAL', ?2) ON CONFLICT DO NOTHING")
                .setParameter(1, accountId)
                .setParameter(2, clock.instant())
                .executeUpdate();
    }

    /**
     * The person has another identity: the store of the old one is that of the new one from now on. A store that the new
     * one had from an earlier link is that of the old one then, so that nothing is thrown together.
     */
    void follow(UUID accountId, UUID replacedLinkId, UUID linkId) {
        swap("issuer = new.issuer, subject = 'aside ' || store_id", "new", accountId, replacedLinkId, linkId);
        swap("issuer = new.issuer, subject = new.subject", "old", accountId, replacedLinkId, linkId);
        entities.createNativeQuery("UPDATE document_store AS store SET issuer = old.issuer, subject = old.subject"
                        + " FROM link AS old WHERE old.link_id = ?2 AND store.account_id = ?1"
                        + " AND store.subject = 'aside ' || store.store_id")
                .setParameter(1, accountId)
                .setParameter(2, replacedLinkId)
                .executeUpdate();
    }

    private void swap(String change, String whose, UUID accountId, UUID replacedLinkId, UUID linkId) {
        entities.createNativeQuery("UPDATE document_store AS store SET " + change
                        + " FROM link AS old, link AS new WHERE old.link_id = ?2 AND new.link_id = ?3"
                        + " AND store.account_id = ?1 AND store.kind = 'VNEID'"
                        + " AND (store.issuer, store.subject) = (" + whose + ".issuer, " + whose + ".subject)")
                .setParameter(1, accountId)
                .setParameter(2, replacedLinkId)
                .setParameter(3, linkId)
                .executeUpdate();
    }

    /** The store of the linked identity, made when it is not there. */
    UUID keepVneidStore(Link link) {
        entities.createNativeQuery(
                        "INSERT INTO document_store (store_id, account_id, kind, issuer, subject, created_at)"
                                + " VALUES (?1, ?2, 'VNEID', ?3, ?4, ?5) ON CONFLICT DO NOTHING")
                .setParameter(1, UUID.randomUUID())
                .setParameter(2, link.accountId())
                .setParameter(3, link.issuer())
                .setParameter(4, link.subject())
                .setParameter(5, clock.instant())
                .executeUpdate();
        return vneidStore(link.accountId(), link).orElseThrow();
    }
}
