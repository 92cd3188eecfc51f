package vn.gov.identitylink.coverage;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.sql.Date;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.gov.identitylink.access.Caller;
import vn.gov.identitylink.account.Account;
import vn.gov.identitylink.account.Accounts;
import vn.gov.identitylink.audit.Action;
import vn.gov.identitylink.audit.AuditLog;
import vn.gov.identitylink.locality.Unit;
import vn.gov.identitylink.locality.UnitMap;
import vn.gov.identitylink.locality.Units;
import vn.gov.identitylink.problem.NextAction;
import vn.gov.identitylink.time.Clocks;

/**
 * Who of a commune is not linked yet, for the officers of that commune: the name that the citizen declared, the end of
 * their number, and what helps. Each person's access log says that they were on the list.
 */
@ApplicationScoped
class ReadWorklist {

    /**
     * @param fullName as declared; never the registry's, which is for the citizen alone
     * @param number masked
     */
    record Entry(
            UUID accountId,
            @Nullable String fullName,
            @Nullable String number,
            NextAction nextAction) {}

    sealed interface Outcome {
        /** @param next where the following page begins, if there is one */
        record Read(List<Entry> entries, @Nullable UUID next) implements Outcome {}

        /** The officer's token names no commune of today. */
        record NoCommune() implements Outcome {}
    }

    private static final String NOT_LINKED = """
            SELECT s.account_id FROM coverage_standing s
            JOIN unnest(CAST(?2 AS text[]), CAST(?3 AS date[])) AS commune (code, valid_from)
              ON (s.commune_code, s.commune_valid_from) = (commune.code, commune.valid_from)
            WHERE s.realm = ?1 AND NOT s.linked AND s.account_id > ?4 ORDER BY s.account_id LIMIT ?5
            """;

    private final Units units;
    private final Accounts accounts;
    private final EntityManager entities;
    private final AuditLog audit;
    private final InstantSource clock;

    ReadWorklist(Units units, Accounts accounts, EntityManager entities, AuditLog audit, InstantSource clock) {
        this.units = units;
        this.accounts = accounts;
        this.entities = entities;
        this.audit = audit;
        this.clock = clock;
    }

    @Transactional
    Outcome run(Caller.Staff officer, UUID after, int most) {
        LocalDate today = LocalDate.ofInstant(clock.instant(), Clocks.VIETNAM);
        UnitMap map = units.map();
        Optional<Unit> commune = Optional.ofNullable(officer.unit())
                .flatMap(code -> map.find(code, today))
                .filter(unit -> unit.level() == Unit.Level.COMMUNE);
        if (commune.isEmpty()) {
            audit.refused(Action.COVERAGE_WORKLIST_READ, "actor-not-allowed", null, null);
            return new Outcome.NoCommune();
        }
        // Whoever lived in a commune that was split is on the lists of all its successors: nobody is on none.
        Set<Unit.Key> former = map.becameOn(List.of(commune.get()), today).keySet();
        List<UUID> found = notLinked(officer.realm(), former, after, most + 1);
        List<Entry> entries = new ArrayList<>();
        found.stream().limit(most).flatMap(id -> accounts.byId(id).stream()).forEach(account -> {
            entries.add(entryOf(account));
            audit.done(Action.COVERAGE_WORKLIST_READ, account.accountId(), null, List.of("fullName", "number"));
        });
        if (entries.isEmpty()) {
            audit.done(Action.COVERAGE_WORKLIST_READ, null, null, List.of());
        }
        return new Outcome.Read(entries, found.size() > most ? found.get(most - 1) : null);
    }

    private List<UUID> notLinked(String realm, Set<Unit.Key> communes, UUID after, int most) {
        List<?> found = entities.createNativeQuery(NOT_LINKED)
                .setParameter(1, realm)
                .setParameter(2, communes.stream().map(Unit.Key::code).toArray(String[]::new))
                .setParameter(
                        3,
                        communes.stream()
                                .map(key -> Date.valueOf(key.validFrom()))
                                .toArray(Date[]::new))
                .setParameter(4, after)
                .setParameter(5, most)
                .getResultList();
        return found.stream().map(UUID.class::cast).toList();
    }

    private static Entry entryOf(Account account) {
        var declared = account.declared();
        return new Entry(
                account.accountId(),
                declared == null ? null : declared.fullName().unmasked(),
                declared == null || declared.number() == null
                        ? null
                        : declared.number().toString(),
                nextActionOf(account));
    }

    private static NextAction nextActionOf(Account account) {
        if (account.declared() == null) {
            return NextAction.DECLARE_IDENTITY;
        }
        return switch (account.assurance()) {
            case DECLARED -> NextAction.VERIFY_IDENTITY;
            case MATCHED -> NextAction.LINK_VNEID;
            case PROVED -> NextAction.ASK_OFFICER;
        };
    }
}
