package vn.gov.identitylink.access;

/** Who may call: the words of {@code x-actors} in the contract, and the realm roles that the identity provider gives. */
public final class Actor {

    /** A citizen, through the portal's front end. */
    public static final String CITIZEN = "citizen";

    /** The machine client of the account realm: it writes the accounts. */
    public static final String HOME_PORTAL = "home-portal";

    /** The machine client of a ministry or province. */
    public static final String OTHER_PORTAL = "other-portal";

    /** A member of staff of a one-stop counter or provincial office. */
    public static final String OFFICER = "officer";

    /** Who runs the service: policies, cases, suspensions. */
    public static final String OPERATOR = "operator";

    private Actor() {}
}
