package vn.gov.identitylink.documents;

import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import vn.gov.identitylink.access.Caller;
import vn.gov.identitylink.account.Accounts;
import vn.gov.identitylink.audit.Action;
import vn.gov.identitylink.audit.AuditLog;

/** Shows stores and documents to whoever may see them, and records that it did. */
@ApplicationScoped
class ReadDocuments {

    sealed interface Reading<T> {
        record Found<T>(T value, DocumentStore store) implements Reading<T> {}

        record NotFound<T>() implements Reading<T> {}

        record StepUpRequired<T>() implements Reading<T> {}
    }

    private final Accounts accounts;
    private final DocumentStores stores;
    private final Documents documents;
    private final DocumentContents contents;
    private final AuditLog audit;

    ReadDocuments(
            Accounts accounts, DocumentStores stores, Documents documents, DocumentContents contents, AuditLog audit) {
        this.accounts = accounts;
        this.stores = stores;
        this.documents = documents;
        this.contents = contents;
        this.audit = audit;
    }

    @Transactional
    Optional<List<DocumentStores.Listed>> stores(Caller caller, String reference) {
        return accounts.visibleTo(caller, reference).map(account -> stores.of(caller, account));
    }

    /** One more than {@code limit}, where there are more. */
    @Transactional
    Reading<List<Document>> page(
            Caller caller,
            UUID storeId,
            Documents.Filter filter,
            Documents.@Nullable Position after,
            LocalDate today,
            int limit) {
        return inStore(caller, storeId, store -> {
            audit.done(Action.DOCUMENTS_READ, store.account().accountId(), storeId, List.of("metadata"));
            return Optional.of(documents.page(store, filter, after, today, limit + 1));
        });
    }

    @Transactional
    Reading<Document> one(Caller caller, UUID storeId, UUID documentId) {
        return inStore(
                caller,
                storeId,
                store -> documents.inStore(store, documentId).map(row -> {
                    audit.done(Action.DOCUMENTS_READ, store.account().accountId(), documentId, List.of("metadata"));
                    return row.toDocument(store.account().key());
                }));
    }

    /** A document whose bytes are about to be read; one without bytes is not found. */
    Reading<Document> content(Caller caller, UUID storeId, UUID documentId) {
        return QuarkusTransaction.requiringNew()
                .call(() -> inStore(
                        caller,
                        storeId,
                        store -> documents
                                .inStore(store, documentId)
                                .filter(row -> row.state == Document.State.STORED)
                                .map(row -> {
                                    audit.done(
                                            Action.DOCUMENT_CONTENT_READ,
                                            store.account().accountId(),
                                            documentId,
                                            List.of("content"));
                                    return row.toDocument(store.account().key());
                                })));
    }

    /**
     * A content's bytes, to be sent; absent where the store has damaged them, as far as can be told before the answer begins:
     * what is found later breaks it off before its length.
     */
    Optional<StreamingOutput> open(DocumentStore store, StoredContent content, ByteRange range) {
        boolean whole = QuarkusTransaction.requiringNew()
                .call(() -> contents.isWhole(store.account(), content, positionOf(range.first())));
        return whole ? Optional.of(out -> write(store, content, range, out)) : Optional.empty();
    }

    private static int positionOf(long at) {
        return Math.toIntExact(at / StoredContent.CHUNK);
    }

    /** Sends bytes of a content chunk by chunk; a slow reader holds no connection to the database. */
    void write(DocumentStore store, StoredContent content, ByteRange range, OutputStream out) throws IOException {
        long at = range.first();
        while (at <= range.last()) {
            byte[] chunk = contents.read(store.account(), content, positionOf(at));
            int from = Math.toIntExact(at % StoredContent.CHUNK);
            int length = Math.toIntExact(Math.min(chunk.length - from, range.last() - at + 1));
            out.write(chunk, from, length);
            at += length;
        }
    }

    private <T> Reading<T> inStore(Caller caller, UUID storeId, Function<DocumentStore, Optional<T>> read) {
        return switch (stores.open(caller, storeId)) {
            case DocumentStores.Opening.None none -> new Reading.NotFound<>();
            case DocumentStores.Opening.StepUp stepUp -> new Reading.StepUpRequired<>();
            case DocumentStores.Opening.Opened(DocumentStore store) ->
                read.apply(store)
                        .<Reading<T>>map(value -> new Reading.Found<>(value, store))
                        .orElseGet(Reading.NotFound::new);
        };
    }
}
