package vn.gov.identitylink.citizen;

/** <i>Giới tính</i> as the population database knows it. */
public enum Sex {
    /** No information. */
    UNKNOWN,
    MALE,
    FEMALE;

    /** @throws InvalidValueException {@code sex-unknown-word} unless it is one of the constants' names */
    public static Sex parse(String text) {
        return switch (text) {
            case "UNKNOWN" -> UNKNOWN;
            case "MALE" -> MALE;
            case "FEMALE" -> FEMALE;
            default -> throw new InvalidValueException("sex-unknown-word");
        };
    }
}
