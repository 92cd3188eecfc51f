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
    }

    private final DocumentStores stores;
    private final Documents documents;
    private final AuditLog audit;
    private final InstantSource clock;

    AddDocument(DocumentStores stores, Documents documents, AuditLog audit, InstantSource clock) {
        this.stores = stores;
        this.documents = documents;
        this.audit = audit;
        this.clock = clock;
    }

    @Transactional
    Outcome run(Caller caller, UUID storeId, NewDocument wanted) {
        return switch (stores.open(caller, storeId)) {
            case DocumentStores.Opening.None none -> new Outcome.NotFound();
            case DocumentStores.Opening.StepUp stepUp -> new Outcome.StepUpRequired();
            case DocumentStores.Opening.Opened(DocumentStore store) -> {
                stores.keepPortalStore(store.account().accountId());
                DocumentRow row = new DocumentRow(store, wanted, clock.instant());
                documents.persist(row);
                audit.done(Action.DOCUMENT_ADDED, store.account().accountId(), row.documentId, List.of("metadata"));
                yield new Outcome.Added(row.toDocument(store.account().key()), store);
            }
        };
    }
}
