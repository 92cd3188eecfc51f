package vn.gov.identitylink.account;

import java.time.LocalDate;
import java.util.Objects;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;
import vn.gov.identitylink.citizen.BirthDate;
import vn.gov.identitylink.citizen.CitizenNumber;
import vn.gov.identitylink.citizen.DeclaredIdentity;
import vn.gov.identitylink.citizen.FullName;
import vn.gov.identitylink.citizen.InvalidValueException;
import vn.gov.identitylink.citizen.OldIdentityNumber;
import vn.gov.identitylink.citizen.Population;
import vn.gov.identitylink.citizen.Sex;
import vn.gov.identitylink.problem.FieldErrors;

/** The fields of the letter's screen 5, as a caller sends them. */
@Schema(
        name = "DeclaredIdentity",
        description = "What the citizen says who they are. At least one of number and oldNumber is required.",
        requiredProperties = {"fullName", "birthDate"})
record DeclaredIdentityRequest(
        @Schema(
                description = "Personal identification number (CCCD): twelve digits.",
                pattern = "^[0-9]{12}$",
                examples = "052089999999")
        @Nullable
        String number,

        @Schema(
                description = "Number of the old identity card (CMND): nine digits.",
                pattern = "^[0-9]{9}$",
                examples = "215000000")
        @Nullable
        String oldNumber,

        @Schema(description = "Full name, in any Unicode form.", maxLength = 100, examples = "Nguyễn Văn Thử") @Nullable
        String fullName,

        @Schema(
                description = "Date of birth as far as it is known: YYYY, YYYY-MM or YYYY-MM-DD.",
                pattern = "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$",
                examples = "1989-01-01")
        @Nullable
        String birthDate,

        @Schema(
                description = "Sex; left out where it is not declared.",
                enumeration = {"MALE", "FEMALE", "UNKNOWN"},
                examples = "MALE")
        @Nullable
        String sex) {

    /**
     * Reads and checks the fields; every fault is added to {@code errors}.
     *
     * @param pointer where this object stands in the request
     * @param today no birth date lies after it
     */
    @Nullable
    DeclaredIdentity read(String pointer, FieldErrors errors, Population population, LocalDate today) {
        FieldErrors own = new FieldErrors();
        CitizenNumber citizenNumber = own.optional(pointer + "/number", number, text -> accepted(text, population));
        OldIdentityNumber old = own.optional(pointer + "/oldNumber", oldNumber, OldIdentityNumber::parse);
        FullName name = own.required(pointer + "/fullName", fullName, FullName::parse);
        BirthDate born = own.required(pointer + "/birthDate", birthDate, text -> notAfter(today, text));
        Sex declaredSex = own.optional(pointer + "/sex", sex, Sex::parse);
        if (!own.isEmpty()) {
            errors.addAll(own);
            return null;
        }
        return errors.check(
                pointer + (number == null ? "" : "/number"),
                () -> new DeclaredIdentity(
                        citizenNumber,
                        old,
                        Objects.requireNonNull(name),
                        Objects.requireNonNull(born),
                        declaredSex == null ? Sex.UNKNOWN : declaredSex));
    }

    private static CitizenNumber accepted(String text, Population population) {
        CitizenNumber number = CitizenNumber.parse(text);
        if (!population.accepts(number)) {
            throw new InvalidValueException("citizen-number-not-accepted-here");
        }
        return number;
    }

    private static BirthDate notAfter(LocalDate today, String text) {
        BirthDate date = BirthDate.parse(text);
        if (date.earliest().isAfter(today)) {
            throw new InvalidValueException("birth-date-in-future");
        }
        return date;
    }

    @Override
    public String toString() {
        return "DeclaredIdentityRequest[•••]";
    }
}
