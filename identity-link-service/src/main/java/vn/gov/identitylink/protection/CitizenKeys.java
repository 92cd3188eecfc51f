package vn.gov.identitylink.protection;

import com.google.crypto.tink.subtle.AesGcmJce;
import io.quarkus.arc.Arc;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.sql.PreparedStatement;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.hibernate.Session;
import org.jspecify.annotations.Nullable;

/** The data keys of all citizens, each wrapped by a key-encryption key and bound to its own id. */
@ApplicationScoped
public class CitizenKeys implements PanacheRepositoryBase<CitizenKeyRow, UUID> {

    private static final int KEY_BYTES = 32;

    private static final String INSERT_ALL = """
            INSERT INTO citizen_key (key_id, key_encryption_key_id, wrapped_key, created_at)
            SELECT key_id, ?, wrapped_key, ? FROM unnest(?, ?) AS made (key_id, wrapped_key)
            """;

    private final Map<String, AesGcmJce> keyEncryptionKeys = new HashMap<>();
    private final String currentKeyEncryptionKey;
    private final KeysInUse inUse;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();

    CitizenKeys(ProtectionConfig config, KeysInUse inUse, InstantSource clock) {
        this.inUse = inUse;
        this.clock = clock;
        this.currentKeyEncryptionKey = config.currentKeyEncryptionKey();
        config.keyEncryptionKeys()
                .forEach((id, base64) ->
                        keyEncryptionKeys.put(id, cipher(Base64.getDecoder().decode(base64))));
        keyEncryptionKey(currentKeyEncryptionKey);
    }

    /** Makes and stores a new citizen's key, in the caller's transaction. */
    public CitizenKey create() {
        UUID id = UUID.randomUUID();
        byte[] key = newKey();
        persist(new CitizenKeyRow(id, currentKeyEncryptionKey, wrap(id, key), clock.instant()));
        return noted(citizenKey(id, key));
    }

    /** Makes and stores the keys of many new citizens at once, in the caller's transaction. */
    public List<CitizenKey> createAll(int count) {
        List<CitizenKey> created = new ArrayList<>(count);
        UUID[] ids = new UUID[count];
        byte[][] wrapped = new byte[count][];
        for (int i = 0; i < count; i++) {
            byte[] key = newKey();
            ids[i] = UUID.randomUUID();
            wrapped[i] = wrap(ids[i], key);
            created.add(citizenKey(ids[i], key));
        }
        Instant now = clock.instant();
        getEntityManager().unwrap(Session.class).doWork(connection -> {
            try (PreparedStatement insert = connection.prepareStatement(INSERT_ALL)) {
                insert.setString(1, currentKeyEncryptionKey);
                insert.setObject(2, OffsetDateTime.ofInstant(now, ZoneOffset.UTC));
                insert.setArray(3, connection.createArrayOf("uuid", ids));
                insert.setArray(4, connection.createArrayOf("bytea", wrapped));
                insert.executeUpdate();
            }
        });
        return created;
    }

    private static CitizenKey citizenKey(UUID id, byte[] key) {
        try {
            return new CitizenKey(id, key);
        } catch (GeneralSecurityException broken) {
            throw new IllegalStateException("AES-256-GCM does not work here", broken);
        }
    }

    private byte[] newKey() {
        byte[] key = new byte[KEY_BYTES];
        random.nextBytes(key);
        return key;
    }

    private byte[] wrap(UUID id, byte[] key) {
        try {
            return keyEncryptionKey(currentKeyEncryptionKey)
                    .encrypt(key, wrapping(id).associatedData());
        } catch (GeneralSecurityException broken) {
            throw new IllegalStateException("AES-256-GCM does not work here", broken);
        }
    }

    /** @throws UnreadableValueException when the key was erased, altered or moved */
    public CitizenKey load(UUID id) {
        CitizenKeyRow row = findById(id);
        byte @Nullable [] wrapped = row == null ? null : row.wrappedKey;
        if (row == null || wrapped == null) {
            throw new UnreadableValueException(wrapping(id), new IllegalStateException("erased"));
        }
        try {
            byte[] key = keyEncryptionKey(row.keyEncryptionKeyId)
                    .decrypt(wrapped, wrapping(id).associatedData());
            return noted(new CitizenKey(id, key));
        } catch (GeneralSecurityException tampered) {
            throw new UnreadableValueException(wrapping(id), tampered);
        }
    }

    /** Work outside a request answers nobody. */
    private CitizenKey noted(CitizenKey opened) {
        if (Arc.container().requestContext().isActive()) {
            inUse.add(opened.id());
        }
        return opened;
    }

    private static Cell wrapping(UUID id) {
        return new Cell("citizen_key", "wrapped_key", id);
    }

    private AesGcmJce keyEncryptionKey(String id) {
        AesGcmJce key = keyEncryptionKeys.get(id);
        if (key == null) {
            throw new IllegalStateException("identity-link.protection.key-encryption-keys has no key " + id);
        }
        return key;
    }

    private static AesGcmJce cipher(byte[] key) {
        if (key.length != KEY_BYTES) {
            throw new IllegalStateException("a protection key is not 32 bytes long");
        }
        try {
            return new AesGcmJce(key);
        } catch (GeneralSecurityException broken) {
            throw new IllegalStateException("AES-256-GCM does not work here", broken);
        }
    }
}
