package vn.gov.identitylink.account;

import java.time.LocalDate;
import java.util.regex.Pattern;
import vn.gov.identitylink.citizen.InvalidValueException;

/**
 * The commune where the citizen lives. Codes are reused over time, so a code means nothing without its date.
 *
 * @param communeCode five digits of the General Statistics Office
 * @param asOf the day on which the code meant this commune
 */
public record Locality(String communeCode, LocalDate asOf) {

    private static final Pattern FORMAT = Pattern.compile("[0-9]{5}");

    /** @throws InvalidValueException {@code commune-code-format} unless the code is five ASCII digits */
    public Locality {
        if (!FORMAT.matcher(communeCode).matches()) {
            throw new InvalidValueException("commune-code-format");
        }
    }
}
