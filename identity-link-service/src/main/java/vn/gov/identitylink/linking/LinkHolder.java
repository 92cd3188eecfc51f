package vn.gov.identitylink.linking;

/** Who holds a suspended link. A later one is stronger: it takes the hold over, and a weaker one changes nothing. */
public enum LinkHolder {
    /** Its citizen, as a precaution. */
    CITIZEN,
    /** VNeID said that something is wrong with the identity. */
    PROVIDER,
    /** An operator, with a case that says why. */
    OPERATOR,
    /** Somebody whom the link concerns says that they did not make it. */
    DISPUTE;

    /** What was no more than a precaution the citizen lifts, signed in through VNeID; anything else only an operator. */
    public boolean isLiftedByCitizen() {
        return this == CITIZEN || this == PROVIDER;
    }
}
