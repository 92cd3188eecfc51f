package vn.gov.identitylink.protection;

import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * Where a sealed value stands. The ciphertext is bound to it, so that a value moved to another row, column or table does
 * not open.
 */
public record Cell(String table, String column, UUID row) {

    byte[] associatedData() {
        return (table + "." + column + ":" + row).getBytes(StandardCharsets.UTF_8);
    }
}
