package vn.gov.identitylink.documents;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import vn.gov.identitylink.linking.LinkEnded;
import vn.gov.identitylink.linking.LinkMade;
import vn.gov.identitylink.linking.LinkState;
import vn.gov.identitylink.outbox.EventType;

/**
 * The moves that links start. Begun in the transaction that makes the link; from then on {@link MoveDocuments} carries it
 * on, and a paper that comes to the old store later becomes one more item. Every method works in the caller's transaction.
 */
@ApplicationScoped
class DocumentTransfers {

    /** How far a transfer has come. */
    enum State {
        /** The manifest is being drawn up. */
        PREPARING,
        MOVING,
        /** Everything of the manifest has moved or is parked, and the receipt says so. Later papers follow. */
        COMPLETED,
        /** The link has ended: nothing moves any more, and what it moved is given back. */
        RETURNING,
        RETURNED,
        /** Another link took the place of this one before it had finished; that one's transfer goes on. */
        REPLACED
    }

    /** What became of a document. */
    enum ItemState {
        PENDING,
        MOVED,
        /** An equal document stands in the new store already. */
        DUPLICATE,
        /** Not moved, with a reason; it stays in the old store. */
        PARKED,
        /** The link ended before its turn came. */
        CANCELLED,
        /** Given back after the link ended. */
        RETURNED,
        /** Not given back, with a reason. */
        KEPT
    }

    /** @param late whether it came after the link */
    record Count(ItemState state, boolean late, long documents) {}

    /** @param foundAs under which document its citizen finds it; absent where it is found as itself */
    record Item(
            UUID documentId,
            ItemState state,
            @Nullable String reason,
            boolean late,
            DocumentKind kind,
            long byteSize,
            @Nullable UUID foundAs) {}

    /** Why papers wait. */
    sealed interface Hold {
        /** The link is held: until it is not any more, nothing moves. */
        record LinkHeld() implements Hold {}

        /** An officer made the link, and its citizen has not been told yet. */
        record Notice() implements Hold {}

        /** The citizen has time to say "this was not me". */
        record DisputePeriod(Instant until) implements Hold {}
    }

    /**
     * A transfer, as read.
     *
     * @param manifestKinds JSON: how many documents of each kind
     * @param receipt a signed statement (JWS); once completed
     * @param hold why it does not go on; absent where it waits for nothing
     */
    record Transfer(
            UUID linkId,
            UUID accountId,
            State state,
            @Nullable Long manifestCount,
            @Nullable Long manifestBytes,
            @Nullable String manifestKinds,
            @Nullable String receipt,
            long version,
            Instant startedAt,
            @Nullable Instant completedAt,
            @Nullable Hold hold,
            List<Count> counts) {

        String entityTag() {
            return "\"" + version + "\"";
        }

        /** Nothing more is expected to happen by itself. */
        boolean isSettled() {
            return switch (state) {
                case PREPARING, MOVING, RETURNING -> false;
                case COMPLETED -> counts.stream().noneMatch(count -> count.state() == ItemState.PENDING);
                case RETURNED, REPLACED -> true;
            };
        }
    }

    /** The notices that tell of a link that was made. */
    static final String[] MADE = {EventType.LINKED.word(), EventType.LINK_REPLACED.word()};

    private final EntityManager entities;
    private final DocumentStores stores;
    private final DocumentsConfig config;
    private final InstantSource clock;

    DocumentTransfers(EntityManager entities, DocumentStores stores, DocumentsConfig config, InstantSource clock) {
        this.entities = entities;
        this.stores = stores;
        this.config = config;
        this.clock = clock;
    }

    /** A row and no more: linking does not wait for a hundred thousand papers. Those of an assisted link wait. */
    void begin(@Observes LinkMade made) {
        UUID accountId = made.link().accountId();
        Instant now = clock.instant();
        @Nullable Instant heldUntil = made.assisted() ? now.plus(config.assistedLinkWait()) : null;
        stores.keepPortalStore(accountId);
        @Nullable UUID replaced = made.link().replaces();
        if (replaced != null) {
            heldUntil = heldUntil == null ? heldUntilOf(replaced) : heldUntil;
            leaveToTheNext(replaced);
            stores.follow(accountId, replaced, made.link().linkId());
        }
        UUID vneidStore = stores.keepVneidStore(made.link());
        entities.createNativeQuery(
                        "INSERT INTO document_transfer (link_id, account_id, from_store_id, to_store_id, state,"
                                + " work, version, started_at, worked_at, held_until) VALUES (?1, ?2, ?2, ?3, 'PREPARING',"
                                + " true, 0, ?4, coalesce(CAST(?5 AS timestamptz), ?4), CAST(?5 AS timestamptz))")
                .setParameter(1, made.link().linkId())
                .setParameter(2, accountId)
                .setParameter(3, vneidStore)
                .setParameter(4, now)
                .setParameter(5, heldUntil)
                .executeUpdate();
    }

    /** What an officer began waits its time, whatever takes its place. */
    private @Nullable Instant heldUntilOf(UUID linkId) {
        List<?> held = entities.createNativeQuery("SELECT held_until FROM document_transfer WHERE link_id = ?1"
                        + " AND state = 'PREPARING' AND held_until IS NOT NULL")
                .setParameter(1, linkId)
                .getResultList();
        return held.isEmpty() ? null : (Instant) held.getFirst();
    }

    /** Nothing of a replaced link's goes back; what it had not moved yet the next one lists. */
    private void leaveToTheNext(UUID replaced) {
        entities.createNativeQuery("UPDATE document_transfer_item SET state = 'CANCELLED', settled_at = ?2"
                        + " WHERE link_id = ?1 AND state = 'PENDING'")
                .setParameter(1, replaced)
                .setParameter(2, clock.instant())
                .executeUpdate();
        entities.createNativeQuery("UPDATE document_transfer SET work = false, version = version + 1,"
                        + " state = CASE state WHEN 'COMPLETED' THEN state ELSE 'REPLACED' END WHERE link_id = ?1")
                .setParameter(1, replaced)
                .executeUpdate();
    }

    /** A link that took the place of another is over: the store is that of the identity of before again. */
    void leaveTheStore(@Observes LinkEnded ended) {
        @Nullable UUID replaced = ended.link().replaces();
        if (replaced != null) {
            stores.follow(ended.link().accountId(), ended.link().linkId(), replaced);
        }
    }

    /** What it moved has gone back: now the turn of what the link moved whose place it took. */
    void giveBackWhatWasReplaced(UUID linkId) {
        entities.createNativeQuery("UPDATE document_transfer AS before SET work = true, version = before.version + 1"
                        + " FROM link WHERE link.link_id = ?1 AND before.link_id = link.replaces")
                .setParameter(1, linkId)
                .executeUpdate();
    }

    /**
     * Papers came to the portal account's store: they follow, if the account is linked. The caller has locked the account,
     * as the transaction that makes a link does: so either this sees the transfer, or the manifest sees the paper.
     */
    void follow(UUID accountId, UUID... documents) {
        int followed = entities.createNativeQuery(
                        "INSERT INTO document_transfer_item (link_id, document_id, state, late,"
                                + " kind, byte_size) SELECT transfer.link_id, document_id, 'PENDING', true, document.kind, byte_size"
                                + " FROM document_transfer AS transfer JOIN link USING (link_id), document"
                                + " WHERE transfer.account_id = ?1 AND link.state <> 'ENDED' AND document_id = ANY (?2)"
                                + " ON CONFLICT DO NOTHING")
                .setParameter(1, accountId)
                .setParameter(2, documents)
                .executeUpdate();
        if (followed > 0) {
            entities.createNativeQuery("UPDATE document_transfer SET work = true, version = version + 1"
                            + " WHERE link_id IN (SELECT link_id FROM document_transfer_item WHERE document_id = ANY (?1)"
                            + " AND state = 'PENDING')")
                    .setParameter(1, documents)
                    .executeUpdate();
        }
    }

    Optional<Transfer> ofLink(UUID linkId) {
        List<?> rows = entities.createNativeQuery("SELECT account_id, state, manifest_count, manifest_bytes,"
                        + " manifest_kinds::text, receipt, version, started_at, completed_at, held_until, told.waiting,"
                        + " told.last_at, (SELECT state FROM link WHERE link.link_id = ?1) AS link_state"
                        + " FROM document_transfer, LATERAL (SELECT count(*) FILTER (WHERE state = 'WAITING') AS waiting,"
                        + " max(sent_at) AS last_at FROM citizen_notice WHERE link_id = ?1 AND type = ANY (?2)) AS told"
                        + " WHERE link_id = ?1")
                .setParameter(1, linkId)
                .setParameter(2, MADE)
                .getResultList();
        return rows.stream().map(Object[].class::cast).findFirst().map(row -> transfer(linkId, row, counts(linkId)));
    }

    private Transfer transfer(UUID linkId, Object[] row, List<Count> counts) {
        State state = State.valueOf((String) row[1]);
        boolean waits = state == State.PREPARING
                || state == State.MOVING
                || counts.stream().anyMatch(count -> count.state() == ItemState.PENDING);
        return new Transfer(
                linkId,
                (UUID) row[0],
                state,
                row[2] == null ? null : ((Number) row[2]).longValue(),
                row[3] == null ? null : ((Number) row[3]).longValue(),
                (String) row[4],
                (String) row[5],
                ((Number) row[6]).longValue(),
                (Instant) row[7],
                (Instant) row[8],
                waits ? hold(row) : null,
                counts);
    }

    /** As {@link MoveDocuments} decides it: both times have passed, and no notice of the link waits to be handed over. */
    private @Nullable Hold hold(Object[] row) {
        if (row[12].equals(LinkState.SUSPENDED.name())) {
            return new Hold.LinkHeld();
        }
        Instant heldUntil = (Instant) row[9];
        if (!row[1].equals(State.PREPARING.name()) || heldUntil == null || row[12].equals(LinkState.ENDED.name())) {
            return null;
        }
        Instant toldAt = (Instant) row[11];
        if (((Number) row[10]).longValue() > 0 || toldAt == null) {
            return new Hold.Notice();
        }
        Instant late = toldAt.plus(config.assistedLinkWait());
        return new Hold.DisputePeriod(late.isAfter(heldUntil) ? late : heldUntil);
    }

    private List<Count> counts(UUID linkId) {
        List<?> rows = entities.createNativeQuery("SELECT state, late, count(*) FROM document_transfer_item"
                        + " WHERE link_id = ?1 GROUP BY state, late")
                .setParameter(1, linkId)
                .getResultList();
        List<Count> counts = new ArrayList<>();
        for (Object row : rows) {
            Object[] count = (Object[]) row;
            counts.add(new Count(
                    ItemState.valueOf((String) count[0]), (Boolean) count[1], ((Number) count[2]).longValue()));
        }
        return counts;
    }

    /** A page of what became of each document, in the order of their ids. */
    List<Item> items(UUID linkId, @Nullable ItemState state, @Nullable UUID after, int limit) {
        List<?> rows = entities.createNativeQuery("SELECT document_id, state, reason, late, kind, byte_size,"
                        + " found_as FROM document_transfer_item WHERE link_id = ?1 AND (CAST(?2 AS text) IS NULL OR state = ?2)"
                        + " AND (CAST(?3 AS uuid) IS NULL OR document_id > ?3) ORDER BY document_id LIMIT ?4")
                .setParameter(1, linkId)
                .setParameter(2, state == null ? null : state.name())
                .setParameter(3, after)
                .setParameter(4, limit)
                .getResultList();
        return rows.stream()
                .map(Object[].class::cast)
                .map(row -> new Item(
                        (UUID) row[0],
                        ItemState.valueOf((String) row[1]),
                        (String) row[2],
                        (Boolean) row[3],
                        DocumentKind.valueOf((String) row[4]),
                        ((Number) row[5]).longValue(),
                        (UUID) row[6]))
                .toList();
    }

    /** Which of these transfers have which version now: one question for all who wait. */
    Map<UUID, Long> versions(List<UUID> linkIds) {
        List<?> rows = entities.createNativeQuery(
                        "SELECT link_id, version FROM document_transfer WHERE link_id = ANY (?1)")
                .setParameter(1, linkIds.toArray(UUID[]::new))
                .getResultList();
        return rows.stream()
                .map(Object[].class::cast)
                .collect(Collectors.toMap(row -> (UUID) row[0], row -> ((Number) row[1]).longValue()));
    }
}
