package vn.gov.identitylink.documents;

import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.exception.ConstraintViolationException;
import vn.gov.identitylink.access.Caller;
import vn.gov.identitylink.account.Account;
import vn.gov.identitylink.account.Accounts;
import vn.gov.identitylink.audit.Action;
import vn.gov.identitylink.audit.AuditLog;

/**
 * Takes a document's bytes as they come, a chunk at a time: never whole in memory, and no connection to the database is
 * held while a slow sender is waited for. Until the last transaction nothing of it counts; whatever ends before, the
 * sweeper clears away.
 */
@ApplicationScoped
class StoreContent {

    sealed interface Outcome {
        /** @param now whether it was this upload; the same bytes again are the same document */
        record Stored(Document document, DocumentStore store, boolean now) implements Outcome {}

        record NotFound() implements Outcome {}

        record StepUpRequired() implements Outcome {}

        /** The document has other bytes. */
        record Immutable() implements Outcome {}

        /** The store of the VNeID identity has the same paper as another document. */
        record AlreadyInStore() implements Outcome {}

        /** With these bytes the account would have more uploads than there is room for. */
        record LimitReached() implements Outcome {}

        /** The sender broke off, or paused for too long, or sent nothing. */
        record Incomplete() implements Outcome {}

        record TooLarge() implements Outcome {}

        record DigestDiffers() implements Outcome {}

        record TypeDiffers() implements Outcome {}
    }

    private sealed interface Begun {
        record Open(DocumentStore store, MediaFormat format) implements Begun {}

        record Settled(Outcome outcome) implements Begun {}
    }

    /** What arrived. */
    private sealed interface Arrival {
        @SuppressWarnings("ArrayRecordComponent") // Compared by MessageDigest only.
        record Whole(long byteSize, byte[] sha256, boolean ofItsFormat) implements Arrival {}

        record Failed(Outcome outcome) implements Arrival {}
    }

    private final DocumentStores stores;
    private final Documents documents;
    private final DocumentContents contents;
    private final DocumentTransfers transfers;
    private final Accounts accounts;
    private final AuditLog audit;
    private final DocumentsConfig config;
    private final InstantSource clock;

    StoreContent(
            DocumentStores stores,
            Documents documents,
            DocumentContents contents,
            DocumentTransfers transfers,
            Accounts accounts,
            AuditLog audit,
            DocumentsConfig config,
            InstantSource clock) {
        this.stores = stores;
        this.documents = documents;
        this.contents = contents;
        this.transfers = transfers;
        this.accounts = accounts;
        this.audit = audit;
        this.config = config;
        this.clock = clock;
    }

    /**
     * @param mediaType as the request says
     * @param expected SHA-256 of the bytes, as the request says
     */
    Outcome run(Caller caller, UUID storeId, UUID documentId, String mediaType, byte[] expected, InputStream body) {
        return switch (QuarkusTransaction.requiringNew().call(() -> begin(caller, storeId, documentId))) {
            case Begun.Settled settled -> settled.outcome();
            case Begun.Open open
            when !open.format().mediaType().equals(mediaType) ->
                refused(open.store(), documentId, new Outcome.TypeDiffers());
            case Begun.Open open -> receive(caller, open, documentId, expected, body);
        };
    }

    private Begun begin(Caller caller, UUID storeId, UUID documentId) {
        return switch (stores.open(caller, storeId)) {
            case DocumentStores.Opening.None none -> new Begun.Settled(new Outcome.NotFound());
            case DocumentStores.Opening.StepUp stepUp -> new Begun.Settled(new Outcome.StepUpRequired());
            case DocumentStores.Opening.Opened(DocumentStore store) ->
                documents
                        .inStore(store, documentId)
                        .map(row -> begin(store, row))
                        .orElseGet(() -> new Begun.Settled(new Outcome.NotFound()));
        };
    }

    private Begun begin(DocumentStore store, DocumentRow row) {
        return isBeyondLimit(store.account(), row, 1)
                ? new Begun.Settled(new Outcome.LimitReached())
                : new Begun.Open(store, row.toDocument(store.account().key()).format());
    }

    /** The same bytes again take no more room. */
    private boolean isBeyondLimit(Account account, DocumentRow row, long more) {
        return row.isUpload()
                && row.state == Document.State.AWAITING_CONTENT
                && documents.uploadedTo(account.accountId()).bytes() + more
                        > config.uploadLimit().asLongValue();
    }

    private Outcome receive(Caller caller, Begun.Open open, UUID documentId, byte[] expected, InputStream body) {
        Account account = open.store().account();
        UUID contentId = contents.begin(account);
        boolean kept = false;
        try {
            Outcome outcome = switch (arrive(account, contentId, open.format(), body)) {
                case Arrival.Failed failed -> failed.outcome();
                case Arrival.Whole whole
                when !MessageDigest.isEqual(whole.sha256(), expected) ->
                    refused(open.store(), documentId, new Outcome.DigestDiffers());
                case Arrival.Whole whole
                when !whole.ofItsFormat() -> refused(open.store(), documentId, new Outcome.TypeDiffers());
                case Arrival.Whole whole -> commitOnce(caller, open.store(), documentId, contentId, whole);
            };
            kept = outcome instanceof Outcome.Stored stored && stored.now();
            return outcome;
        } finally {
            if (!kept) {
                contents.abandon(contentId);
            }
        }
    }

    private Arrival arrive(Account account, UUID contentId, MediaFormat format, InputStream body) {
        MessageDigest digest = sha256();
        FormatCheck check = new FormatCheck(format);
        long size = 0;
        int position = 0;
        while (true) {
            byte[] chunk;
            try {
                chunk = body.readNBytes(StoredContent.CHUNK);
            } catch (IOException brokenOff) {
                return new Arrival.Failed(new Outcome.Incomplete());
            }
            if (chunk.length == 0) {
                return size == 0
                        ? new Arrival.Failed(new Outcome.Incomplete())
                        : new Arrival.Whole(size, digest.digest(), check.holds());
            }
            size += chunk.length;
            if (size > StoredContent.LARGEST) {
                return new Arrival.Failed(new Outcome.TooLarge());
            }
            digest.update(chunk);
            check.see(chunk);
            if (!contents.append(account, contentId, position, chunk)) {
                return new Arrival.Failed(new Outcome.Incomplete());
            }
            position++;
        }
    }

    /** A transfer that moves the same paper at this moment locks no account: whichever comes second finds it there. */
    private Outcome commitOnce(
            Caller caller, DocumentStore store, UUID documentId, UUID contentId, Arrival.Whole arrived) {
        try {
            return QuarkusTransaction.requiringNew().call(() -> commit(caller, store, documentId, contentId, arrived));
        } catch (ConstraintViolationException moved) {
            return new Outcome.AlreadyInStore();
        }
    }

    /**
     * Content, document and audit record in one transaction, one at a time for each account; into a store that is still open
     * for the sender, since a link may have been held while the bytes came.
     */
    private Outcome commit(Caller caller, DocumentStore store, UUID documentId, UUID contentId, Arrival.Whole arrived) {
        Account account = accounts.lock(store.account().accountId());
        if (!(stores.open(caller, store.storeId()) instanceof DocumentStores.Opening.Opened)) {
            return new Outcome.NotFound();
        }
        Optional<DocumentRow> found = documents.inStore(store, documentId);
        if (found.isEmpty()) {
            return new Outcome.NotFound();
        }
        DocumentRow row = found.get();
        if (row.state == Document.State.STORED) {
            return storeAgain(store, row, contentId, arrived);
        }
        if (isBeyondLimit(account, row, arrived.byteSize())) {
            return new Outcome.LimitReached();
        }
        Optional<StoredContent> content = contents.commit(account, contentId, arrived.byteSize(), arrived.sha256());
        if (content.isEmpty()) {
            return new Outcome.Incomplete();
        }
        if (store.kind() == StoreKind.VNEID
                && documents.hasSame(row, content.get().contentId())) {
            return new Outcome.AlreadyInStore();
        }
        row.store(
                documents
                        .getEntityManager()
                        .getReference(DocumentContentRow.class, content.get().contentId()),
                arrived.byteSize(),
                clock.instant());
        audit.done(Action.DOCUMENT_STORED, account.accountId(), documentId, List.of("content"));
        documents.flush();
        if (store.kind() == StoreKind.PORTAL) {
            transfers.follow(account.accountId(), documentId);
        }
        return new Outcome.Stored(row.toDocument(account.key()), store, true);
    }

    /** The same bytes again change nothing, but where the store has damaged them: then they mend it. */
    private Outcome storeAgain(DocumentStore store, DocumentRow row, UUID contentId, Arrival.Whole arrived) {
        Account account = store.account();
        if (!contents.isOf(account, row.contentId(), arrived.sha256())) {
            return new Outcome.Immutable();
        }
        Optional<StoredContent> content = contents.commit(account, contentId, arrived.byteSize(), arrived.sha256());
        if (content.isEmpty()) {
            return new Outcome.Incomplete();
        }
        documents.getEntityManager().refresh(row);
        return new Outcome.Stored(row.toDocument(account.key()), store, false);
    }

    private Outcome refused(DocumentStore store, UUID documentId, Outcome outcome) {
        String reason =
                outcome instanceof Outcome.DigestDiffers ? "document-digest-mismatch" : "document-type-mismatch";
        QuarkusTransaction.requiringNew()
                .run(() -> audit.refused(
                        Action.DOCUMENT_STORED, reason, store.account().accountId(), documentId));
        return outcome;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException broken) {
            throw new IllegalStateException("every Java platform has SHA-256", broken);
        }
    }
}
