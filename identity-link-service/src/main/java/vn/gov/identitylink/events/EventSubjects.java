package vn.gov.identitylink.events;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import vn.gov.identitylink.access.Caller;

/** What accounts are called in a portal's events. Works in the caller's transaction. */
@ApplicationScoped
public class EventSubjects {

    private final EntityManager entities;

    EventSubjects(EntityManager entities) {
        this.entities = entities;
    }

    /** The account's name in this portal's events; nothing for a portal that hears none. */
    public Optional<UUID> of(Caller.Portal portal, UUID accountId) {
        entities.createNativeQuery("INSERT INTO event_subject (realm, client_id, account_id, subject)"
                        + " SELECT realm, client_id, ?3, gen_random_uuid() FROM event_stream"
                        + " WHERE realm = ?1 AND client_id = ?2 ON CONFLICT DO NOTHING")
                .setParameter(1, portal.realm())
                .setParameter(2, portal.clientId())
                .setParameter(3, accountId)
                .executeUpdate();
        List<?> named = entities.createNativeQuery(
                        "SELECT subject FROM event_subject WHERE realm = ?1 AND client_id = ?2 AND account_id = ?3")
                .setParameter(1, portal.realm())
                .setParameter(2, portal.clientId())
                .setParameter(3, accountId)
                .getResultList();
        return named.stream().map(UUID.class::cast).findFirst();
    }
}
