package vn.gov.identitylink.account;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.gov.identitylink.citizen.DeclaredIdentity;
import vn.gov.identitylink.protection.Cell;
import vn.gov.identitylink.protection.CitizenKey;
import vn.gov.identitylink.registry.RegistryRecord;
import vn.gov.identitylink.registry.StoredRecord;

/** An account's row. It alone knows in which cell each sealed value stands. */
@Entity
@Table(name = "account")
class AccountRow {

    @Id
    @Column(name = "account_id")
    UUID accountId;

    String realm;

    @Column(name = "external_id")
    String externalId;

    @Enumerated(EnumType.STRING)
    AccountKind kind;

    @Column(name = "key_id")
    UUID keyId;

    @Enumerated(EnumType.STRING)
    Assurance assurance;

    @Column(name = "declared_identity")
    private byte @Nullable [] declaredIdentity;

    @Column(name = "declared_at")
    private @Nullable Instant declaredAt;

    @Column(name = "registry_identity")
    private byte @Nullable [] registryIdentity;

    @Column(name = "verified_at")
    private @Nullable Instant verifiedAt;

    @Column(name = "proved_at")
    private @Nullable Instant provedAt;

    @Column(name = "proved_in_session")
    private @Nullable String provedInSession;

    private byte @Nullable [] contact;

    /** Absent: since the account was registered. */
    @Column(name = "phone_since")
    private @Nullable Instant phoneSince;

    @Column(name = "email_since")
    private @Nullable Instant emailSince;

    @Column(name = "former_contact")
    private byte @Nullable [] formerContact;

    @Column(name = "commune_code")
    private @Nullable String communeCode;

    @Column(name = "commune_code_as_of")
    private @Nullable LocalDate communeCodeAsOf;

    @Column(name = "registered_at")
    private Instant registeredAt;

    @Column(name = "superseded_by")
    private @Nullable UUID supersededBy;

    @Column(name = "superseded_at")
    private @Nullable Instant supersededAt;

    @Version
    private long version;

    @SuppressWarnings("NullAway.Init") // Hibernate fills the fields.
    protected AccountRow() {}

    AccountRow(
            UUID accountId, String realm, String externalId, AccountKind kind, CitizenKey key, Instant registeredAt) {
        this.accountId = accountId;
        this.realm = realm;
        this.externalId = externalId;
        this.kind = kind;
        this.keyId = key.id();
        this.assurance = Assurance.DECLARED;
        this.registeredAt = registeredAt;
    }

    /** Whatever was matched belonged to the former declaration and goes with it. */
    void declare(DeclaredIdentity declared, CitizenKey key, Instant at) {
        declaredIdentity = key.seal(cell("declared_identity"), StoredIdentity.write(declared));
        declaredAt = at;
        assurance = Assurance.DECLARED;
        registryIdentity = null;
        verifiedAt = null;
    }

    void reachBy(Contact reachable, CitizenKey key) {
        contact = key.seal(cell("contact"), StoredContact.write(reachable));
    }

    void changeContact(Contact wanted, CitizenKey key, Instant at) {
        ContactHistory changed = contactHistory(key).changedTo(wanted, at);
        reachBy(changed.current(), key);
        phoneSince = changed.phoneSince();
        emailSince = changed.emailSince();
        formerContact = key.seal(cell("former_contact"), StoredContact.write(changed.former()));
    }

    private ContactHistory contactHistory(CitizenKey key) {
        return new ContactHistory(
                opened(contact, "contact", key),
                phoneSince == null ? registeredAt : phoneSince,
                emailSince == null ? registeredAt : emailSince,
                opened(formerContact, "former_contact", key));
    }

    private Contact opened(byte @Nullable [] sealed, String column, CitizenKey key) {
        return sealed == null ? Contact.NONE : StoredContact.read(key.open(cell(column), sealed));
    }

    void locateIn(Locality locality) {
        communeCode = locality.communeCode();
        communeCodeAsOf = locality.asOf();
    }

    void match(RegistryRecord matched, CitizenKey key, Instant at) {
        registryIdentity = key.seal(cell("registry_identity"), StoredRecord.write(matched));
        verifiedAt = at;
        assurance = Assurance.MATCHED;
    }

    void prove(RegistryRecord asked, String session, CitizenKey key, Instant at) {
        registryIdentity = key.seal(cell("registry_identity"), StoredRecord.write(asked));
        verifiedAt = at;
        provedAt = at;
        provedInSession = session;
        assurance = Assurance.PROVED;
    }

    void renumber(RegistryRecord found, CitizenKey key, Instant at) {
        registryIdentity = key.seal(cell("registry_identity"), StoredRecord.write(found));
        verifiedAt = at;
    }

    /** Whatever was proved or matched is gone with the link; what was declared stays. */
    void unprove() {
        registryIdentity = null;
        verifiedAt = null;
        provedAt = null;
        provedInSession = null;
        assurance = Assurance.DECLARED;
    }

    @Nullable
    UUID supersededBy() {
        return supersededBy;
    }

    void supersede(UUID linkedAccount, Instant at) {
        supersededBy = linkedAccount;
        supersededAt = at;
    }

    void reopen() {
        supersededBy = null;
        supersededAt = null;
    }

    /** The row as it is stored, for a statement that adds many. */
    void addTo(NewRows rows) {
        rows.add(
                accountId,
                externalId,
                kind,
                keyId,
                declaredIdentity,
                declaredAt,
                contact,
                communeCode,
                communeCodeAsOf);
    }

    Account toAccount(CitizenKey key) {
        return new Account(
                accountId,
                realm,
                externalId,
                kind,
                assurance,
                declaredIdentity == null
                        ? null
                        : StoredIdentity.read(key.open(cell("declared_identity"), declaredIdentity)),
                declaredAt,
                registryIdentity == null
                        ? null
                        : StoredRecord.read(key.open(cell("registry_identity"), registryIdentity)),
                verifiedAt,
                provedAt,
                provedInSession,
                contactHistory(key),
                communeCode == null || communeCodeAsOf == null ? null : new Locality(communeCode, communeCodeAsOf),
                registeredAt,
                supersededAt,
                version,
                key);
    }

    private Cell cell(String column) {
        return new Cell("account", column, accountId);
    }
}
