package vn.gov.identitylink.citizen;

/** A value that does not check. Carries a code for the caller and never the offending value. */
public final class InvalidValueException extends RuntimeException {

    private final String code;

    /** @param code stable, kebab-case, such as {@code citizen-number-format} */
    public InvalidValueException(String code) {
        super(code, null, false, false);
        this.code = code;
    }

    /** The stable code that a field error carries. */
    public String code() {
        return code;
    }
}
