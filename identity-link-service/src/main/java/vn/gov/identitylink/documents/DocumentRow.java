package vn.gov.identitylink.documents;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.gov.identitylink.protection.Cell;
import vn.gov.identitylink.protection.CitizenKey;
import vn.gov.identitylink.protection.UnreadableValueException;

/** A document's row. Transfers change the store of many at once, by statements of their own. */
@Entity
@Table(name = "document")
class DocumentRow {

    @Id
    @Column(name = "document_id")
    UUID documentId;

    @Column(name = "account_id")
    UUID accountId;

    @Column(name = "store_id")
    UUID storeId;

    @Enumerated(EnumType.STRING)
    @Column(name = "store_kind")
    StoreKind storeKind;

    @Enumerated(EnumType.STRING)
    Document.State state;

    @Enumerated(EnumType.STRING)
    private DocumentKind kind;

    @Enumerated(EnumType.STRING)
    private DocumentSource source;

    @Enumerated(EnumType.STRING)
    private SignatureStatus signature;

    @Column(name = "media_type")
    private String mediaType;

    @Column(name = "issued_on")
    private @Nullable LocalDate issuedOn;

    @Column(name = "valid_from")
    private @Nullable LocalDate validFrom;

    @Column(name = "valid_until")
    private @Nullable LocalDate validUntil;

    @Column(name = "procedure_code")
    private @Nullable String procedureCode;

    @Column(name = "from_national_store")
    private boolean fromNationalStore;

    private byte[] details;

    @ManyToOne(fetch = FetchType.LAZY)
    @JoinColumn(name = "content_id")
    private @Nullable DocumentContentRow content;

    @Column(name = "byte_size")
    private @Nullable Long byteSize;

    @Column(name = "origin_store_id")
    private UUID originStoreId;

    @Column(name = "copy_of", insertable = false, updatable = false)
    private @Nullable UUID copyOf;

    @Column(name = "moved_by_link")
    private @Nullable UUID movedByLink;

    @Column(name = "moved_at")
    private @Nullable Instant movedAt;

    @Column(name = "merged_into")
    private @Nullable UUID mergedInto;

    private int reuse;

    @Column(name = "replaced_result_code")
    private @Nullable String replacedResultCode;

    @Column(name = "added_at")
    Instant addedAt;

    @Column(name = "stored_at")
    private @Nullable Instant storedAt;

    @Version
    private long version;

    @SuppressWarnings("NullAway.Init") // Hibernate fills the fields.
    protected DocumentRow() {}

    DocumentRow(DocumentStore store, NewDocument wanted, Instant at) {
        this.documentId = UUID.randomUUID();
        this.accountId = store.account().accountId();
        this.storeId = store.storeId();
        this.storeKind = store.kind();
        this.state = Document.State.AWAITING_CONTENT;
        this.kind = wanted.kind();
        this.source = wanted.source();
        this.signature = wanted.signature();
        this.mediaType = wanted.format().mediaType();
        this.issuedOn = wanted.issuedOn();
        this.validFrom = wanted.validFrom();
        this.validUntil = wanted.validUntil();
        this.procedureCode = wanted.procedureCode();
        this.fromNationalStore = wanted.fromNationalStore();
        this.details =
                store.account().key().seal(cell(documentId), wanted.details().write());
        this.originStoreId = store.storeId();
        this.addedAt = at;
    }

    /** Whether its citizen gave it, and no authority. */
    boolean isUpload() {
        return source == DocumentSource.CITIZEN_UPLOAD;
    }

    /** Only of a stored document. */
    UUID contentId() {
        return Objects.requireNonNull(content).contentId;
    }

    void store(DocumentContentRow stored, long size, Instant at) {
        content = stored;
        byteSize = size;
        state = Document.State.STORED;
        storedAt = at;
    }

    /** What of it does not open is left out, and said: one paper that is damaged takes no list of papers away. */
    Document toDocument(CitizenKey key) {
        return new Document(
                documentId,
                accountId,
                storeId,
                storeKind,
                state,
                kind,
                source,
                signature,
                MediaFormat.of(mediaType).orElseThrow(),
                issuedOn,
                validFrom,
                validUntil,
                procedureCode,
                fromNationalStore,
                detailsUnder(key),
                contentUnder(key),
                originStoreId,
                copyOf,
                movedByLink,
                movedAt,
                reuse,
                replacedResultCode,
                addedAt,
                storedAt);
    }

    private DocumentDetails detailsUnder(CitizenKey key) {
        try {
            return DocumentDetails.read(key.open(cell(documentId), details));
        } catch (UnreadableValueException damaged) {
            return DocumentDetails.UNREADABLE;
        }
    }

    private @Nullable StoredContent contentUnder(CitizenKey key) {
        try {
            return content == null ? null : content.toContent(key);
        } catch (UnreadableValueException damaged) {
            return null;
        }
    }

    static Cell cell(UUID documentId) {
        return new Cell("document", "details", documentId);
    }
}
