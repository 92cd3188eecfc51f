package vn.gov.identitylink.documents;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What of a transfer a batch needs. Its row is this transaction's alone, and its link's row is shared with nobody who would
 * change it.
 *
 * @param after the document at which the batch before this one ended: batches go on from there, since what they have
 *     settled stands in the way of whoever begins at the first one again
 * @param linkEndedAt if its link has ended
 */
record TakenTransfer(
        UUID linkId,
        UUID accountId,
        UUID from,
        UUID to,
        DocumentTransfers.State state,
        @Nullable UUID after,
        @Nullable Instant linkEndedAt) {
    private static final UUID FIRST = new UUID(0, 0);

    /**
     * The next batch: from where the one before ended, and from the first document when nothing is left there, since late
     * papers have ids of their own.
     *
     * @param batch of the documents behind this one
     */
    List<?> next(Function<UUID, List<?>> batch) {
        List<?> behind = after == null ? List.of() : batch.apply(after);
        return behind.isEmpty() ? batch.apply(FIRST) : behind;
    }
}
