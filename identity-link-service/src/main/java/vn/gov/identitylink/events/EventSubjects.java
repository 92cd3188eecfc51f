package vn.gov.identitylink.events;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import vn.gov.identitylink.access.Caller;

/** What accounts are called in a portal's events. Works in the caller's transaction. */
@ApplicationScoped
public class EventSubjects {

    private final EntityManager entities;

    EventSubjects(EntityManager entities) {
        this.entities = entities;
    }

    /** Account id → its name in this portal's events; none for a portal that hears none. */
    public Map<UUID, UUID> of(Caller.Portal portal, List<UUID> accountIds) {
        if (accountIds.isEmpty()) {
            return Map.of();
        }
        UUID[] accounts = accountIds.toArray(UUID[]::new);
        // In an order, because two who name the same accounts in different orders would wait for each other.
        entities.createNativeQuery("INSERT INTO event_subject (realm, client_id, account_id, subject)"
                        + " SELECT stream.realm, stream.client_id, account.account_id, gen_random_uuid()"
                        + " FROM event_stream AS stream JOIN account ON account.account_id = ANY (?3)"
                        + " WHERE stream.realm = ?1 AND stream.client_id = ?2"
                        + " ORDER BY account.account_id ON CONFLICT DO NOTHING")
                .setParameter(1, portal.realm())
                .setParameter(2, portal.clientId())
                .setParameter(3, accounts)
                .executeUpdate();
        List<?> named = entities.createNativeQuery("SELECT account_id, subject FROM event_subject"
                        + " WHERE realm = ?1 AND client_id = ?2 AND account_id = ANY (?3)")
                .setParameter(1, portal.realm())
                .setParameter(2, portal.clientId())
                .setParameter(3, accounts)
                .getResultList();
        return named.stream().map(Object[].class::cast).collect(Collectors.toMap(row -> (UUID) row[0], row ->
                (UUID) row[1]));
    }
}
