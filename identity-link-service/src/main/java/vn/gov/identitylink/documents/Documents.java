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

    /** Whether this store already shows these bytes under another document. */
    boolean hasContent(DocumentStore store, UUID contentId) {
        return count(
                        "storeId = ?1 and content.contentId = ?2 and state = ?3",
                        store.storeId(),
                        contentId,
                        Document.State.STORED)
                > 0;
    }

    /** What waited for its content too long; how many. */
    long sweep(Instant addedBefore) {
        return delete("state = ?1 and addedAt < ?2", Document.State.AWAITING_CONTENT, addedBefore);
    }
}
