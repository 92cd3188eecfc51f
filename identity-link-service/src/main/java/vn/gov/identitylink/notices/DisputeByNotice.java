package vn.gov.identitylink.notices;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import vn.gov.identitylink.linking.ChangeLink;
import vn.gov.identitylink.linking.LinkChange;

/**
 * Who got a notice says that they did not do what it tells: the link is held at once. It takes the notice's token and
 * nothing else, because who was robbed of an account cannot sign in to it; and it gives nothing but the hold.
 */
@ApplicationScoped
class DisputeByNotice {

    private final DisputeTokens tokens;
    private final ChangeLink changeLink;
    private final EntityManager entities;
    private final NoticesConfig config;
    private final InstantSource clock;

    DisputeByNotice(
            DisputeTokens tokens,
            ChangeLink changeLink,
            EntityManager entities,
            NoticesConfig config,
            InstantSource clock) {
        this.tokens = tokens;
        this.changeLink = changeLink;
        this.entities = entities;
        this.config = config;
        this.clock = clock;
    }

    /** @return the case that was opened, or nothing for a token that is not ours, too old, used, or of no link any more */
    @Transactional
    Optional<UUID> run(String token) {
        return tokens.noticeOf(token).flatMap(this::use).flatMap(this::dispute);
    }

    /** Once: a second press finds the link held, and a case that somebody resolved is not opened again by an old message. */
    private Optional<UUID> use(UUID noticeId) {
        Instant now = clock.instant();
        List<?> used = entities.createNativeQuery("UPDATE citizen_notice SET disputed_at = ?2 WHERE notice_id = ?1"
                        + " AND disputed_at IS NULL AND occurred_at > ?3 RETURNING link_id")
                .setParameter(1, noticeId)
                .setParameter(2, now)
                .setParameter(3, now.minus(config.disputeValidity()))
                .getResultList();
        return used.stream().map(UUID.class::cast).findFirst();
    }

    private Optional<UUID> dispute(UUID linkId) {
        return changeLink.disputeByNotice(linkId) instanceof LinkChange.Done done
                ? Optional.ofNullable(done.caseId())
                : Optional.empty();
    }
}
