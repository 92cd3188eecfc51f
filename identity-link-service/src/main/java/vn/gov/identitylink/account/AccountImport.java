package vn.gov.identitylink.account;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A bulk import as it stands. It receives until its last line is committed; a broken one goes on when the same lines come
 * again under the same key.
 *
 * @param lines that are committed: imported, already there, or rejected
 * @param alreadyThere accounts that the realm had, which stay as they are, proved or not
 * @param changedAt when lines were committed last
 * @param brokenOffAt when the stream ended before its last line; absent once lines come again, and where this service
 *     was killed and could not take note
 * @param errors the first ones, by line
 */
@SuppressWarnings("ArrayRecordComponent") // Compared by its content only.
record AccountImport(
        UUID importId,
        String clientId,
        boolean dryRun,
        ImportState state,
        long lines,
        long imported,
        long alreadyThere,
        long rejected,
        byte[] linesDigest,
        Instant startedAt,
        Instant changedAt,
        @Nullable Instant completedAt,
        @Nullable Instant brokenOffAt,
        List<LineError> errors) {

    /** How far it is. */
    enum ImportState {
        RECEIVING,
        COMPLETED
    }

    /**
     * One fault.
     *
     * @param pointer of the field within the line; empty for the line as a whole
     */
    record LineError(long line, String pointer, String code) {}
}
