package vn.gov.identitylink.localstack;

/** Why the stack cannot run, as one line for the person at the terminal: what is wrong and what to do. */
final class StackFailure extends Exception {

    private static final long serialVersionUID = 1L;

    StackFailure(String line) {
        super(line);
    }

    StackFailure(String line, Throwable cause) {
        super(line, cause);
    }
}
