package vn.gov.identitylink.verification;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.gov.identitylink.account.Account;
import vn.gov.identitylink.protection.Cell;
import vn.gov.identitylink.protection.CitizenKey;
import vn.gov.identitylink.registry.RegistryRecord;
import vn.gov.identitylink.registry.StoredRecord;

/**
 * A match that waits for the citizen's confirmation. {@code AWAITING_CONFIRMATION} ends in {@code CONFIRMED}, or in
 * {@code VOIDED} by a later verification, a new declaration or a link; what the registry said is forgotten with it.
 */
@Entity
@Table(name = "verification")
class VerificationRow {

    enum State {
        AWAITING_CONFIRMATION,
        CONFIRMED,
        VOIDED
    }

    @Id
    @Column(name = "verification_id")
    UUID verificationId;

    @Column(name = "account_id")
    UUID accountId;

    @Enumerated(EnumType.STRING)
    State state;

    @Column(name = "registry_identity")
    private byte @Nullable [] registryIdentity;

    @Column(name = "created_at")
    Instant createdAt;

    @Column(name = "expires_at")
    Instant expiresAt;

    @Column(name = "confirmed_at")
    @Nullable
    Instant confirmedAt;

    @Version
    private long version;

    @SuppressWarnings("NullAway.Init") // Hibernate fills the fields.
    protected VerificationRow() {}

    VerificationRow(Account account, RegistryRecord matched, Instant at, Duration validity) {
        this.verificationId = UUID.randomUUID();
        this.accountId = account.accountId();
        this.state = State.AWAITING_CONFIRMATION;
        this.registryIdentity = account.key().seal(cell(), StoredRecord.write(matched));
        this.createdAt = at;
        this.expiresAt = at.plus(validity);
    }

    /** What the registry said. Only while it awaits confirmation. */
    RegistryRecord matched(CitizenKey key) {
        return StoredRecord.read(key.open(cell(), Objects.requireNonNull(registryIdentity)));
    }

    void confirm(Instant at) {
        state = State.CONFIRMED;
        confirmedAt = at;
        registryIdentity = null;
    }

    void makeVoid() {
        state = State.VOIDED;
        registryIdentity = null;
    }

    private Cell cell() {
        return new Cell("verification", "registry_identity", verificationId);
    }
}
