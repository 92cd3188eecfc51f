package vn.gov.identitylink.audit;

import java.util.Locale;

/** Who did something without a token of the portal realm. */
public enum SystemActor {
    /** VNeID, by a signed security event. */
    IDENTITY_PROVIDER,
    /** Somebody who has the token of a notice. */
    NOTICE_HOLDER;

    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
