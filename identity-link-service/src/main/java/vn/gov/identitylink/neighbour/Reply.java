package vn.gov.identitylink.neighbour;

import java.net.http.HttpHeaders;

/** What came of one HTTP exchange with a neighbour. */
public sealed interface Reply {

    /** A whole answer of any status, its body in UTF-8. */
    record Complete(int status, HttpHeaders headers, String body) implements Reply {

        /** The status only: bodies carry personal data and tokens. */
        @Override
        public String toString() {
            return "Complete[status=" + status + "]";
        }
    }

    /** No whole answer; nothing of what may have arrived is kept. */
    enum Failure implements Reply {
        /** No connection: refused, unknown host, TLS, or not within the connect timeout. The request was not sent. */
        NOT_CONNECTED,
        /** The connection ended before any answer. */
        BROKEN_OFF,
        /** The connection ended, or stopped being HTTP, in the middle of the answer. */
        CUT,
        /** What came is not HTTP, or its body is not UTF-8. */
        GARBLED,
        /** The body is larger than a neighbour's answer may be. */
        TOO_LARGE,
        /** The answer was not complete in time. */
        TIMED_OUT,
        /** This service is stopping. */
        INTERRUPTED
    }
}
