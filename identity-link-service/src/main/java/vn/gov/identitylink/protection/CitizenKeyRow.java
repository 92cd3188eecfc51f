package vn.gov.identitylink.protection;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

@Entity
@Table(name = "citizen_key")
class CitizenKeyRow {

    @Id
    @Column(name = "key_id")
    UUID keyId;

    @Column(name = "key_encryption_key_id")
    String keyEncryptionKeyId;

    /** Absent after erasure. */
    @Column(name = "wrapped_key")
    byte @Nullable [] wrappedKey;

    @Column(name = "created_at")
    Instant createdAt;

    @SuppressWarnings("NullAway.Init") // Hibernate fills the fields.
    protected CitizenKeyRow() {}

    CitizenKeyRow(UUID keyId, String keyEncryptionKeyId, byte[] wrappedKey, Instant createdAt) {
        this.keyId = keyId;
        this.keyEncryptionKeyId = keyEncryptionKeyId;
        this.wrappedKey = wrappedKey;
        this.createdAt = createdAt;
    }
}
