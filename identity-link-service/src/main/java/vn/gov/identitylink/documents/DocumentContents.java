package vn.gov.identitylink.documents;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import vn.gov.identitylink.account.Account;

/**
 * Where the bytes of documents are kept, chunk by chunk, sealed under their citizen's key. An upload is nothing until it is
 * committed; what never is, is swept away.
 */
interface DocumentContents {

    /** Begins an upload, in a transaction of its own. */
    UUID begin(Account account);

    /**
     * Adds a chunk, in a transaction of its own, so that a slow sender holds nothing.
     *
     * @return false when the upload was swept away meanwhile
     */
    boolean append(Account account, UUID contentId, int position, byte[] bytes);

    /** Forgets an upload, in a transaction of its own. */
    void abandon(UUID contentId);

    /**
     * The marker that makes an upload a content, in the caller's transaction, which has locked the account. The same
     * bytes of the same citizen are one content: the earlier one is given, and the upload is forgotten; unless the earlier
     * one is damaged: then the upload takes its place in all its documents.
     *
     * @return absent when the upload was swept away meanwhile
     */
    Optional<StoredContent> commit(Account account, UUID contentId, long byteSize, byte[] sha256);

    /**
     * Whether all chunks are there in their length, and this one opens; in the caller's transaction. Says before an answer
     * begins what would break it off.
     */
    boolean isWhole(Account account, StoredContent content, int position);

    /** Whether a committed content is of these bytes, whatever has become of it since; in the caller's transaction. */
    boolean isOf(Account account, UUID contentId, byte[] sha256);

    /** A chunk's bytes, in a transaction of its own. */
    byte[] read(Account account, StoredContent content, int position);

    /** Forgets uploads that got no byte since then; how many. */
    int sweep(Instant untouchedSince);
}
