package vn.gov.identitylink.cases;

/** Why somebody has to look. */
public enum CaseKind {
    /** The owner of the VNeID identity, or who got the notice, says that they did not make the link. */
    LINK_DISPUTED,
    /** An operator holds a link; the first note says why. */
    LINK_SUSPENDED_BY_OPERATOR,
    /** VNeID disabled the identity of a link. */
    IDENTITY_DISABLED,
    /** VNeID deleted the identity of a link: nobody can sign in with it any more. */
    IDENTITY_PURGED,
    /** VNeID changed the identity's number, and the population database does not know the linked one any more. */
    NUMBER_CHANGED,
    /** An event that no version here can read; it waits until the case is resolved as repaired. */
    EVENT_PARKED,
    /** The papers of a link cannot move, because what is sealed about its account does not open. */
    DOCUMENTS_NOT_MOVING,
    /** A citizen does not recognise an entry of their access log. */
    ACCESS_REPORTED,
    /** A citizen joined another account of theirs to the linked one: it is closed, and what is in it waits. */
    ACCOUNT_SUPERSEDED,
    /** Somebody showed a number at VNeID that another account has proved, or an identity that is linked there. */
    NUMBER_PROVED_ELSEWHERE,
    /** Several sign-ins at VNeID for one account within a day showed somebody else's number. */
    FOREIGN_IDENTITIES
}
