package vn.gov.identitylink.testing;

/** How a neighbour can fail. */
public enum Fault {
    NONE,
    /** Answers 503 with {@code Retry-After: 7}. */
    DOWN,
    /** Closes the connection instead of answering. */
    RESET,
    /** Holds the answer until the fault is taken away, then gives it. */
    SLOW,
    /** Answers 200 with something that is not what was asked for. */
    GARBAGE
}
