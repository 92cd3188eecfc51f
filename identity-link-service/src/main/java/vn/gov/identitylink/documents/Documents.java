package vn.gov.identitylink.documents;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The documents of all stores. Every method works in the caller's transaction. */
@ApplicationScoped
class Documents implements PanacheRepositoryBase<DocumentRow, UUID> {

    /** What a list shows; absent is all. */
    record Filter(
            @Nullable DocumentKind kind,
            @Nullable DocumentSource source,
            Document.@Nullable State state,
            @Nullable Validity validity) {

        static final Filter ALL = new Filter(null, null, null, null);
    }

    /** The last document of the page before. */
    record Position(Instant addedAt, UUID documentId) {}

    /**
     * What an account's citizen uploaded: papers that still await their bytes, and the bytes of the others. A paper that
     * stands for one that stayed behind is counted as that one.
     */
    record Uploaded(long awaited, long bytes) {}

    Optional<DocumentRow> inStore(DocumentStore store, UUID documentId) {
        return find(
                        "from DocumentRow d left join fetch d.content where d.documentId = ?1 and d.storeId = ?2"
                                + " and d.state <> ?3",
                        documentId,
                        store.storeId(),
                        Document.State.MERGED)
                .firstResultOptional();
    }

    /** A page of a store, what came last first. */
    List<Document> page(DocumentStore store, Filter filter, @Nullable Position after, LocalDate today, int limit) {
        StringBuilder query = new StringBuilder(
                "from DocumentRow d left join fetch d.content where d.storeId = :store" + " and d.state <> :merged");
        Map<String, Object> parameters = new HashMap<>();
        parameters.put("store", store.storeId());
        parameters.put("merged", Document.State.MERGED);
        and(query, parameters, "d.kind = :kind", "kind", filter.kind());
        and(query, parameters, "d.source = :source", "source", filter.source());
        and(query, parameters, "d.state = :state", "state", filter.state());
        if (filter.validity() != null) {
            query.append(" and ").append(condition(filter.validity()));
            parameters.put("today", today);
        }
        if (after != null) {
            query.append(" and (d.addedAt < :at or (d.addedAt = :at and d.documentId > :id))");
            parameters.put("at", after.addedAt());
            parameters.put("id", after.documentId());
        }
        query.append(" order by d.addedAt desc, d.documentId");
        return find(query.toString(), parameters).page(0, limit).<DocumentRow>stream()
                .map(row -> row.toDocument(store.account().key()))
                .toList();
    }

    private static void and(
            StringBuilder query,
            Map<String, Object> parameters,
            String condition,
            String name,
            @Nullable Object value) {
        if (value != null) {
            query.append(" and ").append(condition);
            parameters.put(name, value);
        }
    }

    private static String condition(Validity validity) {
        return switch (validity) {
            case NOT_YET_VALID -> "d.validFrom > :today";
            case VALID ->
                "(d.validFrom is null or d.validFrom <= :today) and (d.validUntil is null or d.validUntil >= :today)";
            case EXPIRED -> "(d.validFrom is null or d.validFrom <= :today) and d.validUntil < :today";
        };
    }

    /**
     * What somebody vouched for with a paper's bytes, in SQL: with the bytes it makes two papers of one store the same. A
     * citizen's own scan takes no certificate away that happens to have the same bytes.
     */
    static String vouched(String document) {
        return "(%1$s.kind, %1$s.source, %1$s.signature, %1$s.issued_on, %1$s.valid_from, %1$s.valid_until)"
                .formatted(document);
    }

    /** Whether a store already shows the same paper: these bytes, and what somebody vouched for with them. */
    boolean hasSame(DocumentRow row, UUID contentId) {
        return (Boolean) getEntityManager()
                .createNativeQuery("SELECT EXISTS (SELECT FROM document AS mine JOIN document AS other"
                        + " ON other.store_id = mine.store_id AND other.state = 'STORED' AND other.content_id = ?2"
                        + " AND " + vouched("mine") + " IS NOT DISTINCT FROM " + vouched("other")
                        + " WHERE mine.document_id = ?1)")
                .setParameter(1, row.documentId)
                .setParameter(2, contentId)
                .getSingleResult();
    }

    Uploaded uploadedTo(UUID accountId) {
        Object[] row = (Object[]) getEntityManager()
                .createNativeQuery(
                        "SELECT count(*) FILTER (WHERE state = 'AWAITING_CONTENT'), coalesce(sum(byte_size), 0)"
                                + " FROM document WHERE account_id = ?1 AND source = 'CITIZEN_UPLOAD' AND state <> 'MERGED'"
                                + " AND copy_of IS NULL")
                .setParameter(1, accountId)
                .getSingleResult();
        return new Uploaded(((Number) row[0]).longValue(), ((Number) row[1]).longValue());
    }

    /** What waited for its content too long; how many. */
    long sweep(Instant addedBefore) {
        return delete("state = ?1 and addedAt < ?2", Document.State.AWAITING_CONTENT, addedBefore);
    }
}
