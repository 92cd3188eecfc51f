package vn.gov.identitylink.account;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import vn.gov.identitylink.citizen.Population;

/** What this deployment accepts as an account's identity. */
@ConfigMapping(prefix = "identity-link.accounts")
public interface AccountConfig {

    /**
     * Whose numbers are accepted: {@code SYNTHETIC} refuses every assigned province code, {@code REAL} every unassigned
     * one. Changing it on a database with accounts makes their numbers unacceptable at the next declaration.
     */
    @WithDefault("REAL")
    Population population();

    /** How many lines a bulk import may have. More makes a single failure cost more to send again. */
    @WithDefault("5000000")
    long longestImport();
}
