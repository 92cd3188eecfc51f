package vn.gov.identitylink.linking;

/**
 * An account was bound to a VNeID identity. Observed by the features that begin with a link, in the transaction that makes
 * it: what they do commits with the link or not at all.
 *
 * @param assisted whether an officer made it at a counter
 */
public record LinkMade(Link link, boolean assisted) {}
