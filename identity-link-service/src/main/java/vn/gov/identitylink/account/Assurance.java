package vn.gov.identitylink.account;

/** How sure we are that an account's number is its owner's. */
public enum Assurance {
    /** Somebody typed it in. */
    DECLARED,
    /**
     * The registry knows this number, name and birth date together: the letter's green tick. It means only that somebody
     * knows three facts found in every data leak, so it is never exclusive and never blocks the owner.
     */
    MATCHED,
    /** A VNeID level-2 sign-in showed it. Only this is exclusive. */
    PROVED
}
