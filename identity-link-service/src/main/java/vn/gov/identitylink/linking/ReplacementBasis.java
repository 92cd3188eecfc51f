package vn.gov.identitylink.linking;

/** What vouches, besides the sign-in with the new identity, that a link may take the place of another. */
enum ReplacementBasis {
    /** A fresh sign-in with the old identity: whoever has both is their owner. */
    OLD_IDENTITY,
    /** The population database says that the new identity's number was established in place of the old one's. */
    FORMER_NUMBER,
    /** One operator wrote what is wrong with the old link, and another confirmed it. */
    TWO_OPERATORS
}
