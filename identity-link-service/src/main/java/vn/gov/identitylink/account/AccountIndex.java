package vn.gov.identitylink.account;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import java.sql.PreparedStatement;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.hibernate.Session;
import org.jspecify.annotations.Nullable;
import vn.gov.identitylink.citizen.CitizenNumber;
import vn.gov.identitylink.citizen.DeclaredIdentity;
import vn.gov.identitylink.citizen.EmailAddress;
import vn.gov.identitylink.citizen.OldIdentityNumber;
import vn.gov.identitylink.citizen.PhoneNumber;
import vn.gov.identitylink.protection.IndexKeys;
import vn.gov.identitylink.registry.RegistryRecord;

/** Finds accounts by keyed digests of the numbers and addresses that they carry. */
@ApplicationScoped
class AccountIndex {

    private static final String INSERT_ALL =
            "INSERT INTO account_index (kind, index_key_id, digest, account_id) SELECT * FROM unnest(?, ?, ?, ?)";

    private final EntityManager entities;
    private final IndexKeys keys;

    AccountIndex(EntityManager entities, IndexKeys keys) {
        this.entities = entities;
        this.keys = keys;
    }

    private record Entry(IndexKind kind, String value) {}

    /** Makes the index say of this account what the account says now. */
    void update(Account account) {
        entities.createNativeQuery("DELETE FROM account_index WHERE account_id = ?1")
                .setParameter(1, account.accountId())
                .executeUpdate();
        for (Entry entry : entriesOf(account)) {
            for (IndexKeys.Digest digest : keys.digests(entry.kind().name(), entry.value())) {
                entities.createNativeQuery("INSERT INTO account_index (kind, index_key_id, digest, account_id)"
                                + " VALUES (?1, ?2, ?3, ?4)")
                        .setParameter(1, entry.kind().name())
                        .setParameter(2, digest.keyId())
                        .setParameter(3, digest.value())
                        .setParameter(4, account.accountId())
                        .executeUpdate();
            }
        }
    }

    /** The same of many new accounts at once. */
    void addAll(List<Account> accounts) {
        List<String> kinds = new ArrayList<>();
        List<String> keyIds = new ArrayList<>();
        List<byte[]> values = new ArrayList<>();
        List<UUID> accountIds = new ArrayList<>();
        for (Account account : accounts) {
            for (Entry entry : entriesOf(account)) {
                for (IndexKeys.Digest digest : keys.digests(entry.kind().name(), entry.value())) {
                    kinds.add(entry.kind().name());
                    keyIds.add(digest.keyId());
                    values.add(digest.value());
                    accountIds.add(account.accountId());
                }
            }
        }
        entities.unwrap(Session.class).doWork(connection -> {
            try (PreparedStatement insert = connection.prepareStatement(INSERT_ALL)) {
                insert.setArray(1, connection.createArrayOf("text", kinds.toArray()));
                insert.setArray(2, connection.createArrayOf("text", keyIds.toArray()));
                insert.setArray(3, connection.createArrayOf("bytea", values.toArray(byte[][]::new)));
                insert.setArray(4, connection.createArrayOf("uuid", accountIds.toArray()));
                insert.executeUpdate();
            }
        });
    }

    /** The accounts of a realm that carry this value, oldest first, at most {@code limit}. */
    @SuppressWarnings("unchecked") // A native query of one uuid column.
    List<UUID> find(String realm, IndexKind kind, String value, int limit) {
        Set<UUID> found = new LinkedHashSet<>();
        for (IndexKeys.Digest digest : keys.digests(kind.name(), value)) {
            found.addAll(entities.createNativeQuery("""
                            SELECT account_id FROM account_index JOIN account USING (account_id)
                            WHERE account_index.kind = ?1 AND index_key_id = ?2 AND digest = ?3 AND realm = ?4
                            ORDER BY registered_at, account_id LIMIT ?5""", UUID.class)
                    .setParameter(1, kind.name())
                    .setParameter(2, digest.keyId())
                    .setParameter(3, digest.value())
                    .setParameter(4, realm)
                    .setParameter(5, limit)
                    .getResultList());
        }
        return found.stream().limit(limit).toList();
    }

    private static Set<Entry> entriesOf(Account account) {
        List<Entry> entries = new ArrayList<>();
        DeclaredIdentity declared = account.declared();
        if (declared != null) {
            addNumber(entries, declared.number());
            addOldNumber(entries, declared.oldNumber());
        }
        RegistryRecord verified = account.verified();
        if (verified != null) {
            addNumber(entries, verified.number());
            addOldNumber(entries, verified.oldNumber());
        }
        PhoneNumber phone = account.contact().phone();
        if (phone != null) {
            entries.add(new Entry(IndexKind.PHONE_NUMBER, phone.unmasked()));
        }
        EmailAddress email = account.contact().email();
        if (email != null) {
            entries.add(new Entry(IndexKind.EMAIL_ADDRESS, email.unmasked()));
        }
        return new LinkedHashSet<>(entries);
    }

    private static void addNumber(List<Entry> entries, @Nullable CitizenNumber number) {
        if (number != null) {
            entries.add(new Entry(IndexKind.CITIZEN_NUMBER, number.unmasked()));
        }
    }

    private static void addOldNumber(List<Entry> entries, @Nullable OldIdentityNumber number) {
        if (number != null) {
            entries.add(new Entry(IndexKind.OLD_IDENTITY_NUMBER, number.unmasked()));
        }
    }
}
