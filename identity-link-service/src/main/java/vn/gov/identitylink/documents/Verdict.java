package vn.gov.identitylink.documents;

import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.gov.identitylink.documents.DocumentTransfers.ItemState;

/**
 * What becomes of a document in a transfer.
 *
 * @param foundAs under which document its citizen finds it: the equal one of a duplicate, the new one of a kept one
 */
record Verdict(
        ItemState state, @Nullable String reason, @Nullable UUID foundAs) {

    /** Under which documents those are found that become that. */
    static UUID[] foundAs(Map<UUID, Verdict> verdicts, ItemState state) {
        return verdicts.values().stream()
                .filter(verdict -> verdict.state() == state)
                .map(Verdict::foundAs)
                .filter(Objects::nonNull)
                .toArray(UUID[]::new);
    }

    /** Which documents become that, in the order of the verdicts. */
    static UUID[] only(Map<UUID, Verdict> verdicts, ItemState state) {
        return verdicts.entrySet().stream()
                .filter(verdict -> verdict.getValue().state() == state)
                .map(Map.Entry::getKey)
                .toArray(UUID[]::new);
    }
}
