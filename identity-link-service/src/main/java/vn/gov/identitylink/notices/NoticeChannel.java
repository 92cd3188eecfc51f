package vn.gov.identitylink.notices;

import java.util.List;

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
        VNEID,
        /** A text message to the account's old phone, where a theft would show. */
        SMS,
        /** A mail to the account's old address. */
        EMAIL;

        /** Through which every change is told; the others tell what needs to be known beyond them. */
        static final List<Kind> EVERYDAY = List.of(PORTAL_INBOX, VNEID);
    }

    /**
     * Hands a notice over. The same notice may come again after a crash; its id tells.
     *
     * @return whether it was taken; one that was not is tried again later
     */
    boolean send(Notice notice);
}
