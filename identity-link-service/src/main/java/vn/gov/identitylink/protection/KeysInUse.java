package vn.gov.identitylink.protection;

import jakarta.enterprise.context.RequestScoped;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Whose data the current request has opened: what is kept of its answer is sealed under the same key, and gone with it. */
@RequestScoped
public class KeysInUse {

    private final Set<UUID> ids = new LinkedHashSet<>();

    void add(UUID keyId) {
        ids.add(keyId);
    }

    /** The one key, where the request is about one citizen. */
    public Optional<UUID> only() {
        return ids.size() == 1 ? Optional.of(ids.iterator().next()) : Optional.empty();
    }
}
