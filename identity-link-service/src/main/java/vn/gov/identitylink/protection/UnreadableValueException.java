package vn.gov.identitylink.protection;

/** A sealed value that does not open: it was altered or moved, or its key was erased. A broken invariant, not a refusal. */
public final class UnreadableValueException extends RuntimeException {

    public UnreadableValueException(Cell cell, Throwable cause) {
        super("sealed value does not open: " + cell, cause);
    }
}
