package vn.gov.identitylink.protection;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class CitizenKeyTest {

    private static final Cell CELL = new Cell("account", "contact", UUID.randomUUID());

    @Test
    void opensWhatItSealed() {
        CitizenKey key = ProtectionFixture.aKey();
        assertEquals("Thử", key.open(CELL, key.seal(CELL, "Thử")));
    }

    @Test
    void sealsTheSameValueDifferentlyEachTime() {
        CitizenKey key = ProtectionFixture.aKey();
        assertFalse(Arrays.equals(key.seal(CELL, "Thử"), key.seal(CELL, "Thử")));
    }

    @Test
    void showsNothingOfTheValue() {
        String sealed = new String(ProtectionFixture.aKey().seal(CELL, "052089999999"), StandardCharsets.ISO_8859_1);
        assertFalse(sealed.contains("052089999999"));
    }

    @Test
    void doesNotOpenInAnotherRowColumnOrTable() {
        CitizenKey key = ProtectionFixture.aKey();
        byte[] sealed = key.seal(CELL, "Thử");
        for (Cell elsewhere : List.of(
                new Cell(CELL.table(), CELL.column(), UUID.randomUUID()),
                new Cell(CELL.table(), "declared_identity", CELL.row()),
                new Cell("link", CELL.column(), CELL.row()))) {
            assertThrows(UnreadableValueException.class, () -> key.open(elsewhere, sealed), elsewhere::toString);
        }
    }

    @Test
    void doesNotOpenWhenAnyBitWasChanged() {
        CitizenKey key = ProtectionFixture.aKey();
        byte[] sealed = key.seal(CELL, "Thử");
        for (int i = 0; i < sealed.length; i++) {
            byte[] altered = sealed.clone();
            altered[i] ^= 1;
            assertThrows(UnreadableValueException.class, () -> key.open(CELL, altered));
        }
    }

    @Test
    void doesNotOpenUnderAnotherCitizensKey() {
        byte[] sealed = ProtectionFixture.aKey().seal(CELL, "Thử");
        assertThrows(
                UnreadableValueException.class, () -> ProtectionFixture.aKey().open(CELL, sealed));
    }

    @Test
    void digestsAreKeyedAndApartByKind() {
        IndexKeys one = indexKeys("a", 1);
        IndexKeys other = indexKeys("a", 2);
        byte[] digest = one.digests("PHONE_NUMBER", "0900000001").getFirst().value();
        assertArrayEquals(
                digest, one.digests("PHONE_NUMBER", "0900000001").getFirst().value());
        assertFalse(Arrays.equals(
                digest, one.digests("EMAIL_ADDRESS", "0900000001").getFirst().value()));
        assertFalse(Arrays.equals(
                digest, other.digests("PHONE_NUMBER", "0900000001").getFirst().value()));
    }

    @Test
    void everyActiveIndexKeyGivesADigestWhileKeysRotate() {
        Map<String, String> keys = new TreeMap<>(Map.of("old", base64(1), "new", base64(2)));
        assertEquals(
                List.of("new", "old"),
                new IndexKeys(new Config(keys))
                        .digests("PHONE_NUMBER", "0900000001").stream()
                                .map(IndexKeys.Digest::keyId)
                                .toList());
    }

    private static IndexKeys indexKeys(String id, int fill) {
        return new IndexKeys(new Config(Map.of(id, base64(fill))));
    }

    private static String base64(int fill) {
        byte[] key = new byte[32];
        Arrays.fill(key, (byte) fill);
        return Base64.getEncoder().encodeToString(key);
    }

    private record Config(Map<String, String> indexKeys) implements ProtectionConfig {
        @Override
        public Map<String, String> keyEncryptionKeys() {
            return Map.of();
        }

        @Override
        public String currentKeyEncryptionKey() {
            return "none";
        }
    }
}
