package vn.gov.identitylink.linking;

/** How it is proved at a counter that the citizen who is present controls the portal account. */
enum Control {
    /** The citizen confirms with a token of that account, signed in on their own device. */
    CITIZEN_TOKEN,
    /** The citizen reads out a code that was sent to a contact that has not changed for thirty days. */
    ONE_TIME_CODE,
    /** A second officer of the same unit looked at the citizen and their papers too. */
    SECOND_OFFICER
}
