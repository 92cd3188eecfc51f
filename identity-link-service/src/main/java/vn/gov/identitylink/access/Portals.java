package vn.gov.identitylink.access;

import jakarta.enterprise.context.ApplicationScoped;

/** The portals whose tokens are accepted here. */
@ApplicationScoped
public class Portals {

    private final AccessConfig config;

    Portals(AccessConfig config) {
        this.config = config;
    }

    /** Whether a portal with this client id may call at all: what is granted to another nobody could take. */
    public boolean isKnown(String clientId) {
        return config.homePortalClients().contains(clientId)
                || config.otherPortalClients().contains(clientId);
    }
}
