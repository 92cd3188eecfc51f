package vn.gov.identitylink.signals;

import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.time.InstantSource;
import vn.gov.identitylink.cases.CaseKind;
import vn.gov.identitylink.linking.ChangeLink;
import vn.gov.identitylink.linking.Links;
import vn.gov.identitylink.vneid.Vneid;
import vn.gov.identitylink.vneid.VneidSignal;

/**
 * VNeID tells that an identity is disabled, gone, or has another number. The links of the first two are held before the
 * answer; for the third the population database is asked later, because it may be slow and VNeID need not wait. The same
 * signal again changes nothing, and one about an identity that is linked with nothing is taken like any other.
 */
@ApplicationScoped
class ReceiveSignal {

    private final Vneid vneid;
    private final Links links;
    private final ChangeLink changeLink;
    private final EntityManager entities;
    private final InstantSource clock;

    ReceiveSignal(Vneid vneid, Links links, ChangeLink changeLink, EntityManager entities, InstantSource clock) {
        this.vneid = vneid;
        this.links = links;
        this.changeLink = changeLink;
        this.entities = entities;
        this.clock = clock;
    }

    /** @return whether it is VNeID's, or cannot be judged now */
    Vneid.Signalling run(String token) {
        Vneid.Signalling read = vneid.readSignal(token);
        if (read instanceof Vneid.Signalling.Genuine genuine) {
            QuarkusTransaction.requiringNew().run(() -> take(genuine.signal()));
        }
        return read;
    }

    private void take(VneidSignal signal) {
        links.lockIdentity(signal.issuer(), signal.subject());
        if (!remember(signal)) {
            return;
        }
        switch (signal.kind()) {
            case ACCOUNT_DISABLED -> hold(signal, CaseKind.IDENTITY_DISABLED);
            case ACCOUNT_PURGED -> hold(signal, CaseKind.IDENTITY_PURGED);
            case IDENTIFIER_CHANGED, OTHER -> {}
        }
    }

    private void hold(VneidSignal signal, CaseKind why) {
        links.binding(signal.issuer(), signal.subject()).forEach(link -> changeLink.suspendForProvider(link, why));
    }

    /** @return whether it is new */
    private boolean remember(VneidSignal signal) {
        Instant now = clock.instant();
        return entities.createNativeQuery("INSERT INTO provider_signal (issuer, token_id, subject, kind, received_at,"
                                + " state, tries, next_try_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, 0, ?5)"
                                + " ON CONFLICT DO NOTHING")
                        .setParameter(1, signal.issuer())
                        .setParameter(2, signal.tokenId())
                        .setParameter(3, signal.subject())
                        .setParameter(4, signal.kind().name())
                        .setParameter(5, now)
                        .setParameter(6, signal.kind() == VneidSignal.Kind.IDENTIFIER_CHANGED ? "WAITING" : "DONE")
                        .executeUpdate()
                == 1;
    }
}
