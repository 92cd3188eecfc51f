package vn.gov.identitylink.documents;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What of a transfer a batch needs. Its row is this transaction's alone, and its link's row is shared with nobody who would
 * change it.
 *
 * @param manifestAfter how far its manifest has come, while it is drawn up
 * @param linkEndedAt if its link has ended
 */
record TakenTransfer(
        UUID linkId,
        UUID accountId,
        UUID from,
        UUID to,
        DocumentTransfers.State state,
        @Nullable UUID manifestAfter,
        @Nullable Instant linkEndedAt) {}
