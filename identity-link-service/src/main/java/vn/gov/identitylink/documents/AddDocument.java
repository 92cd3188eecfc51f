package vn.gov.identitylink.documents;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import vn.gov.identitylink.access.Caller;
import vn.gov.identitylink.audit.Action;
import vn.gov.identitylink.audit.AuditLog;

/** Says what a paper is, before its content comes. */
@ApplicationScoped
class AddDocument {

    sealed interface Outcome {
        record Added(Document document, DocumentStore store) implements Outcome {}

        record NotFound() implements Outcome {}

        record StepUpRequired() implements Outcome {}

        /** So many uploads are awaited already. */
        record LimitReached() implements Outcome {}
    }

    private final DocumentStores stores;
    private final Documents documents;
    private final AuditLog audit;
    private final DocumentsConfig config;
    private final InstantSource clock;

    AddDocument(
            DocumentStores stores, Documents documents, AuditLog audit, DocumentsConfig config, InstantSource clock) {
        this.stores = stores;
        this.documents = documents;
        this.audit = audit;
        this.config = config;
        this.clock = clock;
    }

    @Transactional
    Outcome run(Caller caller, UUID storeId, NewDocument wanted) {
        return switch (stores.open(caller, storeId)) {
            case DocumentStores.Opening.None none -> new Outcome.NotFound();
            case DocumentStores.Opening.StepUp stepUp -> new Outcome.StepUpRequired();
            case DocumentStores.Opening.Opened(DocumentStore store) -> {
                if (isBeyondLimit(store, wanted)) {
                    yield new Outcome.LimitReached();
                }
                stores.keepPortalStore(store.account().accountId());
                DocumentRow row = new DocumentRow(store, wanted, clock.instant());
                documents.persist(row);
                audit.done(Action.DOCUMENT_ADDED, store.account().accountId(), row.documentId, List.of("metadata"));
                yield new Outcome.Added(row.toDocument(store.account().key()), store);
            }
        };
    }

    private boolean isBeyondLimit(DocumentStore store, NewDocument wanted) {
        return wanted.source() == DocumentSource.CITIZEN_UPLOAD
                && documents.uploadedTo(store.account().accountId()).awaited() >= config.awaitedLimit();
    }
}
