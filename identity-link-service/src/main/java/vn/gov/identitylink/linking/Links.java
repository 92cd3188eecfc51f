package vn.gov.identitylink.linking;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import vn.gov.identitylink.account.Account;
import vn.gov.identitylink.citizen.CitizenNumber;
import vn.gov.identitylink.protection.IndexKeys;

/** The links of all realms. Every method works in the caller's transaction. */
@ApplicationScoped
public class Links implements PanacheRepositoryBase<LinkRow, UUID> {

    /** The kind under which proved numbers are digested: apart from the look-up index, so the two cannot be joined. */
    private static final String PROVED = "PROVED_NUMBER";

    private final EntityManager entities;
    private final IndexKeys keys;

    Links(EntityManager entities, IndexKeys keys) {
        this.entities = entities;
        this.keys = keys;
    }

    /** The link of an account that has not ended. */
    public Optional<Link> current(Account account) {
        return currentRow(account).map(row -> row.toLink(account.key()));
    }

    Optional<LinkRow> currentRow(Account account) {
        return find("accountId = ?1 and state <> ?2", account.accountId(), LinkState.ENDED)
                .firstResultOptional();
    }

    /** Until the transaction ends nothing else is decided about this identity: a link and what VNeID says of it meet here. */
    public void lockIdentity(String issuer, String subject) {
        entities.createNativeQuery("SELECT CAST(pg_advisory_xact_lock(hashtextextended(?1, 0)) AS text)")
                .setParameter(1, issuer + " " + subject)
                .getSingleResult();
    }

    /** Whether VNeID said since then that this identity is disabled or gone. */
    boolean isGoneSince(String issuer, String subject, Instant since) {
        return !entities.createNativeQuery("SELECT 1 FROM provider_signal WHERE issuer = ?1 AND subject = ?2"
                        + " AND kind IN ('ACCOUNT_DISABLED', 'ACCOUNT_PURGED') AND received_at >= ?3")
                .setParameter(1, issuer)
                .setParameter(2, subject)
                .setParameter(3, since)
                .getResultList()
                .isEmpty();
    }

    /** The number that a link proved can be proved by another account. */
    void release(LinkRow row, Instant at) {
        entities.createNativeQuery("UPDATE proved_number SET released_at = ?2 WHERE link_id = ?1")
                .setParameter(1, row.linkId)
                .setParameter(2, at)
                .executeUpdate();
    }

    /** The number that a link proves is another one now; the unique index decides whether it may be. */
    void renumber(LinkRow row, CitizenNumber number) {
        for (IndexKeys.Digest digest : keys.digests(PROVED, number.unmasked())) {
            entities.createNativeQuery("UPDATE proved_number SET digest = ?3 WHERE link_id = ?1 AND index_key_id = ?2")
                    .setParameter(1, row.linkId)
                    .setParameter(2, digest.keyId())
                    .setParameter(3, digest.value())
                    .executeUpdate();
        }
    }

    /** The last of the links that took this one's place one after the other, or itself. */
    UUID inThePlaceOf(UUID linkId) {
        return (UUID) entities.createNativeQuery("WITH RECURSIVE chain (link_id, step) AS (SELECT CAST(?1 AS uuid), 0"
                        + " UNION ALL SELECT next.link_id, step + 1 FROM link AS next JOIN chain ON next.replaces = chain.link_id)"
                        + " SELECT link_id FROM chain ORDER BY step DESC LIMIT 1")
                .setParameter(1, linkId)
                .getSingleResult();
    }

    /** A link as it stands now, whatever this transaction read of it before it locked the account. */
    LinkRow fresh(UUID linkId) {
        LinkRow row = findByIdOptional(linkId).orElseThrow();
        entities.refresh(row);
        return row;
    }

    /** The links of all realms that bind this identity and have not ended. */
    public List<UUID> binding(String issuer, String subject) {
        return find("issuer = ?1 and subject = ?2 and state <> ?3", issuer, subject, LinkState.ENDED).<LinkRow>stream()
                .map(row -> row.linkId)
                .toList();
    }

    /** Whose link it is. */
    public Optional<UUID> accountOf(UUID linkId) {
        return findByIdOptional(linkId).map(row -> row.accountId);
    }

    /** The account of a realm that is linked with this identity, if any. */
    public Optional<UUID> accountLinkedWith(String realm, String issuer, String subject) {
        return find(
                        "realm = ?1 and issuer = ?2 and subject = ?3 and state <> ?4",
                        realm,
                        issuer,
                        subject,
                        LinkState.ENDED)
                .<LinkRow>firstResultOptional()
                .map(row -> row.accountId);
    }

    /** All links of an account, newest first. */
    List<Link> history(Account account) {
        return find("accountId = ?1 order by linkedAt desc, linkId", account.accountId()).<LinkRow>stream()
                .map(row -> row.toLink(account.key()))
                .toList();
    }

    /**
     * Writes a link and claims its number. Three unique indexes decide; which one refused is the name of the violated
     * constraint.
     */
    Link create(Account account, LinkRow row) {
        persistAndFlush(row);
        Link link = row.toLink(account.key());
        for (IndexKeys.Digest digest : keys.digests(PROVED, link.number().unmasked())) {
            entities.createNativeQuery(
                            "INSERT INTO proved_number (realm, index_key_id, digest, link_id) VALUES (?1, ?2, ?3, ?4)")
                    .setParameter(1, account.realm())
                    .setParameter(2, digest.keyId())
                    .setParameter(3, digest.value())
                    .setParameter(4, link.linkId())
                    .executeUpdate();
        }
        return link;
    }
}
