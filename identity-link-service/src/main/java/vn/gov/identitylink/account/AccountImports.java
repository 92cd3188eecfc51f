package vn.gov.identitylink.account;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import vn.gov.identitylink.account.AccountImport.LineError;
import vn.gov.identitylink.protection.IndexKeys;

/** The imports of all realms. Every method works in the caller's transaction. */
@ApplicationScoped
class AccountImports {

    static final int MOST_ERRORS = 1_000;

    private static final String LINES = "ACCOUNT_IMPORT_LINES";

    private final EntityManager entities;
    private final IndexKeys keys;

    AccountImports(EntityManager entities, IndexKeys keys) {
        this.entities = entities;
        this.keys = keys;
    }

    /** Begins an import, unless it has begun. */
    void begin(String realm, UUID importId, String clientId, boolean dryRun, String digest, Instant at) {
        entities.createNativeQuery("INSERT INTO account_import (realm, import_id, client_id, dry_run, state, lines,"
                        + " imported, already_there, rejected, lines_digest, started_at, changed_at)"
                        + " VALUES (?1, ?2, ?3, ?4, 'RECEIVING', 0, 0, 0, 0, ?5, ?6, ?6) ON CONFLICT DO NOTHING")
                .setParameter(1, realm)
                .setParameter(2, importId)
                .setParameter(3, clientId)
                .setParameter(4, dryRun)
                .setParameter(5, sealed(digest))
                .setParameter(6, at)
                .executeUpdate();
    }

    Optional<AccountImport> find(String realm, UUID importId) {
        List<?> found = entities.createNativeQuery(
                        "SELECT client_id, dry_run, state, lines, imported, already_there, rejected,"
                                + " lines_digest, started_at, changed_at, completed_at, broken_off_at FROM account_import"
                                + " WHERE realm = ?1 AND import_id = ?2")
                .setParameter(1, realm)
                .setParameter(2, importId)
                .getResultList();
        return found.stream().findFirst().map(row -> read(realm, importId, (Object[]) row));
    }

    private AccountImport read(String realm, UUID importId, Object[] row) {
        return new AccountImport(
                importId,
                (String) row[0],
                (Boolean) row[1],
                AccountImport.ImportState.valueOf((String) row[2]),
                ((Number) row[3]).longValue(),
                ((Number) row[4]).longValue(),
                ((Number) row[5]).longValue(),
                ((Number) row[6]).longValue(),
                (byte[]) row[7],
                (Instant) row[8],
                (Instant) row[9],
                row[10] == null ? null : (Instant) row[10],
                row[11] == null ? null : (Instant) row[11],
                errors(realm, importId));
    }

    private List<LineError> errors(String realm, UUID importId) {
        List<LineError> errors = new ArrayList<>();
        for (Object each : entities.createNativeQuery("SELECT line, pointer, code FROM account_import_error"
                        + " WHERE realm = ?1 AND import_id = ?2 ORDER BY line, pointer, code")
                .setParameter(1, realm)
                .setParameter(2, importId)
                .getResultList()) {
            Object[] row = (Object[]) each;
            errors.add(new LineError(((Number) row[0]).longValue(), (String) row[1], (String) row[2]));
        }
        return errors;
    }

    /**
     * Takes note of some more lines, if those before are still the last: of two that send the same import at once, one goes
     * on.
     */
    boolean advance(
            String realm,
            UUID importId,
            long from,
            long to,
            long imported,
            long alreadyThere,
            String digest,
            Instant at) {
        return entities.createNativeQuery("UPDATE account_import SET lines = ?4, imported = imported + ?5,"
                                + " already_there = already_there + ?6, rejected = rejected + ?4 - ?3 - ?5 - ?6,"
                                + " lines_digest = ?7, changed_at = ?8, broken_off_at = NULL"
                                + " WHERE realm = ?1 AND import_id = ?2 AND lines = ?3 AND state = 'RECEIVING'")
                        .setParameter(1, realm)
                        .setParameter(2, importId)
                        .setParameter(3, from)
                        .setParameter(4, to)
                        .setParameter(5, imported)
                        .setParameter(6, alreadyThere)
                        .setParameter(7, sealed(digest))
                        .setParameter(8, at)
                        .executeUpdate()
                == 1;
    }

    /** Takes note that no more lines come for now, unless another call has gone on with the import. */
    void breakOff(String realm, UUID importId, long lines, Instant at) {
        entities.createNativeQuery("UPDATE account_import SET broken_off_at = ?4"
                        + " WHERE realm = ?1 AND import_id = ?2 AND lines = ?3 AND state = 'RECEIVING'")
                .setParameter(1, realm)
                .setParameter(2, importId)
                .setParameter(3, lines)
                .setParameter(4, at)
                .executeUpdate();
    }

    void add(String realm, UUID importId, List<LineError> errors) {
        for (LineError error : errors) {
            entities.createNativeQuery("INSERT INTO account_import_error (realm, import_id, line, pointer, code)"
                            + " VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING")
                    .setParameter(1, realm)
                    .setParameter(2, importId)
                    .setParameter(3, error.line())
                    .setParameter(4, error.pointer())
                    .setParameter(5, error.code())
                    .executeUpdate();
        }
    }

    boolean complete(String realm, UUID importId, long lines, Instant at) {
        return entities.createNativeQuery(
                                "UPDATE account_import SET state = 'COMPLETED', completed_at = ?4, changed_at = ?4,"
                                        + " broken_off_at = NULL"
                                        + " WHERE realm = ?1 AND import_id = ?2 AND lines = ?3 AND state = 'RECEIVING'")
                        .setParameter(1, realm)
                        .setParameter(2, importId)
                        .setParameter(3, lines)
                        .setParameter(4, at)
                        .executeUpdate()
                == 1;
    }

    /** Whether these are the lines that were committed. */
    boolean isOf(AccountImport committed, String digest) {
        return keys.digests(LINES, digest).stream()
                .anyMatch(each -> Arrays.equals(each.value(), committed.linesDigest()));
    }

    /** Keyed: a plain digest of a line with a number in it could be reversed. */
    private byte[] sealed(String digest) {
        return keys.digests(LINES, digest).getFirst().value();
    }
}
