package vn.gov.identitylink.linking;

/** A link is over, in this transaction; not one whose place another took. */
public record LinkEnded(Link link) {}
