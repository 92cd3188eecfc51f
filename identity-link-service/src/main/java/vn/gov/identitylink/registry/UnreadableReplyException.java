package vn.gov.identitylink.registry;

import org.jspecify.annotations.Nullable;

/** The registry's answer lacks something, or is not what was agreed. Says nothing about the person. */
final class UnreadableReplyException extends Exception {

    UnreadableReplyException() {
        super("the registry's answer cannot be read", null, false, false);
    }

    static <T> T required(@Nullable T value) throws UnreadableReplyException {
        if (value == null) {
            throw new UnreadableReplyException();
        }
        return value;
    }
}
