package vn.gov.identitylink.notices;

/**
 * A way to tell a citizen something: the port behind which the portal's inbox and VNeID's notifications are. Never called
 * inside a transaction.
 */
interface NoticeChannel {

    /** Through what a citizen is told. */
    enum Kind {
        /** The inbox of the account at the portal. */
        PORTAL_INBOX,
        /** A notification in the VNeID app. */
        VNEID
    }

    /**
     * Hands a notice over. The same notice may come again after a crash; its id tells.
     *
     * @return whether it was taken; one that was not is tried again later
     */
    boolean send(Notice notice);
}
