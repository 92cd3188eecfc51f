package vn.gov.identitylink.signals;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.persistence.EntityManager;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import org.hibernate.exception.ConstraintViolationException;
import vn.gov.identitylink.account.Account;
import vn.gov.identitylink.account.Accounts;
import vn.gov.identitylink.cases.CaseKind;
import vn.gov.identitylink.citizen.CitizenNumber;
import vn.gov.identitylink.linking.ChangeLink;
import vn.gov.identitylink.linking.Links;
import vn.gov.identitylink.registry.PopulationRegistry;
import vn.gov.identitylink.registry.RegistryAnswer;
import vn.gov.identitylink.registry.RegistryQuestion;
import vn.gov.identitylink.registry.RegistryRecord;
import vn.gov.identitylink.time.Backoff;
import vn.gov.identitylink.time.RepeatedWork;

/**
 * An identifier of a linked identity changed: the registry is asked whether it still knows the linked number, name and
 * birth date. If it does, only a phone or an e-mail changed; if it established another number in place of the linked one,
 * the link keeps with that; otherwise the link is held and an operator looks. A registry that does not answer is asked
 * again later, and changes nothing.
 */
@ApplicationScoped
class RecheckLinks {

    /** One at a time: what cannot be read holds up nothing but itself. */
    private static final int BATCH = 1;

    private static final Duration CLAIM = Duration.ofMinutes(2);
    private static final Backoff BACKOFF = new Backoff(Duration.ofSeconds(5), Duration.ofMinutes(30));

    private static final String CLAIM_DUE = """
            UPDATE provider_signal SET next_try_at = CAST(?2 AS timestamptz), tries = tries + 1
            WHERE (issuer, token_id) IN (SELECT issuer, token_id FROM provider_signal WHERE state = 'WAITING'
              AND next_try_at <= CAST(?1 AS timestamptz) ORDER BY next_try_at LIMIT ?3 FOR UPDATE SKIP LOCKED)
            RETURNING issuer, token_id, subject, tries
            """;

    private final EntityManager entities;
    private final Accounts accounts;
    private final Links links;
    private final ChangeLink changeLink;
    private final PopulationRegistry registry;
    private final SignalsConfig config;
    private final InstantSource clock;
    private final RepeatedWork work = new RepeatedWork("signal-worker");

    RecheckLinks(
            EntityManager entities,
            Accounts accounts,
            Links links,
            ChangeLink changeLink,
            PopulationRegistry registry,
            SignalsConfig config,
            InstantSource clock) {
        this.entities = entities;
        this.accounts = accounts;
        this.links = links;
        this.changeLink = changeLink;
        this.registry = registry;
        this.config = config;
        this.clock = clock;
    }

    void start(@Observes StartupEvent starting) {
        work.every(config.interval(), this::recheck);
    }

    void stop(@Observes ShutdownEvent stopping) {
        work.stop();
    }

    private record Claimed(String issuer, String tokenId, String subject, int tries) {}

    /** A link and what the registry has to say the same of as when it was made. */
    private record Linked(UUID linkId, RegistryRecord known) {}

    /** Until nothing is due. */
    void recheck() {
        List<Claimed> due = QuarkusTransaction.requiringNew().call(this::claim);
        while (!due.isEmpty()) {
            due.forEach(this::recheck);
            due = QuarkusTransaction.requiringNew().call(this::claim);
        }
    }

    private List<Claimed> claim() {
        Instant now = clock.instant();
        List<?> rows = entities.createNativeQuery(CLAIM_DUE)
                .setParameter(1, now)
                .setParameter(2, now.plus(CLAIM))
                .setParameter(3, BATCH)
                .getResultList();
        return rows.stream()
                .map(Object[].class::cast)
                .map(row ->
                        new Claimed((String) row[0], (String) row[1], (String) row[2], ((Number) row[3]).intValue()))
                .toList();
    }

    private void recheck(Claimed signal) {
        boolean answered = true;
        for (Linked linked : QuarkusTransaction.requiringNew().call(() -> load(signal))) {
            RegistryRecord known = linked.known();
            RegistryAnswer answer =
                    registry.match(new RegistryQuestion(known.number(), null, known.fullName(), known.birthDate()));
            switch (answer) {
                case RegistryAnswer.Failed failed -> answered = false;
                case RegistryAnswer.NoMatch unknown -> hold(linked);
                case RegistryAnswer.Match match -> follow(linked, match.found());
            }
        }
        settle(signal, answered);
    }

    private void follow(Linked linked, RegistryRecord found) {
        CitizenNumber number = linked.known().number();
        if (!found.lifeState().canLink() || !(found.number().equals(number) || found.isNow(number))) {
            hold(linked);
        } else if (found.isNow(number)) {
            renumber(linked, found);
        }
    }

    private void renumber(Linked linked, RegistryRecord found) {
        try {
            QuarkusTransaction.requiringNew().run(() -> changeLink.renumber(linked.linkId(), found));
        } catch (ConstraintViolationException provedByAnotherAccount) {
            hold(linked);
        }
    }

    private List<Linked> load(Claimed signal) {
        return links.binding(signal.issuer(), signal.subject()).stream()
                .flatMap(linkId -> links
                        .accountOf(linkId)
                        .flatMap(accounts::byId)
                        .map(Account::verified)
                        .map(known -> new Linked(linkId, known))
                        .stream())
                .toList();
    }

    private void hold(Linked linked) {
        QuarkusTransaction.requiringNew()
                .run(() -> changeLink.suspendForProvider(linked.linkId(), CaseKind.NUMBER_CHANGED));
    }

    private void settle(Claimed signal, boolean answered) {
        Instant next = clock.instant().plus(BACKOFF.after(signal.tries()));
        QuarkusTransaction.requiringNew()
                .run(() -> entities.createNativeQuery("UPDATE provider_signal SET state = ?3,"
                                + " next_try_at = ?4 WHERE issuer = ?1 AND token_id = ?2")
                        .setParameter(1, signal.issuer())
                        .setParameter(2, signal.tokenId())
                        .setParameter(3, answered ? "DONE" : "WAITING")
                        .setParameter(4, next)
                        .executeUpdate());
    }
}
