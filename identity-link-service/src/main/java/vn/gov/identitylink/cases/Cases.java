package vn.gov.identitylink.cases;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.gov.identitylink.access.Caller;
import vn.gov.identitylink.account.Account;
import vn.gov.identitylink.protection.Cell;
import vn.gov.identitylink.protection.CitizenKey;
import vn.gov.identitylink.protection.CitizenKeys;

/** The cases of all realms. Every method works in the caller's transaction. */
@ApplicationScoped
public class Cases implements PanacheRepositoryBase<CaseRow, UUID> {

    /** What an operator wrote. */
    record Note(String author, Instant writtenAt, String text) {}

    private final EntityManager entities;
    private final CitizenKeys keys;
    private final InstantSource clock;

    Cases(EntityManager entities, CitizenKeys keys, InstantSource clock) {
        this.entities = entities;
        this.keys = keys;
        this.clock = clock;
    }

    /**
     * Opens a case, or finds the one that is open about the same trouble.
     *
     * @param account whose citizen sees its state
     * @param subject what it is about, such as a link
     * @return its id
     */
    public UUID open(CaseKind kind, Account account, UUID subject) {
        return open(kind, account.realm(), account.accountId(), subject);
    }

    /** The same about what belongs to no account: every operator sees it. */
    public UUID open(CaseKind kind, UUID subject) {
        return open(kind, null, null, subject);
    }

    private UUID open(CaseKind kind, @Nullable String realm, @Nullable UUID accountId, UUID subject) {
        return (UUID)
                entities.createNativeQuery("INSERT INTO operator_case (case_id, realm, kind, subject_id, account_id,"
                                + " state, opened_at, row_version) VALUES (?1, ?2, ?3, ?4, CAST(?5 AS uuid), 'OPEN', ?6, 0)"
                                + " ON CONFLICT (kind, subject_id) WHERE state <> 'RESOLVED'"
                                + " DO UPDATE SET row_version = operator_case.row_version RETURNING case_id")
                        .setParameter(1, UUID.randomUUID())
                        .setParameter(2, realm)
                        .setParameter(3, kind.name())
                        .setParameter(4, subject)
                        .setParameter(5, accountId == null ? null : accountId.toString())
                        .setParameter(6, clock.instant())
                        .getSingleResult();
    }

    /** Whether a case of one of these kinds is open about this subject. */
    public boolean isOpenAbout(UUID subject, CaseKind... kinds) {
        return count("subjectId = ?1 and kind in ?2 and state <> ?3", subject, List.of(kinds), CaseRow.State.RESOLVED)
                > 0;
    }

    /**
     * Whether an operator other than this one came to the conclusion that the trouble about this subject is real. What
     * belongs to no realm is trouble of the service itself, and says nothing of anybody.
     *
     * @param since an older conclusion is about older trouble
     */
    public boolean isConfirmedByAnother(UUID subject, String operator, Instant since) {
        return count(
                        "subjectId = ?1 and realm is not null and resolution = ?2 and resolvedBy <> ?3 and resolvedAt >= ?4",
                        subject,
                        Resolution.CONFIRMED,
                        operator,
                        since)
                > 0;
    }

    /**
     * Whether one operator wrote about the trouble with this subject, and another came to the conclusion that it is real.
     *
     * @param since an older conclusion is about older trouble
     */
    public boolean isConfirmedByTwo(UUID subject, Instant since) {
        return !entities.createNativeQuery("SELECT 1 FROM operator_case JOIN case_note USING (case_id)"
                        + " WHERE subject_id = ?1 AND realm IS NOT NULL AND resolution = 'CONFIRMED' AND resolved_at >= ?2"
                        + " AND author <> resolved_by")
                .setParameter(1, subject)
                .setParameter(2, since)
                .getResultList()
                .isEmpty();
    }

    /** Another realm's case does not exist. */
    Optional<CaseRow> visibleTo(Caller.Staff operator, UUID caseId) {
        return findByIdOptional(caseId).filter(row -> row.realm == null || row.realm.equals(operator.realm()));
    }

    Optional<CaseRow> lockVisibleTo(Caller.Staff operator, UUID caseId) {
        return findByIdOptional(caseId, LockModeType.PESSIMISTIC_WRITE)
                .filter(row -> row.realm == null || row.realm.equals(operator.realm()));
    }

    /**
     * A page of cases, in the order in which they were opened.
     *
     * @param after the position of the last one of the page before; 0 for the first page
     */
    List<CaseRow> page(
            Caller.Staff operator, CaseRow.@Nullable State state, @Nullable CaseKind kind, long after, int most) {
        return find(
                        "(realm is null or realm = ?1) and (?2 is null or state = ?2) and (?3 is null or kind = ?3)"
                                + " and position > ?4 order by position",
                        operator.realm(),
                        state,
                        kind,
                        after)
                .page(0, most)
                .list();
    }

    List<CaseRow> ofAccount(Account account) {
        return list("accountId = ?1 order by position desc", account.accountId());
    }

    /** Adds a note, sealed under the key of the citizen whom the case is about. */
    public void note(UUID caseId, String author, String text) {
        UUID note = UUID.randomUUID();
        CitizenKey key = keyOf(caseId);
        entities.createNativeQuery("INSERT INTO case_note (note_id, case_id, author, written_at, key_id, note)"
                        + " VALUES (?1, ?2, ?3, ?4, ?5, ?6)")
                .setParameter(1, note)
                .setParameter(2, caseId)
                .setParameter(3, author)
                .setParameter(4, clock.instant())
                .setParameter(5, key.id())
                .setParameter(6, key.seal(cell(note), text))
                .executeUpdate();
    }

    private CitizenKey keyOf(UUID caseId) {
        List<?> found = entities.createNativeQuery("SELECT account.key_id FROM operator_case JOIN account"
                        + " USING (account_id) WHERE case_id = ?1")
                .setParameter(1, caseId)
                .getResultList();
        if (!found.isEmpty()) {
            return keys.load((UUID) found.getFirst());
        }
        CitizenKey own = keys.create();
        keys.flush();
        return own;
    }

    List<Note> notes(UUID caseId) {
        List<?> rows = entities.createNativeQuery(
                        "SELECT note_id, author, written_at, key_id, note FROM case_note WHERE case_id = ?1"
                                + " ORDER BY written_at, note_id")
                .setParameter(1, caseId)
                .getResultList();
        return rows.stream()
                .map(Object[].class::cast)
                .map(row -> new Note(
                        (String) row[1],
                        (Instant) row[2],
                        keys.load((UUID) row[3]).open(cell((UUID) row[0]), (byte[]) row[4])))
                .toList();
    }

    private static Cell cell(UUID note) {
        return new Cell("case_note", "note", note);
    }
}
