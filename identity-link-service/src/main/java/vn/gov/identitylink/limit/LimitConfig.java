package vn.gov.identitylink.limit;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How often somebody may try. Higher is kinder to clumsy citizens and to guessers alike. */
@ConfigMapping(prefix = "identity-link.limits")
interface LimitConfig {

    /** Verifications by one account and day; more makes guessing another person's facts cheaper. */
    @WithDefault("5")
    int verificationsPerAccountAndDay();

    /** Verifications through one client and minute; less may hold up a busy portal. */
    @WithDefault("60")
    int verificationsPerClientAndMinute();

    /** Verifications of one number without a match and day, over all accounts; the owner's VNeID sign-in never counts. */
    @WithDefault("10")
    int mismatchesPerNumberAndDay();

    /** Link attempts begun by one account and day; less stops a citizen who hesitates. */
    @WithDefault("20")
    int linkAttemptsPerAccountAndDay();
}
