package vn.gov.identitylink.documents;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PessimisticLockException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.exception.ConstraintViolationException;
import org.hibernate.exception.DataException;
import org.jspecify.annotations.Nullable;
import vn.gov.identitylink.cases.CaseKind;
import vn.gov.identitylink.cases.Cases;
import vn.gov.identitylink.protection.UnreadableValueException;
import vn.gov.identitylink.time.RepeatedWork;

/**
 * Carries transfers on, a batch at a time, each batch one transaction: documents, items, audit records and progress change
 * together, so that a process or a database that is killed anywhere leaves a batch done or not begun. Nothing is remembered
 * between batches but in the database. All replicas do; each takes the transfer that waited longest and that no other has.
 *
 * <p>A batch holds the transfer's row, and shares the link's: whoever ends the link waits for it, and afterwards no batch
 * begins.
 *
 * <p>The transfer of an assisted link is held: nobody takes it before its time has passed, and that of the last notice of
 * the link too. While the link is suspended the time stands still.
 */
@ApplicationScoped
class MoveDocuments {

    private static final int BATCH = 500;

    /** How long a transfer waits whose account does not open. */
    private static final Duration POSTPONED = Duration.ofMinutes(10);

    private static final String TAKE = """
            SELECT transfer.link_id, transfer.account_id, transfer.from_store_id, transfer.to_store_id, transfer.state,
              transfer.manifest_after, link.state AS link_state, link.ended_at
            FROM document_transfer AS transfer JOIN link USING (link_id)
            WHERE transfer.work AND link.state <> 'SUSPENDED' AND transfer.worked_at <= CAST(?1 AS timestamptz)
              AND (CAST(?2 AS uuid) IS NULL OR transfer.link_id = ?2)
              AND (transfer.held_until IS NULL OR transfer.state <> 'PREPARING' OR link.state = 'ENDED'
                OR (transfer.held_until <= CAST(?1 AS timestamptz) AND (SELECT
                    coalesce(bool_and(notice.state <> 'WAITING') AND max(notice.sent_at) <= CAST(?3 AS timestamptz), false)
                  FROM citizen_notice AS notice WHERE notice.link_id = transfer.link_id AND notice.type = ANY (CAST(?4 AS text[])))))
            ORDER BY transfer.worked_at LIMIT 1
            FOR UPDATE OF transfer SKIP LOCKED FOR SHARE OF link SKIP LOCKED
            """;

    private final EntityManager entities;
    private final DrawUpManifest manifests;
    private final MoveNextDocuments documents;
    private final GiveBackDocuments wayBack;
    private final Cases cases;
    private final DocumentsConfig config;
    private final InstantSource clock;
    private final RepeatedWork work = new RepeatedWork("document-transfer");

    MoveDocuments(
            EntityManager entities,
            DrawUpManifest manifests,
            MoveNextDocuments documents,
            GiveBackDocuments wayBack,
            Cases cases,
            DocumentsConfig config,
            InstantSource clock) {
        this.entities = entities;
        this.manifests = manifests;
        this.documents = documents;
        this.wayBack = wayBack;
        this.cases = cases;
        this.config = config;
        this.clock = clock;
    }

    void start(@Observes StartupEvent starting) {
        work.every(config.transferInterval(), this::move);
    }

    void stop(@Observes ShutdownEvent stopping) {
        work.stop();
    }

    /** Until nothing is left that this replica may take. */
    void move() {
        while (step()) {
            // The transfer that waited longest comes next: a large one holds up no small one.
        }
    }

    /** Which transfer a batch is of, also when it fails and is undone. */
    private static final class Batch {

        private @Nullable UUID linkId;
    }

    /**
     * One batch; whether there was one. What the database refuses of many is tried one by one, of the same transfer; one
     * whose account does not open waits, and is a case for an operator, so that it stops nobody else's. One that the
     * database ended for the sake of another, such as the way back of a link for a batch of the next one, begins anew.
     */
    boolean step() {
        Batch first = new Batch();
        try {
            return batch(first, BATCH, false);
        } catch (ConstraintViolationException | DataException refused) {
            return oneByOne(first);
        } catch (UnreadableValueException closed) {
            return postpone(first);
        } catch (PessimisticLockException deadlock) {
            return true;
        }
    }

    private boolean oneByOne(Batch failed) {
        try {
            return batch(failed, 1, false);
        } catch (ConstraintViolationException | DataException refused) {
            return batch(failed, 1, true);
        }
    }

    private boolean postpone(Batch failed) {
        UUID linkId = Objects.requireNonNull(failed.linkId);
        QuarkusTransaction.requiringNew().run(() -> {
            entities.createNativeQuery("UPDATE document_transfer SET worked_at = ?2 WHERE link_id = ?1")
                    .setParameter(1, linkId)
                    .setParameter(2, clock.instant().plus(POSTPONED))
                    .executeUpdate();
            cases.open(CaseKind.DOCUMENTS_NOT_MOVING, linkId);
        });
        return true;
    }

    private boolean batch(Batch batch, int size, boolean park) {
        return QuarkusTransaction.requiringNew().call(() -> {
            Optional<TakenTransfer> taken = take(batch.linkId);
            taken.ifPresent(transfer -> {
                batch.linkId = transfer.linkId();
                work(transfer, size, park);
            });
            // Another replica has the one that was refused here: there may be others.
            return taken.isPresent() || batch.linkId != null;
        });
    }

    private void work(TakenTransfer transfer, int size, boolean park) {
        Instant now = clock.instant();
        if (transfer.linkEndedAt() != null) {
            wayBack.giveBack(transfer, transfer.linkEndedAt(), now, size);
        } else if (transfer.state() == DocumentTransfers.State.PREPARING) {
            manifests.list(transfer, now);
        } else {
            documents.move(transfer, now, size, park);
        }
    }

    /** @param linkId whose transfer; absent for the one that has waited longest */
    private Optional<TakenTransfer> take(@Nullable UUID linkId) {
        Instant now = clock.instant();
        List<?> rows = entities.createNativeQuery(TAKE)
                .setParameter(1, now)
                .setParameter(2, linkId)
                .setParameter(3, now.minus(config.assistedLinkWait()))
                .setParameter(4, DocumentTransfers.MADE)
                .getResultList();
        return rows.stream()
                .map(Object[].class::cast)
                .findFirst()
                .map(row -> new TakenTransfer(
                        (UUID) row[0],
                        (UUID) row[1],
                        (UUID) row[2],
                        (UUID) row[3],
                        DocumentTransfers.State.valueOf((String) row[4]),
                        (UUID) row[5],
                        row[6].equals("ENDED") ? (Instant) row[7] : null));
    }
}
