package vn.gov.identitylink.account;

import java.util.UUID;

/**
 * Whatever was being proved about an account is void from now on: its identity was declared anew, or it was linked.
 * Observed by the features that hold open proofs, in the same transaction.
 */
public record ProofsVoided(UUID accountId) {}
