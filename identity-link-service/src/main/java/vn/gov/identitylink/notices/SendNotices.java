package vn.gov.identitylink.notices;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.persistence.EntityManager;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import vn.gov.identitylink.outbox.EventType;
import vn.gov.identitylink.problem.Language;
import vn.gov.identitylink.time.Backoff;
import vn.gov.identitylink.time.RepeatedWork;

/**
 * Hands notices to their channels, on all replicas. A notice is claimed for a minute, sent outside any transaction, and
 * marked; one that was sent by a process that died then is sent again under the same id. A channel tells an account's
 * changes in their order: what was the last word is the last one.
 */
@ApplicationScoped
class SendNotices {

    private static final int BATCH = 50;
    private static final Duration CLAIM = Duration.ofMinutes(1);
    private static final Backoff BACKOFF = new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(10));

    /** After about a day: a dead phone or address holds up nobody's papers for ever; the others are told. */
    private static final int LAST_TRY = 150;

    /** One that only a newer version knows waits for that, and nothing waits for it. */
    private static final String[] TYPES =
            Arrays.stream(EventType.values()).map(EventType::word).toArray(String[]::new);

    private static final String CLAIM_DUE = """
            UPDATE citizen_notice AS notice SET next_try_at = CAST(?2 AS timestamptz), tries = tries + 1
            FROM account, link
            WHERE notice.notice_id IN (SELECT notice_id FROM citizen_notice AS due WHERE state = 'WAITING'
                AND next_try_at <= CAST(?1 AS timestamptz)
                AND NOT EXISTS (SELECT FROM citizen_notice AS earlier WHERE earlier.state = 'WAITING'
                  AND earlier.account_id = due.account_id AND earlier.channel = due.channel
                  AND (earlier.occurred_at, earlier.notice_id) < (due.occurred_at, due.notice_id)
                  AND earlier.type = ANY (CAST(?4 AS text[])))
                ORDER BY next_try_at LIMIT ?3 FOR UPDATE OF due SKIP LOCKED)
              AND account.account_id = notice.account_id AND link.link_id = notice.told_link_id
            RETURNING notice.notice_id, notice.channel, notice.type, notice.occurred_at, notice.tries,
              account.external_id, link.subject, account.account_id,
              EXISTS (SELECT FROM assisted_link WHERE assisted_link.attempt_id = link.attempt_id) AS assisted
            """;

    /** No old contact of this kind: the others are told. */
    private static final String NO_RECIPIENT = "UPDATE citizen_notice SET state = 'NO_RECIPIENT' WHERE notice_id = ?1";

    private final EntityManager entities;
    private final NoticeChannel channel;
    private final OldContacts oldContacts;
    private final NoticeTexts texts;
    private final DisputeTokens tokens;
    private final NoticesConfig config;
    private final InstantSource clock;
    private final AtomicLong waiting = new AtomicLong();
    private final RepeatedWork work = new RepeatedWork("notice-sender");

    SendNotices(
            EntityManager entities,
            NoticeChannel channel,
            OldContacts oldContacts,
            NoticeTexts texts,
            DisputeTokens tokens,
            NoticesConfig config,
            InstantSource clock,
            MeterRegistry meters) {
        this.entities = entities;
        this.channel = channel;
        this.oldContacts = oldContacts;
        this.texts = texts;
        this.tokens = tokens;
        this.config = config;
        this.clock = clock;
        meters.gauge("notices.waiting", waiting);
    }

    void start(@Observes StartupEvent starting) {
        work.every(config.interval(), this::send);
    }

    void stop(@Observes ShutdownEvent stopping) {
        work.stop();
    }

    private record Claimed(Notice notice, int tries) {}

    /** Until nothing is due. */
    void send() {
        List<Claimed> due = QuarkusTransaction.requiringNew().call(this::claim);
        while (!due.isEmpty()) {
            due.forEach(this::send);
            due = QuarkusTransaction.requiringNew().call(this::claim);
        }
        waiting.set(QuarkusTransaction.requiringNew().call(this::countWaiting));
    }

    private List<Claimed> claim() {
        Instant now = clock.instant();
        List<?> rows = entities.createNativeQuery(CLAIM_DUE)
                .setParameter(1, now)
                .setParameter(2, now.plus(CLAIM))
                .setParameter(3, BATCH)
                .setParameter(4, TYPES)
                .getResultList();
        return rows.stream().map(Object[].class::cast).flatMap(this::read).toList();
    }

    /** None for a type that a newer version wrote, which sends it when this claim runs out. */
    private Stream<Claimed> read(Object[] row) {
        return EventType.of((String) row[2]).flatMap(type -> read(row, type)).stream();
    }

    private Optional<Claimed> read(Object[] row, EventType type) {
        UUID noticeId = (UUID) row[0];
        NoticeChannel.Kind kind = NoticeChannel.Kind.valueOf((String) row[1]);
        Instant at = (Instant) row[3];
        Optional<String> recipient = switch (kind) {
            case PORTAL_INBOX -> Optional.of((String) row[5]);
            case VNEID -> Optional.of((String) row[6]);
            case SMS -> oldContacts.phone((UUID) row[7], at);
            case EMAIL -> oldContacts.email((UUID) row[7], at);
        };
        if (recipient.isEmpty()) {
            entities.createNativeQuery(NO_RECIPIENT).setParameter(1, noticeId).executeUpdate();
        }
        // Who took the account over reads its inbox: after a dispute was settled there is no next token in it.
        boolean mayDispute =
                kind == NoticeChannel.Kind.VNEID || type == EventType.LINKED || type == EventType.LINK_REPLACED;
        String disputeUrl = config.disputePage() + "#" + tokens.of(noticeId);
        Map<Language, Notice.Text> text = !mayDispute
                ? texts.withoutDispute(type, at)
                : type == EventType.LINKED && (Boolean) row[8]
                        ? texts.ofAssistedLink(at, disputeUrl)
                        : texts.of(type, at, disputeUrl);
        return recipient.map(to -> new Claimed(new Notice(noticeId, kind, to, text), ((Number) row[4]).intValue()));
    }

    private void send(Claimed claimed) {
        boolean taken = channel.send(claimed.notice());
        boolean givenUp = !taken
                && !NoticeChannel.Kind.EVERYDAY.contains(claimed.notice().channel())
                && claimed.tries() >= LAST_TRY;
        String change = taken
                ? "state = 'SENT', sent_at = CAST(?2 AS timestamptz)"
                : givenUp
                        ? "state = 'UNDELIVERABLE', next_try_at = CAST(?2 AS timestamptz)"
                        : "next_try_at = CAST(?2 AS timestamptz)";
        QuarkusTransaction.requiringNew().run(() -> {
            Instant now = clock.instant();
            entities.createNativeQuery(
                            "UPDATE citizen_notice SET " + change + " WHERE notice_id = ?1 AND state = 'WAITING'")
                    .setParameter(1, claimed.notice().noticeId())
                    .setParameter(2, taken ? now : now.plus(BACKOFF.after(claimed.tries())))
                    .executeUpdate();
        });
    }

    private long countWaiting() {
        return ((Number) entities.createNativeQuery("SELECT count(*) FROM citizen_notice WHERE state = 'WAITING'")
                        .getSingleResult())
                .longValue();
    }
}
