package vn.gov.identitylink.documents;

import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import vn.gov.identitylink.account.Account;
import vn.gov.identitylink.protection.Cell;
import vn.gov.identitylink.protection.UnreadableValueException;

/** Keeps contents in the database that keeps everything else: one backup, one transaction, one kind of failure. */
@ApplicationScoped
class PostgresDocumentContents implements DocumentContents {

    /** Uploads that one turn of the sweeper forgets, so that its transaction stays short. */
    private static final int SWEPT_AT_ONCE = 5;

    private final EntityManager entities;
    private final InstantSource clock;

    PostgresDocumentContents(EntityManager entities, InstantSource clock) {
        this.entities = entities;
        this.clock = clock;
    }

    @Override
    public UUID begin(Account account) {
        UUID contentId = UUID.randomUUID();
        Instant now = clock.instant();
        QuarkusTransaction.requiringNew()
                .run(() -> entities.createNativeQuery("INSERT INTO document_content (content_id, account_id, state,"
                                + " begun_at, touched_at) VALUES (?1, ?2, 'UPLOADING', ?3, ?3)")
                        .setParameter(1, contentId)
                        .setParameter(2, account.accountId())
                        .setParameter(3, now)
                        .executeUpdate());
        return contentId;
    }

    @Override
    public boolean append(Account account, UUID contentId, int position, byte[] bytes) {
        byte[] sealed = account.key().sealBytes(chunkCell(contentId, position), bytes);
        Instant now = clock.instant();
        return QuarkusTransaction.requiringNew().call(() -> {
            int open = entities.createNativeQuery("UPDATE document_content SET touched_at = ?2"
                            + " WHERE content_id = ?1 AND state = 'UPLOADING'")
                    .setParameter(1, contentId)
                    .setParameter(2, now)
                    .executeUpdate();
            if (open == 1) {
                entities.createNativeQuery(
                                "INSERT INTO document_chunk (content_id, position, sealed) VALUES (?1, ?2, ?3)")
                        .setParameter(1, contentId)
                        .setParameter(2, position)
                        .setParameter(3, sealed)
                        .executeUpdate();
            }
            return open == 1;
        });
    }

    @Override
    public void abandon(UUID contentId) {
        QuarkusTransaction.requiringNew().run(() -> forget(contentId));
    }

    private void forget(UUID contentId) {
        entities.createNativeQuery("DELETE FROM document_content WHERE content_id = ?1 AND state = 'UPLOADING'")
                .setParameter(1, contentId)
                .executeUpdate();
    }

    @Override
    public Optional<StoredContent> commit(Account account, UUID contentId, long byteSize, byte[] sha256) {
        byte[] address = account.key().fingerprint(sha256);
        List<?> there = entities.createNativeQuery("SELECT content_id FROM document_content"
                        + " WHERE account_id = ?1 AND address = ?2 AND state = 'COMMITTED'")
                .setParameter(1, account.accountId())
                .setParameter(2, address)
                .getResultList();
        String hex = HexFormat.of().formatHex(sha256);
        if (!there.isEmpty()) {
            StoredContent known = new StoredContent((UUID) there.getFirst(), byteSize, hex);
            if (opensThroughout(account, known)) {
                forget(contentId);
                return Optional.of(known);
            }
            takePlaceOf(known.contentId(), contentId);
        }
        int committed = entities.createNativeQuery("UPDATE document_content SET state = 'COMMITTED', address = ?2,"
                        + " digest = ?3, byte_size = ?4 WHERE content_id = ?1 AND state = 'UPLOADING'")
                .setParameter(1, contentId)
                .setParameter(2, address)
                .setParameter(3, account.key().seal(digestCell(contentId), hex))
                .setParameter(4, byteSize)
                .executeUpdate();
        return committed == 1 ? Optional.of(new StoredContent(contentId, byteSize, hex)) : Optional.empty();
    }

    @Override
    public boolean isWhole(Account account, StoredContent content, int position) {
        Object[] there = (Object[]) entities.createNativeQuery(
                        "SELECT count(*), sum(octet_length(sealed)) FROM document_chunk WHERE content_id = ?1")
                .setParameter(1, content.contentId())
                .getSingleResult();
        return StoredContent.areAll(content.byteSize(), (Number) there[0], (Number) there[1])
                && opens(account, content, position);
    }

    private boolean opens(Account account, StoredContent content, int position) {
        try {
            chunk(account, content, position);
            return true;
        } catch (UnreadableValueException damaged) {
            return false;
        }
    }

    /** @throws UnreadableValueException when it is not what was stored, or not of its length */
    private byte[] chunk(Account account, StoredContent content, int position) {
        Cell cell = chunkCell(content.contentId(), position);
        List<?> found = entities.createNativeQuery(
                        "SELECT sealed FROM document_chunk WHERE content_id = ?1 AND position = ?2")
                .setParameter(1, content.contentId())
                .setParameter(2, position)
                .getResultList();
        if (found.isEmpty()) {
            throw new UnreadableValueException(cell, new IllegalStateException("missing"));
        }
        byte[] bytes = account.key().openBytes(cell, (byte[]) found.getFirst());
        if (bytes.length != content.lengthOf(position)) {
            throw new UnreadableValueException(cell, new IllegalStateException("of another length"));
        }
        return bytes;
    }

    @Override
    public boolean isOf(Account account, UUID contentId, byte[] sha256) {
        return (Boolean) entities.createNativeQuery("SELECT EXISTS (SELECT FROM document_content WHERE content_id = ?1"
                        + " AND address = ?2 AND state = 'COMMITTED')")
                .setParameter(1, contentId)
                .setParameter(2, account.key().fingerprint(sha256))
                .getSingleResult();
    }

    /** Before new bytes are forgotten for old ones: every chunk, and the digest. */
    private boolean opensThroughout(Account account, StoredContent known) {
        Object[] row = (Object[])
                entities.createNativeQuery("SELECT digest, byte_size FROM document_content WHERE content_id = ?1")
                        .setParameter(1, known.contentId())
                        .getSingleResult();
        try {
            String digest = account.key().open(digestCell(known.contentId()), (byte[]) row[0]);
            if (!digest.equals(known.sha256()) || ((Number) row[1]).longValue() != known.byteSize()) {
                return false;
            }
        } catch (UnreadableValueException altered) {
            return false;
        }
        return IntStream.range(0, known.chunks()).allMatch(position -> opens(account, known, position));
    }

    private void takePlaceOf(UUID damaged, UUID contentId) {
        entities.createNativeQuery("UPDATE document SET content_id = ?2, version = version + 1 WHERE content_id = ?1")
                .setParameter(1, damaged)
                .setParameter(2, contentId)
                .executeUpdate();
        entities.createNativeQuery("DELETE FROM document_content WHERE content_id = ?1")
                .setParameter(1, damaged)
                .executeUpdate();
    }

    @Override
    public byte[] read(Account account, StoredContent content, int position) {
        return QuarkusTransaction.requiringNew().call(() -> chunk(account, content, position));
    }

    @Override
    public int sweep(Instant untouchedSince) {
        int all = 0;
        int swept;
        do {
            swept = QuarkusTransaction.requiringNew()
                    .call(() -> entities.createNativeQuery("DELETE FROM"
                                    + " document_content WHERE content_id IN (SELECT content_id FROM document_content"
                                    + " WHERE state = 'UPLOADING' AND touched_at < ?1 LIMIT ?2 FOR UPDATE SKIP LOCKED)")
                            .setParameter(1, untouchedSince)
                            .setParameter(2, SWEPT_AT_ONCE)
                            .executeUpdate());
            all += swept;
        } while (swept == SWEPT_AT_ONCE);
        return all;
    }

    /** The position is a part of the cell: a chunk that was put elsewhere does not open. */
    private static Cell chunkCell(UUID contentId, int position) {
        return new Cell("document_chunk", "sealed[" + position + "]", contentId);
    }

    static Cell digestCell(UUID contentId) {
        return new Cell("document_content", "digest", contentId);
    }
}
