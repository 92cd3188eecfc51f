package vn.gov.identitylink.documents;

import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.gov.identitylink.documents.DocumentTransfers.ItemState;

/**
 * What becomes of a document in a transfer.
 *
 * @param into the equal document, of a duplicate
 */
record Verdict(
        ItemState state, @Nullable String reason, @Nullable UUID into) {

    /** Which documents become that, in the order of the verdicts. */
    static UUID[] only(Map<UUID, Verdict> verdicts, ItemState state) {
        return verdicts.entrySet().stream()
                .filter(verdict -> verdict.getValue().state() == state)
                .map(Map.Entry::getKey)
                .toArray(UUID[]::new);
    }
}
