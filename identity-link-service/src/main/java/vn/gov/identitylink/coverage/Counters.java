package vn.gov.identitylink.coverage;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.hibernate.Session;

/**
 * The counters and what every account adds to them, in SQL. An event says that something about an account changed, and
 * what the account adds now is computed anew: so an event counts once, however often it is looked at, and events of new
 * types need nothing here. Every method works in the caller's transaction.
 */
@ApplicationScoped
class Counters {

    private static final long ONE_AT_A_TIME = 0x436f756e74L;

    /** What an account adds, by the tables that its owner's calls change; also the day on which each part became true. */
    private static final String NOW = """
            SELECT a.account_id, a.realm, coalesce(u.code, '') AS commune_code,
              coalesce(u.valid_from, DATE '1975-04-30') AS commune_valid_from, a.origin = 'IMPORTED' AS imported,
              a.registered_at, a.assurance <> 'DECLARED' AS matched, a.verified_at,
              l.link_id IS NOT NULL AS linked, l.linked_at,
              l.link_id IS NULL AND s.skipped_at IS NOT NULL AS skipped, s.skipped_at,
              i.digest AS number_digest, t.at
            FROM touched t
            JOIN account a ON a.account_id = t.account_id AND a.kind = 'CITIZEN'
            LEFT JOIN administrative_unit u ON u.code = a.commune_code AND u.level = 'COMMUNE'
              AND a.commune_code_as_of BETWEEN u.valid_from AND coalesce(u.valid_until, 'infinity')
            LEFT JOIN link l ON l.account_id = a.account_id AND l.state = 'ACTIVE'
            LEFT JOIN LATERAL (SELECT min(skipped_at) AS skipped_at FROM sign_in_skip
              WHERE sign_in_skip.account_id = a.account_id) s ON true
            LEFT JOIN LATERAL (SELECT digest FROM account_index n WHERE n.account_id = a.account_id
              AND n.kind = 'CITIZEN_NUMBER' ORDER BY index_key_id, digest LIMIT 1) i ON true
            """;

    /** What became true counts on the day on which it did, what became false on the day of the event. */
    private static final String COUNT = """
            WITH touched AS (%s),
            now AS MATERIALIZED (%s),
            was AS MATERIALIZED (SELECT s.* FROM coverage_standing s JOIN touched USING (account_id)),
            put AS (
              INSERT INTO coverage_standing (account_id, realm, commune_code, commune_valid_from, imported, matched, linked,
                skipped, number_digest, registered_at)
              SELECT account_id, realm, commune_code, commune_valid_from, imported, matched, linked, skipped,
                number_digest, registered_at FROM now ORDER BY account_id
              ON CONFLICT (account_id) DO UPDATE SET commune_code = excluded.commune_code,
                commune_valid_from = excluded.commune_valid_from, imported = excluded.imported,
                matched = excluded.matched, linked = excluded.linked, skipped = excluded.skipped,
                former_digest = coverage_standing.number_digest, number_digest = excluded.number_digest
            ),
            change AS (
              SELECT n.*, w.account_id IS NULL AS is_new,
                w.matched AS was_matched, w.linked AS was_linked, w.skipped AS was_skipped,
                coalesce(w.duplicate, false) AS was_duplicate,
                w.commune_code AS was_in, w.commune_valid_from AS was_in_since, w.imported AS was_imported,
                w.account_id IS NOT NULL AND (w.commune_code, w.commune_valid_from, w.imported)
                  <> (n.commune_code, n.commune_valid_from, n.imported) AS moved
              FROM now n LEFT JOIN was w USING (account_id)
            ),
            part AS (
              SELECT realm, commune_code, commune_valid_from, imported,
                CASE WHEN is_new THEN registered_at ELSE at END AS happened_at, 1 AS accounts, 0 AS matched, 0 AS linked,
                0 AS skipped, was_duplicate::int AS duplicates
                FROM change WHERE is_new OR moved
              UNION ALL
              SELECT realm, was_in, was_in_since, was_imported, at, -1, -was_matched::int, -was_linked::int,
                -was_skipped::int, -was_duplicate::int FROM change WHERE moved
              UNION ALL
              SELECT realm, commune_code, commune_valid_from, imported,
                CASE WHEN matched AND NOT moved THEN verified_at ELSE at END, 0,
                matched::int - CASE WHEN is_new OR moved THEN 0 ELSE was_matched::int END, 0, 0, 0
                FROM change WHERE is_new OR moved OR matched <> was_matched
              UNION ALL
              SELECT realm, commune_code, commune_valid_from, imported,
                CASE WHEN linked AND NOT moved THEN linked_at ELSE at END, 0, 0,
                linked::int - CASE WHEN is_new OR moved THEN 0 ELSE was_linked::int END, 0, 0
                FROM change WHERE is_new OR moved OR linked <> was_linked
              UNION ALL
              SELECT realm, commune_code, commune_valid_from, imported,
                CASE WHEN skipped AND NOT moved AND (is_new OR NOT was_linked) THEN skipped_at ELSE at END, 0, 0, 0,
                skipped::int - CASE WHEN is_new OR moved THEN 0 ELSE was_skipped::int END, 0
                FROM change WHERE is_new OR moved OR skipped <> was_skipped
            )
            """ + addedUp("part");

    /** Of all accounts of a realm with one number, those after the first. */
    private static final String COUNT_DUPLICATES = """
            WITH touched AS (%s),
            number AS (
              SELECT s.realm, unnest(ARRAY[s.number_digest, s.former_digest]) AS digest, max(t.at) AS at
              FROM coverage_standing s JOIN touched t USING (account_id) GROUP BY 1, 2
            ),
            ranked AS (
              SELECT s.account_id, row_number() OVER (PARTITION BY s.realm, s.number_digest
                ORDER BY s.registered_at, s.account_id) > 1 AS duplicate, n.at
              FROM coverage_standing s JOIN number n ON (n.realm, n.digest) = (s.realm, s.number_digest)
              UNION ALL
              SELECT s.account_id, false, t.at FROM coverage_standing s JOIN touched t USING (account_id)
              WHERE s.number_digest IS NULL
            ),
            put AS (
              UPDATE coverage_standing s SET duplicate = r.duplicate FROM ranked r
              WHERE r.account_id = s.account_id AND r.duplicate <> s.duplicate
              RETURNING s.realm, s.commune_code, s.commune_valid_from, s.imported, r.at AS happened_at, 0 AS accounts,
                0 AS matched, 0 AS linked, 0 AS skipped, CASE WHEN s.duplicate THEN 1 ELSE -1 END AS duplicates
            )
            """ + addedUp("put");

    /** The accounts themselves, counted by another query than the one that keeps the counters. */
    private static final String DIFFERENCE = """
            WITH numbered AS (
              SELECT a.account_id, row_number() OVER (PARTITION BY a.realm, i.digest ORDER BY a.registered_at, a.account_id) > 1
                AS duplicate
              FROM account a JOIN LATERAL (SELECT digest FROM account_index n WHERE n.account_id = a.account_id
                AND n.kind = 'CITIZEN_NUMBER' ORDER BY index_key_id, digest LIMIT 1) i ON true
              WHERE a.kind = 'CITIZEN'
            ),
            truth AS (
              SELECT a.realm, coalesce(u.code, '') AS commune_code, coalesce(u.valid_from, DATE '1975-04-30') AS commune_valid_from,
                a.origin = 'IMPORTED' AS imported, count(*) AS accounts,
                count(*) FILTER (WHERE a.assurance IN ('MATCHED', 'PROVED')) AS matched,
                count(*) FILTER (WHERE a.account_id IN (SELECT account_id FROM link WHERE state = 'ACTIVE')) AS linked,
                count(*) FILTER (WHERE a.account_id IN (SELECT account_id FROM sign_in_skip)
                  AND a.account_id NOT IN (SELECT account_id FROM link WHERE state = 'ACTIVE')) AS skipped,
                count(*) FILTER (WHERE numbered.duplicate) AS duplicates
              FROM account a LEFT JOIN numbered USING (account_id)
              LEFT JOIN administrative_unit u ON u.code = a.commune_code AND u.level = 'COMMUNE'
                AND a.commune_code_as_of >= u.valid_from AND (u.valid_until IS NULL OR a.commune_code_as_of <= u.valid_until)
              WHERE a.kind = 'CITIZEN' GROUP BY 1, 2, 3, 4
            ),
            difference AS (
              SELECT realm, commune_code, commune_valid_from, imported, sum(accounts) AS accounts, sum(matched) AS matched,
                sum(linked) AS linked, sum(skipped) AS skipped, sum(duplicates) AS duplicates
              FROM (SELECT * FROM truth
                UNION ALL SELECT realm, commune_code, commune_valid_from, imported, -accounts, -matched, -linked, -skipped,
                  -duplicates FROM coverage_count) AS both_sides
              GROUP BY 1, 2, 3, 4
              HAVING (sum(accounts), sum(matched), sum(linked), sum(skipped), sum(duplicates)) <> (0, 0, 0, 0, 0)
            )
            """;

    private static final String OF_EVENTS =
            "SELECT account_id, max(occurred_at) AS at FROM outbox_event WHERE event_id = ANY (?1)"
                    + " AND account_id IS NOT NULL GROUP BY account_id";

    private static final String OF_ALL = "SELECT account_id, CAST(?1 AS timestamptz) AS at FROM account";

    private final EntityManager entities;

    Counters(EntityManager entities) {
        this.entities = entities;
    }

    private static String addedUp(String parts) {
        return """
            INSERT INTO coverage_count (realm, commune_code, commune_valid_from, imported, day, accounts, matched, linked,
              skipped, duplicates)
            SELECT realm, commune_code, commune_valid_from, imported, (happened_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date,
              sum(accounts), sum(matched), sum(linked), sum(skipped), sum(duplicates)
            FROM %s GROUP BY 1, 2, 3, 4, 5
            HAVING (sum(accounts), sum(matched), sum(linked), sum(skipped), sum(duplicates)) <> (0, 0, 0, 0, 0)
            ON CONFLICT (realm, commune_code, commune_valid_from, imported, day) DO UPDATE SET
              accounts = coverage_count.accounts + excluded.accounts, matched = coverage_count.matched + excluded.matched,
              linked = coverage_count.linked + excluded.linked, skipped = coverage_count.skipped + excluded.skipped,
              duplicates = coverage_count.duplicates + excluded.duplicates
            """.formatted(parts);
    }

    /** Whether this transaction is the one that counts: one at a time, of all replicas. */
    boolean isMine() {
        return (Boolean) entities.createNativeQuery("SELECT pg_try_advisory_xact_lock(?1)")
                .setParameter(1, ONE_AT_A_TIME)
                .getSingleResult();
    }

    /** The events that have not been counted, oldest first. */
    UUID[] next(int most) {
        List<?> found = entities.createNativeQuery(
                        "SELECT event_id FROM outbox_event WHERE NOT counted ORDER BY occurred_at, event_id LIMIT ?1")
                .setParameter(1, most)
                .getResultList();
        return found.stream().map(UUID.class::cast).toArray(UUID[]::new);
    }

    void count(UUID[] events) {
        entities.createNativeQuery(COUNT.formatted(OF_EVENTS, NOW))
                .setParameter(1, events)
                .executeUpdate();
        entities.createNativeQuery(COUNT_DUPLICATES.formatted(OF_EVENTS))
                .setParameter(1, events)
                .executeUpdate();
        entities.createNativeQuery("UPDATE outbox_event SET counted = true WHERE event_id = ANY (?1)")
                .setParameter(1, events)
                .executeUpdate();
    }

    /** Computes anew what every account adds; what that changes counts at this moment. */
    void countAll(Instant at) {
        entities.createNativeQuery(COUNT.formatted(OF_ALL, NOW))
                .setParameter(1, at)
                .executeUpdate();
        entities.createNativeQuery(COUNT_DUPLICATES.formatted(OF_ALL))
                .setParameter(1, at)
                .executeUpdate();
    }

    /**
     * Runs longer than requests may, and sees the database as it is at the first statement, which must be the
     * transaction's first.
     */
    <T> T inOneSnapshot(Duration patience, Supplier<T> work) {
        Session session = entities.unwrap(Session.class);
        int usual = session.doReturningWork(Connection::getNetworkTimeout);
        session.doWork(connection -> connection.setNetworkTimeout(Runnable::run, Math.toIntExact(patience.toMillis())));
        try {
            entities.createNativeQuery("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
                    .executeUpdate();
            return work.get();
        } finally {
            session.doWork(connection -> connection.setNetworkTimeout(Runnable::run, usual));
        }
    }

    /** How many cells there are, and in how many the counters differ from the accounts themselves. */
    Compared compare() {
        Object[] row = (Object[]) entities.createNativeQuery(DIFFERENCE
                        + "SELECT (SELECT coalesce(sum(accounts), 0) FROM truth), (SELECT count(*) FROM truth),"
                        + " (SELECT count(*) FROM difference)")
                .getSingleResult();
        return new Compared(((Number) row[0]).longValue(), ((Number) row[1]).intValue(), ((Number) row[2]).intValue());
    }

    /** @param cells realm, commune, its first day and origin */
    record Compared(long accounts, int cells, int differences) {}

    /** Adds what is missing on this day: what was reported of earlier ones stays as it was. */
    void correct(Instant at) {
        entities.createNativeQuery(
                        DIFFERENCE + addedUp("(SELECT *, CAST(?1 AS timestamptz) AS happened_at FROM difference)"))
                .setParameter(1, at)
                .executeUpdate();
    }
}
