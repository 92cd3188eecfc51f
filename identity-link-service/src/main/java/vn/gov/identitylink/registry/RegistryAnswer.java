package vn.gov.identitylink.registry;

import java.time.Duration;

/** What came of asking the registry. A failure is not a mismatch: nothing changes and the caller learns when to retry. */
public sealed interface RegistryAnswer {

    /** The three facts belong to this person. */
    record Match(RegistryRecord found) implements RegistryAnswer {}

    /** They do not; one answer for every cause. */
    record NoMatch() implements RegistryAnswer {}

    /** No answer to rely on. */
    sealed interface Failed extends RegistryAnswer {}

    /** Refused, overloaded, or the circuit is open. */
    record Unavailable(Duration retryAfter) implements Failed {}

    /** Nothing in time. */
    record TimedOut() implements Failed {}

    /** Malformed, too large, cut, or about another citizen. */
    record BadResponse() implements Failed {}
}
