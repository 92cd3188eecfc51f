package vn.gov.identitylink.documents;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.Objects;
import java.util.UUID;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;
import vn.gov.identitylink.protection.CitizenKey;

/** Read here, written by {@link PostgresDocumentContents} alone. */
@Entity
@Immutable
@Table(name = "document_content")
class DocumentContentRow {

    @Id
    @Column(name = "content_id")
    UUID contentId;

    private byte @Nullable [] digest;

    @Column(name = "byte_size")
    private @Nullable Long byteSize;

    @SuppressWarnings("NullAway.Init") // Hibernate fills the fields.
    protected DocumentContentRow() {}

    /** Only of a committed content. */
    StoredContent toContent(CitizenKey key) {
        return new StoredContent(
                contentId,
                Objects.requireNonNull(byteSize),
                key.open(PostgresDocumentContents.digestCell(contentId), Objects.requireNonNull(digest)));
    }
}
