package vn.gov.identitylink.account;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.hibernate.Session;
import org.jspecify.annotations.Nullable;
import vn.gov.identitylink.access.Caller;
import vn.gov.identitylink.citizen.CitizenNumber;
import vn.gov.identitylink.citizen.DeclaredIdentity;
import vn.gov.identitylink.citizen.EmailAddress;
import vn.gov.identitylink.citizen.OldIdentityNumber;
import vn.gov.identitylink.citizen.PhoneNumber;
import vn.gov.identitylink.protection.CitizenKey;
import vn.gov.identitylink.protection.CitizenKeys;
import vn.gov.identitylink.registry.RegistryRecord;

/** The accounts of all realms. Every method works in the caller's transaction. */
@ApplicationScoped
public class Accounts implements PanacheRepositoryBase<AccountRow, UUID> {

    /** Stands for the citizen's own account in a path. */
    public static final String OWN = "me";

    private final CitizenKeys keys;
    private final AccountIndex index;

    Accounts(CitizenKeys keys, AccountIndex index) {
        this.keys = keys;
        this.index = index;
    }

    /**
     * The account that a path names, if it exists for this caller: a citizen has their own, the home portal those of its
     * realm, and nobody else any.
     *
     * @param reference an account id, or {@link #OWN}
     */
    public Optional<Account> visibleTo(Caller caller, String reference) {
        return rowVisibleTo(caller, reference, LockModeType.NONE).map(this::toAccount);
    }

    /** The same, locked until the transaction ends, so that changes to one account happen one after the other. */
    public Optional<Account> lockVisibleTo(Caller caller, String reference) {
        return rowVisibleTo(caller, reference, LockModeType.PESSIMISTIC_WRITE).map(this::toAccount);
    }

    private Optional<AccountRow> rowVisibleTo(Caller caller, String reference, LockModeType lock) {
        return switch (caller) {
            case Caller.Citizen citizen ->
                find("realm = ?1 and externalId = ?2", citizen.realm(), citizen.externalId())
                        .withLock(lock)
                        .<AccountRow>firstResultOptional()
                        .filter(row -> reference.equals(OWN) || reference.equals(row.accountId.toString()));
            case Caller.Portal portal
            when portal.home() ->
                readId(reference)
                        .flatMap(id -> find("realm = ?1 and accountId = ?2", portal.realm(), id)
                                .withLock(lock)
                                .firstResultOptional());
            case Caller.Portal portal -> Optional.empty();
            case Caller.Staff staff -> Optional.empty();
        };
    }

    private static Optional<UUID> readId(String reference) {
        try {
            return Optional.of(UUID.fromString(reference))
                    .filter(id -> id.toString().equals(reference));
        } catch (IllegalArgumentException notAnId) {
            return Optional.empty();
        }
    }

    /** An account that was found before, locked until the transaction ends. */
    public Account lock(UUID accountId) {
        return toAccount(
                findByIdOptional(accountId, LockModeType.PESSIMISTIC_WRITE).orElseThrow());
    }

    /** The account with this technical id in a realm. */
    public Optional<Account> byExternalId(String realm, String externalId) {
        return find("realm = ?1 and externalId = ?2", realm, externalId)
                .<AccountRow>firstResultOptional()
                .map(this::toAccount);
    }

    public Optional<Account> byId(UUID accountId) {
        return findByIdOptional(accountId).map(this::toAccount);
    }

    /** The accounts of a realm that carry this number, declared or verified, oldest first, at most {@code limit}. */
    public List<Account> byNumber(String realm, CitizenNumber number, int limit) {
        return load(index.find(realm, IndexKind.CITIZEN_NUMBER, number.unmasked(), limit));
    }

    public List<Account> byOldNumber(String realm, OldIdentityNumber number, int limit) {
        return load(index.find(realm, IndexKind.OLD_IDENTITY_NUMBER, number.unmasked(), limit));
    }

    public List<Account> byPhone(String realm, PhoneNumber phone, int limit) {
        return load(index.find(realm, IndexKind.PHONE_NUMBER, phone.unmasked(), limit));
    }

    public List<Account> byEmail(String realm, EmailAddress email, int limit) {
        return load(index.find(realm, IndexKind.EMAIL_ADDRESS, email.unmasked(), limit));
    }

    private List<Account> load(List<UUID> ids) {
        return ids.stream()
                .map(this::findById)
                .filter(Objects::nonNull)
                .map(this::toAccount)
                .toList();
    }

    /** Adds an account; the unique index on (realm, external id) has the last word on a race. */
    Account register(NewAccount wanted, String realm, Instant at) {
        CitizenKey key = keys.create();
        AccountRow row = new AccountRow(UUID.randomUUID(), realm, wanted.externalId(), wanted.kind(), key, at);
        if (wanted.declared() != null) {
            row.declare(wanted.declared(), key, at);
        }
        row.reachBy(wanted.contact(), key);
        if (wanted.locality() != null) {
            row.locateIn(wanted.locality());
        }
        persistAndFlush(row);
        return indexed(row, key);
    }

    /** Which of these technical ids a realm has. */
    Set<String> known(String realm, List<String> externalIds) {
        List<?> found = getEntityManager()
                .createNativeQuery("SELECT external_id FROM account WHERE realm = ?1 AND external_id = ANY (?2)")
                .setParameter(1, realm)
                .setParameter(2, externalIds.toArray(String[]::new))
                .getResultList();
        return found.stream().map(String.class::cast).collect(Collectors.toSet());
    }

    /** Adds many accounts that were registered elsewhere before; the unique index has the last word here too. */
    List<UUID> importAll(List<NewAccount> wanted, String realm, Instant at) {
        NewRows rows = new NewRows(realm, at);
        List<Account> added = new ArrayList<>(wanted.size());
        List<CitizenKey> made = keys.createAll(wanted.size());
        for (int i = 0; i < wanted.size(); i++) {
            NewAccount account = wanted.get(i);
            CitizenKey key = made.get(i);
            AccountRow row = new AccountRow(UUID.randomUUID(), realm, account.externalId(), account.kind(), key, at);
            if (account.declared() != null) {
                row.declare(account.declared(), key, at);
            }
            row.reachBy(account.contact(), key);
            if (account.locality() != null) {
                row.locateIn(account.locality());
            }
            row.addTo(rows);
            added.add(row.toAccount(key));
        }
        getEntityManager().unwrap(Session.class).doWork(rows::insert);
        index.addAll(added);
        return added.stream().map(Account::accountId).toList();
    }

    Account declare(Account account, DeclaredIdentity declared, Instant at) {
        AccountRow row = row(account);
        row.declare(declared, account.key(), at);
        return indexed(row, account.key());
    }

    Account reachBy(Account account, Contact contact, Instant at) {
        AccountRow row = row(account);
        row.changeContact(contact, account.key(), at);
        return indexed(row, account.key());
    }

    /** The citizen confirmed that the registry knows them: the letter's green tick. */
    public Account match(Account account, RegistryRecord matched, Instant at) {
        AccountRow row = row(account);
        row.match(matched, account.key(), at);
        return indexed(row, account.key());
    }

    /**
     * A VNeID level-2 sign-in showed the number that the registry, asked just now, knows.
     *
     * @param session the portal session in which it was shown
     */
    public Account prove(Account account, RegistryRecord asked, String session, Instant at) {
        AccountRow row = row(account);
        row.prove(asked, session, account.key(), at);
        return indexed(row, account.key());
    }

    /** The registry established another number in place of the proved one. */
    public Account renumber(Account account, RegistryRecord found, Instant at) {
        AccountRow row = row(account);
        row.renumber(found, account.key(), at);
        return indexed(row, account.key());
    }

    /** The link that proved the number is over: a next one begins with a new verification. */
    public Account unprove(Account account) {
        AccountRow row = row(account);
        row.unprove();
        return indexed(row, account.key());
    }

    /** Closed for signing in, because its owner uses that linked account. */
    public void supersede(Account account, UUID linkedAccount, Instant at) {
        row(account).supersede(linkedAccount, at);
        flush();
    }

    public void reopen(Account account) {
        row(account).reopen();
        flush();
    }

    /** In favour of which account this one is closed. */
    public Optional<UUID> favouredOver(Account closed) {
        return Optional.ofNullable(row(closed).supersededBy());
    }

    /** The accounts that are closed in favour of this one. */
    public List<UUID> supersededBy(UUID linkedAccount) {
        return find("supersededBy = ?1 order by accountId", linkedAccount).<AccountRow>stream()
                .map(row -> row.accountId)
                .toList();
    }

    private Account indexed(AccountRow row, CitizenKey key) {
        flush();
        Account account = row.toAccount(key);
        index.update(account);
        return account;
    }

    private AccountRow row(Account account) {
        @Nullable AccountRow row = findById(account.accountId());
        return Objects.requireNonNull(row, "an account that was loaded in this transaction");
    }

    private Account toAccount(AccountRow row) {
        return row.toAccount(keys.load(row.keyId));
    }
}
