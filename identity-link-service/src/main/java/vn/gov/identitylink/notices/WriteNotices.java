package vn.gov.identitylink.notices;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.persistence.EntityManager;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import vn.gov.identitylink.outbox.EventType;
import vn.gov.identitylink.outbox.OutboxTold;

/**
 * A change in a link's life becomes one notice a channel, when it is told on; linking itself never waits for it. A link that
 * an officer made is told to the old contact too.
 */
@ApplicationScoped
class WriteNotices {

    /** What citizens are told about; each has its texts. */
    static final List<EventType> TOLD = List.of(
            EventType.LINKED,
            EventType.LINK_SUSPENDED,
            EventType.LINK_RESUMED,
            EventType.LINK_ENDED,
            EventType.LINK_REPLACED,
            EventType.ACCOUNT_SUPERSEDED,
            EventType.ACCOUNT_REOPENED);

    private static final String WRITE = """
            INSERT INTO citizen_notice (notice_id, event_id, channel, type, account_id, link_id, told_link_id, occurred_at,
              state, tries, next_try_at)
            SELECT gen_random_uuid(), event.event_id, told.channel, event.type, event.account_id,
              CAST(event.payload ->> 'linkId' AS uuid), told.link_id, event.occurred_at, 'WAITING', 0,
              CAST(?4 AS timestamptz)
            FROM outbox_event AS event CROSS JOIN LATERAL (
              SELECT channel, CAST(event.payload ->> 'linkId' AS uuid) AS link_id
                FROM unnest(CAST(?3 AS text[])) AS channel
              UNION ALL
              SELECT 'VNEID', CAST(event.payload ->> 'replacedLinkId' AS uuid)
                WHERE event.payload ->> 'replacedLinkId' IS NOT NULL) AS told
            WHERE event.event_id = ANY (?1) AND event.type = ANY (?2)
              AND (told.channel = ANY (CAST(?5 AS text[])) OR EXISTS (SELECT FROM link JOIN assisted_link USING (attempt_id)
                WHERE link_id IN (CAST(event.payload ->> 'linkId' AS uuid),
                  CAST(event.payload ->> 'replacedLinkId' AS uuid))))
              AND event.payload ->> 'linkId' IS NOT NULL
            ON CONFLICT DO NOTHING
            """;

    private final EntityManager entities;
    private final InstantSource clock;

    WriteNotices(EntityManager entities, InstantSource clock) {
        this.entities = entities;
        this.clock = clock;
    }

    void on(@Observes OutboxTold told) {
        entities.createNativeQuery(WRITE)
                .setParameter(1, told.eventIds().toArray(UUID[]::new))
                .setParameter(2, TOLD.stream().map(EventType::word).toArray(String[]::new))
                .setParameter(3, names(List.of(NoticeChannel.Kind.values())))
                .setParameter(4, clock.instant())
                .setParameter(5, names(NoticeChannel.Kind.EVERYDAY))
                .executeUpdate();
    }

    private static String[] names(List<NoticeChannel.Kind> kinds) {
        return kinds.stream().map(Enum::name).toArray(String[]::new);
    }
}
