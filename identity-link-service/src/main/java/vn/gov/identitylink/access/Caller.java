package vn.gov.identitylink.access;

import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import vn.gov.identitylink.citizen.CitizenNumber;

/**
 * Who makes this request, as their token says. Realm, role and purposes are claims fixed in the identity provider, never
 * a request field.
 */
public sealed interface Caller {

    /** The account realm that this caller belongs to; another realm's accounts do not exist for them. */
    String realm();

    /** The client through which the call came ({@code azp}). */
    String clientId();

    /**
     * A citizen of the portal realm.
     *
     * @param externalId {@code TechID}: the account's technical id at the portal
     * @param sessionId {@code sid}: the single sign-on session at the portal, which outlives its tokens and survives a second
     *     sign-in in the same browser
     * @param throughVneid whether this sign-in came through VNeID ({@code loginIdp=BCA})
     * @param authenticatedAt {@code auth_time}: when the citizen last proved themselves, not when the token was made
     */
    record Citizen(
            String realm,
            String clientId,
            String externalId,
            String sessionId,
            boolean throughVneid,
            Instant authenticatedAt)
            implements Caller {}

    /**
     * A machine client of a portal.
     *
     * @param home whether it is the home portal, which writes the accounts of its realm
     * @param purposes the procedure codes registered for it
     */
    record Portal(String realm, String clientId, boolean home, Set<String> purposes) implements Caller {

        public Portal {
            purposes = Set.copyOf(purposes);
        }
    }

    /**
     * An officer or an operator, signed in by name.
     *
     * @param subject opaque id of the member of staff
     * @param unit the administrative unit or office they act for
     * @param number their own citizen number, so that nobody acts on their own account by office
     */
    record Staff(
            String realm,
            String clientId,
            String subject,
            @Nullable String unit,
            @Nullable CitizenNumber number,
            boolean operator,
            Set<String> purposes)
            implements Caller {

        public Staff {
            purposes = Set.copyOf(purposes);
        }
    }
}
